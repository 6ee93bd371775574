#include "storage/engine/write/outcome_unknown.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::storage {

WriteOutcome UnknownOutcome(const absl::Status& error, Revision newest) {
  absl::Status status = Refused(
      Refusal::kOutcomeUnknown,
      absl::StrCat("The store failed while the write was on its way to disk, so it may or may not "
                   "be stored; retry with the same request id. (",
                   error.message(), ")"));
  return {.status = std::move(status), .answer = "", .revision = newest};
}

}  // namespace taqvim::storage
