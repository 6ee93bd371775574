#include "tests/abuse/trial.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

namespace taqvim::abuse {
namespace {

constexpr int kWarmUp = 10;

// The attackers at work, until this is destroyed.
class Assault {
 public:
  Assault(const Attack& attack, const Saying& saying, Target& target) : target_(target) {
    for (int i = 0; i < attack.attackers; ++i) {
      threads_.emplace_back(
          [&attack, attacker = Attacker{target, i, saying}]() mutable { attack.run(attacker); });
    }
    target.AwaitBegun();
  }
  ~Assault() {
    target_.End();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  Target& target_;
  std::vector<std::thread> threads_;
};

int64_t Most(const Attack& attack, Door door, const Effort& effort) {
  return (door == Door::kDirect ? attack.most_direct : attack.most) / effort.divisor;
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::string Ratio(const std::vector<double>& alone, const std::vector<double>& beside) {
  if (alone.empty() || beside.empty()) return absl::StrFormat("%21s", "-");
  return absl::StrFormat("%6.2f %7.2f %6.2f", Median(alone) / 1000, Median(beside) / 1000,
                         Median(beside) / Median(alone));
}

// Bytes a second.
double LogRate(const Cost& cost) {
  const double seconds = absl::ToDoubleSeconds(cost.took);
  return seconds > 0 ? static_cast<double>(cost.log_bytes) / seconds : 0;
}

}  // namespace

std::string Cost::first_failure() const {
  for (const Turn& turn : {alone, beside, after}) {
    if (turn.failures > 0) return turn.first_failure;
  }
  return "";
}

Cost Try(const Attack& attack, Door door, const Effort& effort) {
  Cost cost;
  Scene scene;
  const Saying saying = attack.prepare == nullptr ? Saying() : attack.prepare(scene);
  Victim victim(scene, door, effort.pace);
  cost.alone = victim.Call(1);
  // Nobody is there to call.
  if (cost.alone.failures > 0) return cost;
  victim.Call(kWarmUp);
  cost.alone = victim.Call(effort.calls);
  cost.resident_before = scene.server().process().ResidentKib();
  const int64_t logged = scene.LogBytes();
  const absl::Time begun = absl::Now();
  Target target(scene, door, attack.attackers, Most(attack, door, effort), effort.longest);
  {
    const Assault assault(attack, saying, target);
    cost.beside = victim.Call(effort.calls, [&target] { return target.IsUnderWay(); });
  }
  cost.took = absl::Now() - begun;
  cost.log_bytes = scene.LogBytes() - logged;
  cost.after = victim.Call(kWarmUp);
  cost.attackers = target.tally();
  if (scene.server().process().Ended()) return cost;
  cost.resident_peak = scene.server().process().PeakKib();
  cost.stops = scene.server().Stop() == 0;
  return cost;
}

std::string TableHead() {
  return absl::StrFormat("%-15s %-6s %5s %5s  %6s %7s %6s  %6s %7s %6s %5s %5s %5s %7s  %s\n",
                         "attack", "by", "MiB", "peak", "read", "beside", "ratio", "book", "beside",
                         "ratio", "calls", "again", "fails", "log B/s", "attackers got");
}

std::string TableRow(const Attack& attack, Door door, const Cost& cost) {
  const auto format = [](std::string* out, const Tally::value_type& one) {
    absl::StrAppend(out, one.second, " ", one.first);
  };
  return absl::StrFormat(
      "%-15s %-6s %5d %5d  %s  %s %5d %5d %5d %7.0f  %s%s\n", attack.name, NameOf(door),
      cost.resident_before >> 10, cost.resident_peak >> 10,
      Ratio(cost.alone.reads, cost.beside.reads), Ratio(cost.alone.bookings, cost.beside.bookings),
      cost.beside.reads.size() + cost.beside.bookings.size(), cost.beside.again, cost.failures(),
      LogRate(cost), absl::StrJoin(cost.attackers, ", ", format),
      attack.needs_edge && door == Door::kDirect ? " (a hole of gRPC 1.51; bounded here)" : "");
}

}  // namespace taqvim::abuse
