// What is told of a revision, to whom.
#include "server/watch/view.h"

#include <gmock/gmock.h>

#include <utility>

#include "server/schedule/stored/resources.h"

namespace taqvim::watch {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ViewTest : public ::testing::Test {
 protected:
  ViewTest() {
    event_.set_name("events/gala");
    (*event_.mutable_title())["en"] = "Gala";
    event_.set_owner("organizations/library");
    event_.set_state(v1::EVENT_STATE_TENTATIVE);
    event_.set_visibility(v1::VISIBILITY_PUBLIC);
    event_.add_bookings()->set_space("venues/v/spaces/hall");
    interest_.rights = {std::shared_ptr<void>(), &access::Rights::All()};
    interest_.include_before = true;
  }

  // Reads only the directory and times.
  void SeeTimesAlone() {
    auto rights = std::make_shared<access::Rights>();
    rights->AddForOrganization(v1::ROLE_VIEWER, "organizations/other");
    interest_.rights = std::move(rights);
  }
  // A viewer everywhere: sees what is public.
  void SeeWhatIsPublic() {
    auto rights = std::make_shared<access::Rights>();
    rights->Add(v1::ROLE_VIEWER);
    interest_.rights = std::move(rights);
  }

  void SeeWhatIsPublished() {
    auto rights = std::make_shared<access::Rights>();
    rights->Add(v1::ROLE_PUBLIC);
    interest_.rights = std::move(rights);
  }
  v1::Event Published() {
    v1::Event event = event_;
    event.set_state(v1::EVENT_STATE_CONFIRMED);
    event.mutable_publish_time()->set_seconds(1);
    return event;
  }

  static std::string Body(const google::protobuf::Message& message) {
    return schedule::ToBody(message);
  }
  static storage::Change Changed(const v1::Event& before, const v1::Event& after) {
    return {.kind = storage::Kind::kEvent,
            .name = "events/gala",
            .before = Body(before),
            .after = Body(after)};
  }
  v1::Revision Tell(std::vector<storage::Change> changes) {
    const storage::LogEntry entry{.revision = {7, 1},
                                  .time = absl::FromUnixMicros(1'500'000),
                                  .principal = "maria",
                                  .request_id = "",
                                  .method = "",
                                  .changes = std::move(changes)};
    EventReader reader;
    const auto told = View(interest_).Tell(entry, "token", reader);
    EXPECT_TRUE(told.ok()) << told.status();
    v1::Revision revision;
    EXPECT_TRUE(revision.ParseFromString(told.value_or("")));
    return revision;
  }
  // The one change of the revision.
  v1::Change TellOne(const storage::Change& change) {
    const v1::Revision revision = Tell({change});
    EXPECT_THAT(revision.changes(), SizeIs(1));
    return revision.changes().empty() ? v1::Change() : revision.changes(0);
  }

  v1::Event event_;
  Interest interest_;
};

TEST_F(ViewTest, TellsARevisionInFull) {
  v1::Event after = event_;
  after.set_state(v1::EVENT_STATE_CONFIRMED);
  const v1::Revision revision = Tell({Changed(event_, after)});
  EXPECT_EQ(revision.number(), 7);
  EXPECT_EQ(revision.revision_token(), "token");
  EXPECT_EQ(revision.principal(), "maria");
  EXPECT_EQ(revision.create_time().seconds(), 1);
  EXPECT_EQ(revision.create_time().nanos(), 500'000'000);
  const v1::Change& change = revision.changes(0);
  EXPECT_EQ(change.name(), "events/gala");
  EXPECT_EQ(change.resource_kind(), v1::RESOURCE_KIND_EVENT);
  EXPECT_EQ(change.kind(), v1::CHANGE_KIND_UPDATED);
  EXPECT_EQ(change.before().event().state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_EQ(change.after().event().state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_EQ(change.after().event().etag(), schedule::EtagOf(Body(after)));
}

TEST_F(ViewTest, TellsResourcesOfEveryTypeInTheirOwnField) {
  const std::vector<std::pair<storage::Kind, v1::Resource::ResourceCase>> all = {
      {storage::Kind::kEvent, v1::Resource::kEvent},
      {storage::Kind::kVenue, v1::Resource::kVenue},
      {storage::Kind::kSpace, v1::Resource::kSpace},
      {storage::Kind::kClosure, v1::Resource::kClosure},
      {storage::Kind::kOrganization, v1::Resource::kOrganization},
      {storage::Kind::kParticipant, v1::Resource::kParticipant},
      {storage::Kind::kAgreement, v1::Resource::kAgreement}};
  for (const auto& [kind, field] : all) {
    const v1::Change change = TellOne({.kind = kind, .name = "some/name", .after = ""});
    EXPECT_EQ(change.after().resource_case(), field);
    EXPECT_EQ(static_cast<int>(change.resource_kind()), static_cast<int>(field));
  }
}

TEST_F(ViewTest, TellsThePublicThatAnEventEntersAndLeavesWithoutWhatItWasBefore) {
  SeeWhatIsPublished();
  v1::Change change = TellOne(Changed(event_, Published()));
  EXPECT_EQ(change.kind(), v1::CHANGE_KIND_ENTERED);
  EXPECT_FALSE(change.has_before());
  EXPECT_EQ(change.after().event().title().at("en"), "Gala");
  EXPECT_EQ(change.after().event().etag(), "");
  change = TellOne(Changed(Published(), event_));
  EXPECT_EQ(change.kind(), v1::CHANGE_KIND_LEFT);
  EXPECT_FALSE(change.has_before());
  EXPECT_FALSE(change.has_after());
  v1::Change made =
      TellOne({.kind = storage::Kind::kEvent, .name = "events/gala", .after = Body(Published())});
  EXPECT_EQ(made.kind(), v1::CHANGE_KIND_CREATED);
}

TEST_F(ViewTest, TellsThePublicOnlyWhatItSeesOfWhatIsPublished) {
  SeeWhatIsPublished();
  EXPECT_THAT(Tell({Changed(event_, event_)}).changes(), IsEmpty());
  v1::Event after = Published();
  after.mutable_bookings(0)->set_expected_attendance(90);
  (*after.mutable_external_ids())["crm"] = "7";
  EXPECT_THAT(Tell({Changed(Published(), after)}).changes(), IsEmpty());
  after.set_state(v1::EVENT_STATE_CANCELLED);
  after.mutable_confirm_time()->set_seconds(1);
  (*after.mutable_cancel_reason())["en"] = "Ill";
  const v1::Revision revision = Tell({Changed(Published(), after)});
  EXPECT_EQ(revision.principal(), "");
  ASSERT_THAT(revision.changes(), SizeIs(1));
  EXPECT_EQ(revision.changes(0).kind(), v1::CHANGE_KIND_UPDATED);
  EXPECT_EQ(revision.changes(0).before().event().state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_EQ(revision.changes(0).after().event().cancel_reason().at("en"), "Ill");
}

TEST_F(ViewTest, FiltersOfThePublicLookAtWhatItSees) {
  SeeWhatIsPublished();
  v1::Event event = Published();
  event.set_programme("events/days");
  interest_.filter.mutable_events()->set_programme("events/days");
  EXPECT_THAT(Tell({Changed(event_, event)}).changes(), IsEmpty());
  v1::Event seen = event;
  seen.add_public_references("events/days");
  EXPECT_EQ(TellOne(Changed(event, seen)).kind(), v1::CHANGE_KIND_ENTERED);
}

TEST_F(ViewTest, TellsThePublicOfPlacesAndInstitutionsAndOfNoOthers) {
  SeeWhatIsPublished();
  v1::Venue venue;
  venue.set_name("venues/v");
  v1::Venue changed = venue;
  changed.set_booking_policy(v1::BOOKING_POLICY_APPROVAL);
  const auto told = [&](const v1::Venue& after) {
    return Tell({{.kind = storage::Kind::kVenue,
                  .name = "venues/v",
                  .before = Body(venue),
                  .after = Body(after)}});
  };
  EXPECT_THAT(told(changed).changes(), IsEmpty());
  changed.set_address("Street 1");
  ASSERT_THAT(told(changed).changes(), SizeIs(1));
  EXPECT_EQ(told(changed).changes(0).after().venue().booking_policy(),
            v1::BOOKING_POLICY_UNSPECIFIED);
  for (const storage::Kind kind :
       {storage::Kind::kSpace, storage::Kind::kClosure, storage::Kind::kOrganization}) {
    EXPECT_THAT(Tell({{.kind = kind, .name = "some/name", .after = ""}}).changes(), SizeIs(1));
  }
  for (const storage::Kind kind : {storage::Kind::kParticipant, storage::Kind::kAgreement}) {
    EXPECT_THAT(Tell({{.kind = kind, .name = "some/name", .after = ""}}).changes(), IsEmpty());
    interest_.filter.add_resource_kinds(ResourceKindOf(kind));
    EXPECT_THAT(Tell({{.kind = kind, .name = "some/name", .after = ""}}).changes(), IsEmpty());
    interest_.filter.clear_resource_kinds();
  }
}

TEST_F(ViewTest, TellsNothingOfWhatIsNoResourceOfTheContract) {
  for (storage::Kind kind : {storage::Kind::kTopic, storage::Kind::kGrant, storage::Kind::kToken}) {
    EXPECT_THAT(Tell({{.kind = kind, .name = "grants/a", .after = "x"}}).changes(), IsEmpty());
  }
}

TEST_F(ViewTest, ShowsWhatWasBeforeOnlyWhenAsked) {
  interest_.include_before = false;
  EXPECT_FALSE(TellOne(Changed(event_, event_)).has_before());
}

TEST_F(ViewTest, TellsOfTheTypesThatWereAskedFor) {
  interest_.filter.add_resource_kinds(v1::RESOURCE_KIND_VENUE);
  const v1::Revision revision =
      Tell({Changed(event_, event_), {.kind = storage::Kind::kVenue, .name = "v", .after = ""}});
  ASSERT_THAT(revision.changes(), SizeIs(1));
  EXPECT_EQ(revision.changes(0).resource_kind(), v1::RESOURCE_KIND_VENUE);
}

TEST_F(ViewTest, SaysWhatEntersAndLeavesTheFilterAndIsUnchangedInIt) {
  interest_.filter.mutable_events()->add_states(v1::EVENT_STATE_CONFIRMED);
  v1::Event confirmed = event_;
  confirmed.set_state(v1::EVENT_STATE_CONFIRMED);
  v1::Event cancelled = event_;
  cancelled.set_state(v1::EVENT_STATE_CANCELLED);
  EXPECT_EQ(TellOne(Changed(event_, confirmed)).kind(), v1::CHANGE_KIND_ENTERED);
  EXPECT_EQ(TellOne(Changed(confirmed, confirmed)).kind(), v1::CHANGE_KIND_UPDATED);
  const v1::Change left = TellOne(Changed(confirmed, cancelled));
  EXPECT_EQ(left.kind(), v1::CHANGE_KIND_LEFT);
  EXPECT_EQ(left.after().event().state(), v1::EVENT_STATE_CANCELLED);
  EXPECT_THAT(Tell({Changed(event_, cancelled)}).changes(), IsEmpty());
}

TEST_F(ViewTest, SaysWhatIsCreatedAndDeletedInTheFilter) {
  interest_.filter.mutable_events()->set_text("gala");
  storage::Change change = Changed(event_, event_);
  change.before.reset();
  EXPECT_EQ(TellOne(change).kind(), v1::CHANGE_KIND_CREATED);
  change = Changed(event_, event_);
  change.after.reset();
  const v1::Change deleted = TellOne(change);
  EXPECT_EQ(deleted.kind(), v1::CHANGE_KIND_DELETED);
  EXPECT_TRUE(deleted.has_before());
  EXPECT_FALSE(deleted.has_after());
}

TEST_F(ViewTest, TakesAwayWhatMayNotBeSeenBeforeItAsksTheFilter) {
  SeeTimesAlone();
  const v1::Change change =
      TellOne({.kind = storage::Kind::kEvent, .name = "events/gala", .after = Body(event_)});
  EXPECT_THAT(change.after().event().title(), IsEmpty());
  EXPECT_EQ(change.after().event().owner(), "");
  EXPECT_EQ(change.after().event().etag(), "");
  EXPECT_THAT(change.after().event().bookings(), SizeIs(1));
  interest_.filter.mutable_events()->set_text("gala");
  EXPECT_THAT(Tell({Changed(event_, event_)}).changes(), IsEmpty());
}

TEST_F(ViewTest, TellsNothingOfAChangeInWhatMayNotBeSeen) {
  SeeTimesAlone();
  v1::Event after = event_;
  (*after.mutable_title())["en"] = "Another title";
  EXPECT_THAT(Tell({Changed(event_, after)}).changes(), IsEmpty());
  after.mutable_bookings(0)->set_space("venues/v/spaces/gallery");
  EXPECT_EQ(Tell({Changed(event_, after)}).principal(), "");
}

TEST_F(ViewTest, ConcealsWhatAnEventWasOnceItIsClosed) {
  SeeWhatIsPublic();
  interest_.filter.mutable_events()->set_text("gala");
  v1::Event hidden = event_;
  hidden.set_visibility(v1::VISIBILITY_PRIVATE);
  const v1::Change change = TellOne(Changed(event_, hidden));
  EXPECT_EQ(change.kind(), v1::CHANGE_KIND_LEFT);
  EXPECT_THAT(change.before().event().title(), IsEmpty());
  EXPECT_THAT(change.after().event().title(), IsEmpty());
}

TEST_F(ViewTest, ReportsADamagedImage) {
  interest_.filter.mutable_events()->set_text("gala");
  EventReader reader;
  const storage::LogEntry entry{
      .changes = {{.kind = storage::Kind::kEvent, .name = "events/a", .after = "\xff\xff"}}};
  EXPECT_EQ(View(interest_).Tell(entry, "", reader).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace taqvim::watch
