// `StandingConflicts`: what stands in conflict, event by event: not what a write would
// break, which the judge says, but what came about otherwise. By the same rules.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

// Of one snapshot, for a caller with these rights; looks up each counterpart once.
class StandingConflicts {
 public:
  StandingConflicts(storage::Snapshot& snapshot, const access::Rights& rights, StandingQuery query)
      : query_(std::move(query)), lookups_(snapshot, rights) {}

  // The conflicts in which the event is the party that has to give way, ordered
  // as reports are; those of its pending move, too, if the caller sees that. What is over,
  // or waived as it still is, is left out.
  absl::StatusOr<std::vector<v1::StandingConflict>> Of(const storage::Resource& event);
  // The same by these claims alone, of all that the event has.
  absl::StatusOr<std::vector<v1::StandingConflict>> Of(const storage::Resource& event,
                                                       const std::vector<storage::Claim>& claims);
  // The same of an event as it shall be, stored as that resource.
  absl::StatusOr<std::vector<v1::StandingConflict>> Of(
      const storage::Resource& resource, const std::shared_ptr<const v1::Event>& event,
      const std::vector<storage::Claim>& claims);

  // Takes an event as a programme to be like this, whatever is stored of it.
  void Assume(std::shared_ptr<const v1::Event> programme) { lookups_.Assume(std::move(programme)); }

 private:
  // Whether anything of it can stand in conflict.
  bool Stands(const v1::Event& event) const;
  // Leaves of the claims those that are not over and that the caller may know.
  std::vector<storage::Claim> Ahead(const v1::Event& event, bool closed,
                                    std::vector<storage::Claim> claims) const;

  // An event, or one as its move would have it, with its claims.
  struct Party {
    const storage::Resource& resource;
    std::shared_ptr<const v1::Event> event;
    std::vector<storage::Claim> claims;
    bool closed = false;
    std::string move_group = {};
  };
  absl::StatusOr<std::vector<v1::StandingConflict>> Find(Party party);
  absl::Status AddMove(const storage::Resource& resource, const v1::Event& event,
                       std::vector<storage::Claim> claims,
                       std::vector<v1::StandingConflict>& found);

  const StandingQuery query_;
  StandingLookups lookups_;
};

}  // namespace taqvim::schedule
