// What is in the way of a write.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/cities.h"
#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/standing_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

v1::ConflictSeverity SeverityOf(v1::ConflictRule rule) {
  switch (rule) {
    case v1::CONFLICT_RULE_RESOURCE_BUSY:
    case v1::CONFLICT_RULE_OUTSIDE_HOST:
    case v1::CONFLICT_RULE_AGREEMENT_PROPOSED:
      return v1::CONFLICT_SEVERITY_BLOCKING;
    case v1::CONFLICT_RULE_OUTSIDE_PROGRAMME:
    case v1::CONFLICT_RULE_HELD:
    case v1::CONFLICT_RULE_IN_THE_PAST:
      return v1::CONFLICT_SEVERITY_ADVISORY;
    default:
      return v1::CONFLICT_SEVERITY_OVERRIDABLE;
  }
}

void SetSpan(const Span& span, v1::Conflict& conflict) {
  conflict.mutable_start_time()->set_seconds(span.start);
  if (span.end != kForever) conflict.mutable_end_time()->set_seconds(span.end);
}

Span Overlap(const Span& a, const Span& b) {
  return {std::max(a.start, b.start), std::min(a.end, b.end)};
}

// The atoms on which two lists of claims meet.
std::set<std::string> Meet(const std::vector<Claim>& ours, const std::vector<Claim>& theirs,
                           bool any_host, Span& when) {
  std::set<std::string> atoms;
  for (const Claim& a : ours) {
    for (const Claim& b : theirs) {
      if (!a.span.Overlaps(b.span) || a.atom != b.atom) continue;
      if (!any_host && a.host != b.host) continue;
      // Where they meet several times, the first counts.
      const Span met = Overlap(a.span, b.span);
      if (atoms.empty() || met.IsToldBefore(when)) when = met;
      atoms.insert(a.atom);
    }
  }
  return atoms;
}

// Days of culture of one country in another; a festival is in nobody's way.
bool SharesDays(const v1::CultureDays& a, const v1::CultureDays& b) {
  if (a.guest_country().empty() || b.guest_country().empty()) return false;
  const bool same_countries =
      a.guest_country() == b.guest_country() && a.host_country() == b.host_country();
  for (const v1::Stop& x : a.stops()) {
    for (const v1::Stop& y : b.stops()) {
      const Days ours{DayNumber(x.first_day()), DayNumber(x.last_day())};
      const Days theirs{DayNumber(y.first_day()), DayNumber(y.last_day())};
      const bool same_city = IsSameCity(x.city(), y.city());
      if ((same_city || same_countries) && ours.Overlaps(theirs)) return true;
    }
  }
  return false;
}

// Whether where the booking is, or the event without one, is judged by what the write
// does to it.
bool IsJudged(const Draft& draft, const std::string& booking) {
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (draft.after.bookings(i).id() == booking) return draft.altered[i];
  }
  return draft.confirming ||
         !MessageDifferencer::Equals(draft.before->message.period(), draft.after.period());
}

}  // namespace

v1::Conflict& EventWritesModel::AddConflict(const Draft& draft, int booking,
                                            v1::ConflictRule rule) {
  v1::Conflict& conflict = conflicts_.emplace_back();
  conflict.set_item(draft.item);
  conflict.set_event(draft.name());
  if (booking >= 0) {
    conflict.set_booking(draft.after.bookings(booking).id());
    conflict.set_time_zone(draft.after.bookings(booking).time_zone());
  }
  conflict.set_rule(rule);
  conflict.set_severity(SeverityOf(rule));
  // Until it is told.
  if (draft.of_move) conflict.set_message(kOfMove);
  return conflict;
}

// Of a booking that the write alters all claims; of others those that are not
// as they were.
std::vector<Claim> EventWritesModel::JudgedClaims(const Draft& draft, int booking) const {
  std::vector<Claim> judged;
  for (const Claim& claim : draft.claims) {
    if (claim.booking != booking) continue;
    const bool as_before = draft.before != nullptr &&
                           std::any_of(draft.before->claims.begin(), draft.before->claims.end(),
                                       [&](const Claim& old) {
                                         return old.atom == claim.atom && old.span == claim.span &&
                                                old.host == claim.host &&
                                                old.Blocks() == claim.Blocks();
                                       });
    // What is finished of a series stays as it was.
    const bool over = draft.after.has_recurrence() && claim.span.end <= world_.now;
    const bool altered = draft.written && draft.altered[booking] && !over;
    if (altered || !as_before) judged.push_back(claim);
  }
  return judged;
}

bool EventWritesModel::IsInside(const Draft& draft, const std::string& host) const {
  for (const v1::Event* event = &draft.after; !event->host().empty();) {
    if (event->host() == host) return true;
    event = Final(event->host());
  }
  return false;
}

void EventWritesModel::JudgeBookingAgainst(const Draft& draft, int i, const v1::Event& other,
                                           const std::vector<Claim>& claims) {
  const v1::Booking& booking = draft.after.bookings(i);
  for (const auto& [day, ours] : ByOccurrence(draft, JudgedClaims(draft, i))) {
    for (int j = 0; j < other.bookings_size(); ++j) {
      std::vector<Claim> theirs;
      for (const Claim& claim : claims) {
        if (claim.booking == j && claim.Blocks()) theirs.push_back(claim);
      }
      Span when;
      const std::set<std::string> atoms = Meet(ours, theirs, /*any_host=*/false, when);
      if (atoms.empty()) continue;
      v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_RESOURCE_BUSY);
      conflict.set_resource(atoms.size() == 1 ? *atoms.begin() : BookedName(booking));
      conflict.set_counterpart(other.name());
      *conflict.mutable_counterpart_title() = other.title();
      conflict.set_counterpart_booking(other.bookings(j).id());
      SetSpan(when, conflict);
      if (day != kNoDay) *conflict.mutable_occurrence_day() = DateOf(day);
    }
  }
}

void EventWritesModel::JudgeCollisions(const Draft& draft) {
  std::set<std::string> others = world_.live;
  for (const auto& [name, other] : drafts_) others.insert(name);
  for (const std::string& name : others) {
    const v1::Event& other = *Final(name);
    if (name == draft.name() || !IsConfirmed(other)) continue;
    // What moves together is where it moves to, and not where it is.
    const bool together = MovesTogether(draft, name);
    const v1::Event theirs = together ? AsMoved(other) : other;
    auto other_draft = drafts_.find(name);
    // Of an event and its host, being outside is the conflict, not being there.
    const bool related = IsInside(draft, name) || (other_draft != drafts_.end() &&
                                                   IsInside(other_draft->second, draft.name()));
    std::vector<Claim> claims = together ? FinalMoveClaims(name) : FinalClaims(name);
    for (Claim& claim : claims) {
      if (together) claim.kind = Claim::Kind::kConfirmed;
    }
    for (int i = 0; i < draft.after.bookings_size(); ++i) {
      if (related && !draft.after.bookings(i).has_participant()) continue;
      JudgeBookingAgainst(draft, i, theirs, claims);
    }
  }
}

void EventWritesModel::JudgeClosures(const Draft& draft, int i) {
  const std::vector<Claim> ours = JudgedClaims(draft, i);
  for (const auto& [name, closure] : world_.closures) {
    Span when;
    const std::set<std::string> atoms = Meet(ours, closure.claims, /*any_host=*/true, when);
    if (atoms.empty()) continue;
    v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_VENUE_CLOSED);
    conflict.set_resource(atoms.size() == 1 ? *atoms.begin() : BookedName(draft.after.bookings(i)));
    conflict.set_counterpart(name);
    *conflict.mutable_counterpart_title() = closure.message.reason();
    SetSpan(when, conflict);
  }
}

void EventWritesModel::JudgeHost(const Draft& draft) {
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (!draft.outside[i]) continue;
    const v1::Booking& booking = draft.after.bookings(i);
    v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_OUTSIDE_HOST);
    conflict.set_resource(BookedName(booking));
    conflict.set_counterpart(draft.after.host());
    SetSpan(Occupied(booking, PeriodOf(draft.after, booking), booking.time_zone()), conflict);
  }
}

void EventWritesModel::JudgeHours(const Draft& draft, int i) {
  const v1::Booking& booking = draft.after.bookings(i);
  const v1::Period& period = PeriodOf(draft.after, booking);
  if (booking.has_participant() || !period.has_timed()) return;
  const v1::Venue& venue = world_.venues.at(VenueOf(BookedName(booking))).message;
  const Span span = Announced(period, booking.time_zone());
  if (IsOpenDuring(venue, span, booking.time_zone())) return;
  v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS);
  conflict.set_resource(BookedName(booking));
  conflict.set_counterpart(venue.name());
  *conflict.mutable_counterpart_title() = venue.title();
  SetSpan(span, conflict);
}

void EventWritesModel::JudgeCapacity(const Draft& draft, int i) {
  const v1::Booking& booking = draft.after.bookings(i);
  if (!booking.has_space()) return;
  const int seats = world_.spaces.at(booking.space()).message.seats();
  if (seats == 0 || booking.expected_attendance() <= seats) return;
  v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_OVER_CAPACITY);
  conflict.set_resource(booking.space());
  conflict.set_counterpart(booking.space());
  SetSpan(Announced(PeriodOf(draft.after, booking), booking.time_zone()), conflict);
}

// Of what the write books or moves: not of what it confirms. Series are in no place that
// has limits.
void EventWritesModel::JudgeLimits(const Draft& draft, int i) {
  const v1::Booking& booking = draft.after.bookings(i);
  // What is moved was asked for before.
  if (booking.has_participant() || draft.moves) return;
  const v1::Event before = draft.before != nullptr ? draft.before->message : v1::Event();
  for (const v1::Booking& old : before.bookings()) {
    const bool stays = old.id() == booking.id() && BookedName(old) == BookedName(booking);
    const v1::Period& period = PeriodOf(draft.after, booking);
    if (stays && MessageDifferencer::Equals(PeriodOf(before, old), period)) return;
  }
  const v1::Venue& venue = world_.venues.at(VenueOf(BookedName(booking))).message;
  const v1::BookingLimits& limits = venue.booking_limits();
  const Span span = Announced(PeriodOf(draft.after, booking), booking.time_zone());
  const int64_t start = WallAt(span.start, booking.time_zone());
  const int64_t today = WallAt(world_.now, booking.time_zone()) / kDay;
  const bool late =
      limits.notice().seconds() > 0 && span.start - limits.notice().seconds() < world_.now;
  const bool early = limits.days_ahead() > 0 && start / kDay - today > limits.days_ahead();
  const bool is_long = limits.longest().seconds() > 0 &&
                       (span.end == kForever ||
                        WallAt(span.end, booking.time_zone()) - start > limits.longest().seconds());
  if (!late && !early && !is_long) return;
  v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_OUTSIDE_BOOKING_LIMITS);
  conflict.set_resource(BookedName(booking));
  conflict.set_counterpart(venue.name());
  *conflict.mutable_counterpart_title() = venue.title();
  SetSpan(span, conflict);
}

// By the first of those that are over.
void EventWritesModel::JudgePast(const Draft& draft) {
  if (draft.after.has_recurrence()) return;
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    const v1::Booking& booking = draft.after.bookings(i);
    const Span span = Announced(PeriodOf(draft.after, booking), booking.time_zone());
    if (!draft.altered[i] || span.end > world_.now) continue;
    v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_IN_THE_PAST);
    conflict.set_resource(BookedName(booking));
    SetSpan(span, conflict);
    return;
  }
}

void EventWritesModel::JudgeProgramme(const Draft& draft) {
  const v1::Event& event = draft.after;
  if (event.programme().empty()) return;
  const v1::Event& programme = *Final(event.programme());
  auto judge = [&](int booking, const std::string& city, const Days& days) {
    if (MeetsStop(programme.culture_days(), city, days)) return;
    v1::Conflict& conflict = AddConflict(draft, booking, v1::CONFLICT_RULE_OUTSIDE_PROGRAMME);
    conflict.set_counterpart(programme.name());
    *conflict.mutable_counterpart_title() = programme.title();
  };
  const bool joined =
      draft.before == nullptr || draft.before->message.programme() != event.programme();
  bool placed = false;
  for (int i = 0; i < event.bookings_size(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    if (booking.has_participant()) continue;
    placed = true;
    if (!joined && !draft.altered[i]) continue;
    const v1::Venue& venue = world_.venues.at(VenueOf(BookedName(booking))).message;
    judge(i, venue.city(), DaysOf(PeriodOf(event, booking)));
  }
  const bool same = !joined && !draft.confirming &&
                    MessageDifferencer::Equals(draft.before->message.period(), event.period());
  if (!placed && !same && event.has_period()) judge(-1, "", DaysOf(event.period()));
}

void EventWritesModel::JudgeCultureDays(const Draft& draft) {
  if (!draft.after.has_culture_days()) return;
  const v1::CultureDays& days = draft.after.culture_days();
  const bool same = draft.before != nullptr && !draft.confirming &&
                    AreAlike(draft.before->message.culture_days(), days);
  if (same) return;
  std::set<std::string> others = world_.live;
  for (const auto& [name, other] : drafts_) others.insert(name);
  for (const std::string& name : others) {
    const v1::Event& other = *Final(name);
    if (name == draft.name() || !IsConfirmed(other) || !other.has_culture_days()) continue;
    if (!SharesDays(days, other.culture_days())) continue;
    v1::Conflict& conflict = AddConflict(draft, -1, v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP);
    conflict.set_counterpart(name);
    *conflict.mutable_counterpart_title() = other.title();
  }
}

// Of whom the write leaves without the stops, or the programme, that they are
// planned for, and does not move itself.
void EventWritesModel::JudgeMembers(const Draft& draft) {
  if (draft.before == nullptr || !draft.written || !draft.after.has_culture_days()) return;
  const bool cancelled = draft.after.state() == v1::EVENT_STATE_CANCELLED &&
                         draft.before->message.state() != v1::EVENT_STATE_CANCELLED;
  v1::CultureDays before = draft.before->message.culture_days(), after = draft.after.culture_days();
  for (v1::CultureDays* days : {&before, &after}) {
    v1::CultureDays stops;
    stops.mutable_stops()->Swap(days->mutable_stops());
    days->Swap(&stops);
  }
  const bool moved = IsLive(draft.after) && !MessageDifferencer::Equals(before, after);
  if (!cancelled && !moved) return;
  for (const std::string& name : MembersOf(draft.name())) {
    const v1::Event& member = *Final(name);
    if (!IsLive(member)) continue;
    auto at = drafts_.find(name);
    const Draft* own = at == drafts_.end() ? nullptr : &at->second;
    if (own != nullptr &&
        (own->before == nullptr || own->before->message.programme() != draft.name()))
      continue;
    for (v1::StandingConflict& found :
         OfProgramme(world_, member, FinalClaims(name), draft.after)) {
      if (own != nullptr && found.kind() == v1::CONFLICT_KIND_OUTSIDE_PROGRAMME &&
          IsJudged(*own, found.conflict().booking())) {
        continue;
      }
      conflicts_.push_back(found.conflict());
      conflicts_.back().set_item(draft.item);
    }
  }
}

const Draft* EventWritesModel::DraftOf(const v1::Conflict& conflict) const {
  const auto& drafts = conflict.message().starts_with(kOfMove) ? moved_ : drafts_;
  const auto found = drafts.find(conflict.event());
  return found == drafts.end() ? nullptr : &found->second;
}
Draft* EventWritesModel::DraftOf(const v1::Conflict& conflict) {
  auto& drafts = conflict.message().starts_with(kOfMove) ? moved_ : drafts_;
  const auto found = drafts.find(conflict.event());
  return found == drafts.end() ? nullptr : &found->second;
}

void EventWritesModel::JudgeDraft(const Draft& draft) {
  // Others' spaces may make tentative bookings impossible, as others' events may.
  if (!reexpanding_ || IsConfirmed(draft.after)) JudgeCollisions(draft);
  JudgeHost(draft);
  if (reexpanding_) return;
  for (int i = 0; i < draft.after.bookings_size(); ++i) JudgeClosures(draft, i);
  if (!draft.written) return;
  JudgeHolds(draft);
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    JudgeApproval(draft, i);
    if (!draft.altered[i]) continue;
    JudgeLimits(draft, i);
    JudgeHours(draft, i);
    JudgeCapacity(draft, i);
  }
  JudgePast(draft);
  JudgeProgramme(draft);
  JudgeCultureDays(draft);
  JudgeAgreement(draft);
}

std::vector<v1::Conflict> EventWritesModel::Judge() {
  for (const auto& [name, draft] : drafts_) {
    if (!IsLive(draft.after)) continue;
    JudgeDraft(draft);
    if (const auto moved = moved_.find(name); moved != moved_.end()) JudgeDraft(moved->second);
  }
  for (const auto& [name, draft] : drafts_) {
    if (!reexpanding_) JudgeMembers(draft);
  }
  SortConflicts(conflicts_);
  return conflicts_;
}

}  // namespace taqvim::property
