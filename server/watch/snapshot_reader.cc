#include "server/watch/snapshot_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "proto/status_macros.h"
#include "server/watch/wire.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::watch {
namespace {

using storage::Kind;

// What others refer to comes before what refers to it.
constexpr std::array kKinds = {Kind::kOrganization, Kind::kParticipant, Kind::kAgreement,
                               Kind::kVenue,        Kind::kSpace,       Kind::kClosure,
                               Kind::kEvent};

// Of each transaction, which is then far below the time that it may take.
constexpr int kMostResources = 500;
constexpr int kListedAtOnce = 100;

}  // namespace

bool SnapshotReader::complete() const { return position_.kind == kKinds.size(); }

std::string SnapshotReader::TakePage() {
  position_ = next_;
  return std::exchange(page_, {});
}

absl::Status SnapshotReader::ReadPage(storage::Snapshot& snapshot, const View& view,
                                      size_t max_bytes) {
  page_.clear();
  next_ = position_;
  newest_ = std::max(newest_, snapshot.revision().number);
  int looked_at = 0;
  while (next_.kind < kKinds.size() && looked_at < kMostResources && page_.size() < max_bytes) {
    const Kind kind = kKinds[next_.kind];
    std::vector<storage::Resource> resources;
    if (view.Wants(kind)) {
      ASSIGN_OR_RETURN(auto listed,
                       snapshot.List({.kind = kind, .after = next_.after, .limit = kListedAtOnce}));
      resources = std::move(listed);
    }
    for (const storage::Resource& resource : resources) {
      ASSIGN_OR_RETURN(auto shown, view.Show(kind, resource.body));
      if (!shown.empty()) {
        AppendBytes(v1::WatchChangesResponse::kResourcesFieldNumber, shown, page_);
      }
      next_.after = resource.id;
      ++looked_at;
      if (page_.size() >= max_bytes) return absl::OkStatus();
    }
    if (resources.size() < kListedAtOnce) next_ = {next_.kind + 1, 0};
  }
  return absl::OkStatus();
}

}  // namespace taqvim::watch
