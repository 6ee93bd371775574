#include "client/web/relay/timeout.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace taqvim::web {
namespace {

constexpr size_t kMostDigits = 8;

std::optional<absl::Duration> UnitOf(char letter) {
  switch (letter) {
    case 'H':
      return absl::Hours(1);
    case 'M':
      return absl::Minutes(1);
    case 'S':
      return absl::Seconds(1);
    case 'm':
      return absl::Milliseconds(1);
    case 'u':
      return absl::Microseconds(1);
    case 'n':
      return absl::Nanoseconds(1);
    default:
      return std::nullopt;
  }
}

}  // namespace

absl::StatusOr<absl::Duration> ParseTimeout(absl::string_view text) {
  const absl::string_view digits = text.substr(0, text.empty() ? 0 : text.size() - 1);
  const auto unit = UnitOf(text.empty() ? '\0' : text.back());
  int64_t number = 0;
  // Signs and blanks are none of its digits.
  if (!unit || digits.size() > kMostDigits ||
      !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &number)) {
    return absl::InvalidArgumentError(
        "The header grpc-timeout is no time; write up to eight digits and a unit, such as 5000m.");
  }
  return number * *unit;
}

}  // namespace taqvim::web
