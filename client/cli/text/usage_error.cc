#include "client/cli/text/usage_error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "client/error.h"

namespace taqvim::cli {
namespace {

constexpr char kUsagePayload[] = "taqvim.cli/usage";
constexpr char kOutputPayload[] = "taqvim.cli/output";

}  // namespace

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsagePayload, absl::Cord());
  return status;
}

absl::Status WithPrefix(absl::string_view prefix, const absl::Status& status) {
  return UsageError(absl::StrCat(prefix, status.message()));
}

absl::Status WithMessage(const absl::Status& status, absl::string_view message) {
  absl::Status other(status.code(), message);
  status.ForEachPayload([&other](absl::string_view url, const absl::Cord& payload) {
    other.SetPayload(url, payload);
  });
  return other;
}

bool IsUsageError(const absl::Status& status) {
  return status.GetPayload(kUsagePayload).has_value();
}

absl::Status FinishOutput(std::ostream& out) {
  const absl::Status finished = client::FinishOutput(out);
  return client::IsNobodyReading(finished)
             ? finished
             : FinishOutput(out, "If it was to change something, it did; only the answer is lost.");
}

absl::Status FinishOutput(std::ostream& out, absl::string_view loss) {
  const absl::Status finished = client::FinishOutput(out);
  if (finished.ok()) return finished;
  absl::Status status = absl::DataLossError(absl::StrCat(finished.message(), " ", loss));
  status.SetPayload(kOutputPayload, absl::Cord());
  return status;
}

ExitCode ExitCodeFor(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  if (client::IsNobodyReading(status)) return kExitNobodyReads;
  if (status.GetPayload(kOutputPayload).has_value()) return kExitOutputLost;
  if (IsUsageError(status)) return kExitUsage;
  const bool no_answer = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  return no_answer ? kExitUnreachable : kExitRefused;
}

}  // namespace taqvim::cli
