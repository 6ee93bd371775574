// Fair queue: accounts take turns, so that one who asks for much does not delay others.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace taqvim::storage {

// The place of an item in the queue.
struct Turn {
  int64_t round = 0;
  int64_t arrival = 0;

  auto operator<=>(const Turn&) const = default;
};

// A queue that holds each account's items in their order, and takes one of every other
// account before the next of the same, whatever each costs. So an item waits for one of
// each other account's, for its own account's before it, and for what is running.
// Start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996), with all items of one
// length.
//
// `Asked` has a `turn`, which is for this class. For one thread at a time.
template <class Asked>
class Turns {
 public:
  void Push(const std::string& who, Asked asked) {
    auto [last, is_new] = last_.try_emplace(who, round_);
    if (!is_new) last->second = std::max(last->second + 1, round_);
    Insert({last->second, arrivals_++}, std::move(asked));
  }
  // Adds an item before all that wait, but after others that were added here.
  void PushFirst(Asked asked) {
    Insert({std::numeric_limits<int64_t>::min(), arrivals_++}, std::move(asked));
  }
  // Puts an item that was taken and not done back to its place.
  void PutBack(Asked asked) {
    const Turn turn = asked.turn;
    Insert(turn, std::move(asked));
  }

  // Takes the next item; the queue must not be empty.
  Asked TakeFirst() {
    round_ = std::max(round_, line_.begin()->first.round);
    Forget();
    return Extract();
  }
  // Moves the next items to the end of `taken`, at most `count`. Items that are added
  // meanwhile come before those of them that are put back, but for those of the first
  // one's round.
  void Take(std::deque<Asked>& taken, size_t count) {
    if (count == 0 || line_.empty()) return;
    taken.push_back(TakeFirst());
    while (--count > 0 && !line_.empty()) taken.push_back(Extract());
  }

  bool empty() const { return line_.empty(); }
  size_t size() const { return line_.size(); }

 private:
  Asked Extract() { return std::move(line_.extract(line_.begin()).mapped()); }
  void Insert(Turn turn, Asked asked) {
    asked.turn = turn;
    line_.emplace(turn, std::move(asked));
  }
  // Forgets accounts that would have the next turn, too, if they had never asked; when
  // many are known.
  void Forget() {
    if (last_.size() < most_known_) return;
    absl::erase_if(last_, [this](const auto& one) { return one.second < round_; });
    most_known_ = std::max(kFew, 2 * last_.size());
  }

  static constexpr size_t kFew = 256;

  std::map<Turn, Asked> line_;
  // The round of each account's last item.
  absl::flat_hash_map<std::string, int64_t> last_;
  int64_t round_ = 0;
  int64_t arrivals_ = 0;
  size_t most_known_ = kFew;
};

}  // namespace taqvim::storage
