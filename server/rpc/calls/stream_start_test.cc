// What a request to watch changes asks of the fan-out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/rpc/calls/changes.h"

namespace taqvim::rpc {
namespace {

const RevisionTokens kTokens("a store");

watch::StreamStart StartOf(const v1::WatchChangesRequest& request) {
  auto start = ToStart(request, nullptr, kTokens);
  EXPECT_TRUE(start.ok()) << start.status();
  return start.ok() ? *std::move(start) : watch::StreamStart();
}

TEST(StreamStart, TellsProgressOnceAMinuteWhereNothingElseIsAsked) {
  v1::WatchChangesRequest request;
  EXPECT_EQ(StartOf(request).progress_interval, absl::Minutes(1));
  request.mutable_progress_interval()->set_seconds(2);
  request.mutable_progress_interval()->set_nanos(500);
  EXPECT_EQ(StartOf(request).progress_interval, absl::Seconds(2) + absl::Nanoseconds(500));
}

TEST(StreamStart, IsAfterTheRevisionOfTheToken) {
  v1::WatchChangesRequest request;
  EXPECT_FALSE(StartOf(request).after.has_value());
  const storage::Revision revision{7, 8};
  request.set_after_revision_token(kTokens.Encode(revision));
  EXPECT_EQ(StartOf(request).after, revision);
}

TEST(StreamStart, IsRefusedAfterATokenThatIsDamagedOrOfAnotherStore) {
  v1::WatchChangesRequest request;
  request.set_after_revision_token("no token");
  EXPECT_TRUE(absl::IsInvalidArgument(ToStart(request, nullptr, kTokens).status()));
  request.set_after_revision_token(RevisionTokens("another store").Encode({7, 8}));
  EXPECT_TRUE(absl::IsFailedPrecondition(ToStart(request, nullptr, kTokens).status()));
}

}  // namespace
}  // namespace taqvim::rpc
