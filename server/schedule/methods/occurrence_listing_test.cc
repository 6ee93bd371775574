#include "absl/strings/str_cat.h"
#include "server/schedule/testing/events_fixture.h"
#include "server/schedule/time/civil.h"

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

TEST_F(ListOccurrencesTest, AreInTheZoneOfTheirPlacesAlsoWhereTheseHaveTimesOfTheirOwn) {
  const auto own = [](const std::string& space) {
    return absl::StrCat(" bookings { space: '", space, "' ",
                        Timed("2025-10-10 16:00", "2025-10-10 21:00"), " }");
  };
  const std::string talk = absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                        Timed("2025-10-10 18:00", "2025-10-10 20:00"));
  auto here = Create("here", absl::StrCat(talk, own(hall_)));
  ASSERT_TRUE(here.ok()) << here.status();
  EXPECT_THAT(List("name: 'events/here'"),
              ElementsAre("2025-10-10 2025-10-10T18:00:00 BOOKED 0 Asia/Almaty"));
  const std::string room = AddSpace(AddVenue("museum", "Europe/Berlin"), "room");
  auto both =
      Create("both", absl::StrCat(talk, own(AddSpace(AddVenue("opera", "Asia/Baku"), "stage")),
                                  own(room), " time_zone: 'Asia/Baku'"));
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_THAT(List("name: 'events/both'"),
              ElementsAre("2025-10-10 2025-10-10T18:00:00 BOOKED 0 Asia/Baku"));
}

TEST_F(ListOccurrencesTest, OfCultureDaysAreTheirStopsInOrderOfTheirDays) {
  const auto stop = [](const char* city, const char* first, const char* last) {
    return absl::StrCat("stops { city: '", city, "' first_day { ", DateText(first),
                        " } last_day { ", DateText(last), " } } ");
  };
  auto created =
      Create("days", absl::StrCat("culture_days { guest_country: 'AZ' host_country: 'KZ' ",
                                  stop("Almaty", "2025-10-12", "2025-10-13"),
                                  stop("Astana", "2025-10-09", "2025-10-11"),
                                  stop("Aktau", "2025-10-12", "2025-10-12"), "}"));
  ASSERT_TRUE(created.ok()) << created.status();
  std::vector<std::string> stops;
  v1::ListOccurrencesRequest request;
  request.set_name("events/days");
  request.set_page_size(1);
  do {
    auto page = Run(ListOccurrences, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Occurrence& one : page->occurrences()) {
      stops.push_back(absl::StrCat(one.city(), " ", one.day().day(), " to ",
                                   one.period().dated().last_day().day()));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(stops, ElementsAre("Astana 9 to 11", "Almaty 12 to 13", "Aktau 12 to 12"));
  EXPECT_THAT(Run(ListOccurrences,
                  FromText<v1::ListOccurrencesRequest>(absl::StrCat(
                      "name: 'events/days' window { first_day { ", DateText("2025-10-10"), " } }")))
                  ->occurrences_size(),
              2);
}

// The period as `3:30 to 4:30 booked`, with its offset where it has one.
std::string Shown(const v1::Occurrence& occurrence) {
  const auto time = [](const google::type::DateTime& shown) {
    const std::string text = absl::StrCat(shown.hours(), ":", shown.minutes());
    if (!shown.has_utc_offset()) return text;
    return absl::StrCat(text, "+", shown.utc_offset().seconds());
  };
  return absl::StrCat(time(occurrence.period().timed().start()), " to ",
                      time(occurrence.period().timed().end()));
}

TEST_F(ListOccurrencesTest, SaysWhatIsClaimedWhereTheClocksSkipOrRepeatAnHour) {
  const std::string room = AddSpace(AddVenue("museum", "Europe/Berlin"), "room");
  auto created = Create(
      "night", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                            Timed("2025-03-23 02:30", "2025-03-23 03:30"), " bookings { space: '",
                            room, "' } recurrence { rule: 'FREQ=WEEKLY;COUNT=40' }"));
  ASSERT_TRUE(created.ok()) << created.status();
  auto page = Run(ListOccurrences, "name: 'events/night'");
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->occurrences_size(), 40);
  EXPECT_EQ(Shown(page->occurrences(0)), "2:30 to 3:30");
  EXPECT_EQ(page->occurrences(1).day().day(), 30);
  EXPECT_EQ(Shown(page->occurrences(1)), "3:30 to 4:30");
  EXPECT_EQ(Shown(page->occurrences(30)), "2:30 to 3:30");
  // The earlier of the two half past twos.
  EXPECT_EQ(Shown(page->occurrences(31)), "2:30+7200 to 3:30");
}

TEST_F(ListOccurrencesTest, SaysThatDaysThatTheZoneSkipsAreLeftOut) {
  const std::string room = AddSpace(AddVenue("museum", "Pacific/Apia"), "room");
  auto created =
      Create("fair", absl::StrCat("activity { form: ACTIVITY_FORM_OTHER } ",
                                  Dated("2011-12-29", "2011-12-29"), " bookings { space: '", room,
                                  "' } recurrence { rule: 'FREQ=DAILY;COUNT=3' }"));
  ASSERT_TRUE(created.ok()) << created.status();
  auto page = Run(ListOccurrences, "name: 'events/fair'");
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->occurrences_size(), 3);
  EXPECT_EQ(page->occurrences(0).state(), v1::OCCURRENCE_STATE_BOOKED);
  EXPECT_EQ(page->occurrences(1).state(), v1::OCCURRENCE_STATE_SKIPPED);
  EXPECT_EQ(page->occurrences(1).period().dated().first_day().day(), 30);
  EXPECT_EQ(page->occurrences(2).state(), v1::OCCURRENCE_STATE_BOOKED);
}

TEST_F(ListOccurrencesTest, OfNoEventIsAnError) {
  auto page = Run(ListOccurrences, FromText<v1::ListOccurrencesRequest>("name: 'events/none'"));
  EXPECT_TRUE(absl::IsNotFound(page.status()));
}

}  // namespace
}  // namespace taqvim::schedule
