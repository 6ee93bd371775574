#include "client/web/pages/programme_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/web/pages/testing/world.h"
#include "client/web/words/languages.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;

TEST(ProgrammePage, CallsCitiesAsItsReadersDo) {
  World world([] { return "x"; });
  v1::Event event;
  event.set_name("events/tour");
  event.mutable_culture_days();
  (*event.mutable_title())["en"] = "On tour";
  const Occurrence stop{.day = kWorldToday, .city = "Baku", .stop = 1};
  const Occurrence same{.day = kWorldToday + 1, .city = "Bakı", .stop = 2};
  const Occurrence other{.day = kWorldToday + 2, .city = "Buta & Nar", .stop = 3};
  world.schedule.PutEvent(event, {stop, same, other});
  const PublishedEvent& programme = *world.schedule.FindEvent("events/tour");
  PageContext context = world.Context();
  EXPECT_EQ(ProgrammeCities(programme, context), "Baku, Buta & Nar");
  context.languages = LanguagesToTry("ru");
  EXPECT_EQ(ProgrammeCities(programme, context), "Баку, Buta & Nar");
  EXPECT_THAT(ProgrammePage(programme, context), HasSubstr(">Баку</span>"));
}

}  // namespace
}  // namespace taqvim::web
