// Paged scans of resources in order of creation.
//
// A page ends after fixed work, the same on every machine; only when its snapshot must
// be given up soon (Snapshot::Hurries) does it end sooner.
#pragma once

#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// The size of a resource in the answer, about, as the caller sees it, in bytes; 0 when
// it is left out.
struct Taken {
  size_t bytes = 0;
};

// Offers the resources of the query, in order of id, to `take`. Ends after
// `page_size` were taken, 2,000 were offered or the taken ones reach 2 MiB, and
// returns the id after which to go on; 0 when nothing is left. The limit of the query
// is set here.
absl::StatusOr<storage::ResourceId> Scan(
    storage::Snapshot& snapshot, storage::ListQuery query, int page_size,
    absl::FunctionRef<absl::StatusOr<Taken>(const storage::Resource&)> take);

// What a page holds, and what it cost: one unit for each look and one for every KiB that
// was looked at.
class PageBounds {
 public:
  explicit PageBounds(int page_size) : page_size_(page_size) {}

  void Look(size_t bytes);
  void Take(size_t bytes);
  // Whether it has as many as it may, or 2,000 units of work, or 2 MiB.
  bool IsFull() const;
  // Whether so many bytes more stay below 2 MiB, or are the first.
  bool HasRoomFor(size_t bytes) const;

 private:
  const int page_size_;
  int taken_ = 0;
  size_t work_ = 0;
  size_t bytes_ = 0;
};

// The result of looking at a resource that a search found.
struct Look {
  bool matches = false;
  // How many bytes were looked at. nullopt when the look does not count as work: the
  // caller must not learn that there was anything to look at.
  std::optional<size_t> work;
};

// The same for the resources that a search finds. `take` is called for those that
// match, right after the look, and returns about how many bytes each adds to the
// answer. A look that counts takes one unit of work and one for every KiB; a page ends
// after 2,000 units, or sooner by `full`. Returns 0 when no further look would count.
absl::StatusOr<storage::ResourceId> Scan(
    storage::Snapshot& snapshot, storage::SearchQuery query, int page_size,
    absl::FunctionRef<absl::StatusOr<Look>(const storage::Resource&)> look,
    absl::FunctionRef<absl::StatusOr<size_t>(const storage::Resource&)> take,
    absl::FunctionRef<bool()> full = [] { return false; });

// The id after which the page of a list request begins, by its page token; 0 for the
// first page.
absl::StatusOr<storage::ResourceId> ScanPosition(const google::protobuf::Message& request);

// The page token for the page after that id; empty for 0.
std::string ScanToken(const google::protobuf::Message& request, storage::ResourceId position);

// The start of a page where a page may end within what one resource contributes: all
// resources up to `after` are done, and `told` items of the next one.
struct MidPosition {
  storage::ResourceId after = 0;
  int told = 0;
};

// The same as ScanPosition and ScanToken, for such pages.
absl::StatusOr<MidPosition> MidPositionOf(const google::protobuf::Message& request);
std::string MidToken(const google::protobuf::Message& request, const MidPosition& position);

}  // namespace taqvim::schedule
