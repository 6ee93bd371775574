#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "client/web/pages/calendar_pages.h"
#include "client/web/pages/event_page.h"
#include "client/web/pages/front_page.h"
#include "client/web/pages/json_ld.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/page_service.h"
#include "client/web/pages/place_page.h"
#include "client/web/pages/programme_page.h"
#include "google/protobuf/text_format.h"

namespace taqvim::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const absl::CivilDay kToday(2035, 5, 10);

// What others may have written, and would like to see taken for markup.
const std::vector<std::string>& Hostile() {
  static const auto& texts = *new std::vector<std::string>{
      "</script><script>alert(1)</script>",
      "\"><img src=x onerror=alert(1)>",
      "' onmouseover='alert(1)",
      "<!-- ",
      "]]><x>",
      "javascript:alert(1)",
      "https://example.org/\" onclick=\"x",
      "&lt;b&gt; & \\u003c",
      "\xff\xfe<b>",
      "a\r\nb\n\n<p>",
      "\u202e<i>",
      "{{7*7}}",
  };
  return texts;
}

// A schedule all of whose texts are made by the function.
class World {
 public:
  template <class Text>
  explicit World(const Text& text) {
    const auto say = [&](auto* map) { (*map)["en"] = text(); };
    v1::Resource resource;
    resource.mutable_organization()->set_name("organizations/o");
    say(resource.mutable_organization()->mutable_title());
    schedule.Put(resource);
    auto& venue = *resource.mutable_venue();
    venue.set_name("venues/v");
    say(venue.mutable_title());
    say(venue.mutable_accessibility());
    venue.set_city(text());
    venue.set_address(text());
    schedule.Put(resource);
    resource.mutable_space()->set_name("venues/v/spaces/s");
    say(resource.mutable_space()->mutable_title());
    schedule.Put(resource);
    AddProgramme(text, say);
    AddConcert(text, say);
  }

  PageContext Context() const {
    return {.schedule = schedule,
            .site = site,
            .language = "en",
            .languages = {"en"},
            .today = kToday,
            .as_of = std::nullopt};
  }

  // Each kind of page.
  std::vector<std::string> Pages() const {
    const PageContext context = Context();
    FeedAddress feed;
    feed.resource = "venues/v";
    return {FrontPage(context),
            EventPage(*schedule.FindEvent("events/concert"), context),
            ProgrammePage(*schedule.FindEvent("events/days"), context),
            *PlacePage("venues/v", kToday, context),
            *PlacePage("venues/v/spaces/s", kToday, context),
            SubscribePage(feed, context)};
  }

  Schedule schedule;
  FeedSite site{"https://schedule.example", "schedule.example"};

 private:
  template <class Text, class Say>
  void AddProgramme(const Text& text, const Say& say) {
    v1::Event days;
    days.set_name("events/days");
    days.set_owner("organizations/o");
    days.set_state(v1::EVENT_STATE_CONFIRMED);
    days.mutable_culture_days();
    say(days.mutable_title());
    say(days.mutable_description());
    days.add_partners()->set_name(text());
    Occurrence stop{.day = kToday, .city = text(), .stop = 1};
    *stop.period.mutable_dated() = Dated();
    schedule.PutEvent(days, {stop});
  }

  template <class Text, class Say>
  void AddConcert(const Text& text, const Say& say) {
    v1::Event event;
    event.set_name("events/concert");
    event.set_owner("organizations/o");
    event.set_programme("events/days");
    event.set_state(v1::EVENT_STATE_CANCELLED);
    event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
    event.add_bookings()->set_space("venues/v/spaces/s");
    say(event.mutable_title());
    say(event.mutable_description());
    say(event.mutable_cancel_reason());
    event.set_web_address(absl::StrCat("https://e.example/", text()));
    event.mutable_admission()->set_kind(v1::ADMISSION_KIND_TICKETED);
    event.mutable_admission()->set_address(absl::StrCat("https://t.example/", text()));
    event.mutable_contact()->set_name(text());
    event.mutable_contact()->set_email(text());
    event.mutable_contact()->set_telephone(text());
    event.add_labels(text());
    event.add_spoken_languages(text());
    v1::Work& work = *event.add_works();
    say(work.mutable_title());
    work.set_creator(text());
    Occurrence evening{.day = kToday, .time_zone = "Asia/Almaty"};
    *evening.period.mutable_dated() = Dated();
    schedule.PutEvent(event, {evening});
  }

  static v1::DatedPeriod Dated() {
    v1::DatedPeriod dated;
    for (auto* day : {dated.mutable_first_day(), dated.mutable_last_day()}) {
      day->set_year(2035);
      day->set_month(5);
      day->set_day(10);
    }
    return dated;
  }
};

// The tags of a page with the names of their attributes, in order: all that a browser makes
// elements of.
std::string Skeleton(const std::string& html) {
  std::string skeleton;
  for (size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    bool quoted = false;
    for (; at < html.size() && (quoted || html[at] != '>'); ++at) {
      if (html[at] == '"') quoted = !quoted;
      if (!quoted && html[at] != '"') skeleton += html[at];
    }
    skeleton += ">\n";
  }
  return skeleton;
}

TEST(Pages, MakeNoMarkupOfWhatOthersWrote) {
  const std::vector<std::string> plain = World([] { return "x"; }).Pages();
  for (const std::string& hostile : Hostile()) {
    const std::vector<std::string> pages = World([&] { return hostile; }).Pages();
    ASSERT_EQ(pages.size(), plain.size());
    for (size_t i = 0; i < pages.size(); ++i) {
      // Several lines are several paragraphs, without which there is none of them.
      if (hostile.find('\n') != std::string::npos) {
        EXPECT_THAT(pages[i], Not(HasSubstr("<p>\n\n"))) << hostile;
        continue;
      }
      EXPECT_EQ(Skeleton(pages[i]), Skeleton(plain[i])) << hostile << "\n" << pages[i];
      EXPECT_THAT(pages[i], AllOf(Not(HasSubstr("href=\"javascript")), Not(HasSubstr("<img"))));
    }
  }
}

TEST(Pages, MakeNoMarkupOfRandomBytes) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const std::string letters = "<>&\"'/= ax\x01\x7f\x80\xc3\xa9\xff;!-{}";
  const auto text = [&] {
    std::string made = "x";
    for (size_t i = random() % 40; i > 0; --i) made += letters[random() % letters.size()];
    return made + "x";
  };
  const std::vector<std::string> plain = World([] { return "x"; }).Pages();
  for (int round = 0; round < 50; ++round) {
    const std::vector<std::string> pages = World(text).Pages();
    for (size_t i = 0; i < pages.size(); ++i) {
      ASSERT_EQ(Skeleton(pages[i]), Skeleton(plain[i])) << pages[i];
    }
  }
}

TEST(Pages, SayTheLanguageOfEachText) {
  World world([] { return "x"; });
  v1::Event event = world.schedule.FindEvent("events/concert")->event;
  event.clear_title();
  (*event.mutable_title())["fa"] = "شب شعر";
  world.schedule.PutEvent(event, {});
  EXPECT_THAT(EventPage(*world.schedule.FindEvent("events/concert"), world.Context()),
              HasSubstr("<h1 lang=\"fa\" dir=\"auto\">شب شعر</h1>"));
}

TEST(Pages, AreTheSameEachTime) {
  const auto pages = [] { return World([] { return "x"; }).Pages(); };
  EXPECT_EQ(pages(), pages());
}

TEST(Pages, SayOfWhenTheyAre) {
  const World world([] { return "x"; });
  PageContext context = world.Context();
  EXPECT_THAT(FrontPage(context), Not(HasSubstr("role=\"status\"")));
  context.as_of = absl::FromCivil(absl::CivilMinute(2035, 5, 10, 12, 30), absl::UTCTimeZone());
  EXPECT_THAT(FrontPage(context), HasSubstr("As of 2035-05-10 12:30 UTC"));
}

TEST(JsonLd, SaysTheOffsetOfTheHour) {
  World world([] { return "x"; });
  v1::Event event = world.schedule.FindEvent("events/concert")->event;
  Occurrence evening{.day = kToday, .time_zone = "Europe/Berlin"};
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "timed { start { year: 2035 month: 5 day: 10 hours: 18 } "
      "end { year: 2035 month: 5 day: 10 hours: 20 } }",
      &evening.period));
  world.schedule.PutEvent(event, {evening});
  EXPECT_THAT(
      JsonLdOf(*world.schedule.FindEvent("events/concert"), world.Context()),
      AllOf(HasSubstr(R"("startDate":"2035-05-10T18:00:00+02:00")"), HasSubstr("EventCancelled")));
}

Request Asking(const std::string& accepted, const std::string& lang = "") {
  Request request;
  request.method = "GET";
  request.path = "/";
  if (!accepted.empty()) request.headers.Add("Accept-Language", accepted);
  if (!lang.empty()) request.query.emplace_back("lang", lang);
  return request;
}

TEST(LanguageOf, IsTheFirstThatThereAreWordsIn) {
  EXPECT_EQ(LanguageOf(Asking("fr-CH, fr;q=0.9, ru;q=0.8, en;q=0.7")), "ru");
  EXPECT_EQ(LanguageOf(Asking("en;q=0.2, kk-KZ;q=0.5")), "kk");
  EXPECT_EQ(LanguageOf(Asking("ru;q=0, az")), "az");
  EXPECT_EQ(LanguageOf(Asking("")), "");
  EXPECT_EQ(LanguageOf(Asking(";;;,q=1,*")), "");
  EXPECT_EQ(LanguageOf(Asking("ru", "fa")), "fa");
  EXPECT_EQ(LanguageOf(Asking("ru", "<b>")), "ru");
}

TEST(PlacePage, LeadsToOtherWeeksAsFarAsTheyAreHeld) {
  const World world([] { return "x"; });
  const auto at = [&](absl::CivilDay from) {
    return *PlacePage("venues/v", from, world.Context());
  };
  EXPECT_THAT(at(kToday), AllOf(HasSubstr("/events/concert"),
                                HasSubstr("/venues/v?from=2035-06-07&amp;lang=en"),
                                HasSubstr("/venues/v?from=2035-04-12&amp;lang=en")));
  EXPECT_THAT(at(kToday + 28), Not(HasSubstr("/events/concert")));
  EXPECT_THAT(at(absl::CivilDay(2035, 4, 1)), Not(HasSubstr("rel=\"prev\"")));
  EXPECT_THAT(at(absl::CivilDay(2036, 12, 10)), Not(HasSubstr("rel=\"next\"")));
}

class PageServiceTest : public testing::Test {
 protected:
  Response Get(const std::string& path) {
    Request request = Asking("");
    request.path = path;
    return service_.Answer(request);
  }

  const absl::Time now_ = absl::FromUnixSeconds(2'062'000'000);
  const FeedSite site_{"https://schedule.example", "schedule.example"};
  Copy copy_;
  FeedService feeds_{copy_, site_, [this] { return now_; }};
  PageService service_{copy_, site_, feeds_, [this] { return now_; }};
};

TEST_F(PageServiceTest, AnswersInAPageWhateverHappens) {
  EXPECT_EQ(Get("/").status, 503);
  EXPECT_TRUE(Get("/").headers.Has("Retry-After"));
  EXPECT_EQ(Get("/calendar/venues/v").status, 503);
  World world([] { return "x"; });
  copy_.Replace(std::move(world.schedule), now_);
  for (const char* path :
       {"/", "/events/concert", "/programmes/days", "/venues/v", "/venues/v/spaces/s",
        "/calendar/venues/v", "/calendar/venues/v/check", StylePath().c_str()}) {
    EXPECT_EQ(Get(path).status, 200) << path;
  }
  for (const char* path : {"/events/days", "/programmes/concert", "/venues/none", "/venues/v/",
                           "/venues/v/spaces/none", "/events/", "/calendar/venues/none",
                           "/calendar/nothing", "/assets/style-0.css", "/organizations/o"}) {
    const Response response = Get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_THAT(*response.body, HasSubstr("There is nothing at this address")) << path;
  }
}

TEST_F(PageServiceTest, TellsSearchEnginesWhatThereIs) {
  EXPECT_EQ(Get("/sitemap.xml").status, 503);
  EXPECT_THAT(*Get("/robots.txt").body,
              HasSubstr("Sitemap: https://schedule.example/sitemap.xml\n"));
  World world([] { return "<&>"; });
  copy_.Replace(std::move(world.schedule), now_);
  const Response response = Get("/sitemap.xml");
  EXPECT_EQ(*response.headers.Find("Content-Type"), "application/xml");
  for (const char* path : {"/", "/programmes/days", "/events/concert", "/venues/v"}) {
    EXPECT_THAT(*response.body,
                HasSubstr(absl::StrCat("<loc>https://schedule.example", path, "</loc>")));
  }
}

TEST_F(PageServiceTest, AllowsNoScriptAndNothingOfOthers) {
  copy_.Replace({}, now_);
  const Response response = Get("/");
  EXPECT_THAT(std::string(*response.headers.Find("Content-Security-Policy")),
              AllOf(HasSubstr("default-src 'none'"), Not(HasSubstr("unsafe")),
                    Not(HasSubstr("script-src"))));
}

}  // namespace
}  // namespace taqvim::web
