#include "client/web/http/bounded_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;

TEST(BoundedLog, SaysHowMuchItLeftOut) {
  absl::Time now = absl::UnixEpoch();
  std::vector<std::string> said;
  BoundedLog log(
      "requests", 2, [&](absl::string_view line) { said.emplace_back(line); }, [&] { return now; });
  for (int i = 0; i < 5; ++i) log.Say(absl::StrCat(i));
  EXPECT_THAT(said, ElementsAre("0", "1"));
  now += absl::Seconds(1);
  log.Say("5");
  log.Say("6");
  EXPECT_THAT(
      said, ElementsAre("0", "1", "3 requests are not told of, as there were too many.", "5", "6"));
  log.Say("7");
  EXPECT_EQ(said.size(), 5U);
}

TEST(BoundedLog, SaysNothingToNobody) {
  BoundedLog log("requests", 1, nullptr, [] { return absl::UnixEpoch(); });
  log.Say("a");
}

}  // namespace
}  // namespace taqvim::web
