#include "server/schedule/upkeep/time_moves.h"

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/base/names.h"
#include "server/base/request_limits.h"
#include "server/schedule/claiming/claim_drafts.h"
#include "server/schedule/drafts/moves.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/hosts.h"
#include "server/schedule/event/sequence.h"
#include "server/schedule/judge/answer_bounds.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/upkeep/new_occurrences.h"
#include "server/schedule/upkeep/reexpand.h"
#include "server/schedule/write/contested.h"
#include "server/schedule/write/mutation.h"
#include "server/schedule/write/public_update_time.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Kind;

// What events that only moved may take of a write's images, which are bounded.
// Beyond it they move without an image.
constexpr size_t kMaxPutBytes = 1 << 20;

// Whether it takes other times than before, or its move would.
bool Moved(const ClaimedDraft& draft) {
  return !std::equal(draft.claims.begin(), draft.claims.end(), draft.claims_before.begin(),
                     draft.claims_before.end(),
                     [](const Claim& a, const Claim& b) {
                       return a.atom == b.atom && a.interval == b.interval;
                     }) ||
         (draft.move && Moved(*draft.move));
}

// Whether hours that everybody may see are at other instants than before, although they
// may read the same. What is new, as the horizon moves on, is none of these.
bool HoursMovedForAll(const ClaimedDraft& draft) {
  std::set<std::tuple<int32_t, int64_t, int64_t>> after;
  for (const Claim& claim : draft.claims) {
    after.emplace(claim.booking, claim.interval.start, claim.interval.end);
  }
  return std::any_of(
      draft.claims_before.begin(), draft.claims_before.end(), [&](const Claim& claim) {
        // Of whole days, and of no booking.
        if (claim.kind == ClaimKind::kCultureDays) return false;
        const v1::Booking& booking = draft.before.bookings(claim.booking);
        return access::IsSeenByAll(booking) && PeriodOf(draft.before, booking).has_timed() &&
               !after.contains({claim.booking, claim.interval.start, claim.interval.end});
      });
}

bool IsContested(const ClaimedDraft& draft) {
  return std::any_of(draft.claims.begin(), draft.claims.end(),
                     [](const Claim& claim) { return claim.kind == ClaimKind::kContested; });
}

bool ZonesChanged(const Draft& draft) {
  return draft.times_moved() && ToBody(draft.after) != draft.stored->body;
}

}  // namespace

absl::StatusOr<Draft*> TimeMoves::Open(const storage::Resource& event) {
  if (Draft* known = drafts_.FindById(event.id)) return known;
  ASSIGN_OR_RETURN(auto claims, transaction_.ClaimsOf(event.id));
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Event>(event));
  const bool repeats = message->has_recurrence() || message->move().has_recurrence();
  const bool ahead = (holds_new_ && repeats) ||
                     std::any_of(claims.begin(), claims.end(),
                                 [this](const Claim& claim) { return claim.interval.end > over_; });
  if (!ahead || !KnowsZones(*message)) return nullptr;
  auto draft = drafts_.Open(event.name);
  if (!draft.ok()) return draft.status();
  (*draft)->occasion = Occasion::kTimesMoved;
  bytes_ += event.body.size();
  return draft;
}

absl::StatusOr<Draft*> TimeMoves::AddEvent(const storage::Resource& event) {
  auto added = Open(event);
  if (!added.ok() || *added == nullptr) return added;
  const auto visit = [this](const std::string& host) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(auto resource, transaction_.Find(Kind::kEvent, host));
    if (!resource) return Internal(absl::StrCat("the host ", host, " of an event is missing"));
    ASSIGN_OR_RETURN(const Draft* opened, Open(*resource));
    return opened != nullptr ? opened->after.host() : "";
  };
  RETURN_IF_ERROR(ForEachHost((*added)->after.host(), visit));
  return added;
}

absl::Status TimeMoves::AddClosure(const storage::Resource& closure) {
  ASSIGN_OR_RETURN(auto venue, transaction_.Find(Kind::kVenue, VenueOf(closure.name)));
  if (!venue) return Internal(absl::StrCat("the venue of ", closure.name, " is missing"));
  ASSIGN_OR_RETURN(auto moved, ReexpandClosure(transaction_, closure, *venue, mutation_));
  if (moved) closures_.push_back(closure.name);
  return absl::OkStatus();
}

// Whether it refers to a zone that it did not before, as that was its venue's.
absl::StatusOr<bool> TimeMoves::NamesAnotherZone(const ClaimedDraft& draft) {
  for (const storage::Link& link : draft.facts.links) {
    if (link.role != storage::LinkRole::kZone) continue;
    ASSIGN_OR_RETURN(auto named, transaction_.Referrers(link.target, {link.role}, draft.id - 1, 1));
    if (named.empty() || named.front() != draft.id) return true;
  }
  return false;
}

void TimeMoves::PutEvent(ClaimedDraft& draft) {
  *draft.after.mutable_update_time() = drafts_.now();
  // Calendars keep the times that they have until the number grows.
  draft.after.set_sequence(HoursMovedForAll(draft) ? draft.before.sequence() + 1
                                                   : SequenceAfter(draft.before, draft.after));
  SettlePublicUpdateTime(draft.before, draft.after);
  draft.after.clear_etag();
  std::string body = ToBody(draft.after);
  put_bytes_ += body.size();
  schedule::AddEvent(draft, std::move(body), mutation_);
}

absl::Status TimeMoves::Write(ClaimedDrafts& drafts, MovedTimes& moved) {
  for (ClaimedDraft* draft : drafts.all()) {
    AddClaims(*draft, mutation_);
    // What stays contested is added again, after what was moved over it.
    if (!draft->claims_changed() && IsContested(*draft)) {
      mutation_.release.push_back(draft->id);
      const std::vector<Claim> claims = draft->AllClaims();
      mutation_.claims.insert(mutation_.claims.end(), claims.begin(), claims.end());
    }
    const bool is_moved = Moved(*draft);
    if (is_moved) moved.events.push_back(draft->name());
    if (ZonesChanged(*draft) || (is_moved && put_bytes_ < kMaxPutBytes)) {
      PutEvent(*draft);
      continue;
    }
    ASSIGN_OR_RETURN(auto other, NamesAnotherZone(*draft));
    if (other) schedule::AddEvent(*draft, draft->stored->body, mutation_);
  }
  AddTopics(drafts, mutation_);
  return transaction_.Apply(std::move(mutation_));
}

absl::Status TimeMoves::Report(const ClaimedDrafts& drafts, v1::ConflictReport& report) {
  StandingConflicts standing(
      transaction_, rights_,
      {.kinds = {v1::CONFLICT_KIND_CONTESTED, v1::CONFLICT_KIND_OUTSIDE_HOST}});
  for (const ClaimedDraft* draft : drafts.all()) {
    if (!draft->claims_changed()) continue;
    if (transaction_.work().spent() > kReportUnits &&
        transaction_.work().left() != storage::WorkLimits::kNone) {
      report.set_total_is_lower_bound(true);
      break;
    }
    ASSIGN_OR_RETURN(auto resource, transaction_.FindById(draft->id));
    ASSIGN_OR_RETURN(auto conflicts, standing.Of(*resource));
    report.set_total(report.total() + static_cast<int32_t>(conflicts.size()));
    for (v1::StandingConflict& conflict : conflicts) {
      if (report.conflicts_size() == kMaxReported) break;
      *report.add_conflicts() = std::move(*conflict.mutable_conflict());
    }
  }
  BoundReport(report);
  return absl::OkStatus();
}

absl::StatusOr<MovedTimes> TimeMoves::Apply() {
  FieldErrors errors;
  ASSIGN_OR_RETURN(auto drafts, ClaimDrafts(drafts_, errors));
  if (!errors.empty()) {
    return Internal(absl::StrCat(
        "an event cannot be claimed again at other times: ", errors.violations().front().field, " ",
        errors.violations().front().description));
  }
  if (holds_new_) {
    RETURN_IF_ERROR(schedule::HoldNewOccurrences(drafts));
  }
  RETURN_IF_ERROR(SettleContested(drafts, MovedBy::kWorld));
  KeepMoves(drafts);
  MovedTimes moved{.closures = std::move(closures_)};
  RETURN_IF_ERROR(Write(drafts, moved));
  RETURN_IF_ERROR(Report(drafts, moved.conflicts));
  return moved;
}

}  // namespace taqvim::schedule
