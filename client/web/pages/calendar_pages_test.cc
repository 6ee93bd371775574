#include "client/web/pages/calendar_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/web/feeds/feed_address.h"
#include "client/web/pages/testing/world.h"
#include "client/web/words/languages.h"

namespace taqvim::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(CalendarPages, LeadToEachOtherAndToWhatTheyAreAbout) {
  const World world([] { return "x"; });
  FeedAddress feed;
  feed.scope = FeedScope::kProgramme;
  feed.resource = "events/days";
  const std::string subscribe = SubscribePage(feed, world.Context());
  EXPECT_THAT(subscribe, AllOf(HasSubstr("<a href=\"/programmes/days?lang=en\">"),
                               HasSubstr("href=\"/calendar/programmes/days/check\"")));
  const std::string check =
      CheckPage(feed, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", world.Context());
  EXPECT_THAT(check, AllOf(HasSubstr("<a href=\"/programmes/days?lang=en\">"),
                           HasSubstr("href=\"/calendar/programmes/days\""),
                           HasSubstr("All calendars ("), Not(HasSubstr("<strong>all "))));
  feed.scope = FeedScope::kCountry;
  feed.resource = "countries/KZ";
  EXPECT_THAT(SubscribePage(feed, world.Context()), Not(HasSubstr("href=\"/countries")));
}

TEST(CalendarPages, SayWhatCalendarsMakeOfAFeedInTheLanguageOfTheReader) {
  const World world([] { return "x"; });
  FeedAddress feed;
  feed.scope = FeedScope::kProgramme;
  feed.resource = "events/days";
  const auto check = [&](const std::string& language) {
    PageContext context = world.Context();
    context.language = language;
    context.languages = LanguagesToTry(language);
    return CheckPage(feed, "BEGIN:VCALENDAR\nEND:VCALENDAR\n", context);
  };
  EXPECT_THAT(
      check("ru"),
      AllOf(HasSubstr("Все календари (no-entries)"), HasSubstr("<p lang=\"ru\">Здесь нет записей"),
            HasSubstr(">2×, строка 1<"), Not(HasSubstr("lang=\"en\">It has"))));
  EXPECT_THAT(check("az"), AllOf(HasSubstr("Bütün təqvimlər (no-entries)"),
                                 HasSubstr("<p lang=\"az\">Burada heç bir qeyd yoxdur")));
  EXPECT_THAT(check("uz"), HasSubstr("<p lang=\"en\">It has no entries"));
}

}  // namespace
}  // namespace taqvim::web
