#include "server/schedule/methods/standard_methods.h"

#include "proto/status_macros.h"
#include "server/schedule/stored/shown_names.h"

namespace taqvim::schedule::standard {

absl::StatusOr<std::string> NewName(storage::Transaction& transaction, storage::Kind kind,
                                    const std::string& parent, const std::string& id) {
  // New ids hold a time and a random number; that one is taken says that the
  // clock stands still, and another number helps.
  constexpr int kAttempts = 8;
  const std::string prefix = NamePrefix(kind, parent);
  std::string name;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    name = id.empty() ? absl::StrCat(prefix, NewResourceId(transaction.now(), transaction.Random()))
                      : absl::StrCat(prefix, id);
    ASSIGN_OR_RETURN(auto taken, transaction.Find(kind, name));
    if (!taken) return name;
    if (!id.empty()) break;
  }
  return AlreadyExists(name);
}

absl::Status StillReferredTo(storage::Snapshot& snapshot, const access::Rights& rights,
                             const storage::Resource& resource) {
  constexpr int kMostLookedAt = 100;
  ASSIGN_OR_RETURN(auto referrers, snapshot.Referrers(resource.id, {}, 0, kMostLookedAt));
  ASSIGN_OR_RETURN(auto names, NamesShown(snapshot, rights, referrers));
  return ResourceInUse(resource.name,
                       "is referred to by others, and so it stays; archive it instead, by an "
                       "update that sets `archived`",
                       names);
}

}  // namespace taqvim::schedule::standard
