#include "server/schedule/rules/override_rights.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/event/conflict_rules.h"
#include "server/schedule/rules/judge.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/directory.pb.h"

namespace taqvim::schedule {
namespace {

// Who may override, by what they organize or manage.
struct Authority {
  bool manager = false;
  std::string of;  // an organization or a venue; empty for everything
};

const BookingFacts* FactsOf(const Draft& draft, const v1::Conflict& conflict) {
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (draft.after.bookings(i).id() == conflict.booking()) return &draft.facts.bookings[i];
  }
  return nullptr;
}

absl::StatusOr<Authority> AuthorityOver(const Draft& draft, const v1::Conflict& conflict) {
  const BookingFacts* facts = FactsOf(draft, conflict);
  if (conflict.rule() == v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP || facts == nullptr) {
    return Authority{.of = draft.after.owner()};
  }
  if (!facts->is_participant()) return Authority{.manager = true, .of = facts->venue->name()};
  ASSIGN_OR_RETURN(auto participant, ReadShared<v1::Participant>(*facts->resource));
  return Authority{.of = participant->organization()};
}

bool Counts(const access::Rights& rights, const Authority& authority) {
  return authority.manager ? rights.MayManage(authority.of) : rights.MayOrganize(authority.of);
}

}  // namespace

absl::StatusOr<bool> MayOverride(const access::Rights& rights, const Draft& draft,
                                 const v1::Conflict& conflict) {
  if (rights.IsAdmin()) return true;
  ASSIGN_OR_RETURN(auto authority, AuthorityOver(draft, conflict));
  return Counts(rights, authority);
}

absl::Status CloseTo(const access::Rights& rights, const Draft& draft, v1::Conflict& conflict) {
  if (rights.IsAdmin() || !IsOverridable(conflict.rule())) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto authority, AuthorityOver(draft, conflict));
  if (Counts(rights, authority)) return absl::OkStatus();
  conflict.set_severity(v1::CONFLICT_SEVERITY_BLOCKING);
  absl::StrAppend(conflict.mutable_message(), " Only ",
                  authority.manager ? "a venue manager" : "an organizer", " of ",
                  authority.of.empty() ? "everything" : authority.of, " can override this.");
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
