#include "storage/engine/bytes/log_changes.h"

#include <utility>

#include "absl/status/status.h"
#include "storage/log.pb.h"

namespace taqvim::storage {

absl::StatusOr<int> ParseChanges(std::string_view bytes, std::vector<Change>& changes) {
  v1::LogChanges stored;
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("The data file is damaged (a log row); restore it from a backup.");
  }
  changes.reserve(stored.changes_size());
  for (v1::LogChange& change : *stored.mutable_changes()) {
    Change& added = changes.emplace_back();
    added.kind = static_cast<Kind>(change.kind());
    added.name = std::move(*change.mutable_name());
    if (change.has_before()) added.before = std::move(*change.mutable_before());
    if (change.has_after()) added.after = std::move(*change.mutable_after());
    added.before_revision = change.before_revision();
  }
  return stored.more_parts();
}

}  // namespace taqvim::storage
