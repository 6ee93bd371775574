#include "storage/engine/index/claim_index.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <tuple>

namespace taqvim::storage {
namespace {

constexpr int64_t kDay = 86400;

// The same in the simplest way: all claims in one list, copied at each commit.
struct Naive {
  std::vector<Claim> claims;

  std::vector<Claim> Overlapping(ResourceId atom, const Interval& interval, ClaimKinds kinds,
                                 int limit) const {
    std::vector<Claim> found;
    for (const Claim& claim : claims) {
      if (claim.atom == atom && kinds.Has(claim.kind) && claim.interval.Overlaps(interval)) {
        found.push_back(claim);
      }
    }
    auto order = [](const Claim& c) { return std::tuple(c.interval.start, c.owner, c.booking); };
    std::sort(found.begin(), found.end(),
              [&](const Claim& a, const Claim& b) { return order(a) < order(b); });
    if (found.size() > static_cast<size_t>(limit)) found.resize(limit);
    return found;
  }

  bool Collides(const Claim& claim, ClaimKind kind) const {
    return std::any_of(claims.begin(), claims.end(), [&](const Claim& other) {
      return other.kind == kind && other.atom == claim.atom && other.host == claim.host &&
             other.owner != claim.owner && other.interval.Overlaps(claim.interval);
    });
  }
};

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  int64_t Below(int64_t bound) { return static_cast<int64_t>(engine_() % bound); }

  Interval Period() {
    static constexpr int64_t kLengths[] = {1,          3600,      4 * 3600,  4 * 3600 + 1,
                                           kDay,       3 * kDay,  16 * kDay, 200 * kDay,
                                           366 * kDay, 500 * kDay};
    const int64_t start = (Below(1000) - 500) * kDay / 7;
    if (Below(20) == 0) return {start, Interval::kForever};
    const int64_t longest = kLengths[Below(10)];
    return {start, start + (Below(3) == 0 ? longest : 1 + Below(longest))};
  }

 private:
  std::mt19937_64 engine_;
};

// Drives an index and the naive list through the same random life.
class Comparison {
 public:
  explicit Comparison(uint64_t seed) : random_(seed) {}

  void Run(int steps) {
    for (int step = 0; step < steps && !::testing::Test::HasFailure(); ++step) {
      switch (random_.Below(12)) {
        case 0:
          Commit();
          break;
        case 1:
          marks_.push_back({index_.mark(), now_.claims});
          break;
        case 2:
          UndoToMark();
          break;
        case 3:
          Purge();
          break;
        case 4:
        case 5:
        case 6:
          Remove();
          break;
        default:
          Add();
      }
      Compare();
    }
  }

 private:
  void Add() {
    const Claim claim{.atom = 1 + random_.Below(3),
                      .interval = random_.Period(),
                      .host = random_.Below(2) * 77,
                      .owner = 1 + random_.Below(20),
                      .booking = static_cast<int32_t>(random_.Below(3)),
                      .kind = static_cast<ClaimKind>(1 + random_.Below(5))};
    const bool confirmed = now_.Collides(claim, ClaimKind::kConfirmed);
    const bool contested = now_.Collides(claim, ClaimKind::kContested);
    const auto collision = index_.Collision(claim, looked_at_);
    EXPECT_EQ(collision.has_value(), confirmed || contested);
    EXPECT_EQ(collision && collision->kind == ClaimKind::kConfirmed, confirmed);
    // Equal order would leave the order of results open.
    for (const Claim& other : now_.claims) {
      if (other.owner == claim.owner && other.booking == claim.booking &&
          other.interval.start == claim.interval.start) {
        return;
      }
    }
    index_.Add(claim, revision_ + 1);
    now_.claims.push_back(claim);
  }

  void Remove() {
    if (now_.claims.empty()) return;
    auto one = now_.claims.begin() + random_.Below(static_cast<int64_t>(now_.claims.size()));
    index_.Remove(*one, revision_ + 1);
    now_.claims.erase(one);
  }

  void Commit() {
    index_.Commit(++revision_);
    marks_.clear();
    committed_[revision_] = now_;
  }

  void UndoToMark() {
    if (marks_.empty()) {
      index_.UndoTo(0);
      now_ = committed_[revision_];
      return;
    }
    index_.UndoTo(marks_.back().first);
    now_.claims = marks_.back().second;
    marks_.pop_back();
  }

  void Purge() {
    const int64_t oldest =
        committed_.begin()->first + random_.Below(revision_ - committed_.begin()->first + 1);
    index_.Purge(oldest);
    committed_.erase(committed_.begin(), committed_.lower_bound(oldest));
  }

  void Compare() {
    const ResourceId atom = 1 + random_.Below(3);
    const Interval interval = random_.Period();
    const ClaimKinds kinds = random_.Below(2) == 0
                                 ? ClaimKinds::All()
                                 : ClaimKinds(static_cast<ClaimKind>(1 + random_.Below(5)));
    const int limit = random_.Below(2) == 0 ? 1000 : static_cast<int>(random_.Below(5));
    EXPECT_EQ(index_.Overlapping(atom, interval, kinds, limit, kCurrent, looked_at_),
              now_.Overlapping(atom, interval, kinds, limit));
    auto past = committed_.begin();
    std::advance(past, random_.Below(static_cast<int64_t>(committed_.size())));
    EXPECT_EQ(index_.Overlapping(atom, interval, kinds, limit, past->first, looked_at_),
              past->second.Overlapping(atom, interval, kinds, limit))
        << "at revision " << past->first;
  }

  Random random_;
  ClaimIndex index_;
  int64_t looked_at_ = 0;
  Naive now_;
  int64_t revision_ = 0;
  std::map<int64_t, Naive> committed_ = {{0, Naive()}};
  std::vector<std::pair<size_t, std::vector<Claim>>> marks_;
};

TEST(ClaimIndex, FindsAndForgetsWhatAListOfAllClaimsWould) {
  const uint64_t first_seed = std::random_device()();
  for (uint64_t seed = first_seed; seed < first_seed + 20 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Comparison(seed).Run(1500);
  }
  std::cout << "seeds from " << first_seed << "\n";
}

TEST(ClaimIndex, TellsApartClaimsThatDifferOnlyInTheirEnd) {
  ClaimIndex index;
  const Claim shorter{.atom = 1, .interval = {0, 10}, .owner = 5};
  Claim longer = shorter;
  longer.interval.end = 20;
  index.Add(shorter, 1);
  index.Add(longer, 1);
  index.Remove(longer, 1);
  int64_t looked_at = 0;
  EXPECT_THAT(index.Overlapping(1, {0, 100}, ClaimKinds::All(), 10, kCurrent, looked_at),
              ::testing::ElementsAre(shorter));
}

TEST(ClaimIndex, ReachesToTheEndsOfTime) {
  ClaimIndex index;
  const int64_t least = std::numeric_limits<int64_t>::min();
  const Claim always{.atom = 1, .interval = {least, Interval::kForever}, .owner = 5};
  const Claim past{
      .atom = 1, .interval = {least, least + 10}, .owner = 6, .kind = ClaimKind::kHeld};
  index.Add(always, 1);
  index.Add(past, 1);
  int64_t looked_at = 0;
  EXPECT_THAT(
      index.Overlapping(1, {least + 5, least + 6}, ClaimKinds::All(), 10, kCurrent, looked_at),
      ::testing::ElementsAre(always, past));
  EXPECT_EQ(looked_at, 2);
  EXPECT_TRUE(index.Collision({.atom = 1, .interval = {0, 1}, .owner = 7}, looked_at).has_value());
}

}  // namespace
}  // namespace taqvim::storage
