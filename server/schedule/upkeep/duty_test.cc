// What time does to events that are tentative.
#include "server/schedule/upkeep/duty.h"

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::IsEmpty;

class DutyTest : public EventsTest {
 protected:
  // A hold of the hall on 10 October that lapses in so many hours.
  void Hold(const std::string& id, int hours, const std::string& more = "") {
    AddHold(id, hall_, "2025-10-10 18:00", "2025-10-10 20:00",
            absl::StrCat("expire_time { seconds: ",
                         absl::ToUnixSeconds(schedule_.now + absl::Hours(hours)), " } ", more));
  }

  void Pass(int hours) {
    schedule_.now += absl::Hours(hours);
    schedule_.store().RunPendingWrites();
  }

  std::vector<storage::LogEntry> LogAfter(int64_t revision) {
    return schedule_.store().ChangesAfter(revision, 1000, 1 << 30)->entries;
  }
};

TEST_F(DutyTest, ATentativeEventExpiresByARevisionOfTheSystem) {
  Hold("a", 2);
  const int64_t before = Revision();
  Pass(1);
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_TENTATIVE);
  Pass(1);
  const v1::Event expired = Get("events/a");
  EXPECT_EQ(expired.state(), v1::EVENT_STATE_EXPIRED);
  EXPECT_THAT(expired.holds(), IsEmpty());
  EXPECT_EQ(expired.expire_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  const auto log = LogAfter(before);
  ASSERT_EQ(log.size(), 1);
  EXPECT_EQ(log[0].principal, "system");
  EXPECT_EQ(log[0].method, "system.ExpireHolds");
  Pass(1000);
  EXPECT_EQ(Revision(), before + 1);
}

TEST_F(DutyTest, WhatHasExpiredIsInNobodysWay) {
  Hold("a", 1);
  Hold("b", 10);
  EXPECT_EQ(Get("events/b").hold_rank(), 2);
  schedule_.now += absl::Hours(1);
  EXPECT_EQ(Get("events/b").hold_rank(), 1);
  auto confirmed = Confirm("events/b");
  EXPECT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_EXPIRED);
}

TEST_F(DutyTest, AnExpiredEventStaysAsItIsAndCanBeDeleted) {
  Hold("a", 1);
  Pass(1);
  EXPECT_EQ(ReasonOf(Confirm("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  EXPECT_EQ(ReasonOf(Cancel("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  auto changed = Update("events/a", {"title"}, "title { key: 'en' value: 'Again' }");
  EXPECT_EQ(ReasonOf(changed.status()), v1::ERROR_REASON_ILLEGAL_STATE);
  EXPECT_TRUE(Delete("events/a").ok());
}

TEST_F(DutyTest, WhatIsInsideAHostExpiresWithItOrBefore) {
  Hold("day", 2);
  Hold("tour", 10, "host: 'events/day'");
  Hold("song", 1, "host: 'events/day'");
  Pass(1);
  EXPECT_EQ(Get("events/song").state(), v1::EVENT_STATE_EXPIRED);
  EXPECT_EQ(Get("events/day").state(), v1::EVENT_STATE_TENTATIVE);
  Pass(1);
  EXPECT_EQ(Get("events/tour").state(), v1::EVENT_STATE_EXPIRED);
  EXPECT_EQ(Get("events/day").state(), v1::EVENT_STATE_EXPIRED);
}

TEST_F(DutyTest, WhatHasLapsedExpiresBeforeItIsChanged) {
  Hold("confirmed", 1);
  Hold("cancelled", 1);
  Hold("changed", 1);
  schedule_.now += absl::Hours(1);
  EXPECT_EQ(ReasonOf(Confirm("events/confirmed").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  EXPECT_EQ(ReasonOf(Cancel("events/cancelled").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  auto changed = Update("events/changed", {"title"}, "title { key: 'en' value: 'Again' }");
  EXPECT_EQ(ReasonOf(changed.status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(DutyTest, WhatIsInsideAHostThatHasLapsedExpiresBeforeItIsChanged) {
  Hold("day", 1);
  Hold("tour", 10, "host: 'events/day'");
  Hold("song", 10, "host: 'events/tour'");
  schedule_.now += absl::Hours(1);
  EXPECT_EQ(ReasonOf(Cancel("events/song").status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(DutyTest, WhatHasLapsedWithItsHostIsInNobodysWay) {
  Hold("day", 1);
  AddHold("song", ensemble_, "2025-10-10 18:30", "2025-10-10 19:00", "host: 'events/day'");
  AddHold("other", ensemble_, "2025-10-10 18:30", "2025-10-10 19:00");
  schedule_.now += absl::Hours(1);
  auto confirmed = Confirm("events/other");
  EXPECT_TRUE(confirmed.ok()) << confirmed.status();
}

// Each frees those that answer it, which is written with it.
TEST_F(DutyTest, CultureDaysOfMuchTextExpireThoughOthersAnswerThem) {
  std::string text;
  for (const char* language :
       {"az", "de", "en", "es", "fr", "it", "kk", "ky", "ru", "tg", "tr", "uz"}) {
    absl::StrAppend(&text, "description { key: '", language, "' value: '", std::string(5'000, 'x'),
                    "' } ");
  }
  const auto days = [&](const std::string& id, const char* guest, const char* host,
                        const std::string& more) {
    auto created =
        Create(id, absl::StrCat(text,
                                "culture_days { "
                                "guest_country: '",
                                guest, "' host_country: '", host,
                                "' stops { city: 'Astana' first_day { year: 2025 month: 10 day: 9 }"
                                " last_day { year: 2025 month: 10 day: 13 } } ",
                                more));
    ASSERT_TRUE(created.ok()) << created.status();
  };
  constexpr int kDays = 18;
  const std::string soon = absl::StrCat(
      "expire_time { seconds: ", absl::ToUnixSeconds(schedule_.now + absl::Hours(1)), " }");
  for (int i = 0; i < kDays; ++i) {
    const std::string id = absl::StrCat("days-", i);
    days(id, "AZ", "KZ", absl::StrCat("} ", soon));
    days(absl::StrCat("answer-", i), "KZ", "AZ", absl::StrCat("reciprocal: 'events/", id, "' }"));
  }
  Pass(1);
  for (int i = 0; i < kDays; ++i) {
    EXPECT_EQ(Get(absl::StrCat("events/days-", i)).state(), v1::EVENT_STATE_EXPIRED);
    EXPECT_EQ(Get(absl::StrCat("events/answer-", i)).culture_days().reciprocal(), "");
  }
}

// To find those that are left among them, all are read again.
TEST_F(DutyTest, AHostOfThousandsExpiresInFewRevisions) {
  Hold("day", 1);
  constexpr int kHosted = 3'000;
  for (int i = 0; i < kHosted; ++i) {
    auto created = Create(
        absl::StrCat("part-", i),
        absl::StrCat(
            "host: 'events/day' time_zone: 'Asia/Almaty' activity { form: ACTIVITY_FORM_TALK } ",
            Timed("2025-10-10 18:30", "2025-10-10 19:00")));
    ASSERT_TRUE(created.ok()) << created.status();
  }
  const int64_t before = Revision();
  Pass(1);
  EXPECT_EQ(Get("events/day").state(), v1::EVENT_STATE_EXPIRED);
  EXPECT_LE(Revision() - before, kHosted / 100 + 1);
}

TEST_F(DutyTest, NoConfirmedEventExpires) {
  AddConfirmed("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  const int64_t before = Revision();
  Pass(24 * 1000);
  EXPECT_EQ(Revision(), before);
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(DutyTest, ManyEventsExpireInSeveralRevisionsAndAHostAfterWhatItHosts) {
  Hold("day", 1);
  for (int i = 0; i < 150; ++i) Hold(absl::StrCat("tour-", i), 5, "host: 'events/day'");
  const int64_t before = Revision();
  Pass(1);
  const auto log = LogAfter(before);
  ASSERT_EQ(log.size(), 2);
  EXPECT_EQ(log[0].changes.size(), 100);
  EXPECT_EQ(log[1].changes.size(), 51);
  EXPECT_EQ(Get("events/day").state(), v1::EVENT_STATE_EXPIRED);
  EXPECT_EQ(Get("events/tour-149").state(), v1::EVENT_STATE_EXPIRED);
}

}  // namespace
}  // namespace taqvim::schedule
