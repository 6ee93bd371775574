#include "client/cli/apply/apply_dry_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/testing/scripted_server.h"
#include "google/rpc/error_details.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A plan, and a server that has something of each of its events.
class ApplyDryRunsTest : public ::testing::Test {
 protected:
  ApplyDryRunsTest() {
    server_.Answer<v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>(
        [this](const v1::BatchWriteEventsRequest& request) { return Validated(request); });
    server_.Answer<v1::CreateVenueRequest, v1::CreateVenueResponse>(
        [](const v1::CreateVenueRequest& request) -> absl::StatusOr<v1::CreateVenueResponse> {
          v1::CreateVenueResponse response;
          *response.mutable_venue() = request.venue();
          return response;
        });
    server_.Answer<v1::CreateSpaceRequest, v1::CreateSpaceResponse>(
        [this](const v1::CreateSpaceRequest&) -> absl::StatusOr<v1::CreateSpaceResponse> {
          return space_refusal_;
        });
  }

  void Plan(const std::string& text) {
    wanted_ = *ParseWanted(text, "file.yaml");
    plan_ = *PlanApply(
        [this](const ApplyKind& kind, const std::string& name)
            -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
          if (kind.key != "events" && !stored_.contains(name)) return absl::NotFoundError(name);
          if (kind.key == "venues") return std::make_unique<v1::Venue>(stored_.at(name));
          auto event = std::make_unique<v1::Event>();
          event->set_name(name);
          event->set_state(v1::EVENT_STATE_TENTATIVE);
          return event;
        },
        wanted_);
  }
  // Changes of this many events, `e0` and so on.
  void PlanChanges(int count) {
    std::string text = "events:\n";
    for (int i = 0; i < count; ++i) absl::StrAppend(&text, "  - {id: e", i, ", owner: o}\n");
    Plan(text);
  }
  absl::Status DropUnchanged() { return DropUnchangedEvents(server_.client(), &plan_); }
  // Those that are still to be changed.
  std::vector<std::string> Changes() const {
    std::vector<std::string> names;
    for (const ApplyStep& step : plan_) {
      if (!step.IsDone()) names.push_back(step.wanted->name);
    }
    return names;
  }
  std::vector<int> SizesAsked() const {
    std::vector<int> sizes;
    for (const auto& request : server_.Asked<v1::BatchWriteEventsRequest>()) {
      sizes.push_back(request.writes_size());
    }
    return sizes;
  }

  ScriptedServer server_;
  // The events of which a change is refused, and those that it leaves as they are.
  std::map<std::string, absl::Status> refused_;
  std::set<std::string> same_;
  // Of more writes the answer omits the events.
  int most_answered_ = 1000;
  absl::Status space_refusal_;
  std::map<std::string, v1::Venue> stored_;
  std::vector<WantedResource> wanted_;
  std::vector<ApplyStep> plan_;

 private:
  absl::StatusOr<v1::BatchWriteEventsResponse> Validated(
      const v1::BatchWriteEventsRequest& request) const {
    EXPECT_TRUE(request.validate_only());
    v1::BatchWriteEventsResponse response;
    response.set_events_omitted(request.writes_size() > most_answered_);
    for (const v1::EventWrite& write : request.writes()) {
      const v1::Event& event = write.update().event();
      if (const auto found = refused_.find(event.name()); found != refused_.end()) {
        return found->second;
      }
      *response.add_events() = event;
      response.mutable_events()->rbegin()->set_etag("validated");
      if (response.events_omitted()) response.mutable_events()->rbegin()->clear_owner();
      if (same_.contains(event.name())) response.mutable_events()->rbegin()->clear_owner();
    }
    return response;
  }
};

TEST_F(ApplyDryRunsTest, LeavesOutTheChangesThatTheServerTakesForNone) {
  same_ = {"events/e1"};
  PlanChanges(3);
  ASSERT_TRUE(DropUnchanged().ok());
  EXPECT_THAT(Changes(), ElementsAre("events/e0", "events/e2"));
  EXPECT_THAT(plan_[1].mask, IsEmpty());
  EXPECT_THAT(plan_[1].differences, IsEmpty());
  EXPECT_EQ(dynamic_cast<const v1::Event&>(*plan_[1].resource).owner(), "");
  EXPECT_THAT(plan_[0].mask, ElementsAre("owner"));
}

TEST_F(ApplyDryRunsTest, AsksInHalvesForThoseAmongWhichOneIsRefused) {
  for (int i = 0; i < 5; ++i) same_.insert(absl::StrCat("events/e", i));
  refused_["events/e3"] = absl::InvalidArgumentError("wrong");
  PlanChanges(5);
  ASSERT_TRUE(DropUnchanged().ok());
  EXPECT_THAT(Changes(), ElementsAre("events/e3"));
  EXPECT_THAT(SizesAsked(), ElementsAre(5, 2, 3, 1, 2, 1, 1));
}

TEST_F(ApplyDryRunsTest, AsksForAsManyAsAnAnswerUsuallyHolds) {
  PlanChanges(1001);
  ASSERT_TRUE(DropUnchanged().ok());
  EXPECT_THAT(SizesAsked(), ElementsAre(500, 500, 1));
}

TEST_F(ApplyDryRunsTest, AsksInHalvesWhereTheAnswerOmitsEvents) {
  most_answered_ = 2;
  same_ = {"events/e1"};
  PlanChanges(4);
  ASSERT_TRUE(DropUnchanged().ok());
  EXPECT_THAT(Changes(), ElementsAre("events/e0", "events/e2", "events/e3"));
  EXPECT_THAT(SizesAsked(), ElementsAre(4, 2, 2));
}

TEST_F(ApplyDryRunsTest, AsksForChangesOfEventsAlone) {
  stored_["venues/v"].set_city("Almaty");
  Plan("venues: [{id: v, city: Astana}]\nevents: [{id: e, confirm: true}]\n");
  ASSERT_TRUE(DropUnchanged().ok());
  EXPECT_THAT(SizesAsked(), IsEmpty());
  EXPECT_THAT(Changes(), ElementsAre("venues/v", "events/e"));
}

TEST_F(ApplyDryRunsTest, EndsWhereNoServerAnswers) {
  refused_["events/e0"] = absl::UnavailableError("away");
  PlanChanges(2);
  EXPECT_TRUE(absl::IsUnavailable(DropUnchanged()) || absl::IsDeadlineExceeded(DropUnchanged()))
      << DropUnchanged();
  for (const int size : SizesAsked()) EXPECT_EQ(size, 2);
}

TEST_F(ApplyDryRunsTest, ValidatesWhatIsNoEventAsItWouldBeWritten) {
  Plan("venues: [{id: v, city: Astana}]\nevents: [{id: e, owner: o}]\n");
  ASSERT_TRUE(ValidateDirectory(server_.client(), &plan_).ok());
  const auto asked = server_.Asked<v1::CreateVenueRequest>();
  ASSERT_EQ(asked.size(), 1);
  EXPECT_TRUE(asked[0].validate_only());
  EXPECT_EQ(asked[0].venue_id(), "v");
  EXPECT_EQ(asked[0].venue().city(), "Astana");
  ASSERT_TRUE(CallFor(server_.client(), plan_[0], WriteMode::kWrite).ok());
  EXPECT_FALSE(server_.Asked<v1::CreateVenueRequest>()[1].validate_only());
}

TEST_F(ApplyDryRunsTest, TakesAChangeThatTheServerSpellsAsItWasForNone) {
  bool spells_alike = false;
  server_.Answer<v1::UpdateVenueRequest, v1::UpdateVenueResponse>(
      [&](const v1::UpdateVenueRequest& request) -> absl::StatusOr<v1::UpdateVenueResponse> {
        EXPECT_THAT(request.update_mask().paths(), ElementsAre("city"));
        v1::UpdateVenueResponse response;
        *response.mutable_venue() = request.venue();
        if (spells_alike) response.mutable_venue()->set_city("Almaty");
        response.mutable_venue()->set_etag("new");
        return response;
      });
  stored_["venues/v"].set_city("Almaty");
  Plan("venues: [{id: v, city: ALMATY}]\n");
  ASSERT_TRUE(ValidateDirectory(server_.client(), &plan_).ok());
  EXPECT_THAT(Changes(), ElementsAre("venues/v"));
  spells_alike = true;
  ASSERT_TRUE(ValidateDirectory(server_.client(), &plan_).ok());
  EXPECT_THAT(Changes(), IsEmpty());
}

TEST_F(ApplyDryRunsTest, AnswersWithTheConflictsOfClosures) {
  server_.Answer<v1::CreateClosureRequest, v1::CreateClosureResponse>(
      [](const v1::CreateClosureRequest& request) -> absl::StatusOr<v1::CreateClosureResponse> {
        EXPECT_EQ(request.parent(), "venues/v");
        v1::CreateClosureResponse response;
        *response.mutable_closure() = request.closure();
        response.mutable_conflicts()->add_conflicts()->set_event("events/" + request.closure_id());
        return response;
      });
  Plan("venues: [{id: v, closures: [{id: a}, {id: b}]}]\n");
  const auto conflicts = ValidateDirectory(server_.client(), &plan_);
  ASSERT_TRUE(conflicts.ok()) << conflicts.status();
  std::vector<std::string> events;
  for (const v1::Conflict& conflict : *conflicts) events.push_back(conflict.event());
  EXPECT_THAT(events, ElementsAre("events/a", "events/b"));
}

// What stands in a venue that is created with it cannot be looked up yet.
TEST_F(ApplyDryRunsTest, LeavesToTheCheckWhatMayBeRefusedForWhatIsStillToCome) {
  const std::string text = "venues: [{id: v, city: A, spaces: [{id: s}]}]\n";
  google::rpc::ResourceInfo info;
  info.set_resource_name("venues/v");
  absl::Status about_venue = absl::FailedPreconditionError("There is no such venue.");
  about_venue.SetPayload("type.googleapis.com/google.rpc.ResourceInfo",
                         absl::Cord(info.SerializeAsString()));
  Plan(text);
  for (const absl::Status& status :
       {absl::NotFoundError("none"), absl::PermissionDeniedError("no"), about_venue}) {
    space_refusal_ = status;
    EXPECT_TRUE(ValidateDirectory(server_.client(), &plan_).ok()) << status;
  }
  space_refusal_ = absl::FailedPreconditionError("It is another.");
  EXPECT_EQ(ValidateDirectory(server_.client(), &plan_).status().message(),
            "file.yaml:1: venues/v/spaces/s: It is another.");
  stored_["venues/v"].set_name("venues/v");
  stored_["venues/v"].set_city("A");
  Plan(text);
  space_refusal_ = absl::NotFoundError("none");
  EXPECT_TRUE(absl::IsNotFound(ValidateDirectory(server_.client(), &plan_).status()));
}

// So does what refers to it in a field, or in one of a list.
TEST_F(ApplyDryRunsTest, SeesWhatARefusedResourceRefersTo) {
  server_.Answer<v1::CreateOrganizationRequest, v1::CreateOrganizationResponse>(
      [](const v1::CreateOrganizationRequest& request)
          -> absl::StatusOr<v1::CreateOrganizationResponse> {
        v1::CreateOrganizationResponse response;
        *response.mutable_organization() = request.organization();
        return response;
      });
  server_.Answer<v1::CreateAgreementRequest, v1::CreateAgreementResponse>(
      [](const v1::CreateAgreementRequest&) -> absl::StatusOr<v1::CreateAgreementResponse> {
        return absl::NotFoundError("none");
      });
  server_.Answer<v1::CreateParticipantRequest, v1::CreateParticipantResponse>(
      [](const v1::CreateParticipantRequest&) -> absl::StatusOr<v1::CreateParticipantResponse> {
        return absl::NotFoundError("none");
      });
  for (const char* refers :
       {"participants: [{id: p, organization: o}]", "agreements: [{id: a, parties: [x, o]}]"}) {
    Plan(absl::StrCat("organizations: [{id: o}]\n", refers));
    EXPECT_TRUE(ValidateDirectory(server_.client(), &plan_).ok()) << refers;
  }
  for (const char* refers :
       {"participants: [{id: p, organization: x}]", "agreements: [{id: a, parties: [x]}]"}) {
    Plan(absl::StrCat("organizations: [{id: o}]\n", refers));
    EXPECT_FALSE(ValidateDirectory(server_.client(), &plan_).ok()) << refers;
  }
}

}  // namespace
}  // namespace taqvim::cli
