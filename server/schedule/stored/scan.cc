#include "server/schedule/stored/scan.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/stored/page_token.h"

namespace taqvim::schedule {
namespace {

// Rows that are read at once: enough to be quick, few enough to hold.
constexpr int kChunk = 200;
constexpr int kOffered = 2000;
constexpr size_t kWork = 2000;
constexpr size_t kWorkBytes = 1024;
// Well below the 4 MiB that a gRPC client receives unless told otherwise. One
// more event, of at most 64 KiB, may come on top.
constexpr size_t kBytes = 2 << 20;

absl::Status Damaged() {
  return InvalidField("page_token", "The page token is damaged; begin again without one.",
                      v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

}  // namespace

absl::StatusOr<storage::ResourceId> Scan(
    storage::Snapshot& snapshot, storage::ListQuery query, int page_size,
    absl::FunctionRef<absl::StatusOr<Taken>(const storage::Resource&)> take) {
  // One row beyond the page tells whether there is a next one.
  query.limit = std::min(page_size + 1, kChunk);
  int taken = 0, offered = 0;
  size_t bytes = 0;
  while (true) {
    ASSIGN_OR_RETURN(auto rows, snapshot.List(query));
    for (const storage::Resource& row : rows) {
      const bool hurries = offered > 0 && snapshot.Hurries();
      if (taken == page_size || offered == kOffered || bytes >= kBytes || hurries) {
        return query.after;
      }
      ASSIGN_OR_RETURN(auto took, take(row));
      if (took.bytes > 0) ++taken;
      bytes += took.bytes;
      ++offered;
      query.after = row.id;
    }
    if (rows.size() < static_cast<size_t>(query.limit)) return 0;
  }
}

void PageBounds::Look(size_t bytes) { work_ += 1 + bytes / kWorkBytes; }

void PageBounds::Take(size_t bytes) {
  ++taken_;
  bytes_ += bytes;
}

bool PageBounds::IsFull() const {
  return taken_ == page_size_ || work_ >= kWork || bytes_ >= kBytes;
}

bool PageBounds::HasRoomFor(size_t bytes) const { return bytes_ == 0 || bytes_ + bytes <= kBytes; }

namespace {

// Goes through what a search comes upon, for one page.
class SearchScan {
 public:
  using LookAt = absl::FunctionRef<absl::StatusOr<Look>(const storage::Resource&)>;
  using Take = absl::FunctionRef<absl::StatusOr<size_t>(const storage::Resource&)>;

  SearchScan(storage::Snapshot& snapshot, int page_size, LookAt look, Take take,
             absl::FunctionRef<bool()> full)
      : snapshot_(snapshot),
        page_size_(page_size),
        bounds_(page_size),
        look_(look),
        take_(take),
        full_(full) {}

  absl::StatusOr<storage::ResourceId> Run(storage::SearchQuery query) {
    position_ = query.after;
    query.limit = std::min(page_size_ + 1, kChunk);
    while (!over_) {
      ASSIGN_OR_RETURN(auto found, snapshot_.Search(query));
      for (size_t i = 0; i < found.ids.size() && !over_; ++i) {
        RETURN_IF_ERROR(LookAtOne(found.ids[i]));
      }
      if (over_) break;
      if (found.complete) return 0;
      query.after = found.reached;
      if (snapshot_.Hurries()) End(IsFull() ? position_ : query.after);
    }
    return position_;
  }

 private:
  bool IsFull() const { return bounds_.IsFull() || full_(); }

  void End(storage::ResourceId position) {
    over_ = true;
    position_ = position;
  }

  // A full page goes on only until it has seen whether there is a next one.
  absl::Status LookAtOne(storage::ResourceId id) {
    ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(id));
    if (!resource) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto look, look_(*resource));
    const bool counts = look.work.has_value();
    if (IsFull()) {
      if (counts || snapshot_.Hurries()) End(position_);
      return absl::OkStatus();
    }
    if (look.matches) {
      ASSIGN_OR_RETURN(auto taken, take_(*resource));
      bounds_.Take(taken);
    }
    if (counts) {
      bounds_.Look(*look.work);
      position_ = id;
    }
    if (snapshot_.Hurries()) End(id);
    return absl::OkStatus();
  }

  storage::Snapshot& snapshot_;
  const int page_size_;
  PageBounds bounds_;
  const LookAt look_;
  const Take take_;
  const absl::FunctionRef<bool()> full_;
  storage::ResourceId position_ = 0;
  bool over_ = false;
};

}  // namespace

absl::StatusOr<storage::ResourceId> Scan(
    storage::Snapshot& snapshot, storage::SearchQuery query, int page_size,
    absl::FunctionRef<absl::StatusOr<Look>(const storage::Resource&)> look,
    absl::FunctionRef<absl::StatusOr<size_t>(const storage::Resource&)> take,
    absl::FunctionRef<bool()> full) {
  return SearchScan(snapshot, page_size, look, take, full).Run(std::move(query));
}

absl::StatusOr<storage::ResourceId> ScanPosition(const google::protobuf::Message& request) {
  ASSIGN_OR_RETURN(auto position, PositionOf(request));
  storage::ResourceId after = 0;
  if (position.empty() || (absl::SimpleAtoi(position, &after) && after > 0)) return after;
  return Damaged();
}

std::string ScanToken(const google::protobuf::Message& request, storage::ResourceId position) {
  return position == 0 ? "" : MakePageToken(request, absl::StrCat(position));
}

absl::StatusOr<MidPosition> MidPositionOf(const google::protobuf::Message& request) {
  ASSIGN_OR_RETURN(const auto text, PositionOf(request));
  MidPosition position;
  if (text.empty()) return position;
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &position.after) &&
      absl::SimpleAtoi(parts[1], &position.told) && position.after >= 0 && position.told >= 0) {
    return position;
  }
  return Damaged();
}

std::string MidToken(const google::protobuf::Message& request, const MidPosition& position) {
  if (position.after == 0 && position.told == 0) return "";
  return MakePageToken(request, absl::StrCat(position.after, ",", position.told));
}

}  // namespace taqvim::schedule
