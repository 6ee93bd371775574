#include "server/schedule/drafts/approvals.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/base/approver_name.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/claims/coverage.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/event/rule_change.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::Claim;

using Approvals = google::protobuf::RepeatedPtrField<v1::BookingApproval>;

constexpr size_t kMostDays = 10;

const v1::BookingApproval* Find(const Approvals& approvals, const std::string& booking) {
  auto found = std::find_if(approvals.begin(), approvals.end(),
                            [&](const auto& approval) { return approval.booking() == booking; });
  return found == approvals.end() ? nullptr : &*found;
}
const v1::BookingApproval* Find(const v1::Event& event, const std::string& booking) {
  return Find(event.approvals(), booking);
}

// Who decides about a booking of the event; nothing when nobody does.
absl::StatusOr<std::optional<Approver>> FindDecider(storage::Snapshot& snapshot,
                                                    const v1::Event& event,
                                                    const v1::Booking& booking) {
  const std::string name =
      booking.has_space() ? std::string(VenueOf(booking.space())) : BookedName(booking);
  ASSIGN_OR_RETURN(auto approver, FindApprover(snapshot, name));
  return approver && approver->Decides(event) ? std::move(approver) : std::nullopt;
}

absl::Time TimeOf(const Draft& draft) {
  return absl::FromUnixSeconds(draft.after.update_time().seconds()) +
         absl::Nanoseconds(draft.after.update_time().nanos());
}

// What it takes to go through the days of a rule, of 30 years.
constexpr int64_t kLookAhead = 1000;

// What an approver has seen of a draft: the event as it was before the write. Holds
// references to both.
class Seen {
 public:
  Seen(const Draft& draft, storage::Work& work) : draft_(draft), work_(work) {
    const bool repeats = draft.before.has_recurrence() || draft.after.has_recurrence();
    if (repeats && !draft.is_new()) rule_.emplace(draft.before, draft.after);
  }

  // Whether the booking says what it said before, and so does the event of it; its
  // zone may be left out.
  bool AsItIs(v1::Booking booking) const {
    const int old = IndexOfBooking(draft_.before, booking.id());
    if (old < 0) return false;
    const v1::Booking& before = draft_.before.bookings(old);
    if (booking.time_zone().empty()) booking.set_time_zone(before.time_zone());
    return MessageDifferencer::Equals(before, booking) &&
           MessageDifferencer::Equals(PeriodOf(draft_.before, before),
                                      PeriodOf(draft_.after, booking)) &&
           !(LooksAhead() && rule_->Concerns(booking, TimeOf(draft_)));
  }

  // Whether the booking of a confirmed draft with these claims is new there, or takes
  // more than before.
  bool LessThanIsTaken(int booking, const std::vector<Claim>& claims) const {
    if (!LooksAhead()) return ClaimsMore(booking, claims);
    const v1::Booking& now = draft_.after.bookings(booking);
    if (!IsWider(now)) return rule_->Concerns(now, TimeOf(draft_));
    return !rule_->FirstDays(now, TimeOf(draft_), /*all=*/true, 1).empty();
  }

  // Which days of an event that repeats are new for the booking; none for others.
  std::vector<absl::CivilDay> NewDays(int booking, size_t most) const {
    if (!LooksAhead()) return {};
    const v1::Booking& now = draft_.after.bookings(booking);
    return rule_->FirstDays(now, TimeOf(draft_), IsWider(now), most);
  }

 private:
  // Whether the event repeats, or did, so that the days of its rule are to be gone
  // through; then that is counted as work.
  bool LooksAhead() const { return rule_.has_value() && work_.Count(kLookAhead); }
  bool ClaimsMore(int booking, const std::vector<Claim>& claims) const;
  bool IsWider(v1::Booking booking) const;

  const Draft& draft_;
  storage::Work& work_;
  // Of an event that repeats, or did.
  std::optional<RuleChange> rule_;
};

bool Seen::ClaimsMore(int booking, const std::vector<Claim>& claims) const {
  const int old = IndexOfBooking(draft_.before, draft_.after.bookings(booking).id());
  if (old == booking && claims == draft_.claims_before) return false;
  const auto confirmed = [old](const Claim& claim) {
    return Blocks(claim.kind) && claim.booking == old;
  };
  return std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) {
    return Blocks(claim.kind) && claim.booking == booking &&
           !Covers(draft_.claims_before, claim.atom, claim.interval, work_, confirmed);
  });
}

// Whether the booking is new, of something else, at another time, or with more around
// it: told by what it says, since not all of it is claimed.
bool Seen::IsWider(v1::Booking booking) const {
  const int old = IndexOfBooking(draft_.before, booking.id());
  if (old < 0) return true;
  v1::Booking before = draft_.before.bookings(old);
  const auto& excepted = booking.excepted_spaces();
  const bool more =
      booking.set_up() > before.set_up() || booking.tear_down() > before.tear_down() ||
      booking.set_up_days() > before.set_up_days() ||
      booking.tear_down_days() > before.tear_down_days() ||
      !std::all_of(before.excepted_spaces().begin(), before.excepted_spaces().end(),
                   [&](const std::string& space) {
                     return std::find(excepted.begin(), excepted.end(), space) != excepted.end();
                   });
  for (v1::Booking* one : {&before, &booking}) {
    one->clear_set_up();
    one->clear_tear_down();
    one->clear_set_up_days();
    one->clear_tear_down_days();
    one->clear_excepted_spaces();
    one->clear_expected_attendance();
  }
  return more || !MessageDifferencer::Equals(before, booking);
}

// Whether the approver has agreed to the booking as it is.
bool IsApproved(const Draft& draft, const Seen& seen, const v1::Booking& booking,
                const Approver& approver) {
  const v1::BookingApproval* given = Find(draft.after, booking.id());
  return given != nullptr && given->state() == v1::APPROVAL_STATE_APPROVED &&
         ApproverIn(*given) == approver.name() && seen.AsItIs(booking);
}

v1::BookingApproval Open(const std::string& booking, const std::string& approver) {
  v1::BookingApproval approval;
  approval.set_booking(booking);
  SetApprover(approver, approval);
  approval.set_state(v1::APPROVAL_STATE_PENDING);
  return approval;
}

// The confirmation is asked for, and waits.
void Ask(const Seen& seen, absl::Time now, v1::Event& event) {
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  *event.mutable_ask_time() = event.update_time();
  event.clear_confirm_time();
  HoldForApproval(now, event);
  for (v1::BookingApproval& approval : *event.mutable_approvals()) {
    const int booking = IndexOfBooking(event, approval.booking());
    if (approval.state() != v1::APPROVAL_STATE_APPROVED || booking < 0 ||
        !seen.AsItIs(event.bookings(booking))) {
      approval = Open(approval.booking(), ApproverIn(approval));
    }
  }
}

// Whether it was given by whom the booking is of.
bool IsOf(const v1::BookingApproval& approval, const BookingFacts& facts) {
  return ApproverIn(approval) == ApproverOf(facts).name();
}

// Of what is confirmed: keeps what was granted and says what was not.
Approvals ApprovalsOfConfirmed(const Seen& seen, const std::vector<Claim>& claims,
                               const ExpandedDraft& draft, std::vector<bool>& unapproved) {
  Approvals approvals;
  const bool was_confirmed = draft.before.state() == v1::EVENT_STATE_CONFIRMED;
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    const BookingFacts& facts = draft.facts.bookings[i];
    // Granted for what it becomes now.
    const v1::BookingApproval* for_this = Find(draft.granted, draft.after.bookings(i).id());
    if (for_this != nullptr && IsOf(*for_this, facts)) {
      *approvals.Add() = *for_this;
      continue;
    }
    const v1::BookingApproval* said = Find(draft.after, draft.after.bookings(i).id());
    const bool granted = said != nullptr && said->state() == v1::APPROVAL_STATE_APPROVED;
    const bool approves = DeciderOf(facts, draft.after).has_value();
    const bool takes_more =
        was_confirmed && (granted || approves) && seen.LessThanIsTaken(i, claims);
    unapproved[i] = approves && takes_more;
    if (granted && !takes_more) *approvals.Add() = *said;
  }
  return approvals;
}

// Of what is tentative: keeps what was said of bookings that are as they were.
Approvals ApprovalsOfTentative(const Seen& seen, const ExpandedDraft& draft) {
  Approvals approvals;
  const v1::Event& event = draft.after;
  for (int i = 0; i < event.bookings_size(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    const std::optional<Approver> approver = DeciderOf(draft.facts.bookings[i], event);
    if (!approver) continue;
    const v1::BookingApproval* said = Find(event, booking.id());
    if (said != nullptr && ApproverIn(*said) == approver->name() && seen.AsItIs(booking)) {
      *approvals.Add() = *said;
    } else if (event.has_ask_time()) {
      *approvals.Add() = Open(booking.id(), approver->name());
    }
  }
  return approvals;
}

// A confirmation that nobody has anything against, or left to say to, is not asked
// for any more.
void ForgetAsk(v1::Event& event) {
  if (AllApproved(event)) event.clear_ask_time();
}

void AppendDay(std::string* text, absl::CivilDay day) {
  absl::StrAppend(text, absl::FormatCivilTime(day));
}

bool IsFor(const v1::BookingApproval& approval, const Decision& decision) {
  const std::string& approver = decision.approver;
  if (!approver.empty() && ApproverIn(approval) != approver) return false;
  if (!decision.booking.empty()) return approval.booking() == decision.booking;
  return approval.state() == v1::APPROVAL_STATE_PENDING;
}

}  // namespace

absl::Status ConfirmOrAsk(Drafts& drafts, Draft& draft) {
  if (!draft.confirming || !draft.confirmed()) return absl::OkStatus();
  const Seen seen(draft, drafts.work());
  for (const v1::Booking& booking : draft.after.bookings()) {
    ASSIGN_OR_RETURN(auto decider, FindDecider(drafts.transaction(), draft.after, booking));
    if (!decider || IsApproved(draft, seen, booking, *decider)) continue;
    Ask(seen, drafts.transaction().now(), draft.after);
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

std::vector<bool> SettleApprovals(const std::vector<Claim>& claims, ExpandedDraft& draft,
                                  storage::Work& work) {
  v1::Event& event = draft.after;
  std::vector<bool> unapproved(event.bookings_size(), false);
  if (event.state() != v1::EVENT_STATE_TENTATIVE) event.clear_ask_time();
  if (!draft.live()) event.clear_approvals();
  const bool settles = draft.confirmed() || event.has_ask_time() || !event.approvals().empty();
  if (!draft.live() || !settles) return unapproved;
  const Seen seen(draft, work);
  Approvals approvals = draft.confirmed() ? ApprovalsOfConfirmed(seen, claims, draft, unapproved)
                                          : ApprovalsOfTentative(seen, draft);
  event.mutable_approvals()->Swap(&approvals);
  ForgetAsk(event);
  return unapproved;
}

Unapproved UnapprovedOf(const ExpandedDraft& draft, int booking, storage::Work& work) {
  const BookingFacts& facts = draft.facts.bookings[booking];
  if (draft.series.mode == SeriesMode::kNone) {
    return {.interval = facts.occupied, .description = FormatInterval(facts.occupied, facts.zone)};
  }
  Unapproved unapproved{.days = Seen(draft, work).NewDays(booking, kMostDays + 1)};
  std::vector<absl::CivilDay>& days = unapproved.days;
  if (days.empty()) {
    unapproved.description = "the rule by which this repeats now";
    return unapproved;
  }
  const v1::Booking& said = draft.after.bookings(booking);
  const v1::Period period = Occurrences(draft.after).PeriodOn(days.front(), said);
  unapproved.interval = OccupiedInterval(said, period, IntervalOf(period, facts.zone), facts.zone);
  const bool more = days.size() > kMostDays;
  if (more) days.resize(kMostDays);
  unapproved.description =
      absl::StrCat(days.size() == 1 ? "the day " : "the days ",
                   absl::StrJoin(days, ", ", AppendDay), more ? ", and more" : "");
  return unapproved;
}

bool WithdrawPending(absl::FunctionRef<bool(const std::string& approver)> decides,
                     v1::Event& event) {
  const bool confirmed = event.state() == v1::EVENT_STATE_CONFIRMED;
  if (!confirmed && event.state() != v1::EVENT_STATE_TENTATIVE) return false;
  Approvals& approvals = *event.mutable_approvals();
  const bool waits = std::any_of(approvals.begin(), approvals.end(), [](const auto& approval) {
    return approval.state() == v1::APPROVAL_STATE_PENDING;
  });
  const auto pointless = std::remove_if(approvals.begin(), approvals.end(), [&](const auto& one) {
    return confirmed ? one.state() != v1::APPROVAL_STATE_APPROVED
                     : waits && !decides(ApproverIn(one));
  });
  const bool asked = event.has_ask_time();
  const bool withdraws = pointless != approvals.end();
  approvals.erase(pointless, approvals.end());
  ForgetAsk(event);
  return withdraws || asked != event.has_ask_time();
}

bool WithdrawPending(const Approver& approver, v1::Event& event) {
  const auto decides = [&](const std::string& other) {
    return other != approver.name() || approver.Decides(event);
  };
  return WithdrawPending(decides, event);
}

std::vector<v1::BookingApproval> OpenApprovals(const ExpandedDraft& draft,
                                               const std::vector<bool>& unapproved) {
  std::vector<v1::BookingApproval> open;
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (!unapproved[i]) continue;
    const std::string& approver = ApproverOf(draft.facts.bookings[i]).name();
    open.push_back(Open(draft.after.bookings(i).id(), approver));
  }
  return open;
}

bool AnyDecides(const EventFacts& facts, const v1::Event& event) {
  return std::any_of(facts.bookings.begin(), facts.bookings.end(),
                     [&](const BookingFacts& one) { return DeciderOf(one, event).has_value(); });
}

void OutdateApprovals(v1::Event& event) {
  const bool confirmed = event.state() == v1::EVENT_STATE_CONFIRMED;
  for (v1::BookingApproval& approval : *event.mutable_approvals()) {
    if (approval.state() != v1::APPROVAL_STATE_APPROVED) continue;
    if (confirmed) {
      approval.set_outdated(true);
    } else {
      approval = Open(approval.booking(), ApproverIn(approval));
    }
  }
}

bool IsGrantOutdated(const Draft& draft, const EventFacts& facts) {
  if (!draft.confirmed()) return false;
  const auto& bookings = draft.after.bookings();
  for (int i = 0; i < bookings.size(); ++i) {
    const v1::BookingApproval* granted = Find(draft.after, bookings[i].id());
    if (granted == nullptr || !granted->outdated()) continue;
    const std::optional<Approver> decider = DeciderOf(facts.bookings[i], draft.after);
    if (decider && ApproverIn(*granted) == decider->name()) return true;
  }
  return false;
}

absl::Status Decide(const Decision& decision, v1::Event& event, FieldErrors& errors) {
  if (event.state() == v1::EVENT_STATE_EXPIRED) {
    return HoldLapsed(event.name(), LapseTime(event));
  }
  if (event.state() != v1::EVENT_STATE_TENTATIVE || !event.has_ask_time()) {
    return IllegalState(event.name(), "does not wait for the approval of anybody");
  }
  if (!decision.booking.empty() && IndexOfBooking(event, decision.booking) < 0) {
    errors.Add("booking", absl::StrCat("is ", decision.booking, ", but ", event.name(),
                                       " has no booking of that id."));
    return absl::OkStatus();
  }
  bool decided = false;
  for (v1::BookingApproval& approval : *event.mutable_approvals()) {
    if (!IsFor(approval, decision)) continue;
    if (approval.state() != v1::APPROVAL_STATE_PENDING) {
      return IllegalState(
          event.name(), absl::StrCat("has the booking ", approval.booking(), ", about which ",
                                     ApproverIn(approval),
                                     " has decided; the organiser can ask again, by confirming the "
                                     "event or, of a move, by another update with ask_approval"));
    }
    const v1::BookingApproval waiting = approval;
    approval = decision.approval;
    approval.set_booking(waiting.booking());
    SetApprover(ApproverIn(waiting), approval);
    decided = true;
  }
  if (decided) return absl::OkStatus();
  return IllegalState(
      event.name(),
      absl::StrCat("has no booking", decision.approver.empty() ? "" : " of ", decision.approver,
                   decision.booking.empty() ? "" : absl::StrCat(" ", decision.booking),
                   " that waits for an approval"));
}

bool AllApproved(const v1::Event& event) {
  const auto& approvals = event.approvals();
  return std::all_of(approvals.begin(), approvals.end(), [](const auto& approval) {
    return approval.state() == v1::APPROVAL_STATE_APPROVED;
  });
}

}  // namespace taqvim::schedule
