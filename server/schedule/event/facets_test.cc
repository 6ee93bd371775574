#include "server/schedule/event/facets.h"

#include <gmock/gmock.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/testing/from_text.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

int32_t Day(int year, int month, int day) {
  return static_cast<int32_t>(absl::CivilDay(year, month, day) - absl::CivilDay());
}

// As in failures: `first..last`.
std::vector<std::string> DaysOf(const char* event) {
  std::vector<std::string> days;
  for (const storage::DayRange& range : FacetsOf(FromText<v1::Event>(event)).days) {
    const auto text = [](int32_t day) { return absl::FormatCivilTime(absl::CivilDay() + day); };
    const bool ends = range.last != storage::DayRange::kNoLastDay;
    days.push_back(absl::StrCat(text(range.first), "..", ends ? text(range.last) : ""));
  }
  return days;
}

TEST(FacetsTest, DaysAreThoseOfThePeriodTheStopsAndTheBookings) {
  EXPECT_THAT(DaysOf("period { timed { start { year: 2025 month: 5 day: 1 hours: 18 }"
                     " end { year: 2025 month: 5 day: 2 } } }"),
              ElementsAre("2025-05-01..2025-05-01"));
  EXPECT_THAT(
      DaysOf("period { dated { first_day { year: 2025 month: 5 day: 1 } permanent: true } }"),
      ElementsAre("2025-05-01.."));
  EXPECT_THAT(DaysOf("culture_days { stops { first_day { year: 2025 month: 5 day: 3 } "
                     "last_day { year: 2025 month: 5 day: 4 } } "
                     "stops { first_day { year: 2025 month: 5 day: 1 } "
                     "last_day { year: 2025 month: 5 day: 1 } } }"),
              ElementsAre("2025-05-01..2025-05-01", "2025-05-03..2025-05-04"));
  EXPECT_THAT(DaysOf("period { dated { first_day { year: 2025 month: 5 day: 1 } "
                     "last_day { year: 2025 month: 5 day: 2 } } } "
                     "bookings { period { dated { first_day { year: 2025 month: 5 day: 3 } "
                     "last_day { year: 2025 month: 5 day: 9 } } } }"),
              ElementsAre("2025-05-01..2025-05-09"));
  EXPECT_THAT(DaysOf(""), IsEmpty());
}

constexpr char kYearly[] =
    "commemoration { } period { dated { first_day { year: 2020 month: 2 day: 29 } "
    "last_day { year: 2020 month: 3 day: 1 } } } "
    "recurrence { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29' "
    "claimed_through { year: 2033 month: 1 day: 1 } ";

TEST(FacetsTest, DaysOfASeriesAreThoseOfItsClaimedOccurrences) {
  EXPECT_THAT(DaysOf(absl::StrCat(kYearly, "}").c_str()),
              ElementsAre("2020-02-29..2020-03-01", "2024-02-29..2024-03-01",
                          "2028-02-29..2028-03-01", "2032-02-29..2032-03-01"));
  EXPECT_THAT(DaysOf(absl::StrCat(kYearly,
                                  "excluded_days { year: 2024 month: 2 day: 29 } "
                                  "skipped_days { year: 2028 month: 2 day: 29 } "
                                  "moved_occurrences { day { year: 2032 month: 2 day: 29 } "
                                  "period { dated { first_day { year: 2032 month: 5 day: 5 } "
                                  "last_day { year: 2032 month: 5 day: 6 } } } } }")
                         .c_str()),
              ElementsAre("2020-02-29..2020-03-01", "2032-05-05..2032-05-06"));
}

// `2025-05-01T18:00:00`
std::vector<std::string> StartsOf(const std::string& event) {
  std::vector<std::string> starts;
  for (int64_t second : FacetsOf(FromText<v1::Event>(event.c_str())).starts) {
    starts.push_back(absl::FormatCivilTime(absl::CivilSecond() + second));
  }
  return starts;
}

TEST(FacetsTest, StartsAreThoseOfThePeriodAndTheStopsAndNotOfBookings) {
  EXPECT_THAT(StartsOf("activity { } period { timed { "
                       "start { year: 2025 month: 5 day: 1 hours: 18 minutes: 30 } "
                       "end { year: 2025 month: 5 day: 2 } } } "
                       "bookings { period { dated { first_day { year: 2025 month: 4 day: 1 } "
                       "last_day { year: 2025 month: 4 day: 1 } } } }"),
              ElementsAre("2025-05-01T18:30:00"));
  EXPECT_THAT(StartsOf("culture_days { "
                       "stops { first_day { year: 2025 month: 5 day: 3 } "
                       "last_day { year: 2025 month: 5 day: 4 } } "
                       "stops { first_day { year: 2025 month: 5 day: 2 } "
                       "last_day { year: 2025 month: 5 day: 6 } } "
                       "stops { first_day { year: 2025 month: 5 day: 3 } "
                       "last_day { year: 2025 month: 5 day: 3 } } }"),
              ElementsAre("2025-05-02T00:00:00", "2025-05-03T00:00:00"));
  EXPECT_THAT(StartsOf("activity { }"), IsEmpty());
}

TEST(FacetsTest, StartsOfASeriesAreThoseOfEachOccurrenceThatTakesPlace) {
  EXPECT_THAT(StartsOf(absl::StrCat(kYearly,
                                    "excluded_days { year: 2024 month: 2 day: 29 } "
                                    "moved_occurrences { day { year: 2028 month: 2 day: 29 } "
                                    "period { dated { first_day { year: 2032 month: 5 day: 5 } "
                                    "last_day { year: 2032 month: 5 day: 6 } } } } }")),
              ElementsAre("2020-02-29T00:00:00", "2032-02-29T00:00:00", "2032-05-05T00:00:00"));
  // Each evening of many, though their days are one range.
  const auto nightly = FacetsOf(FromText<v1::Event>(
      "activity { } period { timed { start { year: 2025 month: 1 day: 1 hours: 22 } "
      "end { year: 2025 month: 1 day: 2 hours: 5 } } } "
      "recurrence { rule: 'FREQ=DAILY' claimed_through { year: 2025 month: 1 day: 31 } }"));
  EXPECT_EQ(nightly.days.size(), 1);
  EXPECT_EQ(nightly.starts.size(), 31);
}

TEST(FacetsTest, TheEarliestDaysOfALongSeriesAreDrawnTogether) {
  const auto days =
      FacetsOf(FromText<v1::Event>("activity { } period { dated { "
                                   "first_day { year: 1990 month: 1 day: 1 } "
                                   "last_day { year: 1990 month: 1 day: 1 } } } "
                                   "recurrence { rule: 'FREQ=WEEKLY' "
                                   "claimed_through { year: 2030 month: 1 day: 1 } }"))
          .days;
  EXPECT_EQ(days.size(), 1000);
  EXPECT_EQ(days.front().first, Day(1990, 1, 1));
  EXPECT_GT(days.front().last, Day(2010, 1, 1));
  EXPECT_EQ(days.back(), (storage::DayRange{Day(2029, 12, 31), Day(2029, 12, 31)}));
}

TEST(FacetsTest, DailyOccurrencesAreOneRange) {
  EXPECT_THAT(DaysOf("activity { } period { timed { start { year: 2025 month: 1 day: 1 hours: 9 }"
                     " end { year: 2025 month: 1 day: 1 hours: 10 } } } "
                     "recurrence { rule: 'FREQ=DAILY' "
                     "claimed_through { year: 2026 month: 1 day: 1 } }"),
              ElementsAre("2025-01-01..2026-01-01"));
}

TEST(FacetsTest, TagsAreKindStateVisibilityAndWhatIsPending) {
  const auto tags = [](const char* event) { return FacetsOf(FromText<v1::Event>(event)).tags; };
  EXPECT_EQ(tags("activity { } state: EVENT_STATE_TENTATIVE"),
            TagOf(v1::EVENT_KIND_ACTIVITY) | TagOf(v1::EVENT_STATE_TENTATIVE) | kPublicTag);
  EXPECT_EQ(tags("exhibition { } state: EVENT_STATE_CANCELLED visibility: VISIBILITY_PRIVATE"),
            TagOf(v1::EVENT_KIND_EXHIBITION) | TagOf(v1::EVENT_STATE_CANCELLED));
  const char* pending =
      "state: EVENT_STATE_TENTATIVE ask_time { seconds: 1 } approvals { "
      "state: APPROVAL_STATE_APPROVED } approvals { state: APPROVAL_STATE_PENDING }";
  EXPECT_TRUE(tags(pending) & kPendingTag);
  EXPECT_FALSE(tags("state: EVENT_STATE_TENTATIVE ask_time { seconds: 1 } approvals { "
                    "state: APPROVAL_STATE_REFUSED }") &
               kPendingTag);
}

TEST(FacetsTest, KeysAreExternalIdsCountriesAndCities) {
  const auto event = FacetsOf(FromText<v1::Event>(
      "external_ids { key: 'crm' value: '7/8' } culture_days { guest_country: 'AZ' "
      "host_country: 'KZ' }"));
  EXPECT_THAT(event.keys, testing::UnorderedElementsAre(ExternalIdKey("crm/7/8"), CountryKey("AZ"),
                                                        CountryKey("KZ")));
  const auto venue = FacetsOf(FromText<v1::Venue>("country: 'KZ' city: 'Astana'"));
  EXPECT_THAT(venue.keys, testing::UnorderedElementsAre(CountryKey("KZ"), CityKey("ASTANA")));
}

// An event that matches a window is found by it.
TEST(FacetsTest, ASearchByDaysFindsWhatAWindowMatches) {
  std::mt19937_64 random(20261128);
  const auto below = [&](int end) { return static_cast<int>(random() % end); };
  const auto date = [&](absl::CivilDay day) { return ToDate(day); };
  const char* rules[] = {"FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY",
                         "FREQ=YEARLY"};
  int matched = 0;
  for (int i = 0; i < 2000; ++i) {
    const absl::CivilDay first = absl::CivilDay(2025, 1, 1) + below(300);
    v1::Event event;
    v1::DatedPeriod& dated = *event.mutable_period()->mutable_dated();
    *dated.mutable_first_day() = date(first);
    if (below(5)) *dated.mutable_last_day() = date(first + below(4));
    if (below(3) == 0) {
      v1::DatedPeriod& own = *event.add_bookings()->mutable_period()->mutable_dated();
      *own.mutable_first_day() = date(first + below(60));
      *own.mutable_last_day() = date(first + 60 + below(5));
    }
    if (dated.has_last_day() && below(2)) {
      v1::Recurrence& recurrence = *event.mutable_recurrence();
      recurrence.set_rule(rules[below(4)]);
      *recurrence.mutable_claimed_through() = date(first + below(900));
    }
    v1::EventFilter filter;
    const absl::CivilDay from = absl::CivilDay(2025, 1, 1) + below(900);
    if (below(8)) *filter.mutable_window()->mutable_first_day() = date(from);
    if (below(8)) *filter.mutable_window()->mutable_last_day() = date(from + below(10));
    if (!EventMatcher(filter).Matches(event)) continue;
    ++matched;
    const storage::DayRange window = ToDayRange(WindowOf(filter.window()));
    const auto days = FacetsOf(event).days;
    EXPECT_TRUE(std::any_of(days.begin(), days.end(),
                            [&](const auto& range) { return range.Overlaps(window); }))
        << event.DebugString() << filter.DebugString();
  }
  EXPECT_GT(matched, 300);
}

}  // namespace
}  // namespace taqvim::schedule
