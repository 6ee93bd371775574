// `Rule`: what the schedule asks of events, as data: what it means to break it, how that is
// said, and the functions that look whether something does. The rules that there are stand
// in rules/rule_table.cc, and whoever judges goes through them without knowing any by name.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/claim.h"
#include "taqvim/v1/conflict.pb.h"
#include "taqvim/v1/standing_conflict.pb.h"

namespace taqvim::schedule {

struct Encounter;
struct JudgedEvent;
struct Judging;
struct PlacedBooking;
struct Standing;
struct StandingEncounter;

// Whose word counts when a rule is overridden; an administrator's does whenever anybody's.
enum class Authority {
  kNobody,     // it cannot be overridden
  kOrganizer,  // who organizes for the owner of the event
  // Who manages the venue that is booked or, of a participant, organizes for its
  // organization; as above where no booking breaks the rule.
  kOfWhatIsBooked,
};

// What changes around an event, without a write of it, so that it may break a rule.
enum class Change { kOpeningHours, kCity, kSeats, kSpaces, kStops, kAgreement };

class Changes {
 public:
  constexpr Changes(std::initializer_list<Change> changes) {
    for (Change change : changes) bits_ |= 1u << static_cast<unsigned>(change);
  }
  constexpr bool Has(Change change) const {
    return (bits_ >> static_cast<unsigned>(change) & 1u) != 0;
  }

 private:
  unsigned bits_ = 0;
};

// A conflict in words, for people: patterns of absl::Substitute. $0 is the resource at which
// the two meet, $1 what the event collides with, $2 when, and $3 and $4 what the rule says itself.
struct Sentences {
  // Of a write, and of what stands unless `standing` says it otherwise.
  std::string_view judged;
  std::string_view standing = {};
  // Of what stands though it was accepted, as the counterpart is another since; empty where
  // it is said as if nobody had.
  std::string_view changed = {};
  // To whoever writes the counterpart. $1 is the event.
  std::string_view to_counterpart = {};
};

// What resolves a conflict that stands: patterns, too. $0 is what can be done about the event
// or its occurrence, as in “Move or cancel events/gala”, $1 the counterpart, $2 the event.
struct Resolutions {
  std::string_view standing;
  // Of what was accepted once; empty where it is the same.
  std::string_view changed = {};
};

struct Rule {
  v1::ConflictRule name = v1::CONFLICT_RULE_UNSPECIFIED;
  // What it means for a write that breaks it and waives nothing.
  v1::ConflictSeverity severity = v1::CONFLICT_SEVERITY_BLOCKING;
  Authority overridden_by = Authority::kNobody;
  Sentences says = {};
  Resolutions resolved_by = {};
  // Whether another place or time may be a way out.
  bool is_helped_elsewhere = false;
  // Whether a conflict says how the event's hold ranks.
  bool tells_rank = false;
  // Whether it refuses that the spaces of a venue change; and is judged of events, too, that
  // a write only moves, such as what its event hosts.
  bool refuses_moves = false;
  // Whether it is broken for want of what those can be asked for who may override it.
  bool can_be_asked_for = false;
  // After which changes it is looked for.
  Changes broken_by = {};

  // Broken by meeting what others claim: claims of these kinds. None for rules that an event
  // breaks by itself.
  std::optional<storage::ClaimKinds> met = std::nullopt;
  // By which claims of the event it may stand; none where it never does by claims.
  std::optional<storage::ClaimKinds> stands_by = std::nullopt;

  // The functions below are null where there is nothing to look at.

  // Whether a booking of a place at a time breaks it: slots and suggestions are without
  // those, and `judge` and `stand` ask the same. Pure.
  bool (*breaks)(const PlacedBooking&) = nullptr;
  // Whether a claim of a write, or one that it moves, breaks it where it meets another.
  absl::StatusOr<bool> (*meet)(Encounter&) = nullptr;
  // How a claim stands that meets another; unspecified when it is no conflict.
  absl::StatusOr<v1::ConflictKind> (*stand_met)(const StandingEncounter&) = nullptr;
  // Tells how an event that a write touches breaks it by itself.
  absl::Status (*judge)(Judging&) = nullptr;
  // Tells how an event that is stored stands in conflict by itself.
  absl::Status (*stand)(Standing&) = nullptr;
  // Whether a waiver of a booking ends, though the booking is as it was.
  bool (*ends_waiver)(const JudgedEvent&, int booking) = nullptr;
};

}  // namespace taqvim::schedule
