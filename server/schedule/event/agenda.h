// When an event stands in an agenda: each time at which it takes place and is claimed, by
// the local second at which that begins. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <tuple>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/civil_time.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/time/civil.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Which of the times of an event one is; in the order in which an agenda has those that
// begin together.
struct AgendaKey {
  // The day that names the occurrence, or the first of a stop.
  absl::CivilDay day;
  // Which stop, counted from 0; -1 for an occurrence.
  int stop = -1;
  friend bool operator==(const AgendaKey&, const AgendaKey&) = default;
  friend auto operator<=>(const AgendaKey& a, const AgendaKey& b) {
    return std::tie(a.day, a.stop) <=> std::tie(b.day, b.stop);
  }

  // After all others.
  static AgendaKey Last() { return {absl::CivilDay::max(), std::numeric_limits<int>::max()}; }
};

// A local second as a number: from 1970-01-01 00:00 on.
int64_t ToSecondNumber(absl::CivilSecond second);

// The times of one event. Holds references to the event, which is valid.
class Agenda {
 public:
  explicit Agenda(const v1::Event& event) : event_(event), occurrences_(event) {}

  const v1::Event& event() const { return event_; }
  const Occurrences& occurrences() const { return occurrences_; }

  // The seconds at which they begin, in order, each once. What is searched by.
  std::vector<int64_t> Starts() const;
  // Those that begin at that second, in order.
  std::vector<AgendaKey> BeginningAt(int64_t second) const;
  // Those that take place on that day and began before it, in order.
  std::vector<AgendaKey> BegunBefore(absl::CivilDay day) const;
  // The period of one, as it was said.
  v1::Period PeriodOf(const AgendaKey& key) const;

 private:
  // Calls `visit` with the days of occurrences that take place and are claimed: moved
  // ones, and in order the others between these days.
  void ForEachTakingPlace(absl::CivilDay from, absl::CivilDay through,
                          absl::FunctionRef<void(absl::CivilDay)> visit) const;
  absl::CivilDay ClaimedThrough() const;
  bool TakesPlace(absl::CivilDay day) const;

  const v1::Event& event_;
  const Occurrences occurrences_;
};

}  // namespace taqvim::schedule
