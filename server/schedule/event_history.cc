// How one event became what it is, a page at a time.
#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "server/access/redact.h"
#include "server/schedule/api.h"
#include "server/schedule/changed_fields.h"
#include "server/schedule/errors.h"
#include "server/schedule/field_checks.h"
#include "server/schedule/page_token.h"
#include "server/schedule/resources.h"
#include "server/schedule/validate.h"

namespace taqvim::schedule {
namespace {

// So many changes are looked at for a page, and so many times the log is asked:
// well within the time for which a snapshot may be held.
constexpr int kMostVisited = 500;
constexpr int kMostReads = 4;

absl::Status DamagedToken() {
  return InvalidField("page_token", "The page token is damaged; begin again without one.",
                      v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

absl::StatusOr<int64_t> FirstRevision(const v1::ListEventRevisionsRequest& request) {
  auto position = PositionOf(request);
  if (!position.ok()) return position.status();
  int64_t revision = 0;
  if (position->empty()) return revision;
  if (!absl::SimpleAtoi(*position, &revision) || revision <= 0) return DamagedToken();
  return revision;
}

// Makes of what is stored what the caller may see.
class Viewer {
 public:
  Viewer(const access::Rights& rights, const v1::Event& now)
      : rights_(rights), closed_now_(!rights.SeesAllOf(now)) {}

  // False when the caller may see nothing of the change.
  absl::StatusOr<bool> Show(const storage::LogEntry& entry, v1::EventRevision& shown) const {
    const storage::Change& change = entry.changes.front();
    bool closed = closed_now_;
    if (change.before.has_value()) {
      if (auto s = ShowImage(*change.before, *shown.mutable_before(), closed); !s.ok()) return s;
    }
    if (auto s = ShowImage(*change.after, *shown.mutable_after(), closed); !s.ok()) return s;
    if (change.before.has_value()) {
      auto changed = ChangedFields(shown.before(), shown.after());
      if (closed && changed.empty()) return false;
      shown.mutable_changed_fields()->Assign(changed.begin(), changed.end());
    }
    if (!closed) {
      shown.set_principal(entry.principal);
      shown.set_method(entry.method);
    }
    shown.set_number(entry.revision.number);
    *shown.mutable_create_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(entry.time));
    return true;
  }

 private:
  // Notes when the image is closed to the caller.
  absl::Status ShowImage(const std::string& body, v1::Event& image, bool& closed) const {
    if (!image.ParseFromString(body)) {
      return absl::DataLossError("The log holds an event that cannot be read; restore a backup.");
    }
    if (!closed_now_ && rights_.SeesAllOf(image)) {
      access::Show(rights_, image);
      return absl::OkStatus();
    }
    closed = true;
    access::Redact(image);
    return absl::OkStatus();
  }

  const access::Rights& rights_;
  const bool closed_now_;
};

// Fills the page, walking back from the revision, and returns where the next one
// begins; 0 for nowhere. That is at a change that the caller may see: where a page
// ends must tell nothing of those that are hidden.
absl::StatusOr<int64_t> Walk(storage::Snapshot& snapshot, const Viewer& viewer,
                             const v1::ListEventRevisionsRequest& request, int64_t revision,
                             v1::ListEventRevisionsResponse& response) {
  storage::HistoryQuery query{.name = request.name(), .from = revision};
  const int size = PageSize(request.page_size());
  int visited = 0;
  for (int reads = 0; reads < kMostReads && visited < kMostVisited; ++reads) {
    // Most see everything, and need one more than the page has.
    query.limit = kMostVisited - visited;
    if (reads == 0) query.limit = std::min(query.limit, size + 1);
    auto page = snapshot.History(query);
    if (absl::IsInvalidArgument(page.status())) return DamagedToken();
    if (!page.ok()) return page.status();
    for (const storage::LogEntry& entry : page->entries) {
      v1::EventRevision shown;
      auto visible = viewer.Show(entry, shown);
      if (!visible.ok()) return visible.status();
      if (!*visible) continue;
      if (response.event_revisions_size() == size) return entry.revision.number;
      *response.add_event_revisions() = std::move(shown);
    }
    visited += static_cast<int>(page->entries.size());
    query.from = page->next;
    if (query.from != 0) continue;
    response.set_trimmed(page->trimmed);
    break;
  }
  return query.from;
}

}  // namespace

absl::Status Validate(const v1::ListEventRevisionsRequest& request) {
  FieldErrors errors;
  CheckName(storage::Kind::kEvent, "name", request.name(), true, errors);
  CheckPageSize(request.page_size(), errors);
  return errors.ToStatus();
}

absl::StatusOr<v1::ListEventRevisionsResponse> ListEventRevisions(
    storage::Snapshot& snapshot, const Caller& caller,
    const v1::ListEventRevisionsRequest& request) {
  auto resource = snapshot.Find(storage::Kind::kEvent, request.name());
  if (!resource.ok()) return resource.status();
  if (!*resource) return NotFound(request.name());
  auto event = ReadShared<v1::Event>(**resource);
  if (!event.ok()) return event.status();
  auto from = FirstRevision(request);
  if (!from.ok()) return from.status();
  v1::ListEventRevisionsResponse response;
  auto next = Walk(snapshot, Viewer(caller.rights, **event), request, *from, response);
  if (!next.ok()) return next.status();
  if (*next != 0) response.set_next_page_token(MakePageToken(request, std::to_string(*next)));
  return response;
}

}  // namespace taqvim::schedule
