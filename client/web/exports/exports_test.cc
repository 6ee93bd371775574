#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/web/exports/atom_feed.h"
#include "client/web/exports/csv.h"
#include "client/web/exports/export_service.h"
#include "client/web/exports/name_uuid.h"
#include "client/web/exports/programme_table.h"
#include "client/web/exports/schedule_xml.h"
#include "client/web/pages/testing/hostile_texts.h"
#include "google/protobuf/text_format.h"

namespace taqvim::web {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kDays[] = R"(
  name: 'events/days' uid: '11111111-1111-4111-8111-111111111111' owner: 'organizations/o'
  state: EVENT_STATE_CONFIRMED title { key: 'en' value: 'Days' } title { key: 'ru' value: 'Дни' }
  publish_time { seconds: 2060000000 } culture_days {})";
constexpr char kGala[] = R"(
  name: 'events/gala' uid: '22222222-2222-4222-8222-222222222222' owner: 'organizations/o'
  programme: 'events/days' state: EVENT_STATE_CONFIRMED title { key: 'en' value: 'Gala, "live"' }
  activity { form: ACTIVITY_FORM_CONCERT } spoken_languages: 'az'
  bookings { space: 'venues/v/spaces/hall' } bookings { space: 'venues/v/spaces/foyer' }
  publish_time { seconds: 2060000000 } public_update_time { seconds: 2061000000 }
  period { timed { start { year: 2035 month: 5 day: 10 hours: 18 }
                   end { year: 2035 month: 5 day: 10 hours: 20 minutes: 30 } } })";
constexpr char kTalks[] = R"(
  name: 'events/talks' uid: '33333333-3333-4333-8333-333333333333' programme: 'events/days'
  state: EVENT_STATE_CONFIRMED title { key: 'en' value: '=SUM(A1)' } recurrence { rule: 'FREQ=DAILY' }
  activity { form: ACTIVITY_FORM_TALK } publish_time { seconds: 2060000001 }
  bookings { space: 'venues/v/spaces/hall' })";
constexpr char kCarpets[] = R"(
  name: 'events/carpets' uid: '44444444-4444-4444-8444-444444444444' programme: 'events/days'
  state: EVENT_STATE_CANCELLED title { key: 'en' value: 'Carpets' } exhibition {}
  cancel_reason { key: 'en' value: 'Water' } publish_time { seconds: 2060000002 })";

template <class Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

Occurrence Dated(absl::CivilDay first, absl::CivilDay last) {
  const auto said = [](absl::CivilDay day) {
    return absl::StrCat("{ year: ", day.year(), " month: ", day.month(), " day: ", day.day(), " }");
  };
  Occurrence occurrence{.day = first, .city = "Astana", .stop = 1};
  occurrence.period = FromText<v1::Period>(
      absl::StrCat("dated { first_day ", said(first), " last_day ", said(last), " }"));
  return occurrence;
}

Occurrence Timed(const std::string& start, const std::string& end, absl::CivilDay day) {
  Occurrence occurrence{.day = day, .time_zone = "Asia/Tashkent"};
  occurrence.period =
      FromText<v1::Period>(absl::StrCat("timed { start { ", start, " } end { ", end, " } }"));
  return occurrence;
}

class ExportsTest : public testing::Test {
 protected:
  ExportsTest() {
    Put("organization { name: 'organizations/o' title { key: 'en' value: 'Library' } }");
    Put("venue { name: 'venues/v' city: 'Astana' title { key: 'en' value: 'Palace' } }");
    Put("space { name: 'venues/v/spaces/hall' title { key: 'en' value: 'Hall' } }");
    Put("space { name: 'venues/v/spaces/foyer' title { key: 'en' value: 'Foyer' } }");
    const absl::CivilDay day(2035, 5, 10);
    schedule_.PutEvent(FromText<v1::Event>(kDays), {Dated(day, day + 1)});
    const v1::Event gala = FromText<v1::Event>(kGala);
    Occurrence evening{.day = day, .period = gala.period(), .time_zone = "Asia/Tashkent"};
    schedule_.PutEvent(gala, {evening});
    schedule_.PutEvent(FromText<v1::Event>(kTalks),
                       {Timed("year: 2035 month: 5 day: 10 hours: 9",
                              "year: 2035 month: 5 day: 10 hours: 10", day),
                        Timed("year: 2035 month: 5 day: 12 hours: 23",
                              "year: 2035 month: 5 day: 13 hours: 1", day + 1)});
    schedule_.PutEvent(FromText<v1::Event>(kCarpets), {Dated(day, day + 30)});
  }

  void Put(const std::string& text) { schedule_.Put(FromText<v1::Resource>(text)); }
  PageContext Context(const std::string& language = "") const {
    return {.schedule = schedule_,
            .site = site_,
            .language = language,
            .languages = LanguagesToTry(language),
            .today = absl::CivilDay(2035, 5, 10),
            .as_of = std::nullopt};
  }
  const PublishedEvent& Programme() const { return *schedule_.FindEvent("events/days"); }

  static std::vector<std::string> All(const std::string& text, const std::string& pattern) {
    const std::regex regex(pattern);
    std::vector<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) {
      found.push_back((*at)[1]);
    }
    return found;
  }

  Schedule schedule_;
  FeedSite site_{"https://schedule.example", "ids.example"};
};

TEST_F(ExportsTest, AtomHasTheNewestChangeFirst) {
  const std::string feed = AtomFeed(&Programme(), Context("ru"));
  EXPECT_THAT(All(feed, "<id>(.*)</id>"),
              ElementsAre("tag:ids.example,2026:changes/11111111-1111-4111-8111-111111111111",
                          "urn:uuid:22222222-2222-4222-8222-222222222222",
                          "urn:uuid:44444444-4444-4444-8444-444444444444",
                          "urn:uuid:33333333-3333-4333-8333-333333333333",
                          "urn:uuid:11111111-1111-4111-8111-111111111111"));
  EXPECT_THAT(All(feed, "<updated>(.*)</updated>"),
              ElementsAre("2035-04-24T04:00:00Z", "2035-04-24T04:00:00Z", "2035-04-12T14:13:22Z",
                          "2035-04-12T14:13:21Z", "2035-04-12T14:13:20Z"));
  EXPECT_THAT(feed, AllOf(HasSubstr("<title>Дни: Изменения</title>"),
                          HasSubstr("<title xml:lang=\"en\">Отменено: Carpets</title>"),
                          HasSubstr("Отменено: Water"), HasSubstr("18:00–20:30"),
                          HasSubstr("href=\"https://schedule.example/events/gala?lang=ru\"")));
}

TEST_F(ExportsTest, AtomOfAllHasAHundredAtMost) {
  for (int i = 0; i < 200; ++i) {
    v1::Event event = FromText<v1::Event>(kTalks);
    event.set_name(absl::StrCat("events/n", i));
    event.set_uid(absl::StrCat("uid-", i));
    event.mutable_public_update_time()->set_seconds(2'062'000'000 + i);
    schedule_.PutEvent(event, {});
  }
  const auto ids = All(AtomFeed(nullptr, Context()), "<id>(.*)</id>");
  ASSERT_EQ(ids.size(), 101);
  EXPECT_EQ(ids.front(), "tag:ids.example,2026:changes");
  EXPECT_EQ(ids[1], "urn:uuid:uid-199");
  EXPECT_EQ(ids.back(), "urn:uuid:uid-100");
}

TEST_F(ExportsTest, AtomOfNothingIsAFeed) {
  schedule_ = {};
  EXPECT_THAT(
      AtomFeed(nullptr, Context()),
      AllOf(HasSubstr("<updated>1970-01-01T00:00:00Z</updated>"), Not(HasSubstr("<entry>"))));
}

TEST_F(ExportsTest, ScheduleXmlIsByDayAndRoom) {
  const std::string xml = ScheduleXml(Programme(), Context());
  EXPECT_THAT(
      All(xml, "<day index=\"(\\d+\" date=\"[-0-9]+)\""),
      ElementsAre("1\" date=\"2035-05-10", "2\" date=\"2035-05-11", "3\" date=\"2035-05-12"));
  EXPECT_THAT(All(xml, "<room name=\"(.*)\""), ElementsAre("Hall", "Hall, Foyer", "Hall"));
  EXPECT_THAT(All(xml, "<date>(.*)</date>"),
              ElementsAre("2035-05-10T09:00:00+05:00", "2035-05-10T18:00:00+05:00",
                          "2035-05-12T23:00:00+05:00"));
  EXPECT_THAT(All(xml, "<duration>(.*)</duration>"), ElementsAre("01:00", "02:30", "02:00"));
  EXPECT_THAT(All(xml, "<slug>(.*)</slug>"),
              ElementsAre("talks-2035-05-10", "gala", "talks-2035-05-11"));
  EXPECT_THAT(xml, AllOf(HasSubstr("start=\"2035-05-10T09:00:00+05:00\" "
                                   "end=\"2035-05-10T20:30:00+05:00\""),
                         HasSubstr("<type>concert</type>"), HasSubstr("<days>3</days>"),
                         HasSubstr("<language>az</language>"), Not(HasSubstr("Carpets")),
                         HasSubstr("<version>2035-04-24T04:00:00Z</version>")));
  const auto guids = All(xml, "guid=\"([-0-9a-f]{36})\"");
  EXPECT_EQ(std::set<std::string>(guids.begin(), guids.end()).size(), 3);
  EXPECT_EQ(guids[1], "22222222-2222-4222-8222-222222222222");
  const auto numbers = All(xml, " id=\"([1-9][0-9]{0,9})\"");
  EXPECT_EQ(std::set<std::string>(numbers.begin(), numbers.end()).size(), 3);
}

TEST_F(ExportsTest, ScheduleXmlOfNothingHasItsDays) {
  for (const char* name : {"events/gala", "events/talks", "events/carpets"}) schedule_.Remove(name);
  const std::string xml = ScheduleXml(Programme(), Context());
  EXPECT_THAT(All(xml, "<day index=\"(\\d+)\""), ElementsAre("1", "2"));
  EXPECT_THAT(xml, AllOf(Not(HasSubstr("<room")), HasSubstr("start=\"2035-05-10T00:00:00+00:00\" "
                                                            "end=\"2035-05-11T00:00:00+00:00\"")));
}

// A stop may be said to last for as long as the calendar does.
TEST_F(ExportsTest, ScheduleXmlOfAStopThatLastsForEverHasAYear) {
  const PublishedEvent& days = Programme();
  std::vector<Occurrence> stops = days.occurrences;
  stops.back().period.mutable_dated()->mutable_last_day()->set_year(9998);
  schedule_.PutEvent(days.event, stops);
  const std::string xml = ScheduleXml(Programme(), Context());
  EXPECT_EQ(All(xml, "<day (index)=").size(), 366);
  EXPECT_THAT(xml, HasSubstr("<slug>gala</slug>"));
}

TEST_F(ExportsTest, TableHasARowForEachTime) {
  const std::string table = ProgrammeTable(Programme(), Context());
  ASSERT_THAT(table, StartsWith("\xef\xbb\xbf"
                                "first_day,start,last_day,end,time_zone,title,"));
  const std::vector<std::string> rows = absl::StrSplit(table, "\r\n");
  ASSERT_EQ(rows.size(), 6) << table;
  EXPECT_THAT(rows[1], StartsWith("2035-05-10,,2035-06-09,,,Carpets,Exhibition,Cancelled: Water,"));
  EXPECT_THAT(rows[2], StartsWith("2035-05-10,09:00,2035-05-10,10:00,Asia/Tashkent,'=SUM(A1),"));
  EXPECT_EQ(rows[3],
            "2035-05-10,18:00,2035-05-10,20:30,Asia/Tashkent,\"Gala, \"\"live\"\"\",Concert,,"
            "\"Hall, Palace, Astana; Foyer, Palace, Astana\",az,,Library,"
            "https://schedule.example/events/gala");
  EXPECT_THAT(rows[4], StartsWith("2035-05-12,23:00,2035-05-13,01:00,"));
  EXPECT_EQ(rows[5], "");
}

TEST(CsvCell, IsNoFormula) {
  for (const char* text : {"=1+1", "+7 7172", "-1", "@a", "\t=1", "\r=1"}) {
    const std::string cell = CsvCell(text);
    EXPECT_THAT(cell[0] == '"' ? cell.substr(1) : cell, StartsWith(absl::StrCat("'", text)));
  }
  EXPECT_EQ(CsvCell("a=b"), "a=b");
  EXPECT_EQ(CsvCell(""), "");
  EXPECT_EQ(CsvCell(" a"), "\" a\"");
}

// Reads a row as RFC 4180 says.
std::vector<std::string> Cells(absl::string_view row) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '"') {
      if (quoted && i + 1 < row.size() && row[i + 1] == '"') {
        cells.back() += row[++i];
      } else {
        quoted = !quoted;
      }
    } else if (row[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += row[i];
    }
  }
  return cells;
}

TEST(CsvWriter, IsReadBackAsItWasWritten) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> cells(1 + random() % 5);
    for (std::string& cell : cells) {
      for (size_t i = random() % 8; i > 0; --i) cell += "ab\",;\r\n =+-@\t"[random() % 13];
    }
    CsvWriter writer;
    writer.Row(cells);
    std::string text = std::move(writer).Finish();
    ASSERT_EQ(text.substr(text.size() - 2), "\r\n");
    const auto read = Cells(text.substr(3, text.size() - 5));
    ASSERT_EQ(read.size(), cells.size()) << text;
    for (size_t i = 0; i < cells.size(); ++i) {
      ASSERT_TRUE(read[i] == cells[i] || read[i] == "'" + cells[i]) << text;
      ASSERT_TRUE(read[i].empty() || std::string("=+-@\t\r").find(read[i][0]) == std::string::npos);
    }
  }
}

// The example of RFC 9562, A.4.
TEST(NameUuid, IsOfVersionFive) {
  EXPECT_EQ(NameUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  EXPECT_NE(NameUuid("no uuid", "a"), NameUuid("no uuid", "b"));
}

TEST_F(ExportsTest, MakeNoMarkupOfWhatOthersWrote) {
  const auto exports = [&](const std::string& text) {
    v1::Event gala = FromText<v1::Event>(kGala);
    for (auto* texts : {gala.mutable_title(), gala.mutable_description()}) (*texts)["en"] = text;
    gala.set_web_address(absl::StrCat("https://e.example/", text));
    Occurrence evening{
        .day = absl::CivilDay(2035, 5, 10), .period = gala.period(), .time_zone = "Asia/Tashkent"};
    schedule_.PutEvent(gala, {evening});
    v1::Resource hall;
    hall.mutable_space()->set_name("venues/v/spaces/hall");
    (*hall.mutable_space()->mutable_title())["en"] = text;
    schedule_.Put(hall);
    return Skeleton(AtomFeed(nullptr, Context())) + Skeleton(ScheduleXml(Programme(), Context()));
  };
  const std::string plain = exports("x");
  for (const std::string& hostile : Hostile()) EXPECT_EQ(exports(hostile), plain) << hostile;
}

TEST_F(ExportsTest, AreAnswered) {
  Copy copy;
  const absl::Time now = absl::FromUnixSeconds(2'062'000'000);
  ExportService service(copy, site_, [&] { return now; });
  const auto get = [&](const std::string& path, const std::string& etag = "") {
    Request request;
    request.method = "GET";
    request.path = path;
    request.headers.Add("Accept-Language", "ru");
    if (!etag.empty()) request.headers.Add("If-None-Match", etag);
    return service.Answer(request);
  };
  EXPECT_EQ(get("/changes.atom").status, 503);
  copy.Replace(schedule_, now);
  const std::string days = "/programmes/days/";
  for (const std::string& path : {std::string("/changes.atom"), days + "changes.atom",
                                  days + "schedule.xml", days + "schedule.csv"}) {
    ASSERT_TRUE(ExportService::Answers(path)) << path;
    const Response response = get(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_THAT(*response.body, Not(HasSubstr("Отменено"))) << "the address says the language";
    EXPECT_EQ(get(path, std::string(*response.headers.Find("ETag"))).status, 304) << path;
  }
  EXPECT_EQ(*get(days + "schedule.csv").headers.Find("Content-Disposition"),
            "attachment; filename=\"days.csv\"");
  EXPECT_EQ(get("/programmes/gala/schedule.xml").status, 404) << "no culture days";
  EXPECT_EQ(get("/programmes/none/changes.atom").status, 404);
  for (const char* path : {"/programmes/days", "/programmes//changes.atom", "/events/gala",
                           "/programmes/days/other.xml", "/programmes/days/x/changes.atom"}) {
    EXPECT_FALSE(ExportService::Answers(path)) << path;
  }
}

}  // namespace
}  // namespace taqvim::web
