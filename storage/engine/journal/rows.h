// `Rows`: what is stored of resources and of the log, as of one revision.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/engine/bytes/ties.h"
#include "storage/snapshot.h"

namespace taqvim::storage {

// For one thread at a time. Errors are those of Snapshot.
class Rows {
 public:
  virtual ~Rows() = default;

  // nullptr when there is none.
  virtual absl::StatusOr<std::shared_ptr<const Resource>> Find(Kind kind,
                                                               std::string_view name) = 0;
  virtual absl::StatusOr<std::shared_ptr<const Resource>> FindById(ResourceId id) = 0;
  virtual absl::StatusOr<std::vector<Resource>> List(const ListQuery& query) = 0;

  // In the order in which they were added.
  virtual absl::StatusOr<std::vector<Claim>> ClaimsOf(ResourceId owner) = 0;
  // Empty when there is no such resource.
  virtual absl::StatusOr<Ties> TiesOf(ResourceId id) = 0;
  // As Snapshot::History.
  virtual absl::StatusOr<HistoryPage> History(const HistoryQuery& query) = 0;
  // nullopt when the log does not have it.
  virtual absl::StatusOr<std::optional<Revision>> RevisionAt(int64_t number) = 0;
};

// Orders claims as Snapshot::ClaimsOf promises.
void SortClaimsOfOwner(std::vector<Claim>& claims);

}  // namespace taqvim::storage
