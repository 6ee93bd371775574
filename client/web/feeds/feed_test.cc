#include "client/web/feeds/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/web/feeds/feed_cut.h"
#include "client/web/feeds/feed_entries.h"
#include "google/protobuf/text_format.h"

namespace taqvim::web {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

const absl::CivilDay kToday(2035, 5, 10);

template <class Message>
Message MessageOf(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

constexpr char kEvening[] = R"(timed {
  start { year: 2035 month: 5 day: 12 hours: 18 } end { year: 2035 month: 5 day: 12 hours: 20 } })";
constexpr char kMay[] =
    "dated { first_day { year: 2035 month: 5 day: 1 } last_day { year: 2035 month: 5 day: 31 } }";
constexpr char kForEver[] = "dated { first_day { year: 2030 month: 3 day: 1 } permanent: true }";

class FeedTest : public testing::Test {
 protected:
  FeedTest() {
    Put("venue { name: 'venues/opera' title { key: 'en' value: 'Opera' } "
        "title { key: 'ru' value: 'Опера' } city: 'Astana' address: 'Main street 1' "
        "country: 'KZ' time_zone: 'Asia/Almaty' }");
    Put("space { name: 'venues/opera/spaces/hall' title { key: 'en' value: 'Hall' } "
        "parts: 'venues/opera/spaces/left' }");
    Put("space { name: 'venues/opera/spaces/left' title { key: 'en' value: 'Left half' } }");
    Put("space { name: 'venues/opera/spaces/foyer' title { key: 'en' value: 'Foyer' } }");
  }

  void Put(const std::string& text) { schedule_.Put(MessageOf<v1::Resource>(text)); }
  void PutEvent(const std::string& id, const std::string& period, const std::string& more) {
    auto event = MessageOf<v1::Event>(absl::StrCat(
        "name: 'events/", id, "' uid: 'uid-", id, "' sequence: 3 title { key: 'en' value: '", id,
        "' } publish_time { seconds: 2061849600 } ", more));
    if (event.state() == v1::EVENT_STATE_UNSPECIFIED) event.set_state(v1::EVENT_STATE_CONFIRMED);
    Occurrence occurrence;
    occurrence.period = MessageOf<v1::Period>(period);
    occurrence.day = DaysOf(occurrence.period).first;
    occurrence.time_zone = occurrence.period.has_timed() ? "Asia/Almaty" : "";
    schedule_.PutEvent(std::move(event), {std::move(occurrence)});
  }
  Calendar Feed(const std::string& path, const std::string& lang = "",
                absl::CivilDay today = kToday) {
    std::vector<std::pair<std::string, std::string>> query;
    if (!lang.empty()) query.emplace_back("lang", lang);
    const auto address = ParseFeedAddress(absl::StrCat("/calendar/", path, ".ics"), query);
    EXPECT_TRUE(address.ok()) << path;
    auto feed = MakeFeed(schedule_, *address, {"https://taqvim.example", "taqvim.example"}, today);
    EXPECT_TRUE(feed.ok()) << feed.status();
    return feed.ok() ? *std::move(feed) : Calendar();
  }
  std::vector<std::string> Uids(const std::string& path) {
    std::vector<std::string> uids;
    for (const CalendarEntry& entry : Feed(path).entries) uids.push_back(entry.uid);
    std::sort(uids.begin(), uids.end());
    return uids;
  }

  Schedule schedule_;
};

TEST_F(FeedTest, SaysWhatPeopleWantToKnow) {
  PutEvent(
      "gala", kEvening,
      "bookings { space: 'venues/opera/spaces/hall' } activity { form: ACTIVITY_FORM_CONCERT } "
      "description { key: 'en' value: 'With a choir' } labels: 'jazz' "
      "admission { kind: ADMISSION_KIND_FREE } web_address: 'https://gala.example'");
  const Calendar feed = Feed("venues/opera");
  EXPECT_EQ(feed.name, "Opera");
  EXPECT_EQ(feed.source, "https://taqvim.example/calendar/venues/opera.ics");
  ASSERT_THAT(feed.entries, SizeIs(1));
  const CalendarEntry& entry = feed.entries[0];
  EXPECT_EQ(entry.uid, "uid-gala@taqvim.example");
  EXPECT_EQ(entry.sequence, 3);
  EXPECT_EQ(entry.modified, absl::FromUnixSeconds(2061849600));
  EXPECT_EQ(entry.location, "Hall, Opera, Main street 1, Astana");
  EXPECT_EQ(entry.description,
            "With a choir\n\nAdmission is free\n\nTimes: Asia/Almaty, UTC+05:00");
  EXPECT_THAT(entry.categories, ElementsAre("Concert", "jazz"));
  EXPECT_TRUE(entry.transparent);
  EXPECT_FALSE(Feed("spaces/opera/hall").entries[0].transparent);
}

TEST_F(FeedTest, IsAsNewAsWhatIsSaidOfItsPlaces) {
  PutEvent("gala", kEvening, "bookings { space: 'venues/opera/spaces/hall' }");
  Put("venue { name: 'venues/opera' title { key: 'en' value: 'Grand Opera' } city: 'Astana' "
      "country: 'KZ' time_zone: 'Asia/Almaty' public_update_time { seconds: 2061849700 } }");
  EXPECT_EQ(Feed("venues/opera").entries[0].modified, absl::FromUnixSeconds(2061849700));
  Put("space { name: 'venues/opera/spaces/hall' title { key: 'en' value: 'Great hall' } "
      "public_update_time { seconds: 2061849800 } }");
  EXPECT_EQ(Feed("venues/opera").entries[0].modified, absl::FromUnixSeconds(2061849800));
  Put("space { name: 'venues/opera/spaces/foyer' title { key: 'en' value: 'Foyer' } "
      "public_update_time { seconds: 2061849900 } }");
  EXPECT_EQ(Feed("venues/opera").entries[0].modified, absl::FromUnixSeconds(2061849800))
      << "it is not there";
}

TEST_F(FeedTest, IsInOneLanguageAsFarAsThereIsOne) {
  PutEvent("gala", kEvening,
           "bookings { venue: 'venues/opera' } title { key: 'ru' value: 'Гала' } "
           "activity { form: ACTIVITY_FORM_CONCERT }");
  const Calendar feed = Feed("venues/opera", "ru-KZ");
  EXPECT_EQ(feed.name, "Опера");
  EXPECT_EQ(feed.entries[0].summary, "Гала");
  EXPECT_THAT(feed.entries[0].categories, ElementsAre("Концерт"));
  EXPECT_EQ(Feed("venues/opera", "az").entries[0].summary, "gala");
}

TEST_F(FeedTest, OfAnyKindIsCalledByIt) {
  std::set<std::string> titles;
  for (int kind = v1::EventKind_MIN + 1; kind <= v1::EventKind_MAX; ++kind) {
    const auto address = ParseFeedAddress("/calendar/venues/opera.ics",
                                          {{"kind", KindWord(static_cast<v1::EventKind>(kind))}});
    ASSERT_TRUE(address.ok()) << address.status();
    titles.insert(MakeFeed(schedule_, *address, {}, kToday)->name);
  }
  EXPECT_THAT(titles, ElementsAre("Opera: Activity", "Opera: Commemoration",
                                  "Opera: Days of culture", "Opera: Exhibition"));
}

TEST_F(FeedTest, OfASpaceHasItsPartsItsWholesAndItsVenue) {
  PutEvent("in-hall", kEvening, "bookings { space: 'venues/opera/spaces/hall' }");
  PutEvent("in-left", kEvening, "bookings { space: 'venues/opera/spaces/left' }");
  PutEvent("in-foyer", kEvening, "bookings { space: 'venues/opera/spaces/foyer' }");
  PutEvent("in-all", kEvening, "bookings { venue: 'venues/opera' }");
  PutEvent("in-rest", kEvening,
           "bookings { venue: 'venues/opera' excepted_spaces: 'venues/opera/spaces/hall' }");
  EXPECT_THAT(Uids("spaces/opera/left"),
              ElementsAre("uid-in-all@taqvim.example", "uid-in-hall@taqvim.example",
                          "uid-in-left@taqvim.example"));
  EXPECT_THAT(Uids("spaces/opera/foyer"),
              ElementsAre("uid-in-all@taqvim.example", "uid-in-foyer@taqvim.example",
                          "uid-in-rest@taqvim.example"));
  EXPECT_THAT(Uids("venues/opera"), SizeIs(5));
}

TEST_F(FeedTest, WhatIsPermanentEndsWithTheYearAndGrowsEachYear) {
  PutEvent("display", kForEver, "bookings { venue: 'venues/opera' } exhibition {}");
  const CalendarEntry now = Feed("venues/opera").entries[0];
  EXPECT_EQ(std::get<EntryDays>(now.when).last, absl::CivilDay(2036, 12, 31));
  EXPECT_EQ(now.sequence, 3 + 6);
  EXPECT_THAT(now.description, HasSubstr("Permanent"));
  const CalendarEntry later = Feed("venues/opera", "", absl::CivilDay(2036, 1, 1)).entries[0];
  EXPECT_EQ(std::get<EntryDays>(later.when).last, absl::CivilDay(2037, 12, 31));
  EXPECT_EQ(later.sequence, now.sequence + 1);
  EXPECT_EQ(later.modified, now.modified) << "it is by what changed, and never by the clock";
}

TEST_F(FeedTest, OfAProgrammeIsWholeThoughItIsLongOver) {
  PutEvent("days", kMay, "culture_days {}");
  PutEvent("gala", kEvening, "programme: 'events/days' owner: 'organizations/o'");
  const absl::CivilDay later = kToday + 3000;
  EXPECT_THAT(Feed("programmes/days", "", later).entries, SizeIs(2));
  EXPECT_THAT(Feed("events/gala", "", later).entries, SizeIs(1));
  EXPECT_THAT(Feed("organizations/o", "", later).entries, IsEmpty());
}

TEST_F(FeedTest, WhatIsCancelledIsSaidForThirtyDays) {
  const std::string cancelled =
      "bookings { venue: 'venues/opera' } state: EVENT_STATE_CANCELLED "
      "cancel_reason { key: 'en' value: 'The singer is ill' } public_update_time { seconds: ";
  const auto cancelled_at = [&](absl::CivilDay day) {
    return absl::StrCat(cancelled, absl::ToUnixSeconds(absl::FromCivil(day, absl::UTCTimeZone())),
                        " }");
  };
  PutEvent("gala", kEvening, cancelled_at(kToday - 30));
  PutEvent("old", kEvening, cancelled_at(kToday - 31));
  const Calendar feed = Feed("venues/opera");
  ASSERT_THAT(feed.entries, SizeIs(1));
  EXPECT_EQ(static_cast<int>(feed.entries[0].status), static_cast<int>(EntryStatus::kCancelled));
  EXPECT_EQ(feed.entries[0].summary, "Cancelled: gala");
  EXPECT_THAT(feed.entries[0].description, StartsWith("Cancelled: The singer is ill"));
}

TEST_F(FeedTest, AMovedOccurrenceAndAStopKeepWhatTheyAreKnownBy) {
  auto event = MessageOf<v1::Event>(
      "name: 'events/talks' uid: 'u' owner: 'organizations/o' "
      "recurrence { rule: 'FREQ=WEEKLY' }");
  Occurrence moved{.day = absl::CivilDay(2035, 5, 5),
                   .period = MessageOf<v1::Period>(kEvening),
                   .time_zone = "Asia/Almaty"};
  schedule_.PutEvent(event, {moved});
  EXPECT_THAT(Uids("organizations/o"), ElementsAre("u-20350505@taqvim.example"));
  event = MessageOf<v1::Event>(
      "name: 'events/talks' uid: 'u' owner: 'organizations/o' "
      "culture_days {} title { key: 'en' value: 'Days' }");
  schedule_.PutEvent(event, {{.day = absl::CivilDay(2035, 5, 1),
                              .period = MessageOf<v1::Period>(kMay),
                              .city = "Baku",
                              .stop = 2}});
  EXPECT_THAT(Uids("organizations/o"), ElementsAre("u-2@taqvim.example"));
  const Calendar feed = Feed("programmes/talks");
  EXPECT_EQ(feed.entries[0].summary, "Days: Baku");
  EXPECT_EQ(feed.entries[0].location, "Baku");
  const Calendar russian = Feed("programmes/talks", "ru");
  EXPECT_EQ(russian.entries[0].summary, "Days: Баку");
  EXPECT_EQ(russian.entries[0].location, "Баку");
}

TEST_F(FeedTest, IsNotFoundForWhatThePublicDoesNotKnow) {
  PutEvent("gala", kEvening, "bookings { participant: 'participants/choir' }");
  for (const char* path :
       {"venues/none", "programmes/gala", "participants/band", "events/none", "countries/AZ"}) {
    const auto address = ParseFeedAddress(absl::StrCat("/calendar/", path, ".ics"), {});
    EXPECT_EQ(MakeFeed(schedule_, *address, {}, kToday).status().code(),
              absl::StatusCode::kNotFound)
        << path;
  }
  EXPECT_THAT(Uids("participants/choir"), SizeIs(1));
  schedule_.Remove("events/gala");
  EXPECT_THAT(Uids("venues/opera"), IsEmpty()) << "nothing takes place, but it is there";
}

std::vector<CalendarEntry> Days(int count, absl::CivilDay first, size_t bytes) {
  std::vector<CalendarEntry> entries;
  for (int i = 0; i < count; ++i) {
    CalendarEntry entry;
    entry.uid = absl::StrCat(i);
    entry.modified = absl::UnixEpoch();
    entry.summary = std::string(bytes, 'x');
    entry.when = EntryDays{first + i, first + i};
    entries.push_back(std::move(entry));
  }
  return entries;
}

TEST(CutToFit, LeavesWhatFits) {
  auto entries = Days(999, kToday - 500, 20);
  EXPECT_EQ(CutToFit(entries, kToday), 0);
  EXPECT_THAT(entries, SizeIs(999));
}

TEST(CutToFit, TakesTheOldestAndThenTheFarthest) {
  auto entries = Days(1'100, kToday - 50, 20);
  EXPECT_EQ(CutToFit(entries, kToday), 101);
  EXPECT_THAT(entries, SizeIs(999));
  EXPECT_EQ(std::get<EntryDays>(entries.front().when).first, kToday) << "all that is over goes";
  EXPECT_EQ(std::get<EntryDays>(entries.back().when).first, kToday + 998);
  entries = Days(1'100, kToday - 200, 20);
  EXPECT_EQ(CutToFit(entries, kToday), 101);
  EXPECT_EQ(std::get<EntryDays>(entries.front().when).first, kToday - 99);
}

TEST(CutToFit, TakesWhatCannotBeWritten) {
  auto entries = Days(2, kToday, 20);
  entries[0].when = EntryHours{{absl::CivilSecond(2035, 5, 10, 18), std::nullopt},
                               {absl::CivilSecond(2035, 5, 10, 20), std::nullopt},
                               "Mars/Olympus"};
  EXPECT_EQ(CutToFit(entries, kToday), 1);
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].uid, "1");
}

TEST_F(FeedTest, SaysThatItIsCutAndWhereLessIs) {
  for (int i = 0; i < 1'200; ++i) {
    PutEvent(absl::StrCat("e", i), kEvening, "bookings { space: 'venues/opera/spaces/hall' }");
  }
  const Calendar feed = Feed("venues/opera");
  EXPECT_THAT(feed.entries, SizeIs(kMostFeedEntries));
  EXPECT_THAT(feed.description,
              AllOf(HasSubstr("201 of 1200"),
                    HasSubstr("https://taqvim.example/calendar/venues/opera.ics?kind=exhibition"),
                    HasSubstr("https://taqvim.example/calendar/spaces/opera/foyer.ics")));
  EXPECT_EQ(feed.entries[0].summary, "Not everything is in this calendar");
  const auto written = WriteCalendar(feed);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_LE(written->size(), kMostFeedBytes);
  EXPECT_EQ(*written, *WriteCalendar(Feed("venues/opera")));
  EXPECT_THAT(*WriteCalendar(Feed("venues/opera", "", kToday + 1)), Not(IsEmpty()));
}

}  // namespace
}  // namespace taqvim::web
