#include "storage/sqlite/log/head_failure.h"

#include "absl/strings/str_cat.h"

namespace taqvim::storage {

void FailForDisk(const absl::Status& error, Head& head) {
  const absl::Status failure = absl::UnavailableError(
      absl::IsDataLoss(error)
          ? absl::StrCat("The store has stopped. ", error.message())
          : absl::StrCat("The store has stopped, because its disk failed (", error.message(),
                         "); check the disk and restart the server."));
  head.Fail(failure, failure);
}

void FailForFiles(const absl::Status& broken, Head& head) {
  if (broken.ok()) return;
  head.Fail(
      absl::UnavailableError("The store has stopped, because its files were changed by others; "
                             "whoever runs the server finds more in its log."),
      broken);
}

}  // namespace taqvim::storage
