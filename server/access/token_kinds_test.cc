#include "server/access/token_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "server/access/methods.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::access {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::EventFilter Feed(const std::string& venue) {
  v1::EventFilter filter;
  filter.add_venues(venue);
  return filter;
}

// The methods for which tokens of that kind are good.
std::set<std::string> For(v1::AccessTokenKind kind) {
  std::set<std::string> methods;
  for (const MethodAccess& row : MethodTable()) {
    if (!CheckKind(row, kind).ok()) continue;
    methods.emplace(row.method.substr(row.method.rfind('.') + 1));
  }
  return methods;
}

TEST(TokenKinds, AreGoodForWhatTheContractSays) {
  EXPECT_THAT(For(v1::ACCESS_TOKEN_KIND_FEED_KEY),
              ElementsAre("GetCaller", "ListEvents", "ListOccurrences"));
  EXPECT_THAT(For(v1::ACCESS_TOKEN_KIND_INVITATION), ElementsAre("CreateSession"));
  const size_t all = MethodTable().size();
  EXPECT_EQ(For(v1::ACCESS_TOKEN_KIND_BEARER).size(), all);
  EXPECT_EQ(For(v1::ACCESS_TOKEN_KIND_UNSPECIFIED).size(), all) << "without a token";
  EXPECT_EQ(For(v1::ACCESS_TOKEN_KIND_SESSION).size(), all - 1);
  EXPECT_FALSE(For(v1::ACCESS_TOKEN_KIND_SESSION).contains("CreateSession"));
}

TEST(TokenKinds, SayWhatToCallWithInstead) {
  const MethodAccess& row = *FindMethodAccess("taqvim.v1.EventService.GetEvent");
  const absl::Status status = CheckKind(row, v1::ACCESS_TOKEN_KIND_FEED_KEY);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(status.message()), HasSubstr("GetEvent is not for feed keys"));
}

TEST(TokenKinds, OfBeforeAreBearerTokens) {
  v1::AccessToken token;
  EXPECT_EQ(KindOf(token), v1::ACCESS_TOKEN_KIND_BEARER);
  token.set_kind(v1::ACCESS_TOKEN_KIND_SESSION);
  EXPECT_EQ(KindOf(token), v1::ACCESS_TOKEN_KIND_SESSION);
}

TEST(KeepToFeed, PutsTheFilterInWhereItIsLeftOut) {
  v1::ListEventsRequest events;
  EXPECT_TRUE(KeepToFeed(Feed("venues/opera"), events).ok());
  EXPECT_EQ(events.filter().venues(0), "venues/opera");
  v1::ListOccurrencesRequest occurrences;
  occurrences.mutable_window()->mutable_first_day()->set_year(2030);
  EXPECT_TRUE(KeepToFeed(Feed("venues/opera"), occurrences).ok());
  EXPECT_EQ(occurrences.filter().venues(0), "venues/opera");
  EXPECT_TRUE(KeepToFeed(Feed("venues/opera"), occurrences).ok()) << "the same is said again";
}

TEST(KeepToFeed, RefusesAnotherFilterAndTheOccurrencesOfOneEvent) {
  v1::ListEventsRequest events;
  *events.mutable_filter() = Feed("venues/library");
  EXPECT_TRUE(absl::IsPermissionDenied(KeepToFeed(Feed("venues/opera"), events)));
  events.mutable_filter()->Clear();
  EXPECT_TRUE(absl::IsPermissionDenied(KeepToFeed(Feed("venues/opera"), events)))
      << "an empty one is another";
  v1::ListOccurrencesRequest occurrences;
  occurrences.set_name("events/gala");
  EXPECT_TRUE(absl::IsPermissionDenied(KeepToFeed(Feed("venues/opera"), occurrences)));
}

}  // namespace
}  // namespace taqvim::access
