// What the command line shows of requests that take more than one may, or meet more
// than is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class RequestCost : public ::testing::Test {
 protected:
  static constexpr int kRooms = 25;

  struct Ran {
    int code;
    std::string out, err;
  };

  RequestCost() {
    std::vector<std::string> rooms;
    for (int i = 0; i < kRooms; ++i) rooms.push_back(absl::StrCat("room", i));
    testing::EnterLibrary(server_.client(), rooms);
  }

  // Checks so many confirmed series, all in the same rooms at the same time.
  Ran Check(int series, int days) {
    const std::string file = server_.dir().Path("writes.yaml");
    std::ofstream(file) << "writes:\n" << Series(series, days);
    const std::string out = server_.dir().Path("out"), err = server_.dir().Path("err");
    testing::Process process({TAQVIM, "--server", server_.address(), "events", "check", "-f", file},
                             out, err);
    const int code = process.Wait();
    return {code, testing::ReadFile(out), testing::ReadFile(err)};
  }

  static std::string Series(int series, int days) {
    const absl::CivilDay day = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 2;
    const std::string date = absl::FormatCivilTime(day);
    std::string writes;
    for (int i = 0; i < series; ++i) {
      absl::StrAppend(&writes, "- create: {event_id: course", i,
                      ", event: {title: {en: A course}, owner: library, activity: {form: talk}, "
                      "start: ",
                      date, "T18:00, end: ", date,
                      "T20:00, recurrence: {rule: FREQ=DAILY;COUNT=", days, "}, bookings: [");
      for (int room = 0; room < kRooms; ++room) {
        absl::StrAppend(&writes, "{space: library/room", room, "}, ");
      }
      absl::StrAppend(&writes, "]}}\n- confirm: {name: events/course", i, "}\n");
    }
    return writes;
  }

  testing::Taqvimd server_;
};

TEST_F(RequestCost, ACheckThatMeetsMoreThanIsToldSaysAtLeastHowMuch) {
  const Ran ran = Check(4, 200);
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Total size: at least 10000\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("lower bound")));
}

TEST_F(RequestCost, ACheckThatCostsTooMuchSaysWhatToLeaveOut) {
  const Ran ran = Check(20, 400);
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("more than 100,000 claims"));
  EXPECT_THAT(ran.err, HasSubstr("fewer series"));
  EXPECT_THAT(ran.err, Not(HasSubstr("try again")));
}

}  // namespace
}  // namespace taqvim::e2e
