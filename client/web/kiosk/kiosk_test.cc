#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/web/kiosk/kiosk_page.h"
#include "client/web/kiosk/kiosk_service.h"
#include "client/web/pages/testing/hostile_texts.h"
#include "google/protobuf/text_format.h"

namespace taqvim::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const absl::CivilDay kDay(2035, 5, 10);

class KioskTest : public testing::Test {
 protected:
  KioskTest() {
    Put("venue { name: 'venues/v' time_zone: 'Asia/Tashkent' "
        "title { key: 'en' value: 'Palace' } }");
    Put("space { name: 'venues/v/spaces/hall' title { key: 'en' value: 'Hall' } }");
    Put("space { name: 'venues/v/spaces/foyer' title { key: 'en' value: 'Foyer' } }");
  }

  void Put(const std::string& text) {
    v1::Resource resource;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &resource)) << text;
    schedule_.Put(resource);
  }

  static void Set(absl::CivilMinute time, google::type::DateTime* said) {
    said->set_year(static_cast<int32_t>(time.year()));
    said->set_month(time.month());
    said->set_day(time.day());
    said->set_hours(time.hour());
    said->set_minutes(time.minute());
  }

  // At hours of the day, 24 and more on the next.
  Occurrence At(int from, int to, const std::string& zone = "Asia/Tashkent") {
    Occurrence occurrence{.day = kDay, .time_zone = zone};
    Set(absl::CivilMinute(kDay) + from * 60, occurrence.period.mutable_timed()->mutable_start());
    Set(absl::CivilMinute(kDay) + to * 60, occurrence.period.mutable_timed()->mutable_end());
    return occurrence;
  }

  void Add(const std::string& title, Occurrence occurrence, const std::string& space = "hall",
           v1::EventState state = v1::EVENT_STATE_CONFIRMED) {
    v1::Event event;
    event.set_name("events/" + title);
    (*event.mutable_title())["en"] = title;
    event.set_state(state);
    event.add_bookings()->set_space("venues/v/spaces/" + space);
    schedule_.PutEvent(event, {std::move(occurrence)});
  }

  // At an hour and minute of the day in Tashkent.
  std::string Page(int hour, int minute = 0, const std::vector<ReservedBlock>& reserved = {},
                   const std::string& name = "venues/v/spaces/hall") {
    return *KioskPage(name, reserved, Context(hour, minute));
  }
  PageContext Context(int hour, int minute) {
    return {.schedule = schedule_,
            .site = site_,
            .language = "",
            .languages = {"en"},
            .today = kDay,
            .as_of = std::nullopt,
            .now = Time(hour, minute)};
  }
  static absl::Time Time(int hour, int minute) {
    return absl::FromCivil(absl::CivilMinute(kDay) + hour * 60 + minute, Tashkent());
  }
  static absl::TimeZone Tashkent() { return absl::FixedTimeZone(5 * 3600); }

  static std::string Section(const std::string& page, const std::string& name) {
    const size_t begin = page.find(absl::StrCat("<section class=\"", name, "\""));
    return begin == std::string::npos ? ""
                                      : page.substr(begin, page.find("</section>", begin) - begin);
  }

  Schedule schedule_;
  FeedSite site_{"https://schedule.example", "schedule.example"};
};

TEST_F(KioskTest, SaysWhatIsOnUntilWhenAndWhatIsNext) {
  Add("Opera", At(18, 20));
  Add("Ball", At(21, 26));
  const std::string before = Page(17, 59);
  EXPECT_THAT(Section(before, "now"), HasSubstr("Nothing is on now"));
  EXPECT_THAT(Section(before, "next"), AllOf(HasSubstr("Opera"), HasSubstr("from 18:00")));
  const std::string during = Page(18);
  EXPECT_THAT(Section(during, "now"), AllOf(HasSubstr("Opera"), HasSubstr("until 20:00")));
  EXPECT_THAT(Section(during, "next"), AllOf(HasSubstr("Ball"), HasSubstr("from 21:00")));
  EXPECT_THAT(Section(Page(20), "now"), HasSubstr("Nothing is on now"));
  const std::string late = Page(23);
  EXPECT_THAT(Section(late, "now"), AllOf(HasSubstr("Ball"), HasSubstr("until 02:00")));
  EXPECT_THAT(Section(late, "next"), HasSubstr("Nothing else today"));
  EXPECT_THAT(Section(late, "today"), AllOf(HasSubstr("Opera"), HasSubstr("21:00–02:00")));
  // Past midnight it is still on, and the day is another.
  const std::string next_day = Page(25);
  EXPECT_THAT(Section(next_day, "now"), HasSubstr("Ball"));
  EXPECT_THAT(Section(next_day, "today"), Not(HasSubstr("Opera")));
  EXPECT_THAT(next_day, HasSubstr("Friday, 11 May 2035"));
}

TEST_F(KioskTest, GoesByTheClocksOfTheVenue) {
  // 23:30 of the day before in UTC.
  EXPECT_THAT(Page(4, 30), AllOf(HasSubstr(">04:30<"), HasSubstr("Thursday, 10 May 2035")));
  // 18:00 in Berlin is 21:00 in Tashkent.
  Add("Broadcast", At(18, 19, "Europe/Berlin"));
  EXPECT_THAT(Section(Page(12), "next"), HasSubstr("from 21:00"));
}

TEST_F(KioskTest, SaysWhatIsCancelledInTheListAlone) {
  Add("Opera", At(18, 20), "hall", v1::EVENT_STATE_CANCELLED);
  const std::string page = Page(18, 30);
  EXPECT_THAT(Section(page, "now"), Not(HasSubstr("Opera")));
  EXPECT_THAT(Section(page, "today"), AllOf(HasSubstr("happening cancelled"), HasSubstr("Opera")));
  EXPECT_THAT(Section(Page(12), "next"), Not(HasSubstr("Opera")));
}

TEST_F(KioskTest, OfASpaceHasThatAlone) {
  Add("Opera", At(18, 20));
  Add("Drinks", At(18, 20), "foyer");
  EXPECT_THAT(Page(18), Not(HasSubstr("Drinks")));
  const std::string venue = Page(18, 0, {}, "venues/v");
  EXPECT_THAT(venue, AllOf(HasSubstr("Opera"), HasSubstr("Drinks"), HasSubstr("Foyer")));
}

TEST_F(KioskTest, SaysOfBlocksThatTheyAreReservedAndNoMore) {
  Add("Opera", At(18, 20));
  const std::vector<ReservedBlock> blocks = {{Time(12, 0), Time(14, 0)},
                                             {Time(40, 0), Time(41, 0)}};
  const std::string page = Page(13, 0, blocks);
  EXPECT_THAT(Section(page, "now"), AllOf(HasSubstr("Reserved"), HasSubstr("until 14:00")));
  EXPECT_THAT(Section(page, "today"), AllOf(HasSubstr("12:00–14:00"), Not(HasSubstr("16:00"))));
  EXPECT_LT(page.find("12:00–14:00"), page.find("18:00–20:00"));
}

TEST_F(KioskTest, HasWhatTakesTheDayWhole) {
  Occurrence month;
  month.period.mutable_dated()->mutable_first_day()->set_year(2035);
  month.period.mutable_dated()->mutable_first_day()->set_month(5);
  month.period.mutable_dated()->mutable_first_day()->set_day(1);
  month.period.mutable_dated()->set_permanent(true);
  Add("Carpets", month);
  const std::string page = Page(12);
  EXPECT_THAT(Section(page, "today"), AllOf(HasSubstr("Carpets"), HasSubstr("from 1 May 2035")));
  EXPECT_THAT(Section(page, "now"), HasSubstr("Nothing is on now"));
}

TEST_F(KioskTest, IsLoadedAgainEachMinuteAndHasNothingToTouch) {
  Add("Opera", At(18, 20));
  EXPECT_THAT(Page(18), AllOf(HasSubstr("<meta http-equiv=\"refresh\" content=\"60\"/>"),
                              HasSubstr("content=\"noindex\""), Not(HasSubstr("<a ")),
                              Not(HasSubstr("<form")), Not(HasSubstr("<script"))));
  EXPECT_EQ(Page(18), Page(18));
}

TEST_F(KioskTest, MakesNoMarkupOfWhatOthersWrote) {
  const auto page = [&](const std::string& text) {
    v1::Event event;
    event.set_name("events/e");
    (*event.mutable_title())["en"] = text;
    event.add_bookings()->set_space("venues/v/spaces/hall");
    schedule_.PutEvent(event, {At(18, 20)});
    v1::Resource resource;
    resource.mutable_venue()->set_name("venues/v");
    resource.mutable_venue()->set_time_zone("Asia/Tashkent");
    (*resource.mutable_venue()->mutable_title())["en"] = text;
    schedule_.Put(resource);
    return Page(18, 30);
  };
  const std::string plain = Skeleton(page("x"));
  for (const std::string& hostile : Hostile()) EXPECT_EQ(Skeleton(page(hostile)), plain) << hostile;
}

TEST_F(KioskTest, IsOfPlacesThatThereAre) {
  for (const char* name : {"venues/none", "venues/v/spaces/none", "venues/v/spaces", "venues"}) {
    EXPECT_FALSE(KioskPage(name, {}, Context(12, 0))) << name;
  }
}

TEST_F(KioskTest, IsAnswered) {
  Copy copy;
  KioskService service(copy, site_, [] { return Time(12, 0); });
  const auto get = [&](const std::string& path) {
    Request request;
    request.method = "GET";
    request.path = path;
    return service.Answer(request);
  };
  EXPECT_EQ(get("/venues/v/kiosk").status, 503);
  copy.Replace(std::move(schedule_), Time(12, 0));
  for (const char* path : {"/venues/v/kiosk", "/venues/v/spaces/hall/kiosk"}) {
    EXPECT_TRUE(KioskService::Answers(path));
    EXPECT_EQ(get(path).status, 200) << path;
  }
  EXPECT_EQ(get("/venues/none/kiosk").status, 404);
  for (const char* path :
       {"/venues/v", "/events/v/kiosk", "/venues/kiosk", "/venues/v/spaces/kiosk",
        "/venues/v/other/s/kiosk", "/kiosk", "/venues/v/kiosk/"}) {
    EXPECT_FALSE(KioskService::Answers(path)) << path;
  }
  EXPECT_TRUE(KioskService::Answers("/venues/kiosk/kiosk"));
  EXPECT_TRUE(KioskService::Answers("/venues/v/spaces/kiosk/kiosk"));
}

}  // namespace
}  // namespace taqvim::web
