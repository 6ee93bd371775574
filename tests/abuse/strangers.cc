// Of whoever can open a connection, and shows no credentials.
#include <memory>
#include <utility>

#include "tests/abuse/attack.h"
#include "tests/support/compressed.h"
#include "tests/support/raw_connection.h"

namespace taqvim::abuse {
namespace {

using testing::RawConnection;
using testing::RawHttp2;

constexpr char kCreate[] = "/taqvim.v1.DirectoryService/CreateOrganization";
constexpr char kHealth[] = "/grpc.health.v1.Health/Check";
constexpr size_t kMib = size_t{1} << 20;
// 4 MB that would be 4 GiB.
constexpr int kBombMib = 4096;
// More than one address may have, by default.
constexpr int kIdle = 400;
constexpr int kSlow = 15;

void SendCompressed(Attacker& attacker) { CallWithoutEnd(attacker, kCreate, 1); }

void SendNothing(Attacker& attacker) { CallWithoutEnd(attacker, kCreate, 50); }

// Every other one is larger than any message may be.
void SendLarge(Attacker& attacker) {
  attacker.says.message = std::string(attacker.number % 2 == 0 ? 4 * kMib - 1024 : 5 * kMib, '\0');
  CallWithoutEnd(attacker, kCreate, 1);
}

void StandIdle(Attacker& attacker) {
  Target& target = attacker.target;
  std::vector<std::unique_ptr<RawConnection>> idle;
  while (idle.size() < kIdle) {
    const std::string from = target.From(attacker.number).from;
    idle.push_back(std::make_unique<RawConnection>(target.address(), testing::Caller{from}));
  }
  // The last of them is closed, which may take its time.
  if (target.door() == Door::kDirect) idle.back()->Receive();
  target.Begun();
  target.AwaitOver();
  for (const auto& one : idle) {
    one->ReceiveNoWait();
    target.Count(one->is_open() ? "held" : "closed");
  }
}

void ComeAndGo(Attacker& attacker) {
  Target& target = attacker.target;
  for (bool first = true; first || target.GoesOn(); first = false) {
    RawHttp2 connection(target.address(), target.From(attacker.number));
    connection.Greet();
    target.Count(connection.AwaitAnything() ? "let in" : "closed");
    if (first) target.Begun();
  }
}

// One call whose message does not end.
class SlowCall {
 public:
  SlowCall(Attacker& attacker, int number, std::string method)
      : target_(attacker.target), number_(number), method_(std::move(method)) {}

  // Sends one byte more; begins anew when it was refused.
  void GoOn() {
    if (connection_ != nullptr && connection_->HasEnded(stream_)) CountAnswer();
    if (connection_ != nullptr) return connection_->SendBytes(stream_, "x");
    connection_ = std::make_unique<RawHttp2>(target_.address(), target_.From(number_));
    connection_->Greet();
    stream_ = connection_->Begin(method_);
    // Of 1,000 bytes.
    connection_->SendBytes(stream_, std::string("\0\0\0\x03\xe8", 5));
  }
  // Who was not to be waited for, is refused, if it has not been yet.
  void End() {
    if (target_.door() == Door::kEdge || connection_->HasEnded(stream_)) return CountAnswer();
    target_.Count("held");
  }

 private:
  void CountAnswer() {
    target_.Count(connection_->AwaitAnswer(stream_));
    connection_.reset();
  }

  Target& target_;
  const int number_;
  const std::string method_;
  std::unique_ptr<RawHttp2> connection_;
  int stream_ = 0;
};

void SendSlowly(Attacker& attacker, const std::string& method) {
  constexpr absl::Duration kPauseOfStrangers = absl::Milliseconds(20);
  std::vector<std::unique_ptr<SlowCall>> calls;
  for (int i = 0; i < kSlow; ++i) {
    calls.push_back(std::make_unique<SlowCall>(attacker, attacker.number * kSlow + i, method));
    calls.back()->GoOn();
  }
  attacker.target.Begun();
  while (!attacker.target.AwaitOver(kPauseOfStrangers) && attacker.target.GoesOn(kSlow)) {
    for (const auto& call : calls) call->GoOn();
  }
  attacker.target.AwaitOver();
  for (const auto& call : calls) call->End();
}

void SendSlowBodies(Attacker& attacker) { SendSlowly(attacker, kCreate); }

void AskForHealthSlowly(Attacker& attacker) { SendSlowly(attacker, kHealth); }

Saying ShowABomb(Scene&) {
  static const std::string bomb = testing::CompressedZeros("gzip", kBombMib);
  return {.headers = {{"grpc-encoding", "gzip"}}, .message = bomb};
}

}  // namespace

std::vector<Attack> AttacksOfStrangers() {
  const std::vector<std::string> refused = {"UNAUTHENTICATED"};
  return {
      {.name = "bombs",
       .about = "compressed messages of 4 MB that would be 4 GiB",
       .direct = {"UNIMPLEMENTED"},
       .edge = {"UNIMPLEMENTED"},
       .prepare = ShowABomb,
       .run = SendCompressed},
      {.name = "idle",
       .about = "400 connections of each address that say nothing",
       .direct = {"closed", "held"},
       .edge = {"held"},
       .run = StandIdle},
      {.name = "churn",
       .about = "connections that are made and closed",
       .most = 100'000,
       .most_direct = 100'000,
       .direct = {"let in"},
       .edge = {"let in"},
       .run = ComeAndGo},
      {.name = "slow-bodies",
       .about = "messages without end, a byte at a time, from 60 addresses",
       .direct = {"held"},
       .edge = refused,
       .run = SendSlowBodies},
      {.name = "slow-health",
       .about = "the same, asking for health, from 120",
       .attackers = 8,
       .direct = {"held"},
       .edge = {"reset"},
       .run = AskForHealthSlowly},
      {.name = "large-messages",
       .about = "messages of 4 MiB and more",
       .attackers = 8,
       .direct = {"UNAUTHENTICATED", "RESOURCE_EXHAUSTED"},
       .edge = refused,
       .run = SendLarge},
      {.name = "no-credentials",
       .about = "calls that show nothing, at full speed",
       .direct = refused,
       .edge = refused,
       .run = SendNothing},
  };
}

}  // namespace taqvim::abuse
