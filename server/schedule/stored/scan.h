// Reading resources in order of creation, a bounded stretch at a time.
//
// A page ends after fixed work, wherever it runs; only when its snapshot hurries, as
// on a machine that is far too slow, does it end sooner.
#pragma once

#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "storage/snapshot.h"

namespace taqvim::schedule {

// What a page takes of a resource: about how many bytes it adds to the answer, as
// the caller sees it; 0 when it leaves it out.
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

// What a look at a resource shows that a search came upon.
struct Look {
  bool matches = false;
  // How many bytes were looked at. Nothing when the look does not count: the caller
  // must not learn that there was anything to look at.
  std::optional<size_t> work;
};

// The same for what a search comes upon. `take` is called with what matches, right
// after the look, and returns about how many bytes it adds to the answer. Looks that
// count take one unit of work each and one for every KiB, of which a page has 2,000;
// `full` may end it sooner. Nothing is left when no look would count any more.
absl::StatusOr<storage::ResourceId> Scan(
    storage::Snapshot& snapshot, storage::SearchQuery query, int page_size,
    absl::FunctionRef<absl::StatusOr<Look>(const storage::Resource&)> look,
    absl::FunctionRef<absl::StatusOr<size_t>(const storage::Resource&)> take,
    absl::FunctionRef<bool()> full = [] { return false; });

// Where the page of a list request begins: the id of its page token; 0 for the
// first page.
absl::StatusOr<storage::ResourceId> ScanPosition(const google::protobuf::Message& request);

// The token that goes on after that id; empty for 0.
std::string ScanToken(const google::protobuf::Message& request, storage::ResourceId position);

// Where a page begins when one may end in the midst of what is told of a resource:
// all resources up to `after` are done, and of the next one so much.
struct MidPosition {
  storage::ResourceId after = 0;
  int told = 0;
};

// The same as ScanPosition and ScanToken, for such pages.
absl::StatusOr<MidPosition> MidPositionOf(const google::protobuf::Message& request);
std::string MidToken(const google::protobuf::Message& request, const MidPosition& position);

}  // namespace taqvim::schedule
