#include "client/cli/apply/apply_prune.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// What carries the mark of a set, beside what files want.
class ApplyPruneTest : public ::testing::Test {
 protected:
  v1::Event& Marked(const std::string& id, v1::EventState state) {
    auto event = std::make_unique<v1::Event>();
    event->set_name("events/" + id);
    event->set_state(state);
    event->set_etag("etag of " + id);
    auto& added = *event;
    marked_.push_back(std::move(event));
    return added;
  }
  template <class Resource>
  Resource& Marked(const std::string& name) {
    auto resource = std::make_unique<Resource>();
    resource->set_name(name);
    auto& added = *resource;
    marked_.push_back(std::move(resource));
    return added;
  }

  // What goes, such as `delete events/gala`, in order.
  std::vector<std::string> Goes(const std::string& files = "events: []",
                                PruneConfirmed confirmed = PruneConfirmed::kNo) {
    wanted_ = *ParseWanted(files, "f");
    const auto none =
        [](const ApplyKind&,
           const std::string& name) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
      return absl::NotFoundError(name);
    };
    auto pruned = PlanPrune(std::move(marked_), others_, *PlanApply(none, wanted_), confirmed);
    stays_ = std::move(pruned.stays);
    std::vector<std::string> goes;
    for (const ApplyStep& step : pruned.steps) {
      const bool deletes = step.action == ApplyAction::kDelete;
      goes.push_back(absl::StrCat(deletes ? "delete " : "cancel ", step.wanted->name));
    }
    writes_ = EventWritesOf(pruned.steps).writes;
    return goes;
  }

  std::vector<std::unique_ptr<google::protobuf::Message>> marked_;
  std::vector<std::unique_ptr<google::protobuf::Message>> others_;
  std::vector<WantedResource> wanted_;
  std::map<std::string, std::string> stays_;
  std::vector<v1::EventWrite> writes_;
};

TEST_F(ApplyPruneTest, LeavesWhatEventsWithoutTheMarkArePartOf) {
  Marked("days", v1::EVENT_STATE_TENTATIVE);
  Marked("over", v1::EVENT_STATE_TENTATIVE);
  Marked("alone", v1::EVENT_STATE_TENTATIVE);
  auto other = std::make_unique<v1::Event>();
  other->set_name("events/other");
  other->set_state(v1::EVENT_STATE_CONFIRMED);
  other->set_programme("events/days");
  others_.push_back(std::move(other));
  auto cancelled = std::make_unique<v1::Event>();
  cancelled->set_name("events/cancelled");
  cancelled->set_state(v1::EVENT_STATE_CANCELLED);
  cancelled->set_programme("events/over");
  others_.push_back(std::move(cancelled));
  EXPECT_THAT(Goes(), ElementsAre("cancel events/over", "delete events/alone"));
  EXPECT_THAT(stays_, ElementsAre(Pair("events/days", "events/other refers to it")));
}

TEST_F(ApplyPruneTest, TakesAwayWhatNoFileWants) {
  Marked("gala", v1::EVENT_STATE_TENTATIVE);
  Marked("talk", v1::EVENT_STATE_TENTATIVE);
  EXPECT_THAT(Goes("events: [{id: talk}]"), ElementsAre("delete events/gala"));
  EXPECT_THAT(stays_, IsEmpty());
  ASSERT_EQ(writes_.size(), 1);
  EXPECT_EQ(writes_[0].delete_().name(), "events/gala");
  EXPECT_EQ(writes_[0].delete_().etag(), "etag of gala");
}

TEST_F(ApplyPruneTest, LeavesWhatIsConfirmedAndWhatThatRefersTo) {
  Marked<v1::Organization>("organizations/o");
  Marked("gala", v1::EVENT_STATE_CONFIRMED).set_owner("organizations/o");
  EXPECT_THAT(Goes(), IsEmpty());
  EXPECT_THAT(stays_,
              ElementsAre(Pair("events/gala", "it is confirmed; --prune-confirmed cancels it, too"),
                          Pair("organizations/o", "events/gala refers to it")));
}

TEST_F(ApplyPruneTest, CancelsWhatIsConfirmedWhereThatIsSaidAndKeepsItsPlaces) {
  Marked<v1::Organization>("organizations/o");
  Marked("gala", v1::EVENT_STATE_CONFIRMED).set_owner("organizations/o");
  EXPECT_THAT(Goes("events: []", PruneConfirmed::kYes), ElementsAre("cancel events/gala"));
  EXPECT_THAT(stays_, ElementsAre(Pair("organizations/o", "events/gala refers to it")));
  EXPECT_EQ(writes_[0].cancel().name(), "events/gala");
  EXPECT_EQ(writes_[0].cancel().etag(), "etag of gala");
}

TEST_F(ApplyPruneTest, PassesOverWhatIsOver) {
  Marked("gala", v1::EVENT_STATE_CANCELLED);
  Marked("talk", v1::EVENT_STATE_EXPIRED);
  EXPECT_THAT(Goes("events: []", PruneConfirmed::kYes), IsEmpty());
  EXPECT_THAT(stays_, IsEmpty());
}

TEST_F(ApplyPruneTest, CancelsATentativeEventToWhichACancelledOneRefers) {
  Marked("days", v1::EVENT_STATE_TENTATIVE);
  Marked("gala", v1::EVENT_STATE_CONFIRMED).set_programme("events/days");
  EXPECT_THAT(Goes("events: []", PruneConfirmed::kYes),
              ElementsAre("cancel events/gala", "cancel events/days"));
}

TEST_F(ApplyPruneTest, LeavesAnEventToWhichAWantedOneRefers) {
  Marked("days", v1::EVENT_STATE_TENTATIVE);
  EXPECT_THAT(Goes("events: [{id: gala, programme: days}]"), IsEmpty());
  EXPECT_THAT(stays_, ElementsAre(Pair("events/days", "events/gala refers to it")));
}

TEST_F(ApplyPruneTest, DeletesEachBeforeWhatItRefersTo) {
  Marked<v1::Organization>("organizations/o");
  Marked<v1::Venue>("venues/library").set_organization("organizations/o");
  Marked<v1::Space>("venues/library/spaces/hall");
  Marked<v1::Space>("venues/library/spaces/all").add_parts("venues/library/spaces/hall");
  Marked("gala", v1::EVENT_STATE_TENTATIVE).add_bookings()->set_space("venues/library/spaces/all");
  EXPECT_THAT(Goes(), ElementsAre("delete events/gala", "delete venues/library/spaces/all",
                                  "delete venues/library/spaces/hall", "delete venues/library",
                                  "delete organizations/o"));
}

TEST_F(ApplyPruneTest, LeavesTheVenueOfASpaceThatStays) {
  Marked<v1::Venue>("venues/library");
  Marked<v1::Space>("venues/library/spaces/hall");
  EXPECT_THAT(Goes("events: [{id: gala, bookings: [{space: library/hall}]}]"), IsEmpty());
  EXPECT_THAT(stays_, ElementsAre(Pair("venues/library", "venues/library/spaces/hall refers to it"),
                                  Pair("venues/library/spaces/hall", "events/gala refers to it")));
}

}  // namespace
}  // namespace taqvim::cli
