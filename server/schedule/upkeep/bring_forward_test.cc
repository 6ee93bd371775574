// What earlier versions derived otherwise. That they did is played by changing what
// is stored behind the schedule's back; earlier_version_test.cc reads a file of one.
#include "server/schedule/upkeep/bring_forward.h"

#include "absl/strings/str_cat.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/testing/earlier_version.h"
#include "server/schedule/testing/standing_fixture.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr int64_t kDay = 24 * 3600;

class BringForwardTest : public StandingTest {
 protected:
  // One revision of it, and all of it, of a store of an earlier version.
  BroughtForward Once() { return earlier_.BringForwardOnce(); }
  BroughtForward All() {
    earlier_.Forget();
    return earlier_.BringForwardAll();
  }

  // The rows, of the kind, that a search for the tag comes upon.
  std::vector<storage::ResourceId> Found(uint32_t tag) {
    std::vector<storage::ResourceId> ids;
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      storage::SearchQuery query;
      query.criteria.push_back({.tags = tag});
      auto page = snapshot.Search(query);
      if (page.ok()) ids = page->ids;
      return page.status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return ids;
  }

  // A talk in the gallery each Tuesday from 7 October 2025 on, four times.
  void BookTuesdays() {
    Book("talks", "activity { form: ACTIVITY_FORM_TALK } " +
                      Timed("2025-10-07 18:00", "2025-10-07 20:00") + " bookings { space: '" +
                      gallery_ + "' } recurrence { rule: 'FREQ=WEEKLY;COUNT=4' }");
  }
  // Takes away what is claimed on 21 October, as if the rule did not have it.
  void LoseThirdTuesday() {
    earlier_.SetClaims("events/talks", [](std::vector<Claim>& claims) {
      std::erase_if(claims, [](const Claim& claim) {
        return claim.interval.start / kDay == 1761004800 / kDay;  // 2025-10-21
      });
    });
  }
  std::string CultureDays(const std::string& id, const std::string& city,
                          const std::string& guest) {
    return Book(id, absl::StrCat("culture_days { guest_country: '", guest,
                                 "' host_country: 'KZ' stops { city: '", city,
                                 "' first_day { year: 2025 month: 10 day: 9 } last_day { year: "
                                 "2025 month: 10 day: 13 } } }"));
  }

  EarlierVersion earlier_{schedule_};
};

TEST_F(BringForwardTest, LeavesWhatIsOfThisVersionAsItIs) {
  BookBackToBack();
  BookTuesdays();
  Close("2025-11-10", "repair");
  const std::string etag = Get("events/talks").etag();
  EXPECT_FALSE(earlier_.IsBroughtForward());
  const BroughtForward all = All();
  EXPECT_THAT(all.moved.events, IsEmpty());
  EXPECT_EQ(all.rewritten, 0);
  EXPECT_GT(all.looked_at, 5);
  EXPECT_EQ(Get("events/talks").etag(), etag);
  EXPECT_TRUE(earlier_.IsBroughtForward());
  const BroughtForward again = Once();
  EXPECT_TRUE(again.done);
  EXPECT_EQ(again.looked_at, 0);
}

TEST_F(BringForwardTest, OfAnEmptyStoreIsOneRevision) {
  ScheduleStore empty;
  auto outcome =
      empty.RunTransaction([](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        auto some = BringForward(transaction);
        EXPECT_TRUE(some.ok() && some->done);
        return "";
      });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(empty.store().newest_revision().number, 1);
}

TEST_F(BringForwardTest, BringsTextsIntoTheirNormalForm) {
  AddOrganization("archive");
  earlier_.SetMessage<v1::Organization>(
      Kind::kOrganization, "organizations/archive",
      [](auto& message) { (*message.mutable_title())["uz-cyrl"] = "Архив"; });
  BookTuesdays();
  earlier_.SetMessage<v1::Event>(Kind::kEvent, "events/talks", [](auto& message) {
    (*message.mutable_description())["AZ-latn"] = "Söhbətlər";
  });
  schedule_.now += absl::Hours(1);
  EXPECT_EQ(All().rewritten, 2);
  const auto archive = Run(GetOrganization, "name: 'organizations/archive'");
  ASSERT_TRUE(archive.ok()) << archive.status();
  EXPECT_EQ(archive->organization().title().count("uz-Cyrl"), 1);
  EXPECT_EQ(archive->organization().title().count("uz-cyrl"), 0);
  EXPECT_EQ(archive->organization().update_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  const v1::Event talks = Get("events/talks");
  EXPECT_EQ(talks.description().count("az-Latn"), 1);
  EXPECT_EQ(talks.etag(), EtagOf(ToBody(talks)));
  EXPECT_TRUE(Update("events/talks", {"title"}, "title { key: 'en' value: 'Talks' }").ok());
}

TEST_F(BringForwardTest, FindsWhatIsSearchedForByItAlone) {
  BookTuesdays();
  const auto confirmed = Found(TagOf(v1::EVENT_STATE_CONFIRMED));
  EXPECT_THAT(confirmed, SizeIs(1));
  earlier_.Behind([&](storage::Transaction&, storage::Mutation& mutation) {
    mutation.rederived.push_back({.id = confirmed[0]});
  });
  EXPECT_THAT(Found(TagOf(v1::EVENT_STATE_CANCELLED)), SizeIs(1)) << "it may be anything";
  All();
  // What was written last is always looked at.
  for (const char* id : {"a", "b", "c"}) AddOrganization(id);
  EXPECT_THAT(Found(TagOf(v1::EVENT_STATE_CANCELLED)), IsEmpty());
  EXPECT_EQ(Found(TagOf(v1::EVENT_STATE_CONFIRMED)), confirmed);
}

TEST_F(BringForwardTest, MovesWhatTakesPlaceOnce) {
  BookBackToBack();
  const int64_t start = StartOf("events/gala");
  earlier_.SetClaims("events/gala", [](std::vector<Claim>& claims) {
    for (Claim& claim : claims) claim.interval.end = claim.interval.start + 1;
  });
  EXPECT_THAT(All().moved.events, ElementsAre("events/gala"));
  EXPECT_EQ(StartOf("events/gala"), start);
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(BringForwardTest, ClaimsDaysThatARuleHasAndDidNot) {
  BookTuesdays();
  const auto spans = SpansOf("events/talks");
  LoseThirdTuesday();
  EXPECT_THAT(SpansOf("events/talks"), SizeIs(3));
  EXPECT_THAT(All().moved.events, ElementsAre("events/talks"));
  EXPECT_EQ(SpansOf("events/talks"), spans);
  EXPECT_THAT(Get("events/talks").recurrence().held_days(), IsEmpty());
}

TEST_F(BringForwardTest, HoldsNewDaysThatCollide) {
  BookTuesdays();
  LoseThirdTuesday();
  Book("fair", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-10-21 19:00", "2025-10-21 22:00") + " bookings { space: '" +
                   gallery_ + "' }");
  EXPECT_THAT(All().moved.events, ElementsAre("events/talks"));
  EXPECT_THAT(SpansOf("events/talks"),
              ElementsAre("10-07 13:00 to 15:00", "10-14 13:00 to 15:00",
                          "10-21 13:00 to 15:00 held", "10-28 13:00 to 15:00"));
  EXPECT_THAT(SpansOf("events/fair"), ElementsAre("10-21 14:00 to 17:00"));
  ASSERT_THAT(Get("events/talks").recurrence().held_days(), SizeIs(1));
  EXPECT_EQ(Get("events/talks").recurrence().held_days(0).day(), 21);
  EXPECT_THAT(Conflicts(), ElementsAre("HOLD_BLOCKED events/talks events/fair " + gallery_));
  EXPECT_THAT(All().moved.events, IsEmpty());
}

TEST_F(BringForwardTest, HoldsWhatIsInsideWhatItHolds) {
  BookTuesdays();
  Book("panel", "host: 'events/talks' activity { form: ACTIVITY_FORM_TALK } " +
                    Timed("2025-10-07 18:30", "2025-10-07 19:30") + " bookings { space: '" +
                    gallery_ + "' } recurrence { rule: 'FREQ=WEEKLY;COUNT=4' }");
  for (const char* event : {"events/panel", "events/talks"}) {
    earlier_.SetClaims(event, [](std::vector<Claim>& claims) {
      std::erase_if(claims, [](const Claim& claim) {
        return claim.interval.start / kDay == 1761004800 / kDay;  // 2025-10-21
      });
    });
  }
  Book("fair", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-10-21 18:00", "2025-10-21 22:00") + " bookings { space: '" +
                   gallery_ + "' }");
  All();
  EXPECT_THAT(SpansOf("events/panel"),
              ElementsAre("10-07 13:30 to 14:30", "10-14 13:30 to 14:30",
                          "10-21 13:30 to 14:30 held", "10-28 13:30 to 14:30"));
  EXPECT_THAT(SpansOf("events/fair"), ElementsAre("10-21 13:00 to 17:00"));
}

// As if the zone data of this machine lacked the zone of one who is inside another.
TEST_F(BringForwardTest, LooksAgainAtWhatStoodInAZoneThatWasMissing) {
  BookTuesdays();
  Book("panel", "host: 'events/talks' activity { form: ACTIVITY_FORM_TALK } " +
                    Timed("2025-10-07 18:30", "2025-10-07 19:30") + " bookings { participant: '" +
                    ensemble_ + "' time_zone: 'Asia/Almaty' }");
  const auto spans = SpansOf("events/panel");
  for (const char* event : {"events/panel", "events/talks"}) {
    earlier_.SetClaims(event, [](std::vector<Claim>& claims) {
      for (Claim& claim : claims) claim.interval.end = claim.interval.start + 1;
    });
  }
  const auto set_zone = [&](const std::string& zone) {
    earlier_.SetMessage<v1::Event>(Kind::kEvent, "events/panel", [&](auto& event) {
      event.mutable_bookings(0)->set_time_zone(zone);
    });
  };
  set_zone("Asia/Nowhere");
  EXPECT_THAT(All().moved.events, ElementsAre("events/talks"));
  EXPECT_NE(SpansOf("events/panel"), spans);
  // The next start looks again, until the zone is there.
  EXPECT_FALSE(earlier_.IsBroughtForward());
  EXPECT_THAT(earlier_.BringForwardAll().moved.events, IsEmpty());
  EXPECT_FALSE(earlier_.IsBroughtForward());
  set_zone("Asia/Almaty");
  EXPECT_THAT(earlier_.BringForwardAll().moved.events, ElementsAre("events/panel"));
  EXPECT_EQ(SpansOf("events/panel"), spans);
  EXPECT_TRUE(earlier_.IsBroughtForward());
}

// Its clock was a year ahead when the store was brought forward.
TEST_F(BringForwardTest, LooksAgainAtWhatAWrongClockHadEnd) {
  BookBackToBack();
  earlier_.SetClaims("events/gala", [](std::vector<Claim>& claims) {
    for (Claim& claim : claims) claim.interval.end = claim.interval.start + 1;
  });
  const absl::Time right = schedule_.now;
  schedule_.now += absl::Hours(24 * 366);
  EXPECT_THAT(All().moved.events, IsEmpty());
  EXPECT_TRUE(earlier_.IsBroughtForward());
  storage::WriteOutcome repaired;
  schedule_.now = right;
  schedule_.store().Write(
      {.principal = "operator", .method = "Repair", .trusts_clock = true},
      [](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        if (auto s = ForgetDerivation(transaction); !s.ok()) return s;
        return "";
      },
      [&](storage::WriteOutcome outcome) { repaired = std::move(outcome); });
  schedule_.store().RunPendingWrites();
  ASSERT_TRUE(repaired.status.ok()) << repaired.status;
  EXPECT_FALSE(earlier_.IsBroughtForward());
  EXPECT_THAT(All().moved.events, ElementsAre("events/gala"));
}

// Moved by an hour, it is no other day, however short.
TEST_F(BringForwardTest, ConfirmsWhatOnlyMovedWithTheClocks) {
  BookTuesdays();
  earlier_.SetClaims("events/talks", [](std::vector<Claim>& claims) {
    for (Claim& claim : claims) {
      claim.interval.start -= 2 * 3600;
      claim.interval.end = claim.interval.start + 3600;
    }
  });
  earlier_.SetMessage<v1::Event>(Kind::kEvent, "events/talks", [&](auto& event) {
    auto& approval = *event.add_approvals();
    approval.set_booking(event.bookings(0).id());
    approval.set_venue(library_);
    approval.set_state(v1::APPROVAL_STATE_APPROVED);
  });
  All();
  EXPECT_THAT(SpansOf("events/talks"), ElementsAre("10-07 13:00 to 15:00", "10-14 13:00 to 15:00",
                                                   "10-21 13:00 to 15:00", "10-28 13:00 to 15:00"));
}

TEST_F(BringForwardTest, HoldsNewDaysOfWhatAVenueApproved) {
  BookTuesdays();
  LoseThirdTuesday();
  earlier_.SetMessage<v1::Event>(Kind::kEvent, "events/talks", [&](auto& event) {
    auto& approval = *event.add_approvals();
    approval.set_booking(event.bookings(0).id());
    approval.set_venue(library_);
    approval.set_state(v1::APPROVAL_STATE_APPROVED);
  });
  All();
  EXPECT_THAT(SpansOf("events/talks"),
              ElementsAre("10-07 13:00 to 15:00", "10-14 13:00 to 15:00",
                          "10-21 13:00 to 15:00 held", "10-28 13:00 to 15:00"));
}

TEST_F(BringForwardTest, TakesAwayWhatWaitsForAVenueThatIsOpen) {
  AddHold("idea", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  earlier_.SetMessage<v1::Event>(Kind::kEvent, "events/idea", [&](auto& event) {
    auto& approval = *event.add_approvals();
    approval.set_booking(event.bookings(0).id());
    approval.set_venue(library_);
    approval.set_state(v1::APPROVAL_STATE_PENDING);
  });
  All();
  EXPECT_THAT(Get("events/idea").approvals(), IsEmpty());
  EXPECT_EQ(Get("events/idea").state(), v1::EVENT_STATE_TENTATIVE);
}

TEST_F(BringForwardTest, WhatMovedOverAnotherIsContested) {
  BookTuesdays();
  earlier_.SetClaims("events/talks", [](std::vector<Claim>& claims) {
    for (Claim& claim : claims) claim.interval.end = claim.interval.start + 1;
  });
  Book("fair", "activity { form: ACTIVITY_FORM_TALK } " +
                   Timed("2025-10-21 19:00", "2025-10-21 22:00") + " bookings { space: '" +
                   gallery_ + "' }");
  All();
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/fair events/talks " + gallery_));
  EXPECT_THAT(Get("events/talks").recurrence().held_days(), IsEmpty());
}

TEST_F(BringForwardTest, ListsCultureDaysThatWereConfirmedInOneCity) {
  CultureDays("first", "Баку", "AZ");
  CultureDays("second", "Астана", "TR");
  earlier_.SetMessage<v1::Event>(Kind::kEvent, "events/second", [](auto& event) {
    event.mutable_culture_days()->mutable_stops(0)->set_city("БАКУ");
  });
  EXPECT_THAT(Conflicts(), IsEmpty());
  All();
  EXPECT_THAT(Conflicts(), ElementsAre("CONTESTED events/second events/first "));
  EXPECT_TRUE(Update("events/second", {"title"}, "title { key: 'en' value: 'Days' }").ok());
  // What is accepted, or moved, is no longer listed.
  ASSERT_TRUE(Cancel("events/first").ok());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(BringForwardTest, LeavesAloneWhatIsOver) {
  BookTuesdays();
  LoseThirdTuesday();
  schedule_.now = absl::FromUnixSeconds(1764547200);  // 2025-12-01
  EXPECT_THAT(All().moved.events, IsEmpty());
  EXPECT_THAT(SpansOf("events/talks"), SizeIs(3));
}

TEST_F(BringForwardTest, GoesOnWhereItStopped) {
  for (int i = 0; i < 150; ++i) {
    const std::string id = absl::StrCat("idea-", i);
    AddHold(id, hall_, "2025-10-10 18:00", "2025-10-10 20:00");
    earlier_.SetClaims("events/" + id, [](std::vector<Claim>& claims) {
      for (Claim& claim : claims) claim.interval.end = claim.interval.start + 1;
    });
  }
  const BroughtForward first = Once();
  EXPECT_THAT(first.moved.events, SizeIs(100));
  EXPECT_FALSE(first.done);
  EXPECT_FALSE(earlier_.IsBroughtForward());
  const BroughtForward second = Once();
  EXPECT_THAT(second.moved.events, SizeIs(50));
  EXPECT_TRUE(second.done);
  EXPECT_TRUE(earlier_.IsBroughtForward());
}

TEST(DerivationState, IsReadAsItIsWritten) {
  const DerivationState begun{.version = 1, .target = 2, .kind = 6, .reached = 4711, .left = true};
  const auto read = ParseDerivationState(ToText(begun));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(ToText(*read), ToText(begun));
  EXPECT_EQ(ParseDerivationState("3")->version, 3);
  for (const char* text : {"", "x", "1 2", "1 2 3 x 0", "1 2 3 4", "1 2 3 4 5"}) {
    EXPECT_TRUE(absl::IsDataLoss(ParseDerivationState(text).status())) << text;
  }
}

}  // namespace
}  // namespace taqvim::schedule
