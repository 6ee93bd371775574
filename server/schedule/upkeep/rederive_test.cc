// Times that are derived again as the rules of their zones changed.
//
// The process has one set of rules. That it had others before is played by moving
// the claims of events, and the fingerprint of the zone, behind the schedule's
// back.
#include "server/schedule/upkeep/rederive.h"

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/stored/zone_topics.h"
#include "server/schedule/testing/standing_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RederiveTest : public StandingTest {
 protected:
  // Moves what is claimed of an event or closure, as if its zone had had another
  // offset.
  void Shift(storage::Kind kind, const std::string& name, absl::Duration by) {
    auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          const auto resource = *transaction.Find(kind, name);
          auto claims = *transaction.ClaimsOf(resource->id);
          for (storage::Claim& claim : claims) {
            claim.interval.start += absl::ToInt64Seconds(by);
            claim.interval.end += absl::ToInt64Seconds(by);
          }
          auto status = transaction.Apply({.release = {resource->id}, .claims = claims});
          if (!status.ok()) return status;
          return "";
        });
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  }

  // Shortens what is claimed by the event from that instant on to one second, as
  // was once derived of what starts where the clocks skip an hour.
  void Shrink(const std::string& name, int64_t start) {
    auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          const auto resource = *transaction.Find(storage::Kind::kEvent, name);
          auto claims = *transaction.ClaimsOf(resource->id);
          for (storage::Claim& claim : claims) {
            if (claim.interval.start == start) claim.interval.end = start + 1;
            if (claim.kind == storage::ClaimKind::kContested) {
              claim.kind = storage::ClaimKind::kConfirmed;
            }
          }
          auto status = transaction.Apply({.release = {resource->id}, .claims = claims});
          if (!status.ok()) return status;
          return "";
        });
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  }

  void ShiftEvent(const std::string& name, absl::Duration by = absl::Hours(-1)) {
    Shift(storage::Kind::kEvent, name, by);
  }

  // Makes the store believe that it has derived by other rules.
  void Forget(const std::string& zone) {
    auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          const auto topic = *transaction.Find(storage::Kind::kTopic, ZoneTopicOf(zone));
          storage::Mutation mutation;
          mutation.puts.push_back(
              {.id = topic->id, .kind = topic->kind, .name = topic->name, .body = "others"});
          auto status = transaction.Apply(std::move(mutation));
          if (!status.ok()) return status;
          return "";
        });
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  }

  std::vector<std::string> Changed() {
    ZonesInUse zones;
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      auto found = CheckZonesInUse(snapshot);
      if (found.ok()) zones = *found;
      return found.status();
    });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_THAT(zones.unknown, IsEmpty());
    return zones.changed;
  }

  v1::RederiveTimesResponse Rederive(const std::string& request = "") {
    auto response = Run(RederiveTimes, FromText<v1::RederiveTimesRequest>(request));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::RederiveTimesResponse();
  }
};

TEST_F(RederiveTest, FindsNothingWhereNoRulesChanged) {
  BookBackToBack();
  EXPECT_THAT(Changed(), IsEmpty());
  const v1::RederiveTimesResponse response = Rederive();
  EXPECT_THAT(response.moved_events(), IsEmpty());
  EXPECT_THAT(response.remaining_time_zones(), IsEmpty());
}

TEST_F(RederiveTest, BringsTheEventsOfAVenueToTheirInstants) {
  BookBackToBack();
  const int64_t start = StartOf("events/gala");
  ShiftEvent("events/gala");
  Forget("Asia/Almaty");
  EXPECT_THAT(Changed(), ElementsAre("Asia/Almaty"));
  const v1::RederiveTimesResponse response = Rederive();
  EXPECT_THAT(response.moved_events(), ElementsAre("events/gala"));
  EXPECT_THAT(response.remaining_time_zones(), IsEmpty());
  EXPECT_THAT(response.rederived_time_zones(), ElementsAre("Asia/Almaty"));
  EXPECT_EQ(StartOf("events/gala"), start);
  EXPECT_THAT(Changed(), IsEmpty());
}

// Calendars take the new times only with a greater number, however alike they read.
TEST_F(RederiveTest, WhatMovedIsANewerVersionForCalendars) {
  BookBackToBack();
  ASSERT_TRUE(Run(PublishEvents, FromText<v1::PublishEventsRequest>("names: 'events/gala'")).ok());
  const v1::Event before = Get("events/gala");
  ShiftEvent("events/gala");
  Forget("Asia/Almaty");
  schedule_.now += absl::Minutes(5);
  EXPECT_THAT(Rederive().moved_events(), ElementsAre("events/gala"));
  const v1::Event after = Get("events/gala");
  EXPECT_EQ(after.sequence(), before.sequence() + 1);
  EXPECT_EQ(after.public_update_time().seconds(), absl::ToUnixSeconds(schedule_.now));
}

TEST_F(RederiveTest, WhereParticipantsTheirOwnHoursMovedIsNoNewerVersion) {
  BookBackToBack();
  const v1::Event before = Get("events/tour");
  ShiftEvent("events/tour", absl::Hours(1));
  Forget("Asia/Tashkent");
  EXPECT_THAT(Rederive().moved_events(), ElementsAre("events/tour"));
  EXPECT_EQ(Get("events/tour").sequence(), before.sequence()) << "it would tell of them";
}

TEST_F(RederiveTest, FindsParticipantsThatNameTheZoneThemselves) {
  BookBackToBack();
  const int64_t start = StartOf("events/tour");
  ShiftEvent("events/tour", absl::Hours(1));
  Forget("Asia/Tashkent");
  EXPECT_THAT(Rederive().moved_events(), ElementsAre("events/tour"));
  EXPECT_EQ(StartOf("events/tour"), start);
}

// The hall is over when its venue is found to be in another zone; the ensemble, who
// names the old one, is not.
TEST_F(RederiveTest, FindsParticipantsThatStayInTheZoneThatTheirVenueHad) {
  Book("visit", "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' " +
                    Timed("2025-10-10 18:00", "2025-10-10 20:00") + " bookings { space: '" + hall_ +
                    "' } bookings { participant: '" + ensemble_ + "' " +
                    Timed("2025-10-12 18:00", "2025-10-12 20:00") + " }");
  schedule_.now = absl::FromUnixSeconds(1760184000);  // 2025-10-11 12:00
  const std::string etag = Get("events/visit").etag();
  ASSERT_TRUE(SetZone(library_, "Asia/Baku").ok());
  EXPECT_EQ(Get("events/visit").etag(), etag);
  ShiftEvent("events/visit");
  Forget("Asia/Almaty");
  EXPECT_THAT(Rederive().moved_events(), ElementsAre("events/visit"));
}

// Nothing else of the wing is left once it is the hall alone, which was excepted.
TEST_F(RederiveTest, WhatIsLeftOfNothingTakesNothing) {
  const std::string wing = AddSpace(library_, "wing", {hall_, gallery_});
  Book("fair", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-10-10 18:00", "2025-10-10 20:00") + " bookings { space: '" + wing +
                   "' excepted_spaces: '" + hall_ + "' }");
  ShiftEvent("events/fair", absl::Hours(-6));
  schedule_.now = absl::FromUnixSeconds(1760090400);  // 2025-10-10 10:00, after it
  ASSERT_TRUE(SetParts(wing, {hall_}).ok());
  EXPECT_THAT(Rederive("time_zones: 'Asia/Almaty'").moved_events(), ElementsAre("events/fair"));
  EXPECT_THAT(SpansOf("events/fair"), IsEmpty());
}

TEST_F(RederiveTest, MovesClosures) {
  Close("2025-10-10", "repair");
  Shift(storage::Kind::kClosure, "venues/library/closures/repair", absl::Hours(-1));
  Forget("Asia/Almaty");
  EXPECT_THAT(Rederive().moved_closures(), ElementsAre("venues/library/closures/repair"));
  EXPECT_THAT(Rederive("time_zones: 'Asia/Almaty'").moved_closures(), IsEmpty());
}

TEST_F(RederiveTest, WhatCollidesIsContestedAndTold) {
  BookBackToBack();
  ShiftEvent("events/gala");
  auto early = Update("events/tour", {"period"}, Timed("2025-10-10 19:00", "2025-10-10 22:00"));
  ASSERT_TRUE(early.ok()) << early.status();
  Forget("Asia/Almaty");
  const v1::RederiveTimesResponse response = Rederive();
  EXPECT_THAT(response.moved_events(), ElementsAre("events/gala"));
  EXPECT_THAT(Lines(response.conflicts().conflicts()),
              ElementsAre("0 events/tour RESOURCE_BUSY events/gala, advisory"));
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/tour events/gala participants/ensemble"));
  // Once more changes nothing.
  EXPECT_THAT(Rederive("time_zones: 'Asia/Almaty'").moved_events(), IsEmpty());
  EXPECT_THAT(Conflicts(), SizeIs(1));
}

TEST_F(RederiveTest, LeavesAloneWhatIsOver) {
  BookBackToBack();
  ShiftEvent("events/gala");
  Forget("Asia/Almaty");
  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  EXPECT_THAT(Rederive().moved_events(), IsEmpty());
  EXPECT_THAT(Changed(), IsEmpty());
}

TEST_F(RederiveTest, GoesOnWhereItStoppedUntilAllIsDone) {
  for (int i = 0; i < 150; ++i) {
    AddHold(absl::StrCat("idea-", i), hall_, "2025-10-10 18:00", "2025-10-10 20:00");
    ShiftEvent(absl::StrCat("events/idea-", i));
  }
  Forget("Asia/Almaty");
  const v1::RederiveTimesResponse first = Rederive();
  EXPECT_THAT(first.moved_events(), SizeIs(100));
  EXPECT_THAT(first.remaining_time_zones(), ElementsAre("Asia/Almaty"));
  EXPECT_THAT(Changed(), ElementsAre("Asia/Almaty"));
  const v1::RederiveTimesResponse second = Rederive();
  EXPECT_THAT(second.moved_events(), SizeIs(50));
  EXPECT_THAT(second.remaining_time_zones(), IsEmpty());
  EXPECT_THAT(Changed(), IsEmpty());
}

TEST_F(RederiveTest, DoesSoForZonesThatAreNamedEvenIfTheirRulesAreTheSame) {
  BookBackToBack();
  ShiftEvent("events/gala");
  EXPECT_THAT(Rederive().moved_events(), IsEmpty());
  EXPECT_THAT(Rederive("time_zones: 'Asia/Almaty'").moved_events(), ElementsAre("events/gala"));
}

// What earlier versions derived of a start in a skipped hour: one second, and the
// hall was given away for the rest.
class ShrunkClaimsTest : public RederiveTest {
 protected:
  static constexpr int64_t kSkipped = 1743298200;  // 2025-03-30 01:30 UTC, 03:30 in Berlin

  // A weekly night from half past two to half past three, and what took its place
  // on 30 March.
  ShrunkClaimsTest() : room_(AddSpace(AddVenue("museum", "Europe/Berlin"), "room")) {
    Book("night", "activity { form: ACTIVITY_FORM_TALK } " +
                      Timed("2025-03-23 02:30", "2025-03-23 03:30") + " bookings { space: '" +
                      room_ + "' } recurrence { rule: 'FREQ=WEEKLY;COUNT=3' }");
    Shrink("events/night", kSkipped);
    Book("dawn", "activity { form: ACTIVITY_FORM_TALK } " +
                     Timed("2025-03-30 04:00", "2025-03-30 06:00") + " bookings { space: '" +
                     room_ + "' }");
  }
  const std::string room_;
};

TEST_F(ShrunkClaimsTest, HaveTheirLengthAgainAndWhatTookTheirPlaceIsContested) {
  EXPECT_THAT(SpansOf("events/night"),
              ElementsAre("03-23 01:30 to 02:30", "03-30 01:30 to 01:30", "04-06 00:30 to 01:30"));
  const auto response = Rederive("time_zones: 'Europe/Berlin'");
  EXPECT_THAT(response.moved_events(), ElementsAre("events/night"));
  EXPECT_THAT(SpansOf("events/night"),
              ElementsAre("03-23 01:30 to 02:30", "03-30 01:30 to 02:30", "04-06 00:30 to 01:30"));
  EXPECT_THAT(SpansOf("events/dawn"), ElementsAre("03-30 02:00 to 04:00 contested"));
  EXPECT_THAT(Lines(response.conflicts().conflicts()),
              ElementsAre("0 events/dawn RESOURCE_BUSY events/night, advisory"));
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/dawn events/night " + room_));
  EXPECT_THAT(Rederive("time_zones: 'Europe/Berlin'").moved_events(), IsEmpty());
}

TEST_F(ShrunkClaimsTest, AreContestedThemselvesWhereTheOtherWasConfirmedBefore) {
  ASSERT_TRUE(Cancel("events/night").ok());
  ASSERT_TRUE(Cancel("events/dawn").ok());
  Book("matinee", "activity { form: ACTIVITY_FORM_TALK } " +
                      Timed("2025-03-30 10:00", "2025-03-30 12:00") + " bookings { space: '" +
                      room_ + "' }");
  Book("later", "activity { form: ACTIVITY_FORM_TALK } " +
                    Timed("2025-03-29 02:30", "2025-03-29 03:45") + " bookings { space: '" + room_ +
                    "' } recurrence { rule: 'FREQ=DAILY;COUNT=2' }");
  Shrink("events/later", kSkipped);
  ASSERT_TRUE(
      Update("events/matinee", {"period"}, Timed("2025-03-30 04:00", "2025-03-30 06:00")).ok());
  const auto response = Rederive("time_zones: 'Europe/Berlin'");
  EXPECT_THAT(SpansOf("events/later"),
              ElementsAre("03-29 01:30 to 02:45", "03-30 01:30 to 02:45 contested"));
  ASSERT_THAT(Lines(response.conflicts().conflicts()),
              ElementsAre("0 events/later RESOURCE_BUSY events/matinee, advisory"));
  EXPECT_EQ(response.conflicts().conflicts(0).occurrence_day().day(), 30);
}

TEST_F(ShrunkClaimsTest, DoNotHinderItsOtherChanges) {
  EXPECT_TRUE(Update("events/night", {"title"}, "title { key: 'en' value: 'Of museums' }").ok());
  // What is altered is claimed as it should be, and meets what took its place.
  auto longer =
      Update("events/night", {"recurrence"}, "recurrence { rule: 'FREQ=WEEKLY;COUNT=4' }");
  EXPECT_THAT(Lines(longer.status()), ElementsAre("0 events/night RESOURCE_BUSY events/dawn"));
}

TEST_F(ShrunkClaimsTest, AreFoundInTheVeryHourInWhichTheyAreNotOver) {
  schedule_.now = absl::FromUnixSeconds(kSkipped + 600);
  EXPECT_THAT(Rederive("time_zones: 'Europe/Berlin'").moved_events(), ElementsAre("events/night"));
  EXPECT_THAT(SpansOf("events/night"),
              ElementsAre("03-23 01:30 to 02:30", "03-30 01:30 to 02:30", "04-06 00:30 to 01:30"));
}

TEST_F(ShrunkClaimsTest, OfWhatTakesPlaceOnceAreFoundInThatHourToo) {
  ASSERT_TRUE(Cancel("events/night").ok());
  ASSERT_TRUE(Cancel("events/dawn").ok());
  Book("ball", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-03-30 02:30", "2025-03-30 03:30") + " bookings { space: '" + hall_ +
                   "' }");
  ASSERT_TRUE(SetZone(library_, "Europe/Berlin").ok());
  Shrink("events/ball", kSkipped);
  schedule_.now = absl::FromUnixSeconds(kSkipped + 600);
  EXPECT_THAT(Rederive("time_zones: 'Europe/Berlin'").moved_events(), ElementsAre("events/ball"));
  EXPECT_THAT(SpansOf("events/ball"), ElementsAre("03-30 01:30 to 02:30"));
}

TEST_F(ShrunkClaimsTest, OfAHostAndOfWhatIsInsideItGrowTogether) {
  ASSERT_TRUE(Cancel("events/night").ok());
  ASSERT_TRUE(Cancel("events/dawn").ok());
  const std::string when = "activity { form: ACTIVITY_FORM_TALK } " +
                           Timed("2025-03-29 02:30", "2025-03-29 03:30") + " bookings { space: '" +
                           room_ + "' } recurrence { rule: 'FREQ=DAILY;COUNT=2' }";
  Book("fair", when);
  Book("opening", "host: 'events/fair' " + when);
  Shrink("events/fair", kSkipped);
  Shrink("events/opening", kSkipped);
  EXPECT_THAT(Rederive("time_zones: 'Europe/Berlin'").moved_events(),
              ElementsAre("events/fair", "events/opening"));
  const std::vector<std::string> spans = {"03-29 01:30 to 02:30", "03-30 01:30 to 02:30"};
  EXPECT_EQ(SpansOf("events/fair"), spans);
  EXPECT_EQ(SpansOf("events/opening"), spans);
  for (const storage::Claim& claim : StoredClaims("events/opening")) EXPECT_NE(claim.host, 0);
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(RederiveTest, AZoneThatNobodyKnowsIsRefused) {
  auto response = Run(RederiveTimes, "time_zones: 'Asia/Astana'");
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_INVALID_FIELD);
}

}  // namespace
}  // namespace taqvim::schedule
