// That the table is whole, and its columns fit together.
#include "server/schedule/rules/rule_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/schedule/claims/collision.h"
#include "server/schedule/facts/placed_booking.h"

namespace taqvim::schedule {
namespace {

using storage::ClaimKind;
using ::testing::Contains;
using ::testing::ElementsAre;

TEST(Rules, AreThoseOfTheContract) {
  const auto* contract = v1::ConflictRule_descriptor();
  ASSERT_EQ(Rules().size(), static_cast<size_t>(contract->value_count() - 1));
  for (size_t i = 0; i < Rules().size(); ++i) {
    EXPECT_EQ(Rules()[i].name, contract->value(static_cast<int>(i) + 1)->number());
  }
}

TEST(Rules, CanBeOverriddenWhereSomebodysOverrideCounts) {
  for (const Rule& rule : Rules()) {
    SCOPED_TRACE(v1::ConflictRule_Name(rule.name));
    EXPECT_EQ(rule.severity == v1::CONFLICT_SEVERITY_OVERRIDABLE,
              rule.overridden_by != Authority::kNobody);
    EXPECT_EQ(IsOverridable(rule.name), rule.overridden_by != Authority::kNobody);
  }
}

TEST(Rules, AreLookedForAndSaidInWords) {
  for (const Rule& rule : Rules()) {
    SCOPED_TRACE(v1::ConflictRule_Name(rule.name));
    EXPECT_TRUE(rule.meet != nullptr || rule.judge != nullptr);
    EXPECT_FALSE(rule.says.judged.empty());
    const bool stands = rule.stand != nullptr || rule.stand_met != nullptr;
    EXPECT_EQ(stands, !rule.resolved_by.standing.empty());
  }
}

TEST(Rules, OfMeetingsSayWhichClaimsMeet) {
  for (const Rule& rule : Rules()) {
    SCOPED_TRACE(v1::ConflictRule_Name(rule.name));
    EXPECT_EQ(rule.meet != nullptr, rule.met.has_value());
    EXPECT_TRUE(rule.stand_met == nullptr || (rule.met && rule.stands_by));
  }
}

TEST(RuleOf, WhatTheContractDoesNotHaveIsARuleThatNobodyOverrides) {
  EXPECT_EQ(RuleOf(v1::CONFLICT_RULE_HELD).name, v1::CONFLICT_RULE_HELD);
  EXPECT_EQ(RuleOf(static_cast<v1::ConflictRule>(99)).name, v1::CONFLICT_RULE_UNSPECIFIED);
  EXPECT_FALSE(IsOverridable(v1::CONFLICT_RULE_UNSPECIFIED));
}

TEST(RuleMetBy, TellsClaimsApart) {
  EXPECT_EQ(RuleMetBy(ClaimKind::kClosure).name, v1::CONFLICT_RULE_VENUE_CLOSED);
  EXPECT_EQ(RuleMetBy(ClaimKind::kContested).name, v1::CONFLICT_RULE_RESOURCE_BUSY);
}

TEST(KindsThatMeet, AreThoseOfBookingsAndClosures) {
  for (ClaimKind kind :
       {ClaimKind::kConfirmed, ClaimKind::kContested, ClaimKind::kHeld, ClaimKind::kClosure}) {
    EXPECT_TRUE(KindsThatMeet().Has(kind));
  }
  EXPECT_FALSE(KindsThatMeet().Has(ClaimKind::kCultureDays));
}

TEST(RulesBrokenBy, AreThoseThatSayItOfTheChange) {
  EXPECT_THAT(RulesBrokenBy(Change::kOpeningHours),
              ElementsAre(v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS));
  EXPECT_THAT(RulesBrokenBy(Change::kSeats), ElementsAre(v1::CONFLICT_RULE_OVER_CAPACITY));
  EXPECT_THAT(RulesBrokenBy(Change::kStops), Contains(v1::CONFLICT_RULE_OUTSIDE_PROGRAMME));
}

// From 10 to 18.
WeeklyHours OnMondays() {
  v1::Venue venue;
  auto& monday = *venue.add_opening_hours();
  monday.set_day(google::type::MONDAY);
  monday.mutable_open()->set_hours(10);
  monday.mutable_close()->set_hours(18);
  return WeeklyHours(venue);
}

TEST(FitsItsPlace, UnlessItIsTooSmallClosedOrNotApproved) {
  const WeeklyHours hours = OnMondays();
  // 1970-01-05 was a Monday.
  constexpr int64_t kMonday = 4 * 86400;
  PlacedBooking booking{.hours = &hours,
                        .seats = 100,
                        .expected = 100,
                        .timed = true,
                        .zone = absl::UTCTimeZone(),
                        .announced = {kMonday + 10 * 3600, kMonday + 18 * 3600}};
  EXPECT_TRUE(FitsItsPlace(booking));
  booking.expected = 101;
  EXPECT_FALSE(FitsItsPlace(booking));
  booking.seats = 0;
  EXPECT_TRUE(FitsItsPlace(booking));
  booking.unapproved = true;
  EXPECT_FALSE(FitsItsPlace(booking));
  booking.unapproved = false;
  booking.announced.end += 1;
  EXPECT_FALSE(FitsItsPlace(booking));
  booking.timed = false;
  EXPECT_TRUE(FitsItsPlace(booking));
}

TEST(FitsItsPlace, ReadsTheSecondOfTheWeekWhereItIsGiven) {
  const WeeklyHours hours = OnMondays();
  PlacedBooking booking{.hours = &hours,
                        .timed = true,
                        .zone = absl::UTCTimeZone(),
                        .announced = {0, 8 * 3600},
                        .second_of_week = 10 * 3600};
  EXPECT_TRUE(FitsItsPlace(booking));
  booking.second_of_week = 11 * 3600;
  EXPECT_FALSE(FitsItsPlace(booking));
}

TEST(MeetsUnder, AClosureConcernsEverybodyAndClaimsThoseOfTheirHost) {
  EXPECT_TRUE(MeetsUnder(7, {.host = 7}));
  EXPECT_FALSE(MeetsUnder(0, {.host = 7}));
  EXPECT_TRUE(MeetsUnder(7, {.host = 0, .kind = ClaimKind::kClosure}));
}

}  // namespace
}  // namespace taqvim::schedule
