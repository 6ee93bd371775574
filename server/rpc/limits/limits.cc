#include "server/rpc/limits/limits.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "proto/check.h"
#include "server/base/errors.h"

namespace taqvim::rpc {
namespace {

// Long enough to be worth a pause, short enough not to be noticed by people.
constexpr absl::Duration kRetryAfterRate = absl::Seconds(1);
constexpr absl::Duration kRetryAfterCalls = absl::Milliseconds(200);
// Streams stay open.
constexpr absl::Duration kRetryAfterStreams = absl::Seconds(10);

constexpr absl::Duration kTellEvery = absl::Minutes(1);

// By more than threads come here out of order: then the clock was set back, and who
// waits for it to be where it was waits in vain.
constexpr absl::Duration kSetBack = absl::Seconds(1);

absl::Status Exhausted(absl::string_view what, std::optional<absl::Duration> retry_after) {
  return schedule::LimitExceeded(
      absl::StrCat("A caller may have ", what,
                   retry_after.has_value() ? " Retry after a pause." : " Send several batches."),
      retry_after);
}

std::array<absl::Status, 5> Statuses(const LimitOptions& options) {
  return {Exhausted(absl::StrCat(options.rate, " calls a second, and ", options.burst, " at once."),
                    kRetryAfterRate),
          Exhausted(absl::StrCat(options.writes, " writes under way."), kRetryAfterCalls),
          Exhausted(absl::StrCat(options.reads, " reads under way."), kRetryAfterCalls),
          Exhausted(absl::StrCat(options.streams, " streams open."), kRetryAfterStreams),
          Exhausted(absl::StrCat(options.batch, " writes in a batch."), std::nullopt)};
}

}  // namespace

Limits::Limits(const LimitOptions& options)
    : options_(options),
      most_{options.writes, options.reads, options.streams},
      statuses_(Statuses(options)) {}

Limits::Pass& Limits::Pass::operator=(Pass&& other) noexcept {
  if (this == &other) return *this;
  GiveBack();
  shard_ = std::exchange(other.shard_, nullptr);
  account_ = other.account_;
  use_ = other.use_;
  return *this;
}

void Limits::Pass::GiveBack() {
  Shard* shard = std::exchange(shard_, nullptr);
  if (shard == nullptr) return;
  absl::MutexLock lock(&shard->mutex);
  --account_->under_way[static_cast<size_t>(use_)];
}

std::optional<Limits::Refusal> Limits::Admit(absl::string_view principal, Use use, absl::Time now,
                                             Pass& pass) {
  CHECK(pass.shard_ == nullptr);
  Shard& shard = shards_[absl::HashOf(principal) % kShards];
  absl::MutexLock lock(&shard.mutex);
  Account& account = AccountOf(shard, principal, now);
  Fill(account, now);
  if (const auto limit = Exceeded(account, use)) {
    ++account.refused;
    if (now - account.told < kTellEvery) return Refusal{*limit};
    account.told = now;
    return Refusal{*limit, std::exchange(account.refused, 0)};
  }
  account.tokens -= 1;
  ++account.under_way[static_cast<size_t>(use)];
  pass.shard_ = &shard;
  pass.account_ = &account;
  pass.use_ = use;
  return std::nullopt;
}

Limits::Account& Limits::AccountOf(Shard& shard, absl::string_view principal,
                                   absl::Time now) const {
  const auto found = shard.accounts.find(principal);
  if (found != shard.accounts.end()) return *found->second;
  if (shard.accounts.size() >= shard.sweep_at) Sweep(shard, now);
  auto account = std::make_unique<Account>();
  account->tokens = options_.burst;
  account->filled = now;
  return *shard.accounts.emplace(std::string(principal), std::move(account)).first->second;
}

// Forgets those of whom there is nothing to be known: an account made anew is like
// theirs.
void Limits::Sweep(Shard& shard, absl::Time now) const {
  for (auto at = shard.accounts.begin(); at != shard.accounts.end();) {
    Account& account = *at->second;
    Fill(account, now);
    const bool idle = std::all_of(account.under_way.begin(), account.under_way.end(),
                                  [](int count) { return count == 0; });
    const bool full = options_.rate == 0 || account.tokens >= options_.burst;
    if (idle && full && now - account.told >= kTellEvery) {
      shard.accounts.erase(at++);
    } else {
      ++at;
    }
  }
  shard.sweep_at = std::max<size_t>(64, 2 * shard.accounts.size());
}

void Limits::Fill(Account& account, absl::Time now) const {
  if (now < account.filled - kSetBack) {
    account.filled = now;
    account.told = std::min(account.told, now);
  }
  if (now <= account.filled) return;
  const double added = absl::ToDoubleSeconds(now - account.filled) * options_.rate;
  account.tokens = std::min<double>(options_.burst, account.tokens + added);
  account.filled = now;
}

std::optional<Limits::Limit> Limits::Exceeded(const Account& account, Use use) const {
  constexpr std::array<Limit, kUses> kLimitOfUse = {Limit::kWrites, Limit::kReads, Limit::kStreams};
  const auto index = static_cast<size_t>(use);
  if (options_.rate != 0 && account.tokens < 1) return Limit::kRate;
  if (most_[index] != 0 && account.under_way[index] >= most_[index]) return kLimitOfUse[index];
  return std::nullopt;
}

}  // namespace taqvim::rpc
