#include "server/schedule/judge/override_rights.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/participant.pb.h"

namespace taqvim::schedule {
namespace {

// Who may override, by what they organize or manage.
struct Overrider {
  bool manager = false;
  std::string of;  // an organization or a venue; empty for everything
};

const BookingFacts* FactsOf(const ClaimedDraft& draft, const v1::Conflict& conflict) {
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (draft.after.bookings(i).id() == conflict.booking()) return &draft.facts.bookings[i];
  }
  return nullptr;
}

absl::StatusOr<Overrider> OverriderOf(const ClaimedDraft& draft, const v1::Conflict& conflict) {
  const BookingFacts* facts = FactsOf(draft, conflict);
  const bool by_booking = RuleOf(conflict.rule()).overridden_by == Authority::kOfWhatIsBooked;
  if (!by_booking || facts == nullptr) {
    return Overrider{.of = draft.after.owner()};
  }
  if (!facts->is_participant()) return Overrider{.manager = true, .of = facts->venue->name()};
  ASSIGN_OR_RETURN(auto participant, ReadShared<v1::Participant>(*facts->resource));
  return Overrider{.of = participant->organization()};
}

bool Counts(const access::Rights& rights, const Overrider& overrider) {
  return overrider.manager ? rights.MayManage(overrider.of) : rights.MayOrganize(overrider.of);
}

}  // namespace

absl::StatusOr<bool> MayOverride(const access::Rights& rights, const ClaimedDraft& draft,
                                 const v1::Conflict& conflict) {
  if (rights.IsAdmin()) return true;
  ASSIGN_OR_RETURN(auto overrider, OverriderOf(draft, conflict));
  return Counts(rights, overrider);
}

absl::Status CloseTo(const access::Rights& rights, const ClaimedDraft& draft,
                     v1::Conflict& conflict) {
  if (rights.IsAdmin() || !IsOverridable(conflict.rule())) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto overrider, OverriderOf(draft, conflict));
  if (Counts(rights, overrider)) return absl::OkStatus();
  conflict.set_severity(v1::CONFLICT_SEVERITY_BLOCKING);
  absl::StrAppend(conflict.mutable_message(), " Only ",
                  overrider.manager ? "a venue manager" : "an organizer", " of ",
                  overrider.of.empty() ? "everything" : overrider.of, " can override this.");
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
