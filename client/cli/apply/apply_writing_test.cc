#include "client/cli/apply/apply_writing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr char kWritten[] = R"(
organizations:
  - {id: one}
  - {id: two}
venues:
  - {id: hall}
events:
  - {id: gala}
)";

// A plan that creates it all, and calls of which one may fail.
class WritePlanTest : public ::testing::Test {
 protected:
  WritePlanTest() : wanted_(*ParseWanted(kWritten, "file.yaml")) {
    plan_ = *PlanApply(
        [](const ApplyKind&,
           const std::string& name) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
          return absl::NotFoundError(name);
        },
        wanted_);
  }

  absl::StatusOr<ApplyWritten> Write() {
    const ApplyCalls calls = {
        .write_one = [this](const ApplyStep& step) -> absl::StatusOr<WrittenResource> {
          if (step.wanted->name == failing_) return failure_;
          written_.push_back(step.wanted->name);
          return WrittenResource();
        },
        .write_events = [this](const std::vector<v1::EventWrite>&)
            -> absl::StatusOr<v1::BatchWriteEventsResponse> {
          if (failing_ == "events") return failure_;
          written_.push_back("events");
          return v1::BatchWriteEventsResponse();
        },
        .delete_one =
            [this](const ApplyStep& step) {
              if (step.wanted->name == failing_) return failure_;
              written_.push_back("not " + step.wanted->name);
              return absl::OkStatus();
            }};
    return WritePlan(calls, plan_, EventWritesOf(plan_), AssumptionsOf(plan_));
  }
  std::string ErrorWhen(const std::string& failing, const absl::Status& failure) {
    failing_ = failing;
    failure_ = failure;
    const auto written = Write();
    EXPECT_EQ(written.status().code(), failure.code());
    return std::string(written.status().message());
  }

  std::vector<WantedResource> wanted_;
  std::vector<ApplyStep> plan_;
  std::vector<std::string> written_;
  std::string failing_;
  absl::Status failure_;
};

TEST_F(WritePlanTest, WritesEventsAfterAllThatTheyMayReferTo) {
  EXPECT_TRUE(Write().ok());
  EXPECT_THAT(written_,
              ElementsAre("organizations/one", "organizations/two", "venues/hall", "events"));
}

TEST_F(WritePlanTest, DeletesAfterTheEventsAndLeavesWhatIsReferredTo) {
  for (const size_t i : {0, 1}) plan_[i].action = ApplyAction::kDelete;
  failing_ = "organizations/one";
  failure_ = absl::FailedPreconditionError("It is referred to.");
  const auto written = Write();
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_THAT(written_, ElementsAre("venues/hall", "events", "not organizations/two"));
  EXPECT_THAT(written->stays, ElementsAre(Pair("organizations/one", "It is referred to.")));
  EXPECT_THAT(ErrorWhen("organizations/two", absl::UnavailableError("lost")),
              AllOf(HasSubstr("Written or not: organizations/two."),
                    HasSubstr("events/gala, organizations/one.")));
}

TEST_F(WritePlanTest, SaysWhatWasWrittenAndWhatWasNotWhenACallIsRefused) {
  EXPECT_THAT(ErrorWhen("venues/hall", absl::PermissionDeniedError("You may not.")),
              AllOf(HasSubstr("Written: organizations/one, organizations/two."),
                    HasSubstr("Not written: venues/hall, events/gala."),
                    HasSubstr("Apply the same files again")));
  EXPECT_THAT(written_, ElementsAre("organizations/one", "organizations/two"));
}

TEST_F(WritePlanTest, SaysThatNothingWasWrittenWhenTheFirstCallIsRefused) {
  EXPECT_THAT(ErrorWhen("organizations/one", absl::AbortedError("It has changed")),
              AllOf(HasSubstr("It has changed. Nothing was written. Not written: "),
                    HasSubstr("events/gala")));
}

TEST_F(WritePlanTest, SaysOfWhatNobodyKnowsWhetherItWasWritten) {
  EXPECT_THAT(ErrorWhen("events", absl::UnavailableError("lost")),
              AllOf(HasSubstr("Written: organizations/one, organizations/two, venues/hall."),
                    HasSubstr("Written or not: events/gala."), Not(HasSubstr("Not written"))));
  EXPECT_THAT(ErrorWhen("organizations/two", absl::DeadlineExceededError("slow")),
              AllOf(HasSubstr("Written or not: organizations/two."),
                    HasSubstr("Not written: venues/hall, events/gala."),
                    Not(HasSubstr("Nothing was written"))));
}

TEST_F(WritePlanTest, SaysWhatItBeginsAndAnswersWithTheEventsAsTheyAre) {
  std::vector<std::string> begun;
  ApplyCalls calls;
  calls.write_one = [](const ApplyStep& step) -> absl::StatusOr<WrittenResource> {
    WrittenResource written;
    written.conflicts.add_conflicts()->set_resource(step.wanted->name);
    return written;
  };
  calls.write_events = [](const std::vector<v1::EventWrite>& writes)
      -> absl::StatusOr<v1::BatchWriteEventsResponse> {
    EXPECT_EQ(writes.size(), 1);
    v1::BatchWriteEventsResponse response;
    response.add_events()->set_name("events/gala");
    return response;
  };
  calls.begin = [&begun](const std::string& name) { begun.push_back(name); };
  const auto written = WritePlan(calls, plan_, EventWritesOf(plan_), AssumptionsOf(plan_));
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_THAT(begun,
              ElementsAre("organizations/one", "organizations/two", "venues/hall", "events/gala"));
  ASSERT_EQ(written->events.size(), 1);
  EXPECT_EQ(written->events[0].name(), "events/gala");
  ASSERT_EQ(written->conflicts.size(), 3);
  EXPECT_EQ(written->conflicts[2].resource(), "venues/hall");
}

TEST_F(WritePlanTest, SaysNothingOfNothingWhereNobodyKnows) {
  EXPECT_THAT(ErrorWhen("organizations/one", absl::UnavailableError("lost")),
              AllOf(HasSubstr("lost. Written or not: organizations/one."),
                    Not(HasSubstr("Nothing was written")), Not(HasSubstr(" Written: "))));
}

TEST_F(WritePlanTest, SaysThatNothingWasWrittenOnlyWhereNothingWas) {
  EXPECT_THAT(ErrorWhen("organizations/two", absl::PermissionDeniedError("no")),
              Not(HasSubstr("Nothing was written")));
}

TEST_F(WritePlanTest, NamesTwentyOfThoseThatWereNotWritten) {
  const auto not_written = [this](int events) {
    std::string text = "events:\n";
    for (int i = 0; i < events; ++i) text += "  - {id: e" + std::to_string(i) + "}\n";
    wanted_ = *ParseWanted(text, "f");
    plan_ = *PlanApply(
        [](const ApplyKind&,
           const std::string& name) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
          return absl::NotFoundError(name);
        },
        wanted_);
    return ErrorWhen("events", absl::PermissionDeniedError("no"));
  };
  EXPECT_THAT(not_written(20), AllOf(HasSubstr("events/e18, events/e19."), Not(HasSubstr("more"))));
  EXPECT_THAT(not_written(21), HasSubstr("events/e18, events/e19, 1 more."));
}

}  // namespace
}  // namespace taqvim::cli
