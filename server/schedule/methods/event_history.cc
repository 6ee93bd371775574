// How one event became what it is, a page at a time: a part of server/schedule/api.h.
#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/schedule/api.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/validate.h"
#include "server/schedule/stored/changed_fields.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"
#include "storage/refusal.h"

namespace taqvim::schedule {
namespace {

// So many changes are looked at for a page, and so many times the log is asked:
// well within the time for which a snapshot may be held.
constexpr int kMostVisited = 500;
constexpr int kMostReads = 4;

// Where a page begins. It names only revisions whose numbers the caller is told
// anyway: of an answer, or of a change that is not closed to it. From there it
// counts what it was told already.
struct HistoryPosition {
  // The revision with which to begin; 0 for the newest.
  int64_t from = 0;
  // What was made after this one, of the first page's answer, is left out.
  int64_t upto = std::numeric_limits<int64_t>::max();
  int told = 0;

  friend bool operator==(const HistoryPosition&, const HistoryPosition&) = default;
};

absl::Status DamagedToken() {
  return InvalidField("page_token", "The page token is damaged; begin again without one.",
                      v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

absl::StatusOr<HistoryPosition> PositionIn(const v1::ListEventRevisionsRequest& request) {
  ASSIGN_OR_RETURN(auto text, PositionOf(request));
  HistoryPosition position;
  if (text.empty()) return position;
  const std::vector<std::string> parts = absl::StrSplit(text, ' ');
  if (parts.size() == 3 && absl::SimpleAtoi(parts[0], &position.from) &&
      absl::SimpleAtoi(parts[1], &position.upto) && absl::SimpleAtoi(parts[2], &position.told) &&
      position.from >= 0 && position.told >= 0) {
    return position;
  }
  return DamagedToken();
}

std::string TokenFor(const v1::ListEventRevisionsRequest& request,
                     const HistoryPosition& position) {
  return MakePageToken(request,
                       absl::StrCat(position.from, " ", position.upto, " ", position.told));
}

// Makes of what is stored what the caller may see. A name may have been that of several
// events, one after the other.
class Viewer {
 public:
  explicit Viewer(const access::Rights& rights) : rights_(rights) {}

  // Goes over to an event as it is, or was when it was deleted.
  absl::Status Enter(const std::string& last) {
    v1::Event event;
    if (!event.ParseFromString(last)) return Unreadable();
    closed_now_ = !rights_.SeesAllOf(event);
    return absl::OkStatus();
  }

  // Whether that event is closed to the caller; and whether none can be.
  bool closed_now() const { return closed_now_; }
  bool sees_everything() const { return rights_.SeesEverything(); }

  // False when the caller may see nothing of the change. Where the event was closed
  // after it, GetEvent told neither who made it, nor when; and nobody is told how
  // something began that is closed now, since that would say how old it is.
  absl::StatusOr<bool> Show(const storage::LogEntry& entry, v1::EventRevision& shown) const {
    const storage::Change& change = entry.changes.front();
    bool was_closed = closed_now_, is_closed = closed_now_;
    if (change.before.has_value()) {
      RETURN_IF_ERROR(ShowImage(*change.before, *shown.mutable_before(), was_closed));
    } else if (closed_now_) {
      return false;
    }
    if (change.after.has_value()) {
      RETURN_IF_ERROR(ShowImage(*change.after, *shown.mutable_after(), is_closed));
    }
    if (change.before.has_value() && change.after.has_value()) {
      auto changed = ChangedFields(shown.before(), shown.after());
      if ((was_closed || is_closed) && changed.empty()) return false;
      shown.mutable_changed_fields()->Assign(changed.begin(), changed.end());
    }
    if (is_closed) return true;
    if (!was_closed) {
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
    if (!image.ParseFromString(body)) return Unreadable();
    if (!closed_now_ && rights_.SeesAllOf(image)) {
      access::Show(rights_, image);
      return absl::OkStatus();
    }
    closed = true;
    access::Redact(image);
    return absl::OkStatus();
  }

  static absl::Status Unreadable() {
    return DataLoss("The log holds an event that cannot be read; restore a backup.");
  }

  const access::Rights& rights_;
  bool closed_now_ = false;
};

// Walks back from where the page begins. Where a page ends must tell nothing of what
// is hidden: that is before a change that the caller may see, or after all of them. So
// it goes on from one event to the one that had the name before only where both are
// open to the caller.
class Walk {
 public:
  Walk(storage::Snapshot& snapshot, const access::Rights& rights,
       const v1::ListEventRevisionsRequest& request, const HistoryPosition& begin)
      : snapshot_(snapshot), viewer_(rights), request_(request), begin_(begin), next_(begin) {
    next_.told = 0;
    if (begin.from == 0) next_.upto = std::min(begin.upto, snapshot.revision().number);
  }

  absl::StatusOr<v1::ListEventRevisionsResponse> Run() {
    storage::HistoryQuery query{.name = request_.name(), .from = begin_.from};
    for (int reads = 0; reads < kMostReads && visited_ < kMostVisited; ++reads) {
      // Most see everything, and need one more than the page has.
      query.limit = kMostVisited - visited_;
      if (reads == 0) query.limit = std::min(query.limit, size_ + begin_.told + 1);
      auto page = snapshot_.History(query);
      if (storage::IsRefused(page.status(), storage::Refusal::kNotOfThatHistory)) {
        return DamagedToken();
      }
      if (!page.ok()) return page.status();
      if (reads == 0) RETURN_IF_ERROR(Begin(*page));
      ASSIGN_OR_RETURN(auto full, Take(*page));
      if (over_) return LastPage(false);
      if (full) return PageUntil(next_);
      query.from = page->next;
      if (query.from == 0) return LastPage(page->trimmed);
    }
    if (viewer_.sees_everything()) return PageUntil({.from = query.from});
    // What comes next may be hidden, and so no page may begin with it. Without a
    // change that is not, this is as far back as can be told.
    return next_.from == begin_.from ? LastPage(true) : PageUntil(next_);
  }

 private:
  // Who saw an event only as closed is not told that there was one.
  absl::Status Begin(const storage::HistoryPage& page) {
    if (page.last.empty()) return NotFound(request_.name());
    RETURN_IF_ERROR(viewer_.Enter(page.last));
    return page.deleted && viewer_.closed_now() ? NotFound(request_.name()) : absl::OkStatus();
  }

  // Goes over to the event that was deleted, unless one of the two is closed.
  absl::Status EnterDeleted(const storage::Change& deletion) {
    over_ = viewer_.closed_now();
    if (over_) return absl::OkStatus();
    RETURN_IF_ERROR(viewer_.Enter(deletion.before.value_or("")));
    over_ = viewer_.closed_now();
    return absl::OkStatus();
  }

  // Adds what the caller may see; true when the page is full.
  absl::StatusOr<bool> Take(const storage::HistoryPage& page) {
    for (const storage::LogEntry& entry : page.entries) {
      ++visited_;
      if (begin_.from == 0 && entry.revision.number > next_.upto) continue;
      const storage::Change& change = entry.changes.front();
      if (!change.after.has_value()) RETURN_IF_ERROR(EnterDeleted(change));
      if (over_) return false;
      v1::EventRevision shown;
      ASSIGN_OR_RETURN(auto visible, viewer_.Show(entry, shown));
      if (!visible) continue;
      if (passed_ >= begin_.told && response_.event_revisions_size() == size_) return true;
      // From a change whose number is told one may go on; others are counted, and so are
      // two of one number.
      const bool goes_on_from = shown.number() != 0 && shown.number() != next_.from;
      if (goes_on_from) next_ = {.from = shown.number(), .upto = next_.upto, .told = 0};
      ++next_.told;
      if (passed_++ >= begin_.told) *response_.add_event_revisions() = std::move(shown);
    }
    return false;
  }

  v1::ListEventRevisionsResponse PageUntil(const HistoryPosition& position) {
    response_.set_next_page_token(TokenFor(request_, position));
    return std::move(response_);
  }
  // How far back the log reaches says how old is what is closed now.
  v1::ListEventRevisionsResponse LastPage(bool trimmed) {
    response_.set_trimmed(trimmed && !viewer_.closed_now());
    return std::move(response_);
  }

  storage::Snapshot& snapshot_;
  Viewer viewer_;
  const v1::ListEventRevisionsRequest& request_;
  const HistoryPosition begin_;
  const int size_ = PageSize(request_.page_size());
  // What is visible and was passed, told before or now.
  int passed_ = 0;
  int visited_ = 0;
  // Whether what comes before is not told.
  bool over_ = false;
  // Where a page would begin that goes on from here.
  HistoryPosition next_;
  v1::ListEventRevisionsResponse response_;
};

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
  ASSIGN_OR_RETURN(auto begin, PositionIn(request));
  return Walk(snapshot, caller.rights, request, begin).Run();
}

}  // namespace taqvim::schedule
