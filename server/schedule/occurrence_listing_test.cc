#include "absl/strings/str_cat.h"
#include "server/schedule/civil.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListOccurrencesTest : public EventsTest {
 protected:
  ListOccurrencesTest() {
    auto created = Create(
        "poet", absl::StrCat(
                    "commemoration { honourees: 'A poet' original_day { ", DateText("1904-05-10"),
                    " } } ", Timed("2025-05-10 18:00", "2025-05-10 20:00"), "bookings { space: '",
                    hall_, "' } recurrence { rule: 'FREQ=YEARLY' excluded_days { ",
                    DateText("2026-05-10"), " } moved_occurrences { day { ", DateText("2027-05-10"),
                    " } ", Timed("2027-05-11 19:00", "2027-05-11 21:00"), " } }"));
    EXPECT_TRUE(created.ok()) << created.status();
  }
  // A line an occurrence: day, when, what became of it, which anniversary.
  std::vector<std::string> List(const std::string& request, std::string* next = nullptr) {
    auto page = Run(ListOccurrences, FromText<v1::ListOccurrencesRequest>(request));
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<std::string> lines;
    if (!page.ok()) return lines;
    for (const v1::Occurrence& occurrence : page->occurrences()) {
      constexpr size_t kPrefix = sizeof("OCCURRENCE_STATE_") - 1;
      lines.push_back(
          absl::StrCat(absl::FormatCivilTime(ToCivilDay(occurrence.day())), " ",
                       absl::FormatCivilTime(ToCivilSecond(occurrence.period().timed().start())),
                       " ", v1::OccurrenceState_Name(occurrence.state()).substr(kPrefix), " ",
                       occurrence.anniversary(), " ", occurrence.time_zone()));
    }
    if (next != nullptr) *next = page->next_page_token();
    return lines;
  }
};

TEST_F(ListOccurrencesTest, SaysWhenEachIsAndWhichAnniversary) {
  EXPECT_THAT(List("name: 'events/poet'"),
              ElementsAre("2025-05-10 2025-05-10T18:00:00 BOOKED 121 Asia/Almaty",
                          "2026-05-10 2026-05-10T18:00:00 EXCLUDED 122 Asia/Almaty"));
}

TEST_F(ListOccurrencesTest, LooksBeyondWhatIsClaimedWhenAsked) {
  EXPECT_THAT(List(absl::StrCat("name: 'events/poet' window { first_day { ", DateText("2027-01-01"),
                                " } last_day { ", DateText("2028-12-31"), " } }")),
              ElementsAre("2027-05-10 2027-05-11T19:00:00 PLANNED 123 Asia/Almaty",
                          "2028-05-10 2028-05-10T18:00:00 PLANNED 124 Asia/Almaty"));
}

TEST_F(ListOccurrencesTest, ComesInPages) {
  std::string next;
  EXPECT_THAT(List("name: 'events/poet' page_size: 1", &next),
              ElementsAre("2025-05-10 2025-05-10T18:00:00 BOOKED 121 Asia/Almaty"));
  EXPECT_THAT(List(absl::StrCat("name: 'events/poet' page_token: '", next, "'"), &next),
              ElementsAre("2026-05-10 2026-05-10T18:00:00 EXCLUDED 122 Asia/Almaty"));
  EXPECT_THAT(next, IsEmpty());
}

TEST_F(ListOccurrencesTest, OfAnEventThatTakesPlaceOnceIsThat) {
  AddHold("talk", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(List("name: 'events/talk'"),
              ElementsAre("2025-10-10 2025-10-10T18:00:00 BOOKED 0 Asia/Almaty"));
}

TEST_F(ListOccurrencesTest, OfNoEventIsAnError) {
  auto page = Run(ListOccurrences, FromText<v1::ListOccurrencesRequest>("name: 'events/none'"));
  EXPECT_TRUE(absl::IsNotFound(page.status()));
}

}  // namespace
}  // namespace taqvim::schedule
