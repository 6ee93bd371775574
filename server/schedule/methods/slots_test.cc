#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Window(const std::string& first, const std::string& last) {
  return absl::StrCat(" window { first_day {", DateText(first), "} last_day {", DateText(last),
                      "} } ");
}

// `hall 2025-10-10 18:00` for each placement of a slot.
std::string Line(const v1::Slot& slot) {
  std::string line;
  for (const v1::SlotPlacement& placement : slot.placements()) {
    const std::string& name = placement.resource();
    const v1::Period& period = placement.period();
    const auto& date = period.dated().first_day();
    const auto& time = period.timed().start();
    absl::StrAppend(&line, line.empty() ? "" : ", ", name.substr(name.rfind('/') + 1), " ");
    if (period.has_dated()) absl::StrAppend(&line, date.month(), "/", date.day());
    if (period.has_timed()) {
      absl::StrAppend(&line, time.month(), "/", time.day(), " ", time.hours(), ":",
                      time.minutes() < 10 ? "0" : "", time.minutes());
    }
  }
  return line;
}

class FindSlotsTest : public EventsTest {
 protected:
  std::vector<v1::Slot> Find(const std::string& text) {
    auto response = Run(FindSlots, FromText<v1::FindSlotsRequest>(text));
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->slots().begin(), response->slots().end()};
  }
  std::vector<std::string> Lines(const std::string& text) {
    std::vector<std::string> lines;
    for (const v1::Slot& slot : Find(text)) lines.push_back(Line(slot));
    return lines;
  }
  // Two hours in the hall on 10 October 2025, from eight to ten in the evening at
  // the latest.
  std::string Evening(const std::string& more = "") const {
    return absl::StrCat("items { duration { seconds: 7200 } spaces: '", hall_, "' ", more,
                        "} earliest_start { hours: 18 } latest_end { hours: 22 }",
                        Window("2025-10-10", "2025-10-10"));
  }
};

TEST_F(FindSlotsTest, InAFreeHallAreEveryHalfHourOfTheDay) {
  EXPECT_THAT(Lines(Evening()),
              ElementsAre("hall 10/10 18:00", "hall 10/10 18:30", "hall 10/10 19:00",
                          "hall 10/10 19:30", "hall 10/10 20:00"));
}

TEST_F(FindSlotsTest, SayWhatToBook) {
  const auto slots = Find(Evening(absl::StrCat(
      "set_up { seconds: 3600 } expected_attendance: 80 participants: '", ensemble_, "'")));
  ASSERT_THAT(slots, SizeIs(5));
  const v1::SlotPlacement& placement = slots[0].placements(0);
  EXPECT_EQ(placement.time_zone(), "Asia/Almaty");
  ASSERT_EQ(placement.bookings_size(), 2);
  EXPECT_EQ(placement.bookings(0).space(), hall_);
  EXPECT_EQ(placement.bookings(0).set_up().seconds(), 3600);
  EXPECT_EQ(placement.bookings(0).expected_attendance(), 80);
  EXPECT_EQ(placement.bookings(1).participant(), ensemble_);
  EXPECT_THAT(placement.message(), HasSubstr("is free 2025-10-10 18:00 to 20:00 (Asia/Almaty)"));
}

TEST_F(FindSlotsTest, AreCountedFromWhenTheVenueFirstOpensThatDay) {
  v1::GetVenueRequest get;
  get.set_name(library_);
  v1::UpdateVenueRequest update;
  *update.mutable_venue() = Run(GetVenue, get)->venue();
  // The tenth is a Friday. Hours come in any order.
  for (const auto& [open, minutes, close] : {std::tuple(15, 0, 18), std::tuple(10, 15, 13)}) {
    v1::OpeningHours& hours = *update.mutable_venue()->add_opening_hours();
    hours.set_day(google::type::FRIDAY);
    hours.mutable_open()->set_hours(open);
    hours.mutable_open()->set_minutes(minutes);
    hours.mutable_close()->set_hours(close);
  }
  update.mutable_update_mask()->add_paths("opening_hours");
  ASSERT_TRUE(Run(UpdateVenue, update).ok());
  EXPECT_THAT(
      Lines(absl::StrCat("items { duration { seconds: 7200 } spaces: '", hall_, "' }",
                         Window("2025-10-10", "2025-10-11"))),
      ElementsAre("hall 10/10 10:15", "hall 10/10 10:45", "hall 10/10 15:15", "hall 10/10 15:45"));
}

TEST_F(FindSlotsTest, KeepClearOfBookingsWithTheirSetUp) {
  AddConfirmed("talk", hall_, "2025-10-10 18:00", "2025-10-10 19:00");
  EXPECT_THAT(Lines(Evening()),
              ElementsAre("hall 10/10 19:00", "hall 10/10 19:30", "hall 10/10 20:00"));
  EXPECT_THAT(Lines(Evening("set_up { seconds: 2400 }")), ElementsAre("hall 10/10 20:00"));
}

TEST_F(FindSlotsTest, CountHoldsInTheWayUnlessTheyAreAvoided) {
  AddHold("held", hall_, "2025-10-10 18:00", "2025-10-10 19:00");
  const auto slots = Find(Evening());
  ASSERT_THAT(slots, SizeIs(5));
  EXPECT_EQ(slots[0].holds_ahead(), 1);
  EXPECT_EQ(slots[2].holds_ahead(), 0);
  EXPECT_THAT(Lines(Evening() + "avoid_holds: true"),
              ElementsAre("hall 10/10 19:00", "hall 10/10 19:30", "hall 10/10 20:00"));
}

TEST_F(FindSlotsTest, NeedTheParticipantsWithoutTheirSetUp) {
  AddConfirmed("tour", ensemble_, "2025-10-10 17:00", "2025-10-10 18:00");
  AddConfirmed("late", ensemble_, "2025-10-10 20:00", "2025-10-10 21:00");
  EXPECT_THAT(
      Lines(Evening(absl::StrCat("set_up { seconds: 3600 } participants: '", ensemble_, "'"))),
      ElementsAre("hall 10/10 18:00"));
}

TEST_F(FindSlotsTest, OfOneTimeComeByHoldsThenSeatsThenName) {
  const auto seat = [this](const std::string& space, int seats) {
    v1::GetSpaceRequest get;
    get.set_name(space);
    v1::UpdateSpaceRequest request;
    *request.mutable_space() = Run(GetSpace, get)->space();
    request.mutable_space()->set_seats(seats);
    ASSERT_TRUE(Run(UpdateSpace, request).ok());
  };
  seat(hall_, 300);
  seat(gallery_, 60);
  const std::string item = absl::StrCat("items { duration { seconds: 7200 } venues: '", library_);
  const std::string when =
      "earliest_start { hours: 20 } latest_end { hours: 22 }" + Window("2025-10-10", "2025-10-10");
  EXPECT_THAT(Lines(item + "' }" + when),
              ElementsAre("gallery 10/10 20:00", "hall 10/10 20:00", "corner 10/10 20:00"));
  EXPECT_THAT(Lines(item + "' expected_attendance: 61 }" + when),
              ElementsAre("hall 10/10 20:00", "corner 10/10 20:00"));
  AddHold("held", gallery_, "2025-10-10 20:00", "2025-10-10 21:00");
  EXPECT_THAT(Lines(item + "' }" + when),
              ElementsAre("hall 10/10 20:00", "corner 10/10 20:00", "gallery 10/10 20:00"));
}

TEST_F(FindSlotsTest, OfAProgrammeFollowEachOtherWithABreak) {
  const std::string item = absl::StrCat("items { duration { seconds: 3600 } spaces: '", hall_,
                                        "' tear_down { seconds: 1800 } } ");
  EXPECT_THAT(
      Lines(absl::StrCat(item, item, "one_a_day: true", Window("2025-10-10", "2025-10-10"))),
      ElementsAre("hall 10/10 9:00, hall 10/10 10:30"));
  EXPECT_THAT(Lines(absl::StrCat(item, item, "one_a_day: true min_break { seconds: 43000 }",
                                 Window("2025-10-10", "2025-10-11"))),
              ElementsAre("hall 10/10 9:00, hall 10/11 9:00"));
  EXPECT_THAT(Lines(absl::StrCat(item, item, "within_days: 1 min_break { seconds: 43000 }",
                                 Window("2025-10-10", "2025-10-11"))),
              IsEmpty());
}

TEST_F(FindSlotsTest, OfWholeDaysNameTheirDays) {
  AddConfirmed("talk", gallery_, "2025-10-12 18:00", "2025-10-12 19:00");
  EXPECT_THAT(Lines(absl::StrCat("items { days: 2 set_up_days: 1 spaces: '", gallery_, "' }",
                                 Window("2025-10-10", "2025-10-16"))),
              ElementsAre("gallery 10/10", "gallery 10/14", "gallery 10/15"));
}

TEST_F(FindSlotsTest, OfAWholeVenueNeedAllItsSpaces) {
  AddConfirmed("talk", corner_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(
      Lines(absl::StrCat("items { duration { seconds: 7200 } whole_venue: true cities: 'ASTANA' } "
                         "earliest_start { hours: 18 } latest_end { hours: 22 }",
                         Window("2025-10-10", "2025-10-10"))),
      ElementsAre("library 10/10 20:00"));
}

// In a room in Berlin, where the clocks go from two to three on 30 March 2025 and
// from three to two on 26 October.
class NightSlotsTest : public FindSlotsTest {
 protected:
  NightSlotsTest() : museum_(AddVenue("museum", "Europe/Berlin")) { AddSpace(museum_, "room"); }
  // An hour from one to five at night, each half hour.
  v1::FindSlotsRequest Night(const std::string& day, const std::string& more = "") const {
    return FromText<v1::FindSlotsRequest>(absl::StrCat(
        "items { duration { seconds: 3600 } venues: '", museum_,
        "' } earliest_start { hours: 1 } latest_end { hours: 5 } ", more, Window(day, day)));
  }
  // Each from its start to its end, with the offsets that it says.
  std::vector<std::string> Times(v1::FindSlotsRequest request) {
    std::vector<std::string> lines;
    const auto time = [](const google::type::DateTime& shown) {
      const std::string text = absl::StrCat(shown.hours(), ":", shown.minutes() == 0 ? "00" : "30");
      if (!shown.has_utc_offset()) return text;
      return absl::StrCat(text, "+", shown.utc_offset().seconds() / 3600);
    };
    do {
      auto page = Run(FindSlots, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return lines;
      for (const v1::Slot& slot : page->slots()) {
        const v1::TimedPeriod& timed = slot.placements(0).period().timed();
        lines.push_back(absl::StrCat(time(timed.start()), " to ", time(timed.end())));
        EXPECT_TRUE(Book(slot.placements(0)).ok()) << Book(slot.placements(0));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return lines;
  }

  const std::string museum_;

 private:
  absl::Status Book(const v1::SlotPlacement& placement) {
    v1::CreateEventRequest request;
    auto& event = *request.mutable_event();
    (*event.mutable_title())["en"] = "Night";
    event.set_owner("organizations/owner");
    event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
    *event.mutable_period() = placement.period();
    *event.mutable_bookings() = placement.bookings();
    return schedule_.DryRun(CreateEvent, request).status();
  }
};

TEST_F(NightSlotsTest, LeaveOutStartsThatTheClocksSkip) {
  EXPECT_THAT(
      Times(Night("2025-03-30")),
      ElementsAre("1:00 to 3:00", "1:30 to 3:30", "3:00 to 4:00", "3:30 to 4:30", "4:00 to 5:00"));
}

TEST_F(NightSlotsTest, OfferWhatTheClocksShowTwiceWithItsOffset) {
  const std::vector<std::string> all = {"1:00 to 2:00+2", "1:30 to 2:30+2",   "2:00+2 to 2:00+1",
                                        "2:00+1 to 3:00", "2:30+2 to 2:30+1", "2:30+1 to 3:30",
                                        "3:00 to 4:00",   "3:30 to 4:30",     "4:00 to 5:00"};
  EXPECT_EQ(Times(Night("2025-10-26")), all);
  for (int size = 1; size <= 4; ++size) {
    EXPECT_EQ(Times(Night("2025-10-26", absl::StrCat("page_size: ", size))), all);
  }
}

TEST_F(NightSlotsTest, MayBeginAtALocalTimeThatWasTakenWhenTheClocksFirstShowedIt) {
  std::string until_first_half_past = Timed("2025-10-26 01:30", "2025-10-26 02:30");
  until_first_half_past.insert(until_first_half_past.find("end {") + 5,
                               " utc_offset { seconds: 7200 }");
  auto ball =
      Create("ball", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ", until_first_half_past,
                                  " bookings { venue: '", museum_, "' }"));
  ASSERT_TRUE(ball.ok()) << ball.status();
  ASSERT_TRUE(Confirm("events/ball").ok());
  EXPECT_THAT(Times(Night("2025-10-26")),
              ElementsAre("2:00+1 to 3:00", "2:30+2 to 2:30+1", "2:30+1 to 3:30", "3:00 to 4:00",
                          "3:30 to 4:30", "4:00 to 5:00"));
}

TEST_F(NightSlotsTest, MayBeginAtALocalTimeThatHasPassedOnce) {
  // Five minutes past half past two, the first time.
  schedule_.now = absl::FromCivil(absl::CivilSecond(2025, 10, 26, 0, 35, 0), absl::UTCTimeZone());
  EXPECT_THAT(Times(Night("2025-10-26")),
              ElementsAre("2:00+1 to 3:00", "2:30+1 to 3:30", "3:00 to 4:00", "3:30 to 4:30",
                          "4:00 to 5:00"));
}

TEST_F(NightSlotsTest, OfAProgrammeFollowEachOtherThroughTheRepeatedHour) {
  auto request = Night("2025-10-26", "one_a_day: true");
  *request.add_items() = request.items(0);
  *request.add_items() = request.items(0);
  auto found = Run(FindSlots, request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->slots_size(), 1);
  const v1::Slot& slot = found->slots(0);
  EXPECT_EQ(slot.placements(1).period().timed().start().hours(), 2);
  EXPECT_EQ(slot.placements(1).period().timed().start().utc_offset().seconds(), 7200);
  EXPECT_EQ(slot.placements(2).period().timed().start().hours(), 2);
  EXPECT_EQ(slot.placements(2).period().timed().start().utc_offset().seconds(), 3600);
  EXPECT_THAT(slot.placements(1).message(), HasSubstr("2025-10-26 02:00+02:00 to 02:00+01:00"));
}

// The clocks of Beirut go from midnight back to 23:00 on 26 October 2025.
TEST_F(FindSlotsTest, BeforeAMidnightThatIsPutOffAreOfTheDayBefore) {
  const std::string hall = AddSpace(AddVenue("beirut", "Asia/Beirut"), "room");
  const std::string evening =
      absl::StrCat("items { duration { seconds: 1800 } spaces: '", hall,
                   "' } earliest_start { hours: 23 } latest_end { hours: 24 } ");
  EXPECT_THAT(Lines(evening + Window("2025-10-25", "2025-10-26")),
              ElementsAre("room 10/25 23:00", "room 10/25 23:00", "room 10/25 23:30",
                          "room 10/25 23:30", "room 10/26 23:00", "room 10/26 23:30"));
}

TEST_F(FindSlotsTest, OfPagesAreThoseOfOneAnswer) {
  auto request = FromText<v1::FindSlotsRequest>(
      absl::StrCat("items { duration { seconds: 3600 } venues: '", library_, "' }",
                   Window("2025-10-10", "2025-10-11"), "page_size: 100"));
  std::vector<std::string> whole, paged;
  const auto add = [](const v1::FindSlotsResponse& page, std::vector<std::string>& lines) {
    for (const v1::Slot& slot : page.slots()) lines.push_back(Line(slot));
  };
  do {
    const auto page = Run(FindSlots, request);
    ASSERT_TRUE(page.ok()) << page.status();
    add(*page, whole);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  request.set_page_size(7);
  do {
    const auto page = Run(FindSlots, request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->slots_size(), 7);
    add(*page, paged);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(whole, SizeIs(3 * 2 * 25));
  EXPECT_EQ(paged, whole);
}

// A search that takes long ends its pages early rather than not at all.
TEST_F(FindSlotsTest, OnASlowMachineAreTheSameOnMorePages) {
  v1::GetVenueRequest get;
  get.set_name(library_);
  v1::UpdateVenueRequest update;
  *update.mutable_venue() = Run(GetVenue, get)->venue();
  for (int day = google::type::MONDAY; day <= google::type::SATURDAY; ++day) {
    v1::OpeningHours& hours = *update.mutable_venue()->add_opening_hours();
    hours.set_day(static_cast<google::type::DayOfWeek>(day));
    hours.mutable_open()->set_hours(8);
    hours.mutable_close()->set_hours(day == google::type::SATURDAY ? 20 : 16);
  }
  update.mutable_update_mask()->add_paths("opening_hours");
  ASSERT_TRUE(Run(UpdateVenue, update).ok());
  const auto find = [&](int& pages) {
    auto request = FromText<v1::FindSlotsRequest>(
        absl::StrCat("items { duration { seconds: 36000 } venues: '", library_,
                     "' } one_a_day: true page_size: 1000", Window("2026-01-01", "2026-12-31")));
    std::vector<std::string> lines;
    for (pages = 0; pages == 0 || !request.page_token().empty(); ++pages) {
      const auto page = Run(FindSlots, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::Slot& slot : page->slots()) lines.push_back(Line(slot));
      request.set_page_token(page->next_page_token());
    }
    return lines;
  };
  int quick = 0, slow = 0;
  const auto lines = find(quick);
  EXPECT_THAT(lines, SizeIs(3 * 52));
  schedule_.tick = absl::Milliseconds(1);
  EXPECT_EQ(find(slow), lines);
  EXPECT_GT(slow, quick);
}

TEST_F(FindSlotsTest, OnDaysThatHavePassedAreNone) {
  schedule_.now = absl::FromCivil(absl::CivilSecond(2025, 10, 10, 14, 10, 0), absl::UTCTimeZone());
  EXPECT_THAT(Lines(Evening()), ElementsAre("hall 10/10 19:30", "hall 10/10 20:00"));
}

TEST_F(FindSlotsTest, InWhatDoesNotExistAreRefused) {
  auto response =
      Run(FindSlots,
          FromText<v1::FindSlotsRequest>(absl::StrCat("items { days: 1 venues: 'venues/none' }",
                                                      Window("2025-10-10", "2025-10-10"))));
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
}

TEST_F(FindSlotsTest, OfAMalformedQuestionNameEachField) {
  const auto request = FromText<v1::FindSlotsRequest>(R"pb(
    items {
      days: 2
      set_up { seconds: 60 }
      whole_venue: true
      expected_attendance: 5
    }
    items {
      duration { seconds: 90 }
      spaces: "venues/a/spaces/b"
    }
    earliest_start { hours: 20 }
    latest_end { hours: 19 }
    step { seconds: 60 }
    within_days: 400
  )pb");
  std::vector<std::string> fields;
  for (const auto& [field, text] : ViolationsOf(Validate(request))) fields.push_back(field);
  EXPECT_THAT(fields, ElementsAre("items[0]", "items[0].expected_attendance", "items[0].set_up",
                                  "items[1].duration", "latest_end", "step", "window.first_day",
                                  "window.last_day", "within_days"));
}

}  // namespace
}  // namespace taqvim::schedule
