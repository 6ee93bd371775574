// For tests of events that repeat: their fields as text, what they claim, and what
// time does to them.
#pragma once

#include <string>
#include <vector>

#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {

class RepeatingTest : public EventsTest {
 protected:
  using EventsTest::EventsTest;
  // When each claim of an event starts: `2025-10-07 18:00`, in the zone, with
  // `held` behind what is only held.
  std::vector<std::string> ClaimsOf(const std::string& name,
                                    const std::string& zone = "Asia/Almaty");
  v1::Recurrence RecurrenceOf(const std::string& name) { return Get(name).recurrence(); }
  // Sets the clock to midnight of a day, in UTC.
  void SetNow(const std::string& day);
  // Lets time do what is due; whether it rolled a horizon on.
  bool Rolls();
};

// `recurrence { rule: '...' more }`, and `field { year: ... }`.
std::string Rule(const std::string& rule, const std::string& more = "");
std::string DayText(const std::string& field, const std::string& day);

// Days as `2025-10-10`.
std::vector<std::string> Text(const google::protobuf::RepeatedPtrField<google::type::Date>& days);

}  // namespace taqvim::schedule
