#include "client/cli/apply/apply_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/error.h"
#include "google/rpc/error_details.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;

constexpr char kFile[] = R"(organizations:
  - {id: library}
  - {id: opera}
events:
  - {id: gala, owner: opera}
  - {id: talk, owner: opera}
)";

absl::Status With(absl::Status status, const google::protobuf::Message& detail) {
  status.SetPayload("type.googleapis.com/" + detail.GetDescriptor()->full_name(),
                    absl::Cord(detail.SerializeAsString()));
  return status;
}

// A plan that creates what the file has.
class ApplyErrorsTest : public ::testing::Test {
 protected:
  ApplyErrorsTest()
      : wanted_(*ParseWanted(kFile, "file.yaml")),
        plan_(*PlanApply(
            [](const ApplyKind&, const std::string& name)
                -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
              return absl::NotFoundError(name);
            },
            wanted_)),
        writes_(EventWritesOf(plan_)),
        assumptions_(AssumptionsOf(plan_)) {}

  // The fields of an error whose request had these wrong.
  std::vector<std::string> FieldsOf(const std::vector<std::string>& paths) const {
    google::rpc::BadRequest request;
    for (const std::string& path : paths) request.add_field_violations()->set_field(path);
    const auto status =
        InTermsOfFiles(With(absl::InvalidArgumentError("wrong"), request), writes_, assumptions_);
    std::vector<std::string> fields;
    for (const auto& violation : client::DecodeError(status).field_violations) {
      fields.push_back(violation.field);
    }
    return fields;
  }
  // What is said where something about that resource is refused.
  std::string Said(const std::string& resource) const {
    google::rpc::ResourceInfo info;
    info.set_resource_name(resource);
    const auto status = With(absl::FailedPreconditionError("It is in use."), info);
    return std::string(InTermsOfFiles(status, writes_, assumptions_).message());
  }

  const std::vector<WantedResource> wanted_;
  const std::vector<ApplyStep> plan_;
  const PlannedWrites writes_;
  const PlannedAssumptions assumptions_;
};

TEST_F(ApplyErrorsTest, NameTheEntryThatTheyAreAbout) {
  EXPECT_EQ(Said("events/talk"), "file.yaml:6: events/talk: It is in use.");
  EXPECT_EQ(Said("organizations/opera"), "file.yaml:3: organizations/opera: It is in use.");
  EXPECT_EQ(Said("venues/elsewhere"), "It is in use.");
  EXPECT_EQ(InTermsOfFiles(absl::AbortedError("Again."), plan_[1]).message(),
            "file.yaml:3: organizations/opera: Again.");
}

TEST_F(ApplyErrorsTest, LeaveThePathsThatAreAboutNoEntry) {
  EXPECT_THAT(FieldsOf({"writes", "writes[2].create.event.title", "writes[x].create", "writes[0",
                        "assumptions.organizations[2].title", "page_size"}),
              ElementsAre("writes", "writes[2].create.event.title", "writes[x].create", "writes[0",
                          "assumptions.organizations[2].title", "page_size"));
}

TEST_F(ApplyErrorsTest, NameTheEntryAloneWhereThePathNamesNoFieldOfIt) {
  EXPECT_THAT(FieldsOf({"writes[1]", "writes[1].create", "writes[0].create.event_id",
                        "assumptions.organizations[1]"}),
              ElementsAre("file.yaml:6: events/talk", "file.yaml:6: events/talk",
                          "file.yaml:5: events/gala: id", "file.yaml:3: organizations/opera"));
}

TEST_F(ApplyErrorsTest, HaveAMessageThatKeepsItsWords) {
  google::rpc::BadRequest request;
  request.add_field_violations()->set_field("writes[0].create.event.owner");
  request.add_field_violations()->set_field("writes[1].create.event.owner");
  const auto said = [&](const std::string& message) {
    return std::string(
        InTermsOfFiles(With(absl::InvalidArgumentError(message), request), writes_, assumptions_)
            .message());
  };
  EXPECT_EQ(said("writes[0].create.event.owner: There is none."),
            "file.yaml:5: events/gala: owner: There is none.");
  EXPECT_EQ(said("Two are wrong."), "Two are wrong.");
}

TEST_F(ApplyErrorsTest, NameEachPlaceOnceAndTenAtMost) {
  EXPECT_EQ(Places({&plan_[2], &plan_[0], &plan_[2]}),
            "file.yaml:5: events/gala; file.yaml:2: organizations/library");
  std::string text = "events:\n";
  for (char id = 'a'; id <= 'k'; ++id) text += std::string("  - {id: ") + id + "}\n";
  const auto wanted = *ParseWanted(text, "f");
  std::vector<ApplyStep> steps(wanted.size());
  std::vector<const ApplyStep*> pointers;
  for (size_t i = 0; i < steps.size(); ++i) {
    steps[i].wanted = &wanted[i];
    pointers.push_back(&steps[i]);
  }
  const std::string ten =
      "f:2: events/a; f:3: events/b; f:4: events/c; f:5: events/d; f:6: events/e; f:7: events/f; "
      "f:8: events/g; f:9: events/h; f:10: events/i; f:11: events/j";
  EXPECT_EQ(Places(pointers), ten + "; 1 more");
  pointers.pop_back();
  EXPECT_EQ(Places(pointers), ten);
}

}  // namespace
}  // namespace taqvim::cli
