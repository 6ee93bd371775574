#include "server/schedule/scan.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/schedule/errors.h"
#include "server/schedule/page_token.h"

namespace taqvim::schedule {
namespace {

// Rows that are read at once: enough to be quick, few enough to hold.
constexpr int kChunk = 200;
constexpr int kOffered = 2000;
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
    absl::FunctionRef<absl::StatusOr<Taken>(const storage::Resource&)> take,
    absl::FunctionRef<bool()> full) {
  // One row beyond the page tells whether there is a next one.
  query.limit = std::min(page_size + 1, kChunk);
  int taken = 0, offered = 0;
  size_t bytes = 0;
  while (true) {
    auto rows = snapshot.List(query);
    if (!rows.ok()) return rows.status();
    for (const storage::Resource& row : *rows) {
      if (taken == page_size || offered == kOffered || bytes >= kBytes || full()) {
        return query.after;
      }
      auto took = take(row);
      if (!took.ok()) return took.status();
      if (took->bytes > 0) ++taken;
      bytes += took->bytes;
      ++offered;
      query.after = row.id;
    }
    if (rows->size() < static_cast<size_t>(query.limit)) return 0;
  }
}

absl::StatusOr<storage::ResourceId> ScanPosition(const google::protobuf::Message& request) {
  auto position = PositionOf(request);
  if (!position.ok()) return position.status();
  storage::ResourceId after = 0;
  if (position->empty() || absl::SimpleAtoi(*position, &after)) return after;
  return Damaged();
}

std::string ScanToken(const google::protobuf::Message& request, storage::ResourceId position) {
  return position == 0 ? "" : MakePageToken(request, absl::StrCat(position));
}

absl::StatusOr<MidPosition> MidPositionOf(const google::protobuf::Message& request) {
  const auto text = PositionOf(request);
  if (!text.ok()) return text.status();
  MidPosition position;
  if (text->empty()) return position;
  const std::vector<std::string> parts = absl::StrSplit(*text, ',');
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &position.after) &&
      absl::SimpleAtoi(parts[1], &position.told)) {
    return position;
  }
  return Damaged();
}

std::string MidToken(const google::protobuf::Message& request, const MidPosition& position) {
  if (position.after == 0 && position.told == 0) return "";
  return MakePageToken(request, absl::StrCat(position.after, ",", position.told));
}

}  // namespace taqvim::schedule
