#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/web/pages/calendar_pages.h"
#include "client/web/pages/event_page.h"
#include "client/web/pages/front_page.h"
#include "client/web/pages/json_ld.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/organization_page.h"
#include "client/web/pages/page_service.h"
#include "client/web/pages/partners.h"
#include "client/web/pages/place_page.h"
#include "client/web/pages/programme_page.h"
#include "client/web/pages/request_context.h"
#include "client/web/pages/search_page.h"
#include "client/web/pages/testing/hostile_texts.h"
#include "client/web/pages/testing/world.h"
#include "client/web/search/search_index.h"
#include "client/web/words/dates.h"
#include "google/protobuf/text_format.h"

namespace taqvim::web {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// As if all had been found.
Found All(const World& world) {
  Found all;
  for (const auto& [name, event] : world.schedule.events()) all.events.push_back(&event);
  all.places = {"venues/v", "venues/v/spaces/s"};
  all.organizations = {"organizations/o"};
  return all;
}

// Each kind of page; of a search, for what was said.
std::vector<std::string> PagesOf(const World& world, const std::string& said) {
  const PageContext context = world.Context();
  FeedAddress feed;
  feed.resource = "venues/v";
  return {FrontPage(kWorldToday, context),
          EventPage(*world.schedule.FindEvent("events/concert"), context),
          ProgrammePage(*world.schedule.FindEvent("events/days"), context),
          *PlacePage("venues/v", kWorldToday, context),
          *PlacePage("venues/v/spaces/s", kWorldToday, context),
          *OrganizationPage("organizations/o", kWorldToday, context),
          SearchPage({.text = said}, All(world), context),
          SubscribePage(feed, context)};
}

TEST(Pages, MakeNoMarkupOfWhatOthersWrote) {
  const std::vector<std::string> plain = PagesOf(World([] { return "x"; }), "x");
  for (const std::string& hostile : Hostile()) {
    const std::vector<std::string> pages = PagesOf(World([&] { return hostile; }), hostile);
    ASSERT_EQ(pages.size(), plain.size());
    for (size_t i = 0; i < pages.size(); ++i) {
      // Several lines are several paragraphs, without which there is none of them.
      if (hostile.find('\n') != std::string::npos) {
        EXPECT_THAT(pages[i], Not(HasSubstr("<p>\n\n"))) << hostile;
        continue;
      }
      EXPECT_EQ(Skeleton(pages[i]), Skeleton(plain[i])) << hostile << "\n" << pages[i];
      EXPECT_THAT(pages[i],
                  AllOf(Not(HasSubstr("href=\"javascript")), Not(HasSubstr("<img src=x"))));
    }
  }
}

TEST(Pages, MakeNoMarkupOfRandomBytes) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const auto text = [&] { return RandomHostile(random); };
  const std::vector<std::string> plain = PagesOf(World([] { return "x"; }), "x");
  for (int round = 0; round < 50; ++round) {
    const std::vector<std::string> pages = PagesOf(World(text), text());
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

TEST(Pages, AreLaidOutForTheLanguageOfTheReader) {
  const World world([] { return "x"; });
  PageContext context = world.Context();
  EXPECT_THAT(FrontPage(kWorldToday, context), HasSubstr("<html lang=\"en\" dir=\"ltr\">"));
  context.languages = {"fa", "en"};
  EXPECT_THAT(FrontPage(kWorldToday, context), HasSubstr("<html lang=\"en\" dir=\"rtl\">"));
}

TEST(Pages, AreTheSameEachTime) {
  const auto pages = [] { return PagesOf(World([] { return "x"; }), "x"); };
  EXPECT_EQ(pages(), pages());
}

TEST(Pages, SayOfWhenTheyAre) {
  const World world([] { return "x"; });
  PageContext context = world.Context();
  EXPECT_THAT(FrontPage(kWorldToday, context), Not(HasSubstr("role=\"status\"")));
  context.as_of = absl::FromCivil(absl::CivilMinute(2035, 5, 10, 12, 30), absl::UTCTimeZone());
  EXPECT_THAT(FrontPage(kWorldToday, context), HasSubstr("As of 2035-05-10 12:30 UTC"));
}

TEST(JsonLd, SaysTheOffsetOfTheHour) {
  World world([] { return "x"; });
  v1::Event event = world.schedule.FindEvent("events/concert")->event;
  Occurrence evening{.day = kWorldToday, .time_zone = "Europe/Berlin"};
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
  EXPECT_THAT(at(kWorldToday), AllOf(HasSubstr("/events/concert"),
                                     HasSubstr("/venues/v?from=2035-06-07&amp;lang=en"),
                                     HasSubstr("/venues/v?from=2035-04-12&amp;lang=en")));
  EXPECT_THAT(at(kWorldToday + 28), Not(HasSubstr("/events/concert")));
  EXPECT_THAT(at(absl::CivilDay(2035, 4, 1)), Not(HasSubstr("rel=\"prev\"")));
  EXPECT_THAT(at(absl::CivilDay(2036, 12, 10)), Not(HasSubstr("rel=\"next\"")));
}

TEST(FrontPage, LeadsToOtherWeeksAndToWhatIsOver) {
  World world([] { return "x"; });
  v1::Event over;
  over.set_name("events/over");
  over.mutable_culture_days();
  (*over.mutable_title())["en"] = "Days of last year";
  Occurrence stop{.day = kWorldToday - 365, .city = "Astana", .stop = 1};
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "dated { first_day { year: 2034 month: 5 day: 10 } last_day { year: 2034 month: 5 day: 12 } "
      "}",
      &stop.period));
  world.schedule.PutEvent(over, {stop});
  const std::string now = FrontPage(kWorldToday, world.Context());
  EXPECT_THAT(now, AllOf(HasSubstr("The coming days"),
                         HasSubstr(DaysText(kWorldToday, kWorldToday + 27, "en")),
                         HasSubstr("/?from=2035-06-07&amp;lang=en"),
                         HasSubstr("Programmes that are over"), HasSubstr("Days of last year")));
  EXPECT_LT(now.find("/programmes/days"), now.find("<h2 class=\"title\">"));
  EXPECT_GT(now.find("/programmes/over"), now.find("/events/concert"));
  const std::string later = FrontPage(kWorldToday + 28, world.Context());
  EXPECT_THAT(later, AllOf(Not(HasSubstr("The coming days")), Not(HasSubstr("/programmes/")),
                           Not(HasSubstr("/events/concert")),
                           HasSubstr(DaysText(kWorldToday + 28, kWorldToday + 55, "en"))));
}

TEST(FrontPage, IsCalledAsTheSiteIs) {
  World world([] { return "x"; });
  EXPECT_THAT(FrontPage(kWorldToday, world.Context()), HasSubstr("<h1>Schedule</h1>"));
  world.site.names[""] = "National <Library>";
  const std::string page = FrontPage(kWorldToday, world.Context());
  EXPECT_THAT(page, HasSubstr("<h1>National &lt;Library&gt;</h1>"));
  EXPECT_THAT(page, HasSubstr(" · National &lt;Library&gt;</title>"));
  EXPECT_THAT(page, HasSubstr("og:site_name"));
}

TEST(Contact, IsWrittenToAndCalledAtATouch) {
  World world([] { return "x"; });
  v1::Event event = world.schedule.FindEvent("events/concert")->event;
  const auto page = [&](const std::string& email, const std::string& telephone) {
    event.mutable_contact()->set_email(email);
    event.mutable_contact()->set_telephone(telephone);
    world.schedule.PutEvent(event, {});
    return EventPage(*world.schedule.FindEvent("events/concert"), world.Context());
  };
  EXPECT_THAT(
      page("desk@example.org", "+7 (7172) 700-200"),
      AllOf(HasSubstr("<a href=\"mailto:desk@example.org\" dir=\"ltr\">desk@example.org</a>"),
            HasSubstr("<a href=\"tel:+77172700200\" dir=\"ltr\">+7 (7172) 700-200</a>")));
  // What could be taken for more than an address, or for another number.
  EXPECT_THAT(page("a?bcc=b@example.org", "700 200, ask for Aidar"),
              AllOf(HasSubstr("mailto:a%3Fbcc%3Db@example.org"),
                    HasSubstr("700 200, ask for Aidar"), Not(HasSubstr("tel:"))));
  EXPECT_THAT(page("", "+"), AllOf(Not(HasSubstr("mailto:")), Not(HasSubstr("tel:"))));
}

TEST(SearchPage, SaysWhichOfThePlacesOfOneNameItIs) {
  World world([] { return "Hall"; });
  v1::Resource resource;
  *resource.mutable_venue() = *world.schedule.FindVenue("venues/v");
  (*resource.mutable_venue()->mutable_title())["en"] = "Opera";
  resource.mutable_venue()->set_address("1 Park Lane");
  resource.mutable_venue()->set_city("Baku");
  world.schedule.Put(resource);
  Found found;
  found.places = {"venues/v", "venues/v/spaces/s"};
  EXPECT_THAT(SearchPage({.text = "hall"}, found, world.Context()),
              AllOf(HasSubstr(">Opera, 1 Park Lane, Baku</a>"),
                    HasSubstr(">Hall, Opera, 1 Park Lane, Baku</a>")));
}

TEST(OrganizationPage, HasItsVenuesProgrammesAndEvents) {
  World world([] { return "x"; });
  v1::Resource resource;
  *resource.mutable_organization() = *world.schedule.FindOrganization("organizations/o");
  resource.mutable_organization()->set_kind(v1::ORGANIZATION_KIND_LIBRARY);
  resource.mutable_organization()->set_country("KZ");
  world.schedule.Put(resource);
  *resource.mutable_venue() = *world.schedule.FindVenue("venues/v");
  resource.mutable_venue()->set_organization("organizations/o");
  world.schedule.Put(resource);
  const std::string page = *OrganizationPage("organizations/o", kWorldToday, world.Context());
  EXPECT_THAT(page, AllOf(HasSubstr("Library"), HasSubstr("Kazakhstan"),
                          HasSubstr("href=\"/venues/v?lang=en\""),
                          HasSubstr("href=\"/programmes/days?lang=en\""),
                          HasSubstr("href=\"/events/concert?lang=en\"")));
  EXPECT_FALSE(OrganizationPage("organizations/none", kWorldToday, world.Context()));
}

TEST(Parties, AreEachOnceAndSayAsWhatTheyTakePart) {
  World world([] { return "x"; });
  v1::Resource resource;
  resource.mutable_organization()->set_name("organizations/bank");
  (*resource.mutable_organization()->mutable_title())["en"] = "Bank";
  world.schedule.Put(resource);
  v1::Event event = world.schedule.FindEvent("events/concert")->event;
  v1::Partner& sponsor = *event.add_partners();
  sponsor.set_organization("organizations/bank");
  sponsor.set_role(v1::PARTNER_ROLE_SPONSOR);
  event.add_partners()->set_organization("organizations/unknown");
  event.add_partners()->set_name("Aurora");
  world.schedule.PutEvent(event, {});
  const PageContext context = world.Context();
  EXPECT_THAT(EventPage(*world.schedule.FindEvent("events/concert"), context),
              AllOf(HasSubstr("<a href=\"/organizations/bank?lang=en\""),
                    HasSubstr("<span class=\"role\">sponsors</span>"), HasSubstr("Aurora")));
  EXPECT_THAT(
      JsonLdOf(*world.schedule.FindEvent("events/concert"), context),
      AllOf(HasSubstr(R"("sponsor":[{"@type":"Organization","name":"Bank",)"
                      R"("url":"https://schedule.example/organizations/bank?lang=en"}])"),
            HasSubstr(R"("workPerformed":[{"@type":"CreativeWork","name":"x","creator":"x"}])")));
  const auto parties = PartiesOfProgramme(world.schedule.FindEvent("events/days")->event,
                                          world.schedule.EventsOf("events/days"), context);
  std::vector<std::string> told;
  for (const Party& party : parties) {
    told.push_back(absl::StrCat(
        party.organization == nullptr ? party.name : party.organization->name(), " ", party.role));
  }
  EXPECT_THAT(told,
              ElementsAre("organizations/o partner-owner", "x ", "Aurora ", "organizations/bank "));
}

TEST(EventPage, SaysWhatOnlyItsKindHas) {
  World world([] { return "x"; });
  const auto page = [&](const std::string& text) {
    v1::Event event;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
    return EventPage({event, {}}, world.Context());
  };
  EXPECT_THAT(page("exhibition { objects: 148 theme { key: 'en' value: 'Embroidery' } }"),
              AllOf(HasSubstr("<dd dir=\"auto\">148</dd>"), HasSubstr("Embroidery")));
  EXPECT_THAT(page("commemoration { honourees: 'Nizami' } spoken_languages: 'az'"),
              AllOf(HasSubstr("Nizami"), HasSubstr("Azerbaijani")));
  EXPECT_THAT(page("commemoration { commemorated { key: 'en' value: 'Friendship' } }"),
              HasSubstr("Friendship"));
}

TEST(Pictures, AreThoseOfListedHosts) {
  World world([] { return "x"; });
  v1::Event event = world.schedule.FindEvent("events/concert")->event;
  event.clear_pictures();
  const auto page = [&] { return EventPage({event, {}}, world.Context()); };
  for (const char* address : {"https://elsewhere.example/a.jpg", "http://media.example/a.jpg",
                              "https://media.example@elsewhere.example/a.jpg"}) {
    event.add_pictures()->set_address(address);
  }
  EXPECT_THAT(page(), AllOf(Not(HasSubstr("<img")), Not(HasSubstr("elsewhere")),
                            Not(HasSubstr("og:image"))));
  v1::Picture& picture = *event.add_pictures();
  picture.set_address("https://media.example/b.jpg");
  (*picture.mutable_text())["ru"] = "Хор";
  EXPECT_THAT(page(),
              AllOf(HasSubstr("<img src=\"https://media.example/b.jpg\" alt=\"Хор\" width="),
                    HasSubstr("loading=\"lazy\""), HasSubstr("lang=\"ru\"/>"),
                    HasSubstr("property=\"og:image\" content=\"https://media.example/b.jpg\""),
                    HasSubstr(R"("image":["https://media.example/b.jpg"])")));
  world.site.image_hosts.clear();
  EXPECT_THAT(page(), Not(HasSubstr("<img")));
}

TEST(ProgrammePage, LeadsToItsOtherForms) {
  const World world([] { return "x"; });
  const std::string page = ProgrammePage(*world.schedule.FindEvent("events/days"), world.Context());
  for (const char* file : {"changes.atom", "schedule.xml", "schedule.csv"}) {
    const std::string path = absl::StrCat("/programmes/days/", file, "?lang=en");
    EXPECT_THAT(page, AllOf(HasSubstr(absl::StrCat("<a href=\"", path)),
                            HasSubstr(absl::StrCat("href=\"", path, "\"/>"))));
  }
  EXPECT_THAT(page, HasSubstr("https://schedule.example/programmes/days?lang=en</span>"));
  PageContext context = world.Context();
  context.language.clear();
  context.languages = {"ru", "en"};
  EXPECT_THAT(ProgrammePage(*world.schedule.FindEvent("events/days"), context),
              HasSubstr("/programmes/days/changes.atom?lang=ru"))
      << "in the language of the reader's browser";
}

// A day on which the event takes place whole.
Occurrence WholeDays(absl::CivilDay first, absl::CivilDay last) {
  Occurrence occurrence{.day = first};
  const auto set = [](absl::CivilDay day, google::type::Date* date) {
    date->set_year(static_cast<int32_t>(day.year()));
    date->set_month(day.month());
    date->set_day(day.day());
  };
  set(first, occurrence.period.mutable_dated()->mutable_first_day());
  set(last, occurrence.period.mutable_dated()->mutable_last_day());
  return occurrence;
}

class SearchPageTest : public testing::Test {
 protected:
  void Add(const std::string& id, std::vector<Occurrence> occurrences) {
    v1::Event event;
    event.set_name("events/" + id);
    (*event.mutable_title())["en"] = "Title " + id;
    world_.schedule.PutEvent(event, std::move(occurrences));
    found_.events.push_back(world_.schedule.FindEvent(event.name()));
  }
  std::string Page(const SearchQuery& query) { return SearchPage(query, found_, world_.Context()); }
  static size_t Count(const std::string& page) {
    size_t count = 0;
    const std::string item = "class=\"happening\"";
    for (size_t at = page.find(item); at != std::string::npos; at = page.find(item, at + 1)) {
      ++count;
    }
    return count;
  }

  World world_{[] { return "x"; }};
  Found found_;
};

TEST_F(SearchPageTest, ShowsEachEventOnceAtItsNextTime) {
  Add("weekly", {WholeDays(kWorldToday - 7, kWorldToday - 7), WholeDays(kWorldToday, kWorldToday),
                 WholeDays(kWorldToday + 7, kWorldToday + 7)});
  const std::string page = Page({.text = "title"});
  EXPECT_THAT(page, HasSubstr("id=\"day-2035-05-10\""));
  EXPECT_THAT(page, Not(HasSubstr("day-2035-05-17")));
  EXPECT_THAT(page, HasSubstr("<meta name=\"robots\" content=\"noindex\"/>"));
}

TEST_F(SearchPageTest, HasWhatIsOverBehindALink) {
  Add("over", {WholeDays(kWorldToday - 9, kWorldToday - 9)});
  Add("older", {WholeDays(kWorldToday - 19, kWorldToday - 15)});
  Add("coming", {WholeDays(kWorldToday + 1, kWorldToday + 1)});
  const std::string coming = Page({.text = "a&b"});
  EXPECT_THAT(coming, AllOf(HasSubstr("Title coming"), Not(HasSubstr("Title over")),
                            HasSubstr("/search?q=a%26b&amp;past=1&amp;lang=en"),
                            HasSubstr("What is over: 2")));
  const std::string past = Page({.text = "a&b", .past = true});
  EXPECT_THAT(past, AllOf(HasSubstr("Title over"), Not(HasSubstr("Title coming")),
                          HasSubstr("What is to come: 1")));
  EXPECT_LT(past.find("Title over"), past.find("Title older")) << "the newest first";
}

// From that hour of today for an hour.
Occurrence AnHour(int hour) {
  Occurrence occurrence{.day = kWorldToday, .time_zone = "Asia/Almaty"};
  const auto set = [](int at, google::type::DateTime* time) {
    time->set_year(static_cast<int32_t>(kWorldToday.year()));
    time->set_month(kWorldToday.month());
    time->set_day(kWorldToday.day());
    time->set_hours(at);
  };
  set(hour, occurrence.period.mutable_timed()->mutable_start());
  set(hour + 1, occurrence.period.mutable_timed()->mutable_end());
  return occurrence;
}

TEST_F(SearchPageTest, HasADayInOrderOfTimeWhetherItIsOverOrNot) {
  Add("a", {AnHour(18)});
  Add("b", {AnHour(9)});
  Add("c", {WholeDays(kWorldToday, kWorldToday)});
  Add("d", {AnHour(11)});
  PageContext context = world_.Context();
  for (const bool past : {false, true}) {
    if (past) context.today = kWorldToday + 1;
    const std::string page = SearchPage({.text = "title", .past = past}, found_, context);
    size_t at = 0;
    for (const char* title : {"Title c", "Title b", "Title d", "Title a"}) {
      const size_t next = page.find(absl::StrCat(">", title, "<"), at);
      ASSERT_NE(next, std::string::npos) << title << " is not behind what comes before it";
      at = next;
    }
  }
}

TEST_F(SearchPageTest, HasFiftyEventsAPage) {
  for (int i = 0; i < 120; ++i) {
    Add(absl::StrCat("e", i), {WholeDays(kWorldToday + i, kWorldToday + i)});
  }
  std::set<std::string> seen;
  for (int page = 1; page <= 3; ++page) {
    const std::string text = Page({.text = "title", .page = page});
    EXPECT_EQ(Count(text), page < 3 ? 50 : 20);
    EXPECT_EQ(text.find("page=") != std::string::npos && text.find(">More<") != std::string::npos,
              page < 3);
    for (int i = 0; i < 120; ++i) {
      if (text.find(absl::StrCat("/events/e", i, "?")) != std::string::npos) {
        seen.insert(absl::StrCat(i));
      }
    }
  }
  EXPECT_EQ(seen.size(), 120);
  EXPECT_EQ(Page({.text = "title", .page = 99}), Page({.text = "title", .page = 3}));
  EXPECT_EQ(Page({.text = "title", .page = -5}), Page({.text = "title", .page = 1}));
}

TEST_F(SearchPageTest, SaysWhereNothingIsFound) {
  EXPECT_THAT(Page({.text = "<none>"}), HasSubstr("Nothing was found for “&lt;none&gt;”"));
  EXPECT_THAT(Page({.text = "  "}), Not(HasSubstr("Nothing was found")));
}

TEST(PlacePage, SaysWhenItIsOpenAndWhomToAsk) {
  World world([] { return "x"; });
  v1::Resource resource;
  *resource.mutable_venue() = *world.schedule.FindVenue("venues/v");
  const auto open = [&](google::type::DayOfWeek day, int from, int to) {
    v1::OpeningHours& hours = *resource.mutable_venue()->add_opening_hours();
    hours.set_day(day);
    hours.mutable_open()->set_hours(from);
    hours.mutable_close()->set_hours(to);
  };
  for (int day = google::type::MONDAY; day <= google::type::WEDNESDAY; ++day) {
    open(static_cast<google::type::DayOfWeek>(day), 14, 20);
    open(static_cast<google::type::DayOfWeek>(day), 9, 13);
  }
  open(google::type::FRIDAY, 10, 24);
  resource.mutable_venue()->mutable_contact()->set_telephone("+7 7172");
  world.schedule.Put(resource);
  EXPECT_THAT(*PlacePage("venues/v", kWorldToday, world.Context()),
              AllOf(HasSubstr("<dd>Monday–Wednesday: 09:00–13:00, 14:00–20:00</dd>"),
                    HasSubstr("<dd>Friday: 10:00–24:00</dd>"), Not(HasSubstr("Thursday:")),
                    HasSubstr("+7 7172")));
}

class PageServiceTest : public testing::Test {
 protected:
  Response Get(const std::string& path) {
    Request request = Asking("");
    request.path = path;
    return service_.Answer(request);
  }

  const absl::Time now_ = absl::FromUnixSeconds(2'062'000'000);
  const FeedSite site_{"https://schedule.example", "schedule.example", {"media.example"}};
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
  for (const char* path : {"/", "/events/concert", "/programmes/days", "/venues/v",
                           "/venues/v/spaces/s", "/organizations/o", "/search",
                           "/calendar/venues/v", "/calendar/venues/v/check", StylePath().c_str()}) {
    EXPECT_EQ(Get(path).status, 200) << path;
  }
  for (const char* path : {"/events/days", "/programmes/concert", "/venues/none", "/venues/v/",
                           "/venues/v/spaces/none", "/events/", "/calendar/venues/none",
                           "/calendar/nothing", "/assets/style-0.css", "/organizations/none"}) {
    const Response response = Get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_THAT(*response.body,
                AllOf(HasSubstr("There is nothing at this address"),
                      HasSubstr("<a class=\"action\" href=\"/\">The coming days</a>")))
        << path;
  }
}

TEST_F(PageServiceTest, HasTheWeeksThatAreHeldAndNoOthers) {
  World world([] { return "x"; });
  copy_.Replace(std::move(world.schedule), now_);
  const auto from = [&](const char* day) {
    Request request = Asking("");
    request.query.emplace_back("from", day);
    return service_.Answer(request).status;
  };
  EXPECT_EQ(from("2035-06-01"), 200);
  EXPECT_EQ(from("1990-01-01"), 404);
  EXPECT_EQ(from("soon"), 404);
}

TEST_F(PageServiceTest, TellsSearchEnginesWhatThereIs) {
  EXPECT_EQ(Get("/sitemap.xml").status, 503);
  EXPECT_THAT(*Get("/robots.txt").body,
              AllOf(HasSubstr("Sitemap: https://schedule.example/sitemap.xml\n"),
                    Not(HasSubstr("Disallow: /"))))
      << "Google's calendar reads no feed that is shut out";
  World world([] { return "<&>"; });
  copy_.Replace(std::move(world.schedule), now_);
  for (const char* path : {"/calendar/venues/v", "/calendar/venues/v/check"}) {
    EXPECT_THAT(*Get(path).body, HasSubstr("<meta name=\"robots\" content=\"noindex\"/>")) << path;
  }
  const Response response = Get("/sitemap.xml");
  EXPECT_EQ(*response.headers.Find("Content-Type"), "application/xml");
  for (const char* path :
       {"/", "/programmes/days", "/events/concert", "/venues/v", "/organizations/o"}) {
    EXPECT_THAT(*response.body,
                HasSubstr(absl::StrCat("<loc>https://schedule.example", path, "</loc>")));
  }
}

TEST_F(PageServiceTest, SearchesWhatThereIsNow) {
  World world([] { return "Наврӯз"; });
  copy_.Replace(std::move(world.schedule), now_);
  const auto search = [&](const std::string& query) {
    Request request = Asking("", "en");
    request.path = "/search";
    request.query.emplace_back("q", query);
    return *service_.Answer(request).body;
  };
  EXPECT_THAT(search("navruz"), HasSubstr("/organizations/o"));
  EXPECT_THAT(search("нечто"), HasSubstr("Nothing was found"));
  copy_.Change([](Schedule& schedule) { schedule.Remove("organizations/o"); });
  EXPECT_THAT(search("navruz"), Not(HasSubstr("/organizations/o?")));
}

TEST_F(PageServiceTest, AllowsNoScriptAndNothingOfOthers) {
  copy_.Replace({}, now_);
  const Response response = Get("/");
  EXPECT_THAT(
      std::string(*response.headers.Find("Content-Security-Policy")),
      AllOf(HasSubstr("default-src 'none'"), Not(HasSubstr("unsafe")),
            HasSubstr("form-action 'self'"), HasSubstr("img-src 'self' https://media.example;"),
            Not(HasSubstr("script-src"))));
}

}  // namespace
}  // namespace taqvim::web
