// What a write does to the occurrences of events that repeat.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/series_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;
using Dates = google::protobuf::RepeatedPtrField<google::type::Date>;

constexpr int64_t kHorizon = 731;

std::set<int64_t> NumbersOf(const Dates& dates) {
  std::set<int64_t> days;
  for (const auto& date : dates) days.insert(DayNumber(date));
  return days;
}

void SetDates(const std::set<int64_t>& days, Dates& dates) {
  dates.Clear();
  for (int64_t day : days) *dates.Add() = DateOf(day);
}

v1::Recurrence Asked(const v1::Event& event) {
  v1::Recurrence recurrence = event.recurrence();
  recurrence.clear_skipped_days();
  recurrence.clear_held_days();
  recurrence.clear_claimed_through();
  return recurrence;
}

bool IsAnew(const Draft& draft) {
  if (!draft.written || draft.before == nullptr) return draft.written;
  const v1::Event& before = draft.before->message;
  return draft.confirming || before.state() != draft.after.state() ||
         std::count(draft.altered.begin(), draft.altered.end(), true) > 0 ||
         !MessageDifferencer::Equals(Asked(before), Asked(draft.after)) ||
         !MessageDifferencer::Equals(before.period(), draft.after.period());
}

bool IsFinished(const Occurrence& occurrence, const std::vector<Span>& spans, int64_t now) {
  // Without bookings, when the day is over everywhere.
  if (spans.empty()) return DaysOf(occurrence.period).last < now / kDay - 1;
  return std::all_of(spans.begin(), spans.end(), [&](const Span& span) { return span.end <= now; });
}

// Whether the bookings in conflict still meet, as they are claimed in the end.
bool StillMeet(const Draft& ours, const Draft& theirs, const v1::Conflict& conflict) {
  for (const Claim& a : ours.claims) {
    if (ours.after.bookings(a.booking).id() != conflict.booking()) continue;
    auto days = ours.occurrences.find({a.booking, a.span});
    const int64_t day = days == ours.occurrences.end() ? kNoDay : *days->second.begin();
    if (conflict.has_occurrence_day() && day != DayNumber(conflict.occurrence_day())) continue;
    for (const Claim& b : theirs.claims) {
      const bool meant =
          theirs.after.bookings(b.booking).id() == conflict.counterpart_booking() && b.Blocks();
      if (meant && a.atom == b.atom && a.host == b.host && a.span.Overlaps(b.span)) return true;
    }
  }
  return false;
}

bool IsWilling(const Draft& draft) {
  return draft.written && IsLive(draft.after) &&
         draft.after.recurrence().on_conflict() >= v1::OCCURRENCE_POLICY_SKIP;
}

}  // namespace

// Times that were said must be there.
void EventWritesModel::CheckMoved(const Draft& draft) {
  for (const v1::MovedOccurrence& moved : draft.after.recurrence().moved_occurrences()) {
    bool stored = false;
    if (draft.before != nullptr) {
      for (const auto& old : draft.before->message.recurrence().moved_occurrences()) {
        stored = stored || MessageDifferencer::Equals(old, moved);
      }
    }
    for (const v1::Booking& booking : draft.after.bookings()) {
      if (stored || booking.has_period()) continue;
      malformed_.merge(FaultsOf(moved.period(), booking.time_zone()));
    }
  }
}

void EventWritesModel::KeepSeriesClaims(Draft& draft, bool finished_alone) {
  if (draft.before == nullptr) return;
  const v1::Event& before = draft.before->message;
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    for (Claim claim : draft.before->claims) {
      if (before.bookings(claim.booking).id() != draft.after.bookings(i).id()) continue;
      if (finished_alone && claim.span.end > world_.now) continue;
      claim.booking = i;
      if (before.state() != draft.after.state()) claim.kind = Claim::Kind::kConfirmed;
      draft.claims.push_back(claim);
    }
  }
}

void EventWritesModel::ClaimOccurrence(Draft& draft, int64_t day, const std::vector<Span>& spans,
                                       bool held) {
  for (int i = 0; i < spans.size(); ++i) {
    draft.occurrences[{i, spans[i]}].insert(day);
    if (draft.before != nullptr && spans[i].end <= world_.now) continue;
    const bool confirmed = IsConfirmed(draft.after) && !held;
    const Claim claim{.atom = BookedName(draft.after.bookings(i)),
                      .span = spans[i],
                      .owner = draft.name(),
                      .booking = i,
                      .kind = confirmed ? Claim::Kind::kConfirmed : Claim::Kind::kHeld};
    // A booking takes a place at one time once.
    auto same = std::find_if(draft.claims.begin(), draft.claims.end(), [&](const Claim& one) {
      return one.atom == claim.atom && one.booking == i && one.span == claim.span;
    });
    if (same == draft.claims.end()) {
      draft.claims.push_back(claim);
    } else if (confirmed && same->kind == Claim::Kind::kHeld) {
      *same = claim;
    }
  }
}

void EventWritesModel::ClaimSeries(Draft& draft) {
  const bool anew = IsAnew(draft);
  KeepSeriesClaims(draft, /*finished_alone=*/anew || reexpanding_);
  if (anew) ClaimAnew(draft);
  if (!anew && reexpanding_) ClaimAgain(draft);
}

// All that is not over, whatever was left out or held before.
void EventWritesModel::ClaimAnew(Draft& draft) {
  CheckMoved(draft);
  const int64_t today = world_.now / kDay;
  v1::Recurrence& recurrence = *draft.after.mutable_recurrence();
  const std::set<int64_t> skipped = NumbersOf(recurrence.skipped_days());
  const std::set<int64_t> held = NumbersOf(recurrence.held_days());
  std::set<int64_t> still_skipped(skipped.begin(), skipped.lower_bound(today));
  std::set<int64_t> still_held(held.begin(), held.lower_bound(today));
  const std::set<int64_t> long_skipped = still_skipped;
  for (const Occurrence& occurrence : OccurrencesOf(draft.after)) {
    const int64_t day = occurrence.day;
    if (long_skipped.count(day)) continue;
    const std::vector<Span> spans = SpansOf(draft.after, occurrence);
    if (draft.before != nullptr && IsFinished(occurrence, spans, world_.now)) {
      if (skipped.count(day)) still_skipped.insert(day);
      if (held.count(day)) still_held.insert(day);
    } else if (IsWithoutDays(draft.after, occurrence)) {
      still_skipped.insert(day);
    } else {
      ClaimOccurrence(draft, day, spans, still_held.count(day) > 0);
    }
  }
  SetDates(still_skipped, *recurrence.mutable_skipped_days());
  SetDates(still_held, *recurrence.mutable_held_days());
  const int64_t first = DaysOf(draft.after.period()).first;
  *recurrence.mutable_claimed_through() = DateOf(std::max(first, today + kHorizon));
}

// What is not over, at the times that it has now.
void EventWritesModel::ClaimAgain(Draft& draft) {
  const std::set<int64_t> skipped = NumbersOf(draft.after.recurrence().skipped_days());
  const std::set<int64_t> held = NumbersOf(draft.after.recurrence().held_days());
  for (const Occurrence& occurrence : OccurrencesOf(draft.after)) {
    const std::vector<Span> spans = SpansOf(draft.after, occurrence);
    const bool over = IsFinished(occurrence, spans, world_.now);
    if (over || skipped.count(occurrence.day)) continue;
    ClaimOccurrence(draft, occurrence.day, spans, held.count(occurrence.day) > 0);
  }
  // What is over by its length alone.
  const std::vector<Claim> all = draft.claims;
  std::erase_if(draft.claims, [&](const Claim& claim) {
    return std::any_of(all.begin(), all.end(), [&](const Claim& other) {
      return claim.span.end <= world_.now && other.span.end > world_.now &&
             claim.booking == other.booking && claim.atom == other.atom &&
             claim.Blocks() == other.Blocks() && other.span.start == claim.span.start;
    });
  });
}

// Parts the claims by occurrence, of several at one time the first; those of none,
// and of events that do not repeat, are together, with no day.
std::map<int64_t, std::vector<Claim>> EventWritesModel::ByOccurrence(
    const Draft& draft, const std::vector<Claim>& claims) {
  std::map<int64_t, std::vector<Claim>> parts;
  for (const Claim& claim : claims) {
    auto at = draft.occurrences.find({claim.booking, claim.span});
    parts[at == draft.occurrences.end() ? kNoDay : *at->second.begin()].push_back(claim);
  }
  return parts;
}

bool EventWritesModel::IsYielding(const v1::Conflict& conflict) const {
  const Draft* own = DraftOf(conflict);
  if (own == nullptr) return false;
  const Draft& draft = *own;
  if (!IsWilling(draft) || !conflict.has_occurrence_day()) return false;
  if (conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY) return false;
  auto other = drafts_.find(conflict.counterpart());
  // Of two that would both yield, the later does.
  return other == drafts_.end() || !IsWilling(other->second) || !other->second.claimed ||
         !other->second.after.has_recurrence() || other->second.item < draft.item;
}

// The occurrence in conflict, and those whose booking is at the very same time.
std::set<int64_t> EventWritesModel::DaysInConflict(const v1::Conflict& conflict) const {
  const Draft& draft = *DraftOf(conflict);
  const int64_t day = DayNumber(conflict.occurrence_day());
  std::set<int64_t> all = {day};
  for (const auto& [place, days] : draft.occurrences) {
    const bool same = draft.after.bookings(place.first).id() == conflict.booking();
    if (same && days.count(day)) all.insert(days.begin(), days.end());
  }
  return all;
}

void EventWritesModel::GiveUpOccurrences(Draft& draft, const std::set<int64_t>& days) {
  v1::Recurrence& recurrence = *draft.after.mutable_recurrence();
  const bool skip = recurrence.on_conflict() == v1::OCCURRENCE_POLICY_SKIP;
  std::vector<Claim> claims;
  for (Claim claim : draft.claims) {
    auto at = draft.occurrences.find({claim.booking, claim.span});
    // What another occurrence needs as well stays.
    const bool yields = at != draft.occurrences.end() &&
                        std::all_of(at->second.begin(), at->second.end(),
                                    [&](int64_t day) { return days.count(day) > 0; });
    if (yields && skip) continue;
    if (yields) claim.kind = Claim::Kind::kHeld;
    claims.push_back(claim);
  }
  std::sort(claims.begin(), claims.end());
  draft.claims = claims;
  Dates& dates = skip ? *recurrence.mutable_skipped_days() : *recurrence.mutable_held_days();
  std::set<int64_t> all = NumbersOf(dates);
  all.insert(days.begin(), days.end());
  SetDates(all, dates);
}

// Leaves out, or only holds, what is in conflict, where the event says so. It is
// in nobody's way then.
void EventWritesModel::YieldOccurrences() {
  std::map<Draft*, std::set<int64_t>> yielded;
  std::set<std::pair<std::string, std::string>> yielded_to;
  for (const v1::Conflict& conflict : conflicts_) {
    if (!IsYielding(conflict)) continue;
    const std::set<int64_t> days = DaysInConflict(conflict);
    yielded[DraftOf(conflict)].insert(days.begin(), days.end());
    yielded_to.insert({conflict.event(), conflict.counterpart()});
  }
  for (const auto& [draft, days] : yielded) GiveUpOccurrences(*draft, days);
  std::erase_if(conflicts_, [&](const v1::Conflict& conflict) {
    return conflict.rule() == v1::CONFLICT_RULE_RESOURCE_BUSY &&
           yielded_to.count({conflict.counterpart(), conflict.event()}) > 0 &&
           !StillMeet(*DraftOf(conflict), drafts_.at(conflict.counterpart()), conflict);
  });
  for (v1::Conflict& conflict : conflicts_) {
    auto days = yielded.find(DraftOf(conflict));
    if (days == yielded.end() || !conflict.has_occurrence_day()) continue;
    if (days->second.count(DayNumber(conflict.occurrence_day())) == 0) continue;
    conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  }
}

}  // namespace taqvim::property
