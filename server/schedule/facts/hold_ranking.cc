#include "server/schedule/facts/hold_ranking.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {

// The event as it shall be, by its id.
absl::StatusOr<std::shared_ptr<const v1::Event>> HoldRanking::Final(storage::ResourceId event) {
  if (const ClaimedDraft* draft = drafts_.FindById(event)) {
    return std::shared_ptr<const v1::Event>(std::shared_ptr<void>(), &draft->after);
  }
  std::shared_ptr<const v1::Event>& known = events_[event];
  if (known != nullptr) return known;
  ASSIGN_OR_RETURN(auto resource, drafts_.transaction().FindById(event));
  if (!resource) return Internal(absl::StrCat("resource ", event, " holds but is missing"));
  auto read = ReadShared<v1::Event>(*resource);
  if (!read.ok()) return read;
  RETURN_IF_ERROR(drafts_.ReadHosts((*read)->host()));
  known = *read;
  return read;
}

absl::StatusOr<std::optional<HoldPlace>> HoldRanking::PlaceOfHold(const storage::Claim& held) {
  ASSIGN_OR_RETURN(auto event, Final(held.owner));
  if (!IsLiveHold(*event, held.booking, drafts_.transaction().due_time())) return std::nullopt;
  return PlaceOf(*event, held.owner, held.booking);
}

int HoldRanking::RankOf(storage::ResourceId event, int booking) const {
  auto ahead = ahead_.find({event, booking});
  return ahead == ahead_.end() ? 1 : 1 + static_cast<int>(ahead->second.size());
}

}  // namespace taqvim::schedule
