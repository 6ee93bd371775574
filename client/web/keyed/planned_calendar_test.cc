#include "client/web/keyed/planned_calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "client/web/calendar/doctor.h"
#include "client/web/feeds/feed_cut.h"
#include "google/protobuf/text_format.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

const absl::CivilDay kToday(2035, 5, 10);
constexpr char kSecretAsked[] = "taqvim_secret";

template <class Message>
Message MessageOf(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::string TimedEvent(int day, int from, int to) {
  return absl::StrCat("timed { start { year: 2035 month: 5 day: ", day, " hours: ", from,
                      " } end { year: 2035 month: 5 day: ", day, " hours: ", to, " } }");
}
constexpr char kForEver[] = "dated { first_day { year: 2030 month: 3 day: 1 } permanent: true }";

class PlannedCalendarTest : public testing::Test {
 protected:
  PlannedCalendarTest() {
    Put("venue { name: 'venues/opera' title { key: 'en' value: 'Opera' } city: 'Astana' "
        "time_zone: 'Asia/Almaty' }");
    Put("space { name: 'venues/opera/spaces/hall' title { key: 'en' value: 'Hall' } }");
    Put("space { name: 'venues/opera/spaces/foyer' title { key: 'en' value: 'Foyer' } }");
    key_.set_uid("the-key");
    *key_.mutable_feed_filter() = MessageOf<v1::EventFilter>("venues: 'venues/opera'");
  }

  void Put(const std::string& text) { places_.Put(MessageOf<v1::Resource>(text)); }
  // An event of one occurrence that is as its period says; without a title a closed one.
  v1::Event& Add(const std::string& text) {
    auto event = MessageOf<v1::Event>(text);
    if (event.state() == v1::EVENT_STATE_UNSPECIFIED) event.set_state(v1::EVENT_STATE_CONFIRMED);
    Occurrence once{
        .day = DaysOf(event.period()).first, .period = event.period(), .time_zone = "Asia/Almaty"};
    events_.push_back({std::move(event), {std::move(once)}});
    return events_.back().event;
  }
  void AddOccurrence(int day, int from) {
    events_.back().occurrences.push_back(
        {.day = absl::CivilDay(2035, 5, day),
         .period = MessageOf<v1::Period>(TimedEvent(day, from, from + 2)),
         .time_zone = "Asia/Almaty"});
  }
  Calendar Make() const {
    return MakePlannedCalendar({.places = places_,
                                .events = events_,
                                .key = key_,
                                .secret = secret_,
                                .language = language_,
                                .uid_domain = "taqvim.example",
                                .today = kToday});
  }
  std::string Written() const {
    const auto written = WriteCalendar(Make());
    EXPECT_TRUE(written.ok()) << written.status();
    return written.value_or("");
  }
  // By where they are.
  std::map<std::string, CalendarEntry> ByPlace() const {
    std::map<std::string, CalendarEntry> entries;
    for (CalendarEntry& entry : Make().entries) {
      EXPECT_TRUE(entries.emplace(entry.location, entry).second) << entry.location;
    }
    return entries;
  }

  Schedule places_;
  std::vector<PublishedEvent> events_;
  v1::AccessToken key_;
  std::string secret_ = kSecretAsked;
  std::string language_;
};

std::string Gala(const std::string& more = "") {
  return absl::StrCat(
      "name: 'events/gala' uid: 'gala' sequence: 3 title { key: 'en' value: 'Gala' } "
      "update_time { seconds: 2061849600 } activity {} period { ",
      TimedEvent(12, 18, 20), " } bookings { id: 'hall' space: 'venues/opera/spaces/hall' } ",
      more);
}
std::string Closed(const std::string& more = "") {
  return absl::StrCat(
      "name: 'events/dinner' uid: 'dinner' sequence: 4 visibility: VISIBILITY_PRIVATE activity {} "
      "period { ",
      TimedEvent(13, 18, 20), " } bookings { id: 'hall' space: 'venues/opera/spaces/hall' } ",
      more);
}

TEST_F(PlannedCalendarTest, SaysWhatIsNotCertainAndUntilWhenItIsHeld) {
  Add(Gala("state: EVENT_STATE_TENTATIVE expire_time { seconds: 2062000000 }"));
  const CalendarEntry entry = Make().entries.at(0);
  EXPECT_EQ(static_cast<int>(entry.status), static_cast<int>(EntryStatus::kTentative));
  EXPECT_EQ(entry.summary, "Tentative: Gala");
  EXPECT_THAT(entry.description, HasSubstr("lapses on 2035-05-05 17:46 (UTC)"));
  EXPECT_EQ(entry.modified, absl::FromUnixSeconds(2061849600));
  EXPECT_THAT(Written(), HasSubstr("STATUS:TENTATIVE\r\n"));
}

TEST_F(PlannedCalendarTest, SaysOfAnOccurrenceThatItIsOnlyHeld) {
  Add(Gala());
  events_.back().occurrences[0].held = true;
  EXPECT_EQ(Make().entries.at(0).summary, "Tentative: Gala");
}

TEST_F(PlannedCalendarTest, HasWhatIsPrivateToOthersInFullAndMarksIt) {
  Add(Gala("visibility: VISIBILITY_PRIVATE description { key: 'en' value: 'With a choir' }"));
  EXPECT_THAT(Written(), HasSubstr("CLASS:PRIVATE\r\n"));
  EXPECT_THAT(Make().entries.at(0).description, HasSubstr("With a choir"));
  events_[0].event.set_visibility(v1::VISIBILITY_PUBLIC);
  EXPECT_THAT(Written(), Not(HasSubstr("CLASS:")));
}

TEST_F(PlannedCalendarTest, HasNothingOfWhatLapsed) {
  Add(Gala("state: EVENT_STATE_EXPIRED"));
  Add(Closed("state: EVENT_STATE_EXPIRED"));
  EXPECT_THAT(Make().entries, IsEmpty());
}

TEST_F(PlannedCalendarTest, HasABlockForEachBookingOfWhatIsClosed) {
  Add(Closed(absl::StrCat("bookings { id: 'foyer' space: 'venues/opera/spaces/foyer' period { ",
                          TimedEvent(13, 17, 18),
                          " } } bookings { id: 'other' space: 'venues/x/spaces/y' }")));
  const auto blocks = ByPlace();
  ASSERT_THAT(blocks, SizeIs(2)) << "one is not of the feed";
  const CalendarEntry& hall = blocks.at("Hall, Opera, Astana");
  EXPECT_EQ(hall.summary, "Reserved");
  EXPECT_THAT(hall.description, IsEmpty());
  EXPECT_THAT(hall.categories, IsEmpty());
  EXPECT_THAT(hall.web_address, IsEmpty());
  EXPECT_TRUE(hall.is_private);
  EXPECT_EQ(hall.sequence, 4);
  EXPECT_EQ(std::get<EntryHours>(hall.when).start.local, absl::CivilSecond(2035, 5, 13, 18));
  EXPECT_EQ(std::get<EntryHours>(hall.when).zone, "Asia/Almaty");
  const CalendarEntry& foyer = blocks.at("Foyer, Opera, Astana");
  EXPECT_EQ(std::get<EntryHours>(foyer.when).start.local, absl::CivilSecond(2035, 5, 13, 17));
  EXPECT_NE(foyer.uid, hall.uid);
}

TEST_F(PlannedCalendarTest, HasNoBlockForWhatIsCalledOffOrTakesNoPlace) {
  Add(Closed("state: EVENT_STATE_CANCELLED"));
  Add("name: 'events/x' uid: 'x' period { " + TimedEvent(13, 18, 20) + " } activity {}");
  EXPECT_THAT(Make().entries, IsEmpty());
}

TEST_F(PlannedCalendarTest, SaysOfABlockThatItIsOnlyHeld) {
  Add(Closed("state: EVENT_STATE_TENTATIVE expire_time { seconds: 2062000000 }"));
  const CalendarEntry block = Make().entries.at(0);
  EXPECT_EQ(static_cast<int>(block.status), static_cast<int>(EntryStatus::kTentative));
  EXPECT_EQ(block.summary, "Tentative: Reserved");
  EXPECT_THAT(block.description, IsEmpty());
}

// What a caller is told of a closed event; see redact.cc for what is not.
TEST_F(PlannedCalendarTest, ABlockTellsNothingButItself) {
  Add(Closed());
  const std::string written = Written();
  for (const char* hidden :
       {"dinner", "events/", kSecretAsked, "URL", "DESCRIPTION:", "CATEGORIES"}) {
    EXPECT_THAT(written, Not(HasSubstr(hidden)));
  }
  v1::Event& event = events_[0].event;
  event.set_name("events/another-name");
  event.set_hold_rank(2);
  EXPECT_EQ(Written(), written);
}

TEST_F(PlannedCalendarTest, ABlockKeepsItsUidWhenItIsMovedAndGrows) {
  Add(Closed());
  const CalendarEntry before = Make().entries.at(0);
  *events_[0].event.mutable_period() = MessageOf<v1::Period>(TimedEvent(14, 9, 11));
  events_[0].event.set_sequence(5);
  const CalendarEntry after = Make().entries.at(0);
  EXPECT_EQ(after.uid, before.uid);
  EXPECT_GT(after.sequence, before.sequence);
  EXPECT_GT(after.modified, before.modified);
}

TEST_F(PlannedCalendarTest, BlocksOfOneEventAndOfTwoKeysHaveNothingInCommon) {
  Add(
      Closed("recurrence { rule: 'FREQ=DAILY' moved_occurrences { day { year: 2035 month: 5 "
             "day: 15 } period { " +
             TimedEvent(16, 10, 12) + " } } }"));
  AddOccurrence(14, 18);
  AddOccurrence(15, 10);
  std::vector<std::string> uids;
  std::vector<std::string> starts;
  for (const CalendarEntry& block : Make().entries) {
    uids.push_back(block.uid);
    starts.push_back(absl::FormatCivilTime(std::get<EntryHours>(block.when).start.local));
  }
  EXPECT_THAT(starts,
              ElementsAre("2035-05-13T18:00:00", "2035-05-14T18:00:00", "2035-05-15T10:00:00"));
  secret_ = "taqvim_another";
  for (const CalendarEntry& block : Make().entries) uids.push_back(block.uid);
  std::sort(uids.begin(), uids.end());
  EXPECT_THAT(uids, SizeIs(6));
  EXPECT_EQ(std::unique(uids.begin(), uids.end()), uids.end());
  EXPECT_THAT(uids[0], StartsWith("block-"));
}

// All that is booked moves as far as the event does.
TEST_F(PlannedCalendarTest, ABookingWithTimesOfItsOwnIsAsFarFromEachOccurrence) {
  Add("name: 'events/dinner' uid: 'dinner' activity {} period { " + TimedEvent(13, 18, 20) +
      " } bookings { id: 'hall' space: 'venues/opera/spaces/hall' period { " +
      TimedEvent(12, 9, 17) +
      " } } recurrence { rule: 'FREQ=WEEKLY' moved_occurrences { day { year: 2035 month: 5 day: 20 "
      "} period { " +
      TimedEvent(21, 19, 21) + " } } }");
  events_.back().occurrences.clear();
  AddOccurrence(27, 18);
  events_.back().occurrences.push_back({.day = absl::CivilDay(2035, 5, 20),
                                        .period = MessageOf<v1::Period>(TimedEvent(21, 19, 21)),
                                        .time_zone = "Asia/Almaty"});
  std::vector<std::string> starts;
  for (const CalendarEntry& block : Make().entries) {
    starts.push_back(absl::FormatCivilTime(std::get<EntryHours>(block.when).start.local));
  }
  EXPECT_THAT(starts, ElementsAre("2035-05-20T10:00:00", "2035-05-26T09:00:00"));
}

TEST_F(PlannedCalendarTest, IsBusyWhereSomebodyIsInAHallAndFreeElsewhere) {
  Add(Gala());
  Add(Closed());
  Add("name: 'events/display' uid: 'display' title { key: 'en' value: 'Display' } exhibition {} "
      "bookings { id: 'foyer' space: 'venues/opera/spaces/foyer' } period { " +
      std::string(kForEver) + " }");
  for (const CalendarEntry& entry : Make().entries) EXPECT_TRUE(entry.transparent) << entry.uid;
  *key_.mutable_feed_filter() = MessageOf<v1::EventFilter>(
      "spaces: ['venues/opera/spaces/hall', 'venues/opera/spaces/foyer']");
  for (const CalendarEntry& entry : Make().entries) {
    EXPECT_EQ(entry.transparent, std::holds_alternative<EntryDays>(entry.when)) << entry.uid;
  }
}

TEST_F(PlannedCalendarTest, IsCalledByWhatItHas) {
  EXPECT_EQ(Make().name, "Opera");
  *key_.mutable_feed_filter() = MessageOf<v1::EventFilter>(
      "spaces: 'venues/opera/spaces/hall' kinds: EVENT_KIND_ACTIVITY kinds: 99");
  EXPECT_EQ(Make().name, "Hall, Opera, Activity");
  Add("name: 'events/days' uid: 'd' title { key: 'en' value: 'Days' } culture_days {}");
  *key_.mutable_feed_filter() = MessageOf<v1::EventFilter>("programme: 'events/days'");
  EXPECT_EQ(Make().name, "Days");
  *key_.mutable_feed_filter() = MessageOf<v1::EventFilter>("labels: 'jazz'");
  EXPECT_EQ(Make().name, "Schedule");
  key_.set_purpose("jazz for us");
  EXPECT_EQ(Make().name, "jazz for us");
}

TEST_F(PlannedCalendarTest, SaysNothingOfItsAddress) {
  Add(Gala());
  EXPECT_THAT(Make().source, IsEmpty());
  EXPECT_THAT(Written(), Not(HasSubstr("SOURCE")));
}

TEST_F(PlannedCalendarTest, HasTheDaysOfFeedsUnlessItIsOfAProgramme) {
  Add("name: 'events/old' uid: 'old' title { key: 'en' value: 'Old' } activity {} period { timed { "
      "start { year: 2031 month: 5 day: 12 } end { year: 2031 month: 5 day: 12 hours: 2 } } }");
  EXPECT_THAT(Make().entries, IsEmpty());
  key_.mutable_feed_filter()->set_programme("events/days");
  EXPECT_THAT(Make().entries, SizeIs(1));
}

TEST_F(PlannedCalendarTest, WritesOnceWhatWasToldTwice) {
  Add(Gala());
  events_.push_back(events_[0]);
  EXPECT_THAT(Make().entries, SizeIs(1));
}

TEST_F(PlannedCalendarTest, SaysThatItIsCutAndToMakeANarrowerKey) {
  for (int i = 0; i < 1'100; ++i) {
    v1::Event& event = Add(i % 2 == 0 ? Gala() : Closed());
    event.set_uid(absl::StrCat("e", i));
  }
  const Calendar calendar = Make();
  EXPECT_THAT(calendar.entries, SizeIs(kMostFeedEntries));
  EXPECT_THAT(calendar.description, HasSubstr("101 of 1100"));
  EXPECT_THAT(calendar.description, HasSubstr("feed key with a narrower filter"));
  EXPECT_EQ(calendar.entries[0].uid, "cut-the-key@taqvim.example");
}

TEST_F(PlannedCalendarTest, IsReadWellByAllReaders) {
  Add(Gala("state: EVENT_STATE_TENTATIVE expire_time { seconds: 2062000000 }"));
  Add(Closed());
  Add("name: 'events/display' uid: 'display' title { key: 'en' value: 'Display' } exhibition {} "
      "period { " +
      std::string(kForEver) + " }");
  for (const char* language : {"en", "az", "ru", "uz"}) {
    language_ = language;
    const std::string written = Written();
    for (const Finding& finding : Examine(written)) {
      EXPECT_EQ(static_cast<int>(finding.kind.severity), static_cast<int>(Severity::kNote))
          << finding.kind.code << "\n"
          << written;
    }
  }
}

}  // namespace
}  // namespace taqvim::web
