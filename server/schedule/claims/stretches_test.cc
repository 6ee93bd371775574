#include "server/schedule/claims/stretches.h"

#include <algorithm>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::ResourceId;
using ::testing::ElementsAreArray;

// A stretch as text, so that differences can be read.
std::string ToText(const Stretch& stretch) {
  return absl::StrCat(stretch.interval.start, "-", stretch.interval.end, " of ", stretch.owner);
}

// One atom and some owners, with claims of holds.
class StretchReaderTest : public ::testing::Test {
 protected:
  static constexpr int kOwners = 4;

  StretchReaderTest() {
    Write([this](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
      storage::Mutation mutation;
      for (int i = 0; i <= kOwners; ++i) {
        const ResourceId id = transaction.NewId();
        (i == 0 ? atom_ : owners_[i - 1]) = id;
        mutation.puts.push_back({.id = id, .name = absl::StrCat("events/e", i), .body = ""});
      }
      if (auto s = transaction.Apply(std::move(mutation)); !s.ok()) return s;
      return "";
    });
  }

  void Write(storage::WriteFunction function) {
    auto outcome = schedule_.RunTransaction(std::move(function));
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  }

  void SetClaims(const std::vector<Claim>& claims) {
    Write([&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
      auto s = transaction.Apply({.release = {owners_, owners_ + kOwners}, .claims = claims});
      if (!s.ok()) return s;
      return "";
    });
  }

  Claim Hold(int owner, int64_t start, int64_t end, int booking) const {
    return {.atom = atom_,
            .interval = {.start = start, .end = end},
            .owner = owners_[owner],
            .booking = booking,
            .kind = ClaimKind::kHeld};
  }

  // Reads page after page.
  std::vector<std::string> Read(const Interval& window, int limit) {
    std::vector<std::string> found;
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) -> absl::Status {
      for (StretchPosition after;;) {
        auto page = StretchReader(snapshot, ClaimKind::kHeld | ClaimKind::kConfirmed)
                        .Read(atom_, window, after, limit);
        if (!page.ok()) return page.status();
        if (page->empty()) return absl::OkStatus();
        EXPECT_LE(page->size(), limit);
        for (const Stretch& stretch : *page) found.push_back(ToText(stretch));
        after = page->back().position();
      }
    });
    EXPECT_TRUE(status.ok()) << status;
    return found;
  }

  // The same by joining every pair that touches.
  static std::vector<std::string> Naive(const std::vector<Claim>& claims, const Interval& window) {
    std::vector<Stretch> stretches;
    for (const Claim& claim : claims) {
      Stretch joined{.interval = claim.interval, .owner = claim.owner};
      for (bool changed = true; changed;) {
        const auto touches = [&](const Stretch& other) {
          return other.owner == joined.owner && other.interval.start <= joined.interval.end &&
                 joined.interval.start <= other.interval.end;
        };
        auto other = std::find_if(stretches.begin(), stretches.end(), touches);
        changed = other != stretches.end();
        if (!changed) break;
        joined.interval.start = std::min(joined.interval.start, other->interval.start);
        joined.interval.end = std::max(joined.interval.end, other->interval.end);
        stretches.erase(other);
      }
      stretches.push_back(joined);
    }
    std::erase_if(stretches, [&](const Stretch& s) { return !s.interval.Overlaps(window); });
    std::sort(stretches.begin(), stretches.end(), [](const Stretch& a, const Stretch& b) {
      return std::pair(a.interval.start, a.owner) < std::pair(b.interval.start, b.owner);
    });
    std::vector<std::string> texts;
    for (const Stretch& stretch : stretches) texts.push_back(ToText(stretch));
    return texts;
  }

  ScheduleStore schedule_;
  ResourceId atom_ = 0;
  ResourceId owners_[kOwners] = {};
};

TEST_F(StretchReaderTest, ManyClaimsThatTouchAreOneStretchBeforeTheNext) {
  std::vector<Claim> claims;
  for (int i = 0; i < 200; ++i) claims.push_back(Hold(1, i, i + 1, i));
  claims.push_back(Hold(0, 150, 160, 0));
  SetClaims(claims);
  EXPECT_THAT(Read({0, 1000}, 1), ElementsAreArray(Naive(claims, {0, 1000})));
  EXPECT_THAT(Read({100, 155}, 1), ElementsAreArray(Naive(claims, {100, 155})));
}

TEST_F(StretchReaderTest, WhatIsConfirmedIsNoStretchWithWhatIsHeld) {
  Claim confirmed = Hold(0, 10, 20, 1);
  confirmed.kind = ClaimKind::kConfirmed;
  SetClaims({Hold(0, 0, 10, 0), confirmed, Hold(0, 10, 15, 2), Hold(0, 20, 30, 3)});
  const auto found = Read({0, 100}, 1);
  ASSERT_EQ(found.size(), 3);
  EXPECT_THAT(found[0], ::testing::StartsWith("0-15 of "));
  EXPECT_THAT(found[1], ::testing::StartsWith("10-20 of "));
  EXPECT_THAT(found[2], ::testing::StartsWith("20-30 of "));
}

TEST_F(StretchReaderTest, ManyStretchesThatReachIntoTheWindowAreAllRead) {
  std::vector<Claim> claims;
  for (int i = 0; i < 100; ++i) claims.push_back(Hold(0, -100 + i, 10, i));
  for (int owner = 1; owner < kOwners; ++owner) claims.push_back(Hold(owner, -owner, 5, 0));
  SetClaims(claims);
  EXPECT_THAT(Read({0, 10}, 1), ElementsAreArray(Naive(claims, {0, 10})));
}

TEST_F(StretchReaderTest, AgreesWithJoiningEveryPairOnRandomClaims) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const auto below = [&](int bound) { return static_cast<int>(random() % bound); };
  for (int round = 0; round < 60; ++round) {
    std::vector<Claim> claims;
    for (int i = below(120); i > 0; --i) {
      const int start = below(100);
      claims.push_back(Hold(below(kOwners), start, start + 1 + below(6), i));
    }
    SetClaims(claims);
    const int first = below(100);
    const Interval window{first, first + 1 + below(40)};
    ASSERT_THAT(Read(window, 1 + below(5)), ElementsAreArray(Naive(claims, window)));
  }
}

}  // namespace
}  // namespace taqvim::schedule
