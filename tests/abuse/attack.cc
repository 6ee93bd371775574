#include "tests/abuse/attack.h"

#include <algorithm>
#include <cstdlib>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace taqvim::abuse {
namespace {

using testing::RawHttp2;

// From 127.0.0.2 on.
constexpr int kAddresses = 200;

}  // namespace

Target::Target(const Scene& scene, Door door, int attackers, int64_t most, absl::Duration longest)
    : door_(door),
      address_(scene.address(door)),
      deadline_(absl::Now() + longest),
      left_(most),
      begun_(attackers) {}

testing::Caller Target::From(int number) const {
  return {.from = absl::StrCat("127.0.0.", 2 + number % kAddresses), .tls = door_ == Door::kEdge};
}

bool Target::GoesOn(int64_t times) {
  if (IsOver()) return false;
  if (left_.fetch_sub(times) >= times) return true;
  used_up_ = true;
  return false;
}

bool Target::AwaitOver(absl::Duration patience) const {
  const absl::Time until = std::min(absl::Now() + patience, deadline_);
  over_.WaitForNotificationWithDeadline(until);
  return IsOver();
}

void Target::Count(const std::string& what, int64_t times) {
  absl::MutexLock lock(&mutex_);
  tally_[what] += times;
}

void Target::Count(const RawHttp2::Answer& answer) {
  const auto code = static_cast<absl::StatusCode>(std::atoi(answer.status.c_str()));
  Count(!answer.status.empty() ? absl::StatusCodeToString(code)
        : answer.ended         ? "reset"
                               : "closed");
}

Tally Target::tally() const {
  absl::MutexLock lock(&mutex_);
  return tally_;
}

std::vector<Attack> AllAttacks() {
  std::vector<Attack> all = AttacksOfStrangers();
  for (const auto& more : {AttacksOnHttp2(), AttacksOfCallers()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

RawHttp2& Line::Open() {
  if (connection_ != nullptr && connection_->Drain()) return *connection_;
  if (connection_ != nullptr) attacker_.target.Count("closed");
  const Target& target = attacker_.target;
  connection_ = std::make_unique<RawHttp2>(target.address(), target.From(attacker_.number));
  connection_->Greet();
  if (begin_ != nullptr) begin_(*connection_);
  return *connection_;
}

void CallWithoutEnd(Attacker& attacker, const std::string& method, int at_once) {
  Line line(attacker);
  bool first = true;
  while (first || attacker.target.GoesOn(at_once)) {
    RawHttp2& connection = line.Open();
    std::vector<int> streams;
    // What is small fits into what a server takes unasked.
    if (at_once > 1) connection.Hold();
    for (int i = 0; i < at_once; ++i) {
      streams.push_back(connection.Begin(method, attacker.says.headers));
      connection.SendMessage(streams.back(), attacker.says.message, false);
    }
    if (at_once > 1) connection.Release();
    for (const int stream : streams) attacker.target.Count(connection.AwaitAnswer(stream));
    if (first) attacker.target.Begun();
    first = false;
  }
}

}  // namespace taqvim::abuse
