// What hostile callers do, and what they may get for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/abuse/scene.h"
#include "tests/support/raw_http2.h"

namespace taqvim::abuse {

// What attackers got, by a word such as `UNAUTHENTICATED`, `held` or `closed`, and how
// often.
using Tally = std::map<std::string, int64_t>;

// Everybody whom one attack sends has this one. Thread-safe.
class Target {
 public:
  // At most so much is done, and only for so long.
  Target(const Scene& scene, Door door, int attackers, int64_t most, absl::Duration longest);

  Door door() const { return door_; }
  const std::string& address() const { return address_; }
  // How somebody connects; each number has an address of its own, as far as they go,
  // which none of the victim's is.
  testing::Caller From(int number) const;

  // Whether to do so much more: there is room for it, and nobody has ended the attack.
  bool GoesOn(int64_t times = 1);
  bool IsOver() const { return over_.HasBeenNotified() || absl::Now() >= deadline_; }
  // Waits for its end; not longer than that, and then false.
  bool AwaitOver(absl::Duration patience = absl::InfiniteDuration()) const;
  // Whether attackers still do what they do.
  bool IsUnderWay() const { return !IsOver() && !used_up_; }
  void End() { over_.Notify(); }

  // Each attacker says once that it has done some of what it does.
  void Begun() { begun_.DecrementCount(); }
  void AwaitBegun() { begun_.Wait(); }

  void Count(const std::string& what, int64_t times = 1);
  // Counts by the status, or that there was none.
  void Count(const testing::RawHttp2::Answer& answer);
  Tally tally() const;

 private:
  const Door door_;
  const std::string address_;
  const absl::Time deadline_;
  std::atomic<int64_t> left_;
  std::atomic<bool> used_up_ = false;
  absl::Notification over_;
  absl::BlockingCounter begun_;
  mutable absl::Mutex mutex_;
  Tally tally_ ABSL_GUARDED_BY(mutex_);
};

// What attackers show of themselves, and the message that they send.
struct Saying {
  testing::RawHttp2::Headers headers;
  std::string message;
};

// One attacker of several; each has its own number.
struct Attacker {
  Target& target;
  int number = 0;
  Saying says;
};

struct Attack {
  std::string name;
  // In one line.
  std::string about;
  // Whether gRPC 1.51 has no defence against it, so that it is kept from a server by an
  // edge alone.
  bool needs_edge = false;
  int attackers = 4;
  // How often each thing is done at most, directly and through the edge.
  int64_t most = 100'000'000;
  int64_t most_direct = 100'000'000;
  // What attackers may get by each way; the first of them somebody does get. The edge's
  // own limits come to that: RESOURCE_EXHAUSTED, UNAVAILABLE, and what is closed.
  std::vector<std::string> direct, edge;
  // Makes what the attack finds, and says what attackers say.
  Saying (*prepare)(Scene& scene) = nullptr;
  // What one of them does, on a thread of its own, until the attack is over.
  void (*run)(Attacker& attacker) = nullptr;
};

// Those of whoever can connect, of whoever knows HTTP/2 better than gRPC 1.51, and of
// whoever may call.
std::vector<Attack> AttacksOfStrangers();
std::vector<Attack> AttacksOnHttp2();
std::vector<Attack> AttacksOfCallers();
std::vector<Attack> AllAttacks();

// A connection of an attacker that is made again when it was closed, which is counted.
class Line {
 public:
  // Each connection begins with what `begin` sends.
  using Begin = std::function<void(testing::RawHttp2&)>;
  explicit Line(Attacker& attacker, Begin begin = nullptr)
      : attacker_(attacker), begin_(std::move(begin)) {}

  testing::RawHttp2& Open();

 private:
  Attacker& attacker_;
  const Begin begin_;
  std::unique_ptr<testing::RawHttp2> connection_;
};

// Makes calls of the method without end, so many at once, with what the attacker shows
// and says.
void CallWithoutEnd(Attacker& attacker, const std::string& method, int at_once);

}  // namespace taqvim::abuse
