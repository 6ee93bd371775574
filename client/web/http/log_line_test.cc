#include "client/web/http/log_line.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace taqvim::web {
namespace {

TEST(LogLine, IsASentence) {
  EXPECT_EQ(LogLine({.method = "GET",
                     .path = "/calendar/venues/opera.ics",
                     .address = "192.0.2.7",
                     .status = 200,
                     .bytes = 5120,
                     .took = absl::Microseconds(1500)}),
            "GET /calendar/venues/opera.ics of 192.0.2.7 was answered with 200 and 5120 bytes in "
            "1.5ms.");
  EXPECT_EQ(LogLine({.method = "GET", .path = "/", .status = 200, .complete = false}),
            "GET / broke off with 200 and 0 bytes in 0.");
  EXPECT_EQ(LogLine({.address = "::1", .status = 400}),
            "What could not be read of ::1 was answered with 400 and 0 bytes in 0.");
  EXPECT_EQ(LogLine({.method = "POST", .path = "/", .took = absl::Seconds(2), .complete = false}),
            "POST / was given up after 2s.");
  EXPECT_EQ(LogLine({.method = "GET",
                     .path = "/",
                     .status = 200,
                     .trace_id = "0af7651916cd43dd8448eb211c80319c"}),
            "GET / was answered with 200 and 0 bytes in 0. Its trace is "
            "0af7651916cd43dd8448eb211c80319c.");
}

TEST(LogLine, IsOneBoundedLineOfAscii) {
  const std::string line = LogLine({.method = std::string(1000, 'A'),
                                    .path = "/a b\n%\x1b[31mЗал" + std::string(5000, 'x'),
                                    .address = std::string(1000, '1'),
                                    .status = 200,
                                    .trace_id = std::string(32, 'a')});
  EXPECT_LE(line.size(), 500U);
  EXPECT_TRUE(std::all_of(line.begin(), line.end(), absl::ascii_isprint)) << line;
  EXPECT_TRUE(absl::StrContains(line, " /a%20b%0a%25%1b[31m%d0%97")) << line;
}

}  // namespace
}  // namespace taqvim::web
