// Claims, and that they are disjoint: a part of store_conformance.h.
#include <gmock/gmock.h>

#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;

TEST_P(StoreConformance, FindsOverlappingClaimsOfAllLengthsByStart) {
  ResourceId atom = Create(Kind::kSpace, "venues/v/spaces/hall");
  ResourceId event = Create(Kind::kEvent, "events/1");
  std::vector<Claim> claims = {
      ClaimOf(event, atom, -1000 * kDay, Interval::kForever, ClaimKind::kHeld),
      ClaimOf(event, atom, -300 * kDay, 2 * kDay, ClaimKind::kHeld),
      ClaimOf(event, atom, -10 * kDay, 1 * kDay, ClaimKind::kHeld),
      ClaimOf(event, atom, -20 * kHour, 1, ClaimKind::kHeld),
      ClaimOf(event, atom, -4 * kHour, 0, ClaimKind::kHeld),
      ClaimOf(event, atom, -2 * kHour, 1, ClaimKind::kHeld),
      ClaimOf(event, atom, 10, 11, ClaimKind::kHeld),
  };
  ASSERT_TRUE(Apply({.claims = claims}).status.ok());
  EXPECT_THAT(Overlapping(atom, {0, 10}),
              ElementsAre(claims[0], claims[1], claims[2], claims[3], claims[5]));
  EXPECT_THAT(Overlapping(atom, {0, 10}, ClaimKinds::All(), 2), ElementsAre(claims[0], claims[1]));
  EXPECT_THAT(Overlapping(atom, {0, 10}, ClaimKind::kConfirmed), IsEmpty());
  EXPECT_THAT(Overlapping(atom + 1, {0, 10}), IsEmpty());
  Reopen();
  EXPECT_THAT(Overlapping(atom, {11, Interval::kForever}),
              ElementsAre(claims[0], claims[1], claims[2]));
}

TEST_P(StoreConformance, ListsTheClaimsOfOneOwnerByAtomAndStart) {
  ResourceId event = Create(Kind::kEvent, "events/1");
  std::vector<Claim> claims = {ClaimOf(event, 900, 0, 10), ClaimOf(event, 800, 20, 30),
                               ClaimOf(event, 800, 5, 10)};
  ASSERT_TRUE(Apply({.claims = claims}).status.ok());
  ASSERT_TRUE(Apply({.claims = {ClaimOf(event, 850, 0, 10)}}).status.ok());
  Read([&](Snapshot& snapshot) {
    EXPECT_THAT(snapshot.ClaimsOf(event).value(),
                ElementsAre(claims[2], claims[1], ClaimOf(event, 850, 0, 10), claims[0]));
  });
}

TEST_P(StoreConformance, RefusesAConfirmedClaimOverAnothers) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  ASSERT_TRUE(Apply({.claims = {ClaimOf(first, 900, 10, 20)}}).status.ok());
  WriteOutcome refused = Apply({.claims = {ClaimOf(second, 900, 19, 30)}});
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(refused.revision, store_->newest_revision());
  EXPECT_THAT(Overlapping(900, {0, 100}), ElementsAre(ClaimOf(first, 900, 10, 20)));
  EXPECT_TRUE(
      Apply({.claims = {ClaimOf(second, 900, 20, 30), ClaimOf(second, 900, 0, 10)}}).status.ok());
}

TEST_P(StoreConformance, AnOwnerNeverCollidesWithItself) {
  ResourceId event = Create(Kind::kEvent, "events/1");
  EXPECT_TRUE(
      Apply({.claims = {ClaimOf(event, 900, 0, 10), ClaimOf(event, 900, 5, 15)}}).status.ok());
}

TEST_P(StoreConformance, HostedClaimsCollideOnlyUnderTheSameHost) {
  ResourceId host = Create(Kind::kEvent, "events/host");
  ResourceId inside = Create(Kind::kEvent, "events/inside");
  ResourceId other = Create(Kind::kEvent, "events/other");
  ASSERT_TRUE(Apply({.claims = {ClaimOf(host, 900, 0, 100)}}).status.ok());
  Claim hosted = ClaimOf(inside, 900, 10, 20, ClaimKind::kConfirmed, host);
  EXPECT_TRUE(Apply({.claims = {hosted}}).status.ok());
  EXPECT_EQ(
      Apply({.claims = {ClaimOf(other, 900, 15, 25, ClaimKind::kConfirmed, host)}}).status.code(),
      absl::StatusCode::kFailedPrecondition);
}

TEST_P(StoreConformance, OnlyConfirmedClaimsMustBeDisjoint) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  ASSERT_TRUE(Apply({.claims = {ClaimOf(first, 900, 0, 10)}}).status.ok());
  for (ClaimKind kind :
       {ClaimKind::kContested, ClaimKind::kHeld, ClaimKind::kClosure, ClaimKind::kCultureDays}) {
    EXPECT_TRUE(Apply({.claims = {ClaimOf(second, 900, 0, 10, kind)}}).status.ok());
  }
  EXPECT_EQ(Overlapping(900, {0, 10}).size(), 5);
  EXPECT_EQ(Overlapping(900, {0, 10}, ClaimKind::kHeld | ClaimKind::kContested).size(), 2);
}

TEST_P(StoreConformance, RefusesAConfirmedClaimOverAContestedOne) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  ASSERT_TRUE(Apply({.claims = {ClaimOf(first, 900, 0, 10, ClaimKind::kContested)}}).status.ok());
  EXPECT_EQ(Apply({.claims = {ClaimOf(second, 900, 5, 15)}}).status.code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Apply({.claims = {ClaimOf(second, 900, 10, 15)}}).status.ok());
}

TEST_P(StoreConformance, WhatStoodBesideAContestedClaimMayStayButNotMove) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  Claim stands = ClaimOf(first, 900, 0, 10);
  Claim contested = ClaimOf(second, 900, 5, 15, ClaimKind::kContested);
  ASSERT_TRUE(Apply({.claims = {stands, contested}}).status.ok());
  EXPECT_TRUE(
      Apply({.release = {first}, .claims = {stands, ClaimOf(first, 901, 0, 10)}}).status.ok());
  EXPECT_EQ(Apply({.release = {first}, .claims = {ClaimOf(first, 900, 0, 9)}}).status.code(),
            absl::StatusCode::kFailedPrecondition);
  // Nor over a confirmed claim that is there as well.
  ResourceId third = Create(Kind::kEvent, "events/3");
  EXPECT_EQ(
      Apply({.release = {first}, .claims = {ClaimOf(third, 900, 0, 2), stands}}).status.code(),
      absl::StatusCode::kFailedPrecondition);
}

TEST_P(StoreConformance, AddsContestedClaimsAfterConfirmedOnes) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  EXPECT_TRUE(Apply({.claims = {ClaimOf(second, 900, 5, 15, ClaimKind::kContested),
                                ClaimOf(first, 900, 0, 10)}})
                  .status.ok());
  EXPECT_EQ(Overlapping(900, {0, 20}).size(), 2);
}

TEST_P(StoreConformance, OneMutationSwapsTwoEvents) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  ASSERT_TRUE(
      Apply({.claims = {ClaimOf(first, 900, 0, 10), ClaimOf(second, 900, 10, 20)}}).status.ok());
  EXPECT_TRUE(Apply({.release = {first, second},
                     .claims = {ClaimOf(first, 900, 10, 20), ClaimOf(second, 900, 0, 10)}})
                  .status.ok());
  EXPECT_THAT(Overlapping(900, {0, 10}), ElementsAre(ClaimOf(second, 900, 0, 10)));
  Reopen();
  EXPECT_THAT(Overlapping(900, {10, 20}), ElementsAre(ClaimOf(first, 900, 10, 20)));
}

TEST_P(StoreConformance, ClaimsOfOneMutationMustNotCollideWithEachOther) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  EXPECT_EQ(
      Apply({.claims = {ClaimOf(first, 900, 0, 10), ClaimOf(second, 900, 5, 15)}}).status.code(),
      absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Overlapping(900, {0, 100}), IsEmpty());
}

TEST_P(StoreConformance, ClaimsGoWithTheirDeletedOwner) {
  ResourceId event = Create(Kind::kEvent, "events/1");
  ASSERT_TRUE(Apply({.claims = {ClaimOf(event, 900, 0, 10)}}).status.ok());
  ASSERT_TRUE(Apply({.deletes = {event}}).status.ok());
  EXPECT_THAT(Overlapping(900, {0, 10}), IsEmpty());
  Reopen();
  EXPECT_THAT(Overlapping(900, {0, 10}), IsEmpty());
}

TEST_P(StoreConformance, RefusesAnEmptyInterval) {
  ResourceId event = Create(Kind::kEvent, "events/1");
  EXPECT_EQ(Apply({.claims = {ClaimOf(event, 900, 10, 10)}}).status.code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(StoreConformance, ARefusedApplyUndoesTheWholeTransactionEvenIfIgnored) {
  ResourceId first = Create(Kind::kEvent, "events/1");
  ResourceId second = Create(Kind::kEvent, "events/2");
  ASSERT_TRUE(Apply({.claims = {ClaimOf(first, 900, 0, 10)}}).status.ok());
  WriteOutcome outcome = Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    EXPECT_TRUE(t.Apply({.claims = {ClaimOf(second, 901, 0, 10)}}).ok());
    EXPECT_FALSE(t.Apply({.claims = {ClaimOf(second, 900, 0, 10)}}).ok());
    EXPECT_FALSE(t.Apply({}).ok());
    return "ignored";
  });
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(outcome.answer, "");
  EXPECT_THAT(Overlapping(901, {0, 10}), IsEmpty());
}

}  // namespace
}  // namespace taqvim::storage::testing
