// Formatter of what `taqvim apply` did, or would do: text, JSON, names.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "client/cli/apply/apply_plan.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/output/free_instead.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::cli {

struct ApplyReport {
  const std::vector<ApplyStep>* plan = nullptr;
  bool dry_run = false;
  // The conflicts that the check of the events found, blocking and advisory; and the
  // confirmed events that closures are in conflict with.
  std::vector<v1::Conflict> conflicts;
  // Whether there may be more conflicts than these.
  bool total_is_lower_bound = false;
  // What is free instead of what is in conflict.
  std::vector<FreeInstead> free_instead;
  // Whether the events would be refused.
  bool blocked = false;
  // Names of the events that were to be confirmed and are not yet, or will not be, since
  // their bookings must be approved first.
  std::set<std::string> awaiting;
  // The events that are to move, or will be, when those agree who approve it; by name.
  std::map<std::string, v1::Event> moving;
  // Whether what left the set was looked for; what was to go and stays, and why, by name.
  bool prunes = false;
  std::map<std::string, std::string> stays;
  // How many columns tables may take; 0 for any number.
  int width = 0;
  // Of events that repeat and were written so, by their names, how far they are booked.
  std::map<std::string, std::string> booked_so_far;
};

// For people: a line for each resource that changes, with its differences, the
// conflicts, what is free instead, and a table of how many there are of each kind.
std::string ApplyText(const ApplyReport& report, bool color);

// Whether something that was asked for waits until others approve it.
bool Waits(const ApplyReport& report);

// For programs: one object,
//   {"dry_run": false, "blocked": false,
//    "results": [{"name": "events/gala", "action": "created", "confirmed": true,
//                 "awaits_approval": false, "awaits_move": false,
//                 "differences": [{"field": ..., "before": ..., "after": ...}]}],
//    "stays": [{"name": "venues/old", "reason": "..."}],
//    "conflicts": [...], "suggestions": [...]}
// where `action` is created, updated, cancelled, deleted or unchanged; of a dry run, what would
// be. Suggestions are as those of errors (`taqvim help errors`).
std::string ApplyJson(const ApplyReport& report);

// The names of all that changes, one a line.
std::string ApplyNames(const ApplyReport& report);

}  // namespace taqvim::cli
