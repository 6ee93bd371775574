#include "client/cli/usage_error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "client/error.h"

namespace taqvim::cli {
namespace {

constexpr char kUsagePayload[] = "taqvim.cli/usage";

}  // namespace

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsagePayload, absl::Cord());
  return status;
}

absl::Status WithPrefix(absl::string_view prefix, const absl::Status& status) {
  return UsageError(absl::StrCat(prefix, status.message()));
}

bool IsUsageError(const absl::Status& status) {
  return status.GetPayload(kUsagePayload).has_value();
}

ExitCode ExitCodeFor(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  if (IsUsageError(status)) return kExitUsage;
  const bool no_answer = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  return no_answer ? kExitUnreachable : kExitRefused;
}

}  // namespace taqvim::cli
