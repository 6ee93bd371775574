#include "client/cli/output/event_history_text.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;

v1::ListEventRevisionsResponse FromText(const std::string& text) {
  v1::ListEventRevisionsResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
  return response;
}

constexpr char kMoved[] = R"(event_revisions {
  number: 7 create_time { seconds: 1790000000 } principal: 'users/aisel'
  method: 'taqvim.v1.EventService.UpdateEvent'
  changed_fields: ['title', 'period.timed.start', 'holds']
  before {
    title { key: 'en' value: 'Gala' }
    period { timed { start { year: 2025 month: 10 day: 10 hours: 18 } } }
    holds { booking: 'hall' arrive_time { seconds: 1 } }
  }
  after {
    title { key: 'en' value: 'Gala' } title { key: 'kk' value: 'Гала' }
    period { timed { start { year: 2025 month: 10 day: 10 hours: 19 } } }
    holds { booking: 'hall' arrive_time { seconds: 2 } order: -1 }
  }
})";

TEST(HistoryText, SaysWhenWhoAndWhatEachValueWasAndBecame) {
  EXPECT_EQ(HistoryText(FromText(kMoved), Style(), {}),
            "2026-09-21 14:13Z  users/aisel  update event  (revision 7)\n"
            "  title.kk: (nothing) -> Гала\n"
            "  period.timed.start: 2025-10-10 18:00 -> 2025-10-10 19:00\n"
            "  holds.hall.order: (nothing) -> -1\n");
}

TEST(HistoryText, IsColouredOnlyWhereAskedFor) {
  const std::string colored = HistoryText(FromText(kMoved), Style(true), {});
  EXPECT_THAT(colored,
              HasSubstr("\033[31m2025-10-10 18:00\033[0m -> \033[32m2025-10-10 19:00\033[0m"));
}

TEST(HistoryText, PutsLongValuesOnLinesOfTheirOwn) {
  const std::string text = HistoryText(
      FromText(
          "event_revisions { principal: 'a' changed_fields: 'description' before { "
          "description { key: 'en' value: 'An evening of music from both shores' } } "
          "after { description { key: 'en' value: 'An evening\\nof song from both shores' } } }"),
      Style(), {});
  EXPECT_THAT(text, HasSubstr("  description.en:\n"
                              "    - An evening of music from both shores\n"
                              "    + An evening of song from both shores\n"));
}

TEST(HistoryText, OfTheDeletionSaysThatAndOfWhat) {
  EXPECT_EQ(HistoryText(FromText("event_revisions { number: 8 create_time { seconds: 1790000000 } "
                                 "principal: 'users/aisel' "
                                 "method: 'taqvim.v1.EventService.BatchWriteEvents' "
                                 "before { uid: 'u-1' title { key: 'en' value: 'Gala' } } }"),
                        Style(), {}),
            "2026-09-21 14:13Z  users/aisel  batch write events  deleted  (revision 8)\n"
            "  uid: u-1\n");
}

TEST(HistoryText, OfTheCreationSaysWhatItWasCreatedWith) {
  const std::string text = HistoryText(
      FromText("event_revisions { number: 3 principal: 'a' method: 'x.CreateEvent' after { "
               "name: 'events/gala' title { key: 'en' value: 'Gala' } owner: 'organizations/o' "
               "state: EVENT_STATE_TENTATIVE bookings { id: 'hall' space: 'venues/v/spaces/h' } } "
               "} trimmed: true"),
      Style(), {});
  EXPECT_THAT(text, HasSubstr("  title.en: Gala\n  owner: organizations/o\n"
                              "  bookings.hall.space: venues/v/spaces/h\n\n"
                              "What was before is no longer kept.\n"));
}

TEST(HistoryText, OfWhatIsClosedSaysThatItDoesNotSayWhen) {
  EXPECT_EQ(HistoryText(FromText("event_revisions { changed_fields: 'time_zone' before { "
                                 "time_zone: 'Asia/Baku' } after { time_zone: 'Asia/Almaty' } }"),
                        Style(), {}),
            "(when is not shown)\n"
            "  time_zone: Asia/Baku -> Asia/Almaty\n");
}

TEST(HistoryText, LetsNothingSteerTheTerminal) {
  const std::string text =
      HistoryText(FromText("event_revisions { principal: 'a\\033[2J' method: 'b\\033' after { "
                           "title { key: 'en' value: '\\033[31mGala' } } }"),
                  Style(), {});
  EXPECT_EQ(text.find('\033'), std::string::npos);
}

TEST(HistoryText, LeavesOutWhatFollowsFromOtherFieldsAndNamesTheFieldsThen) {
  EXPECT_THAT(HistoryText(FromText("event_revisions { changed_fields: ['ask_time', 'etag'] "
                                   "before { ask_time { seconds: 1 } } "
                                   "after { ask_time { seconds: 2 } } }"),
                          Style(), {}),
              HasSubstr("  changed: ask_time, etag\n"));
}

TEST(HistoryText, ComparesEachFieldOnceAndSeparatesEntries) {
  EXPECT_EQ(HistoryText(FromText("event_revisions { number: 2 changed_fields: ['title.en', "
                                 "'title.kk', 'owner'] before { owner: 'a' } after { owner: 'b' "
                                 "title { key: 'en' value: 'x' } } } event_revisions { number: 1 "
                                 "after { owner: 'a' } }"),
                        Style(), {}),
            "(when is not shown)  (revision 2)\n"
            "  title.en: (nothing) -> x\n"
            "  owner: a -> b\n"
            "\n"
            "(when is not shown)  (revision 1)\n"
            "  owner: a\n");
}

TEST(HistoryText, OfNothingButWhatWasTrimmedSaysSo) {
  EXPECT_EQ(HistoryText(FromText("trimmed: true"), Style(), {}),
            "What was before is no longer kept.\n");
  EXPECT_EQ(HistoryText(FromText(""), Style(), {}), "");
}

TEST(HistoryText, PutsSeventyCharactersOnOneLine) {
  const auto text = [](int width) {
    return HistoryText(FromText("event_revisions { changed_fields: 'owner' before { owner: '" +
                                std::string(width, 'x') + "' } after { owner: 'y' } }"),
                       Style(), {});
  };
  EXPECT_THAT(text(64), HasSubstr("x -> y\n"));
  EXPECT_THAT(text(65), HasSubstr("x\n    + y\n"));
}

}  // namespace
}  // namespace taqvim::cli
