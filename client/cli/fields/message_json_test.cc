#include "client/cli/fields/message_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/cli/contract/contract.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;

TEST(MessageJson, OrdersMapsByTheirKeysWhateverTheOrderOfWriting) {
  v1::Venue forwards, backwards;
  for (int i = 0; i < 20; ++i) {
    (*forwards.mutable_title())[absl::StrCat("l", 10 + i)] = "x";
    (*backwards.mutable_title())[absl::StrCat("l", 29 - i)] = "x";
  }
  const std::string json = *MessageJson(forwards, {});
  EXPECT_EQ(json, *MessageJson(backwards, {}));
  EXPECT_THAT(json, HasSubstr(R"({"title":{"l10":"x","l11":"x","l12":"x","l13":"x")"));

  const auto dynamic = Contract::Embedded().New(*Contract::Embedded().FindMessage("Venue"));
  dynamic->ParseFromString(backwards.SerializeAsString());
  EXPECT_EQ(*MessageJson(*dynamic, {}), json);
}

TEST(MessageJson, SaysWhatHasNone) {
  v1::Venue venue;
  venue.mutable_create_time()->set_seconds(int64_t{1} << 60);
  EXPECT_EQ(MessageJson(venue, {}).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace taqvim::cli
