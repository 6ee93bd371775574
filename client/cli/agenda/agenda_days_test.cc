#include "client/cli/agenda/agenda_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

constexpr absl::CivilDay kToday(2035, 10, 10);

std::string Read(const std::string& text) {
  const absl::Time now = absl::FromCivil(kToday, absl::UTCTimeZone()) + absl::Hours(12);
  const auto days = ReadAgendaDays(text, {now, absl::UTCTimeZone()});
  if (!days.ok()) return IsUsageError(days.status()) ? "refused" : "?";
  return absl::FormatCivilTime(days->first) + ".." + absl::FormatCivilTime(days->last);
}

TEST(ReadAgendaDays, TakesWordsAndDates) {
  EXPECT_EQ(Read(""), "2035-10-10..2035-10-16");
  EXPECT_EQ(Read("week"), "2035-10-10..2035-10-16");
  EXPECT_EQ(Read("month"), "2035-10-10..2035-11-08");
  EXPECT_EQ(Read("today"), "2035-10-10..2035-10-10");
  EXPECT_EQ(Read("tomorrow"), "2035-10-11..2035-10-11");
  EXPECT_EQ(Read("friday"), "2035-10-12..2035-10-12");
  EXPECT_EQ(Read("friday..sunday"), "2035-10-12..2035-10-14");
  EXPECT_EQ(Read("2035-12-31"), "2035-12-31..2035-12-31");
  EXPECT_EQ(Read("2035-12-31..2036-01-02"), "2035-12-31..2036-01-02");
  EXPECT_EQ(Read("today..2035-10-12"), "2035-10-10..2035-10-12");
}

TEST(ReadAgendaDays, RefusesWhatIsNoneOrTooMany) {
  for (const char* text : {"soon", "2035-13-01", "2035-10-10..", "..", "2035-10-12..2035-10-11",
                           "2035-10-10..2037-10-10", "10.10.2035", "2035"}) {
    EXPECT_EQ(Read(text), "refused") << text;
  }
  EXPECT_EQ(Read("2035-10-10..2037-10-09"), "2035-10-10..2037-10-09");
}

}  // namespace
}  // namespace taqvim::cli
