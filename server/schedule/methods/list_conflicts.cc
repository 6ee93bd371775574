// What stands in conflict, a page at a time: a part of server/schedule/api.h.
#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/api.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/claims/hidden_owners.h"
#include "server/schedule/claims/occupied_resources.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/scan.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::Kind;
using storage::LinkRole;
using storage::ResourceId;

// What one page looks at, so that its snapshot is held only briefly.
constexpr int kMaxLookedAt = 500;
// What is set up and torn down lies no further than this from the days of its event.
constexpr int kMaxDaysAround = 400;
constexpr size_t kMaxBytes = 2 << 20;

using ResourcePtr = std::shared_ptr<const storage::Resource>;

// What either of them found, as far as both have come.
storage::SearchPage Together(const storage::SearchPage& a, const storage::SearchPage& b) {
  constexpr ResourceId kEnd = std::numeric_limits<ResourceId>::max();
  storage::SearchPage both{
      .reached = std::min(a.complete ? kEnd : a.reached, b.complete ? kEnd : b.reached),
      .complete = a.complete && b.complete};
  std::set_union(a.ids.begin(), a.ids.end(), b.ids.begin(), b.ids.end(),
                 std::back_inserter(both.ids));
  std::erase_if(both.ids, [&](ResourceId id) { return id > both.reached; });
  return both;
}

class Page {
 public:
  Page(storage::Snapshot& snapshot, const access::Rights& rights,
       const v1::ListConflictsRequest& request)
      : snapshot_(snapshot),
        rights_(rights),
        request_(request),
        hidden_(snapshot, rights),
        in_window_(FilterOf(request)),
        standing_(snapshot, rights, {.kinds = KindsOf(request)}) {}

  absl::StatusOr<v1::ListConflictsResponse> Fill();

 private:
  static std::set<v1::ConflictKind> KindsOf(const v1::ListConflictsRequest& request) {
    std::set<v1::ConflictKind> kinds;
    for (int kind : request.kinds()) kinds.insert(static_cast<v1::ConflictKind>(kind));
    return kinds;
  }

  static v1::EventFilter FilterOf(const v1::ListConflictsRequest& request) {
    v1::EventFilter filter;
    *filter.mutable_window() = request.window();
    return filter;
  }

  // The events to look at after that one, in order, at most kMaxLookedAt.
  absl::StatusOr<std::vector<ResourcePtr>> Candidates(ResourceId after);
  // Of all events, those that stand and may be ahead.
  absl::StatusOr<storage::SearchPage> SearchAhead(ResourceId after, const storage::DayRange& days);
  absl::StatusOr<std::vector<ResourcePtr>> Standing(ResourceId after);
  storage::DayRange DaysAhead() const;
  // Whether the caller may know that the event was looked at.
  absl::StatusOr<bool> Counts(const storage::Resource& event, const storage::DayRange& days);
  absl::StatusOr<bool> IsClosed(ResourceId event);
  absl::Status AddHosted(ResourceId event, ResourceId after);
  absl::Status AddMembers(ResourceId event, ResourceId after);
  absl::Status AddPartiesOf(const storage::Resource& event);
  absl::Status AddOwnersOn(ResourceId atom, bool participant, const Interval& interval);
  absl::Status FindAtoms();
  // The bookings of the event that are of what was asked for.
  absl::StatusOr<std::set<std::string>> AskedBookings(const storage::Resource& event);
  // Whether the conflict of the event is in the window.
  bool IsWithin(const v1::StandingConflict& found, const v1::Event& event) const;
  absl::Status RemoveOthers(const storage::Resource& event,
                            std::vector<v1::StandingConflict>& conflicts);
  absl::StatusOr<bool> Tell(const storage::Resource& event, MidPosition& position);

  storage::Snapshot& snapshot_;
  const access::Rights& rights_;
  const v1::ListConflictsRequest& request_;
  HiddenOwners hidden_;
  const EventMatcher in_window_;
  StandingConflicts standing_;
  // What was asked for, and whether it is a participant.
  std::map<ResourceId, bool> atoms_;
  std::set<ResourceId> candidates_;
  v1::ListConflictsResponse response_;
  size_t bytes_ = 0;
  // Up to where was looked when the snapshot hurried; 0 when it did not.
  ResourceId cut_at_ = 0;
};

absl::Status Page::FindAtoms() {
  for (int i = 0; i < request_.resources_size(); ++i) {
    const std::string& name = request_.resources(i);
    ASSIGN_OR_RETURN(auto resource, snapshot_.Find(*KindOfName(name), name));
    if (!resource) return ReferenceNotFound(absl::StrCat("resources[", i, "]"), name);
    ASSIGN_OR_RETURN(auto atoms, AtomsOf(snapshot_, *resource));
    for (ResourceId atom : atoms) atoms_[atom] = resource->kind == Kind::kParticipant;
  }
  return absl::OkStatus();
}

// Of who takes participants, only those that the caller may know of.
absl::Status Page::AddOwnersOn(ResourceId atom, bool participant, const Interval& interval) {
  if (!IsUnfinished(interval, snapshot_.now())) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto claims,
                   snapshot_.ClaimsOverlapping(atom, PartAhead(interval, snapshot_.now()),
                                               kOfBookings, kMostClaimsMet));
  for (const Claim& claim : claims) {
    if (participant) {
      ASSIGN_OR_RETURN(auto hidden, hidden_.Contain(claim.owner));
      if (hidden) continue;
    }
    candidates_.insert(claim.owner);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Page::IsClosed(ResourceId event) {
  if (rights_.SeesEverything()) return false;
  ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(event));
  if (!resource) return true;
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Event>(*resource));
  return !rights_.SeesAllOf(*message);
}

// Those that are inside the event.
absl::Status Page::AddHosted(ResourceId event, ResourceId after) {
  ASSIGN_OR_RETURN(auto ids, snapshot_.Referrers(event, {LinkRole::kHost}, after, kMaxLookedAt));
  candidates_.insert(ids.begin(), ids.end());
  return absl::OkStatus();
}

// Those that belong to it: of a closed event nobody may know to which.
absl::Status Page::AddMembers(ResourceId event, ResourceId after) {
  for (int added = 0; added < kMaxLookedAt;) {
    ASSIGN_OR_RETURN(auto ids,
                     snapshot_.Referrers(event, {LinkRole::kProgramme}, after, kMaxLookedAt));
    for (ResourceId id : ids) {
      ASSIGN_OR_RETURN(auto closed, IsClosed(id));
      if (closed) continue;
      candidates_.insert(id);
      ++added;
    }
    if (ids.size() < kMaxLookedAt) break;
    after = ids.back();
  }
  return absl::OkStatus();
}

// The event, and those that take what it takes.
absl::Status Page::AddPartiesOf(const storage::Resource& resource) {
  candidates_.insert(resource.id);
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOf(resource.id));
  for (const Claim& claim : claims) {
    if (claim.kind == ClaimKind::kCultureDays) continue;
    const v1::Booking* booking = BookingAt(*event, claim.booking);
    if (booking == nullptr) continue;
    const bool participant = booking->has_participant();
    if (participant && !rights_.SeesAllOf(*event)) continue;
    RETURN_IF_ERROR(AddOwnersOn(claim.atom, participant, claim.interval));
  }
  return absl::OkStatus();
}

storage::DayRange Page::DaysAhead() const {
  const CivilDays window = WindowOf(request_.window());
  const absl::CivilDay today = absl::ToCivilDay(snapshot_.now(), absl::UTCTimeZone());
  const bool ends = request_.window().has_last_day();
  return ToDayRange({std::max(window.first, today) - kMaxDaysAround,
                     ends ? window.last + kMaxDaysAround : absl::CivilDay::max()});
}

absl::StatusOr<bool> Page::Counts(const storage::Resource& resource,
                                  const storage::DayRange& days) {
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  if (rights_.SeesAllOf(*event)) return true;
  v1::Event visible = *event;
  access::Redact(visible);
  const storage::Facets facets = FacetsOf(visible);
  return std::any_of(facets.days.begin(), facets.days.end(),
                     [&](const storage::DayRange& range) { return range.Overlaps(days); });
}

// The events above `after` that take place on the days, or may move.
absl::StatusOr<storage::SearchPage> Page::SearchAhead(ResourceId after,
                                                      const storage::DayRange& days) {
  const uint32_t live = TagOf(v1::EVENT_STATE_TENTATIVE) | TagOf(v1::EVENT_STATE_CONFIRMED);
  ASSIGN_OR_RETURN(
      auto there,
      snapshot_.Search(
          {.criteria = {{.tags = live}}, .days = days, .after = after, .limit = kMaxLookedAt}));
  ASSIGN_OR_RETURN(auto moving, snapshot_.Search({.criteria = {{.tags = kMovingTag}},
                                                  .after = after,
                                                  .limit = kMaxLookedAt}));
  return Together(there, moving);
}

absl::StatusOr<std::vector<ResourcePtr>> Page::Standing(ResourceId after) {
  const storage::DayRange days = DaysAhead();
  std::vector<ResourcePtr> events;
  while (true) {
    ASSIGN_OR_RETURN(auto found, SearchAhead(after, days));
    for (ResourceId id : found.ids) {
      ASSIGN_OR_RETURN(auto event, snapshot_.FindById(id));
      if (!event) continue;
      ASSIGN_OR_RETURN(auto counts, Counts(*event, days));
      if (counts) events.push_back(std::move(event));
      if (events.size() == kMaxLookedAt) return events;
    }
    if (found.complete) return events;
    after = found.reached;
    if (!snapshot_.Hurries()) continue;
    cut_at_ = after;
    return events;
  }
}

absl::StatusOr<std::vector<ResourcePtr>> Page::Candidates(ResourceId after) {
  std::vector<ResourcePtr> events;
  if (request_.event().empty() && request_.resources().empty()) return Standing(after);
  if (!request_.event().empty()) {
    ASSIGN_OR_RETURN(auto event, snapshot_.Find(Kind::kEvent, request_.event()));
    if (!event) return ReferenceNotFound("event", request_.event());
    RETURN_IF_ERROR(AddPartiesOf(*event));
    RETURN_IF_ERROR(AddHosted(event->id, after));
    RETURN_IF_ERROR(AddMembers(event->id, after));
  } else {
    for (const auto& [atom, participant] : atoms_) {
      RETURN_IF_ERROR(AddOwnersOn(atom, participant, Interval{}));
    }
  }
  for (auto id = candidates_.upper_bound(after); id != candidates_.end(); ++id) {
    if (events.size() == kMaxLookedAt) break;
    ASSIGN_OR_RETURN(auto event, snapshot_.FindById(*id));
    if (event) events.push_back(std::move(event));
  }
  return events;
}

absl::StatusOr<std::set<std::string>> Page::AskedBookings(const storage::Resource& resource) {
  std::set<std::string> bookings;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOf(resource.id));
  for (const Claim& claim : claims) {
    if (claim.kind == ClaimKind::kCultureDays || !atoms_.count(claim.atom)) continue;
    const v1::Booking* booking = BookingAt(*event, claim.booking);
    if (booking != nullptr) bookings.insert(booking->id());
  }
  return bookings;
}

bool Page::IsWithin(const v1::StandingConflict& found, const v1::Event& event) const {
  const v1::Conflict& conflict = found.conflict();
  if (!conflict.has_start_time()) return in_window_.Matches(event);
  auto zone = FindZone(found.time_zone());
  const Interval times{conflict.start_time().seconds(), conflict.has_end_time()
                                                            ? conflict.end_time().seconds()
                                                            : Interval::kForever};
  return WindowOf(request_.window())
      .Overlaps(DaysIn(times, zone.ok() ? *zone : absl::UTCTimeZone()));
}

// Keeps those of the parties, bookings and days that were asked for.
absl::Status Page::RemoveOthers(const storage::Resource& resource,
                                std::vector<v1::StandingConflict>& conflicts) {
  if (conflicts.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  ASSIGN_OR_RETURN(auto bookings, AskedBookings(resource));
  std::erase_if(conflicts, [&](const v1::StandingConflict& found) {
    const v1::Conflict& conflict = found.conflict();
    const bool party = request_.event().empty() || conflict.event() == request_.event() ||
                       conflict.counterpart() == request_.event();
    const bool booked = request_.resources().empty() || bookings.count(conflict.booking()) > 0;
    return !party || !booked || !IsWithin(found, *event);
  });
  return absl::OkStatus();
}

// Adds the conflicts of one event, from `told` on; false when the page is full
// before all are told.
absl::StatusOr<bool> Page::Tell(const storage::Resource& event, MidPosition& position) {
  ASSIGN_OR_RETURN(auto conflicts, standing_.Of(event));
  RETURN_IF_ERROR(RemoveOthers(event, conflicts));
  const int from = position.told;
  position.told = 0;
  for (v1::StandingConflict& found : conflicts) {
    if (position.told++ < from) continue;
    if (response_.conflicts_size() == PageSize(request_.page_size()) || bytes_ >= kMaxBytes) {
      --position.told;
      return false;
    }
    bytes_ += found.ByteSizeLong();
    *response_.add_conflicts() = std::move(found);
  }
  position = {.after = event.id};
  return true;
}

absl::StatusOr<v1::ListConflictsResponse> Page::Fill() {
  ASSIGN_OR_RETURN(auto position, MidPositionOf(request_));
  RETURN_IF_ERROR(FindAtoms());
  ASSIGN_OR_RETURN(auto events, Candidates(position.after));
  bool more = cut_at_ > 0 || events.size() == kMaxLookedAt;
  if (events.empty()) position.after = cut_at_;
  for (const ResourcePtr& event : events) {
    ASSIGN_OR_RETURN(auto told, Tell(*event, position));
    if (told && !snapshot_.Hurries()) continue;
    more = true;
    break;
  }
  if (more) {
    response_.set_next_page_token(MidToken(request_, position));
  }
  return std::move(response_);
}

}  // namespace

absl::StatusOr<v1::ListConflictsResponse> ListConflicts(storage::Snapshot& snapshot,
                                                        const Caller& caller,
                                                        const v1::ListConflictsRequest& request) {
  return Page(snapshot, caller.rights, request).Fill();
}

}  // namespace taqvim::schedule
