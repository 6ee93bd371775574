// A feed of more than readers take, whatever its events say.
//
// TAQVIM_SEED names the seed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/web/calendar/calendar.h"
#include "client/web/calendar/doctor.h"
#include "client/web/calendar/testing/random_calendar.h"
#include "client/web/calendar/testing/unfolded.h"
#include "client/web/feeds/feed.h"
#include "client/web/feeds/feed_cut.h"
#include "client/web/published/held_days.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;

constexpr int kEvents = 20'000;
const absl::CivilDay kTodayInUtc(2035, 5, 10);

google::type::DateTime DateTimeOf(absl::CivilHour hour) {
  google::type::DateTime time;
  time.set_year(static_cast<int32_t>(hour.year()));
  time.set_month(hour.month());
  time.set_day(hour.day());
  time.set_hours(hour.hour());
  return time;
}

// Events in a venue, one for each number; each at another time of the days of feeds, of which it
// remembers the first.
class ManyEvents {
 public:
  ManyEvents(uint64_t seed, bool wordy) : random_(seed), wordy_(wordy) {
    v1::Resource resource;
    v1::Venue& venue = *resource.mutable_venue();
    venue.set_name("venues/opera");
    (*venue.mutable_title())["en"] = "Opera";
    venue.set_time_zone("Asia/Almaty");
    schedule_.Put(resource);
    const CivilDays days = HeldDays(kTodayInUtc);
    const int64_t hours = (absl::CivilHour(days.last) - absl::CivilHour(days.first));
    for (int number = 0; number < kEvents; ++number) {
      Add(number, absl::CivilHour(days.first) + static_cast<int64_t>(random_() % hours));
    }
  }

  Calendar Feed() const {
    const auto address = ParseFeedAddress("/calendar/venues/opera.ics", {});
    return MakeFeed(schedule_, *address, {"https://taqvim.example", "taqvim.example"}, kTodayInUtc)
        .value();
  }
  // Starts of those that are not over on the day, in order.
  const std::multiset<absl::CivilSecond>& ahead() const { return ahead_; }

 private:
  void Add(int number, absl::CivilHour start) {
    v1::Event event;
    event.set_name(absl::StrCat("events/e", number));
    event.set_uid(absl::StrCat("uid-", number));
    event.set_state(v1::EVENT_STATE_CONFIRMED);
    event.mutable_publish_time()->set_seconds(2'061'849'600);
    (*event.mutable_title())["en"] = RandomText(random_).given;
    if (wordy_) {
      for (int i = 0; i < 3; ++i) {
        (*event.mutable_description())["en"] += RandomText(random_).given;
      }
    }
    event.add_bookings()->set_venue("venues/opera");
    event.mutable_activity();
    Occurrence occurrence{.day = absl::CivilDay(start), .time_zone = "Asia/Almaty"};
    v1::TimedPeriod& timed = *occurrence.period.mutable_timed();
    *timed.mutable_start() = DateTimeOf(start);
    *timed.mutable_end() = DateTimeOf(start + 2);
    if (absl::CivilSecond(start + 2) > absl::CivilSecond(kTodayInUtc)) {
      ahead_.insert(absl::CivilSecond(start));
    }
    schedule_.PutEvent(std::move(event), {std::move(occurrence)});
  }

  std::mt19937_64 random_;
  const bool wordy_;
  Schedule schedule_;
  std::multiset<absl::CivilSecond> ahead_;
};

int CountEntries(const std::string& written) {
  const std::vector<std::string> lines = Unfolded(written);
  return static_cast<int>(std::count(lines.begin(), lines.end(), "BEGIN:VEVENT"));
}

class FeedOfMany : public ::testing::TestWithParam<bool> {};

TEST_P(FeedOfMany, FitsAndSaysWhatIsLeftOutAndHasWhatIsNext) {
  const char* given = std::getenv("TAQVIM_SEED");
  const uint64_t seed =
      given == nullptr ? std::random_device()() : std::strtoull(given, nullptr, 10);
  SCOPED_TRACE(absl::StrCat("TAQVIM_SEED=", seed));
  const ManyEvents many(seed, GetParam());
  const Calendar feed = many.Feed();
  const auto written = WriteCalendar(feed);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_LE(written->size(), kMostFeedBytes);
  EXPECT_EQ(WrongWithLines(*written), "");
  const int entries = CountEntries(*written);
  EXPECT_LE(entries, static_cast<int>(kMostFeedEntries));
  EXPECT_EQ(entries, static_cast<int>(feed.entries.size()));
  // No more is left out than has to be.
  EXPECT_TRUE(entries == static_cast<int>(kMostFeedEntries) ||
              written->size() > kMostFeedBytes - 100'000);
  EXPECT_THAT(feed.description,
              HasSubstr(absl::StrCat(kEvents - (entries - 1), " of ", kEvents, " entries")));
  EXPECT_THAT(feed.description, HasSubstr("/calendar/venues/opera.ics?kind=exhibition"));
  EXPECT_EQ(feed.entries.front().description, feed.description);
  // What is kept is what comes first of what is not over.
  std::vector<absl::CivilSecond> kept, first(many.ahead().begin(), many.ahead().end());
  for (size_t i = 1; i < feed.entries.size(); ++i) {
    kept.push_back(std::get<EntryHours>(feed.entries[i].when).start.local);
  }
  first.resize(kept.size());
  EXPECT_EQ(kept, first);
  for (const Finding& finding : Examine(*written)) {
    EXPECT_NE(static_cast<int>(finding.kind.severity), static_cast<int>(Severity::kBroken))
        << finding.kind.code << " in line " << finding.line;
  }
  EXPECT_EQ(*WriteCalendar(many.Feed()), *written);
}

INSTANTIATE_TEST_SUITE_P(Events, FeedOfMany, ::testing::Values(false, true),
                         [](const auto& wordy) { return wordy.param ? "Wordy" : "Brief"; });

}  // namespace
}  // namespace taqvim::web
