#include "server/schedule/event/hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;

TEST(ForEachHost, EndsWhereItWasBefore) {
  std::vector<std::string> visited;
  const auto visit = [&](const std::string& host) -> absl::StatusOr<std::string> {
    visited.push_back(host);
    return host == "day" ? "tour" : "day";
  };
  EXPECT_TRUE(ForEachHost("tour", visit).ok());
  EXPECT_THAT(visited, ElementsAre("tour", "day"));
}

TEST(ForEachHost, EndsAtTheOutermostOrAnError) {
  EXPECT_TRUE(ForEachHost("tour", [](const std::string&) -> absl::StatusOr<std::string> {
                return "";
              }).ok());
  EXPECT_TRUE(
      absl::IsNotFound(ForEachHost("tour", [](const std::string&) -> absl::StatusOr<std::string> {
        return absl::NotFoundError("");
      })));
}

}  // namespace
}  // namespace taqvim::schedule
