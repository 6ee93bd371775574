#include "client/cli/apply/apply_entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kFile[] = R"(events:
  - id: gala
    owner: opera
    period: {timed: {start: 2036-05-01T18:00, end: 2036-05-01T20:00}}
    bookings:
      - {space: opera/stage}
      - {space: opera/foyer}
)";

// A check of the gala, of which a suggestion takes what the test makes of it.
class ApplyEntriesTest : public ::testing::Test {
 protected:
  ApplyEntriesTest() : wanted_(*ParseWanted(kFile, "p.yaml")) {
    plan_ = *PlanApply(
        [](const ApplyKind&,
           const std::string& name) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
          return absl::NotFoundError(name);
        },
        wanted_);
    events_ = EventWritesOf(plan_);
    checked_.suggestions.resize(1);
    *checked_.suggestions[0].add_instead() = events_.writes[0];
  }

  v1::Event& Taken() {
    return *checked_.suggestions[0].mutable_instead(0)->mutable_create()->mutable_event();
  }
  std::vector<std::string> Entries() { return FreeInsteadInFiles(events_, checked_)[0].entries; }

  std::vector<WantedResource> wanted_;
  std::vector<ApplyStep> plan_;
  PlannedWrites events_;
  CheckedWrites checked_;
};

TEST_F(ApplyEntriesTest, SayInWhichLineAnotherPlaceIsToBeWritten) {
  Taken().mutable_bookings(1)->set_space("venues/opera/spaces/hall");
  EXPECT_THAT(Entries(),
              ElementsAre("p.yaml:7: events/gala: bookings[1].space: venues/opera/spaces/hall"));
}

TEST_F(ApplyEntriesTest, SayInWhichLineAnotherTimeIsToBeWritten) {
  Taken().mutable_period()->mutable_timed()->mutable_end()->set_hours(21);
  EXPECT_THAT(Entries(), ElementsAre("p.yaml:4: events/gala: period: {timed: {start: "
                                     "2036-05-01T18:00, end: 2036-05-01T21:00}}"));
}

TEST_F(ApplyEntriesTest, AreNoneWhereNothingIsReadyToBeSent) {
  checked_.suggestions[0].clear_instead();
  EXPECT_THAT(Entries(), IsEmpty());
}

}  // namespace
}  // namespace taqvim::cli
