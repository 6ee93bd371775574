#include "client/cli/output/claimed_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void Set(int year, int month, int day, google::type::Date* date) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

// Of what begins on 5 May 2035.
std::string Said(const std::string& rule, int year, int month, int day) {
  v1::Event event;
  Set(2035, 5, 5, event.mutable_period()->mutable_dated()->mutable_first_day());
  event.mutable_recurrence()->set_rule(rule);
  Set(year, month, day, event.mutable_recurrence()->mutable_claimed_through());
  return BookedSoFar(event);
}

TEST(BookedSoFar, SaysHowFarASeriesWithoutEndIsBooked) {
  EXPECT_THAT(Said("FREQ=WEEKLY", 2037, 5, 1),
              AllOf(HasSubstr("so far through 2037-05-01."), HasSubstr("are only held.")));
  EXPECT_THAT(Said("FREQ=WEEKLY", 2035, 5, 5), HasSubstr("its first day alone, 2035-05-05."));
}

TEST(BookedSoFar, SaysNothingOfASeriesThatEndsByThen) {
  for (const char* rule :
       {"FREQ=WEEKLY;UNTIL=20370501", "FREQ=WEEKLY;UNTIL=20370430T120000", "FREQ=DAILY;COUNT=700",
        "FREQ=WEEKLY;COUNT=100", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=500",
        "FREQ=MONTHLY;COUNT=12;INTERVAL=1", "FREQ=DAILY;BYDAY=SA;COUNT=100"}) {
    EXPECT_THAT(Said(rule, 2037, 5, 1), IsEmpty()) << rule;
  }
}

TEST(BookedSoFar, SaysItOfASeriesThatEndsLater) {
  for (const char* rule : {"FREQ=WEEKLY;UNTIL=20370502", "FREQ=DAILY;COUNT=800",
                           "FREQ=WEEKLY;INTERVAL=2;COUNT=60", "FREQ=YEARLY;COUNT=5"}) {
    EXPECT_THAT(Said(rule, 2037, 5, 1), HasSubstr("2037-05-01")) << rule;
  }
}

TEST(BookedSoFar, SaysWhatBecomesOfLaterDaysThatAreTaken) {
  v1::Event event;
  event.mutable_recurrence()->set_rule("FREQ=DAILY");
  Set(2037, 5, 1, event.mutable_recurrence()->mutable_claimed_through());
  event.mutable_recurrence()->set_on_conflict(v1::OCCURRENCE_POLICY_SKIP);
  EXPECT_THAT(BookedSoFar(event), HasSubstr("are left out."));
  event.clear_recurrence();
  EXPECT_THAT(BookedSoFar(event), IsEmpty());
}

}  // namespace
}  // namespace taqvim::cli
