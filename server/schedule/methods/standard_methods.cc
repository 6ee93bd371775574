#include "server/schedule/methods/standard_methods.h"

#include "proto/status_macros.h"

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

namespace {

// What refers to something is hidden where the caller does not see all of it.
absl::StatusOr<bool> Shows(const access::Rights& rights, const storage::Resource& referrer) {
  const bool of_access =
      referrer.kind == storage::Kind::kGrant || referrer.kind == storage::Kind::kToken;
  if (of_access) return rights.IsAdmin();
  if (referrer.kind != storage::Kind::kEvent) return true;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(referrer));
  return rights.SeesAllOf(*event);
}

}  // namespace

absl::Status StillReferredTo(storage::Snapshot& snapshot, const access::Rights& rights,
                             const storage::Resource& resource) {
  constexpr int kMostLookedAt = 100;
  constexpr size_t kMostNamed = 10;
  ASSIGN_OR_RETURN(auto referrers, snapshot.Referrers(resource.id, {}, 0, kMostLookedAt));
  std::vector<std::string> names;
  for (const storage::ResourceId id : referrers) {
    if (names.size() == kMostNamed) break;
    ASSIGN_OR_RETURN(auto referrer, snapshot.FindById(id));
    if (!referrer) continue;
    ASSIGN_OR_RETURN(auto shows, Shows(rights, *referrer));
    if (shows) names.push_back(referrer->name);
  }
  return ResourceInUse(resource.name,
                       "is referred to by others, and so it stays; archive it instead, by an "
                       "update that sets `archived`",
                       names);
}

}  // namespace taqvim::schedule::standard
