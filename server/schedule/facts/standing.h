// `Standing`: one rule held against one event that is stored, and what stands of it.
//
// What stands is worked out from what the caller sees of the parties: of a closed event the
// spaces that it takes, and not what it takes of participants, which programme it belongs
// to, or what was waived for it.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/schedule/facts/breach.h"
#include "server/schedule/facts/rule.h"
#include "server/schedule/facts/standing_event.h"
#include "server/schedule/facts/standing_lookups.h"
#include "taqvim/v1/standing_conflict.pb.h"

namespace taqvim::schedule {

// What to look for; no kinds, or no rules, means all.
struct StandingQuery {
  std::set<v1::ConflictKind> kinds = {};
  std::set<v1::ConflictRule> rules = {};

  bool Wants(const Rule& rule) const { return rules.empty() || rules.contains(rule.name); }
  bool Wants(v1::ConflictKind kind) const { return kinds.empty() || kinds.contains(kind); }
};

struct Standing {
  const Rule& rule;
  const StandingEvent& event;
  const StandingQuery& query;
  StandingLookups& lookups;
  std::vector<v1::StandingConflict>& found;

  bool WantsAny(std::initializer_list<v1::ConflictKind> kinds) const;

  // How the event stands of which a booking breaks the rule at the counterpart; nothing when
  // it does not, or nobody asked for that.
  std::optional<v1::ConflictKind> KindAt(int booking, v1::ConflictKind kind,
                                         const std::string& counterpart,
                                         const std::string& etag) const;

  // Adds a conflict, in the words of the rule. Without a resource it is that of the booking.
  void Add(v1::ConflictKind kind, Breach breach);
  // The same in words of its own: patterns of Sentences and Resolutions.
  void Add(v1::ConflictKind kind, Breach breach, std::string_view sentence,
           std::string_view resolution);
};

// A claim of the event that meets one of another owner.
struct StandingEncounter {
  Standing& standing;
  const storage::Claim& claim;
  const storage::Claim& other;
  const StandingLookups::Party& party;  // the owner of the other
};

}  // namespace taqvim::schedule
