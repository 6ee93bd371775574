#include "tests/abuse/victim.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "tests/support/bookings.h"

namespace taqvim::abuse {
namespace {

// More than a call takes while the server stalls.
constexpr absl::Duration kPatience = absl::Seconds(120);

client::ClientOptions Options(std::atomic<int>& again) {
  client::ClientOptions options;
  options.timeout = kPatience;
  options.on_attempt = [&again](const client::Attempt& attempt) {
    if (attempt.number > 1) ++again;
  };
  return options;
}

}  // namespace

Victim::Victim(const Scene& scene, Door door, absl::Duration pace)
    : pace_(pace),
      client_(std::make_unique<client::Client>(
          testing::OwnChannel(scene.address(door), scene.VictimsCredentials(door)),
          Options(again_))) {}

Turn Victim::Call(int calls, const std::function<bool()>& counts) {
  Turn turn;
  again_ = 0;
  for (int i = 0; i < calls; ++i) {
    const bool books = i % 2 == 0, counted = counts();
    const absl::Time begun = absl::Now();
    const absl::Status status = books ? Book() : Read();
    const absl::Duration took = absl::Now() - begun;
    if (!status.ok() && turn.failures++ == 0) turn.first_failure = status.ToString();
    if (status.ok() && counted) {
      (books ? turn.bookings : turn.reads).push_back(absl::ToDoubleMicroseconds(took));
    }
    absl::SleepFor(begun + pace_ - absl::Now());
  }
  turn.again = again_;
  return turn;
}

absl::Status Victim::Book() {
  const std::string day = absl::FormatCivilTime(absl::CivilDay(2031, 1, 1) + booked_);
  const auto concert =
      testing::Concert("Recital", testing::Space("hall"), day + " 18:00", day + " 20:00");
  const auto booked = testing::Book(*client_, absl::StrCat("recital-", booked_ + 1), concert);
  if (booked.ok()) ++booked_;
  return booked.status();
}

absl::Status Victim::Read() {
  return testing::Get(*client_, absl::StrCat("events/recital-", booked_)).status();
}

}  // namespace taqvim::abuse
