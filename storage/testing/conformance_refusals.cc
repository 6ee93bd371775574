// What callers can meet is told apart from what nobody should have asked for: a part of
// store_conformance.h.
#include <gmock/gmock.h>

#include <optional>

#include "proto/status_macros.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::Optional;

std::optional<Refusal> RefusalIn(const WriteOutcome& outcome) { return RefusalOf(outcome.status); }

absl::StatusOr<std::string> Nothing(Transaction&) { return ""; }

TEST_P(StoreConformance, WhatIsTooLateOrCancelledIsRefusedAsSuch) {
  EXPECT_THAT(RefusalIn(Write(Nothing, {.timeout = absl::Seconds(-1)})),
              Optional(Refusal::kTooLate));
  EXPECT_THAT(RefusalIn(Write(Nothing, {.cancelled = [] { return true; }})),
              Optional(Refusal::kCancelled));
  auto read = [](Snapshot&) { return absl::OkStatus(); };
  EXPECT_THAT(RefusalOf(ReadAndWait(*store_, {.timeout = absl::Seconds(-1)}, read)),
              Optional(Refusal::kTooLate));
  EXPECT_THAT(RefusalOf(ReadAndWait(*store_, {.cancelled = [] { return true; }}, read)),
              Optional(Refusal::kCancelled));
}

TEST_P(StoreConformance, ARequestIdUsedForAnotherRequestIsRefusedAsSuch) {
  Write(Nothing, {.request_id = "r1", .request_hash = {1, 1}});
  EXPECT_THAT(RefusalIn(Write(Nothing, {.request_id = "r1", .request_hash = {2, 2}})),
              Optional(Refusal::kRequestIdReused));
}

TEST_P(StoreConformance, ImagesAboveSixteenMebibytesAreRefusedAsSuch) {
  const ResourceId id = Create(Kind::kEvent, "events/1");
  const std::string large((16 << 20) + 1, 'x');
  EXPECT_THAT(RefusalIn(Apply({.puts = {{id, Kind::kEvent, "events/1", large}}})),
              Optional(Refusal::kWriteTooLarge));
}

TEST_P(StoreConformance, WhatIsOutsideTheLogIsRefusedAsSuch) {
  Create(Kind::kVenue, "venues/a");
  EXPECT_THAT(RefusalOf(store_->ChangesAfter(2, 1, 1).status()), Optional(Refusal::kOutsideLog));
  EXPECT_THAT(RefusalOf(store_->RevisionAt(2).status()), Optional(Refusal::kOutsideLog));
  Create(Kind::kVenue, "venues/b");
  Read([](Snapshot& snapshot) {
    const HistoryQuery query{.kind = Kind::kVenue, .name = "venues/a", .from = 2};
    EXPECT_THAT(RefusalOf(snapshot.History(query).status()), Optional(Refusal::kNotOfThatHistory));
  });
}

// The code alone would make callers answer for it.
TEST_P(StoreConformance, AMutationThatMakesNoSenseIsNoRefusal) {
  const ResourceId id = Create(Kind::kEvent, "events/1");
  for (const Mutation& senseless :
       {Mutation{.deletes = {77}}, Mutation{.claims = {ClaimOf(id, 900, 10, 10)}},
        Mutation{.puts = {{id, Kind::kEvent, "events/2", "body"}}}}) {
    const absl::Status status = Apply(senseless).status;
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(RefusalOf(status), std::nullopt) << status;
  }
  const WriteOutcome twice = Write([](Transaction& t) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(t.Apply({.puts = {{t.NewId(), Kind::kEvent, "events/1", "body"}}}));
    return "";
  });
  EXPECT_EQ(twice.status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(RefusalIn(twice), std::nullopt);
}

TEST_P(StoreConformance, WhatAFunctionReturnsIsNoRefusalOfTheStores) {
  const auto status = absl::InvalidArgumentError("of the function");
  EXPECT_EQ(RefusalIn(Write([&](Transaction&) { return status; })), std::nullopt);
}

}  // namespace
}  // namespace taqvim::storage::testing
