// Waiting in turns, so that nobody who asks for much holds up who asks for little.
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

// The place of something in line.
struct Turn {
  int64_t round = 0;
  int64_t arrival = 0;

  auto operator<=>(const Turn&) const = default;
};

// What waits, by those who asked for it: what each has asked in that order, and one of
// everybody's before the next of the same one's, whatever each takes. So what is asked
// waits for one of each other's, those before it of its own, and what was under way.
// Start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996), in which everything is
// of one length.
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
  // Before all that waits, but for what came here, too.
  void PushFirst(Asked asked) {
    Insert({std::numeric_limits<int64_t>::min(), arrivals_++}, std::move(asked));
  }
  // What was taken and not done, to where it was.
  void PutBack(Asked asked) {
    const Turn turn = asked.turn;
    Insert(turn, std::move(asked));
  }

  // What comes next; there is some.
  Asked TakeFirst() {
    round_ = std::max(round_, line_.begin()->first.round);
    Forget();
    return Extract();
  }
  // Moves what comes next to the end of `taken`, at most so much. What is asked while that
  // is done comes before what of it is put back, but for what is of the first's round.
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
  // Those who would have the next turn, too, if they had never asked; now and then.
  void Forget() {
    if (last_.size() < most_known_) return;
    absl::erase_if(last_, [this](const auto& one) { return one.second < round_; });
    most_known_ = std::max(kFew, 2 * last_.size());
  }

  static constexpr size_t kFew = 256;

  std::map<Turn, Asked> line_;
  // In which round each asked last.
  absl::flat_hash_map<std::string, int64_t> last_;
  int64_t round_ = 0;
  int64_t arrivals_ = 0;
  size_t most_known_ = kFew;
};

}  // namespace taqvim::storage
