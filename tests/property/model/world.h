// What the model knows: plain lists of everything that is on the schedule.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/conflict.pb.h"
#include "taqvim/v1/errors.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_kind.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"
#include "tests/property/model/civil_arithmetic.h"

namespace taqvim::property {

// Atoms and owners go by their names.
struct Claim {
  std::string atom;
  Span span;
  std::string host;
  std::string owner;
  int booking = 0;
  enum class Kind { kConfirmed, kContested, kHeld, kClosure } kind = Kind::kHeld;
  bool Blocks() const { return kind == Kind::kConfirmed || kind == Kind::kContested; }

  auto Key() const { return std::tie(atom, span, host, owner, booking, kind); }
  friend bool operator<(const Claim& a, const Claim& b) { return a.Key() < b.Key(); }
  friend bool operator==(const Claim& a, const Claim& b) { return a.Key() == b.Key(); }
};

// A resource as it was last written, and the etag that the server gave it then.
template <class Message>
struct Stored {
  Message message;
  std::string etag;
  // Counts the changes that were written.
  int version = 0;
  // Of events: which was created first.
  int64_t serial = 0;
  // What it claims: of events and closures.
  std::vector<Claim> claims;
  // What the pending move of an event holds, by the bookings of that.
  std::vector<Claim> move_claims = {};
};

// Output-only fields are kept as far as the rules need them: the name, the
// state, whether a confirm time is there, waivers.
struct World {
  int64_t now = 0;
  // The place whose rules the zone that moves has, once they are asked for.
  std::string place;
  int64_t next_serial = 1;
  std::map<std::string, Stored<v1::Venue>> venues;
  std::map<std::string, Stored<v1::Space>> spaces;
  std::map<std::string, Stored<v1::Participant>> participants;
  std::map<std::string, Stored<v1::Agreement>> agreements;
  std::map<std::string, Stored<v1::Closure>> closures;
  // Cancelled ones too; without claims.
  std::map<std::string, Stored<v1::Event>> events;
  // The names of the events that are not cancelled.
  std::set<std::string> live;
};

inline bool IsLive(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_TENTATIVE || event.state() == v1::EVENT_STATE_CONFIRMED;
}
inline bool IsConfirmed(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_CONFIRMED;
}

// Whether somebody may still let it move; and the event as it would be then, tentative.
bool IsMovePending(const v1::Event& event);
v1::Event AsMoved(const v1::Event& event);
// What moves together with it; empty when nothing does.
std::string MoveGroupOf(const v1::Event& event);
// The number that the first booking of a move has among the claims of its event.
inline constexpr int kFirstOfMove = 1000;
// All that it claims, as it is stored.
std::vector<Claim> AllClaims(const Stored<v1::Event>& event);

// What a booking books, and when.
const std::string& BookedName(const v1::Booking& booking);
const v1::Period& PeriodOf(const v1::Event& event, const v1::Booking& booking);
// `venues/{venue}` of a space or closure.
std::string VenueOf(const std::string& name);

// The atoms of a space, a venue or a closure, and of a booking.
std::set<std::string> AtomsOfSpace(const World& world, const std::string& name);
std::set<std::string> AtomsOfVenue(const World& world, const std::string& name);
std::set<std::string> AtomsOfBooking(const World& world, const v1::Booking& booking);
std::vector<Claim> ClaimsOfClosure(const World& world, const v1::Closure& closure);

// Why the period cannot be in the zone; nothing when it can.
std::set<v1::ErrorReason> FaultsOf(const v1::Period& period, const std::string& zone);

// Whether both are the same but for how their cities are spelt, and what answers them.
bool AreAlike(v1::CultureDays a, v1::CultureDays b);
// Whether they are of the same countries, the other way round.
bool Mirrors(const v1::CultureDays& a, const v1::CultureDays& b);
// Whether the venue is open all that time.
bool IsOpenDuring(const v1::Venue& venue, const Span& span, const std::string& zone);
// Whether the programme has a stop in that city, or anywhere, on one of the days.
bool MeetsStop(const v1::CultureDays& programme, const std::string& city, const Days& days);

// What the schedule must answer to a request.
struct Verdict {
  absl::StatusCode code = absl::StatusCode::kOk;
  // Of a refusal: one of these, as it is not said which comes first.
  std::set<v1::ErrorReason> reasons;
  // The full report, in order, without messages: of a refusal, of what is told
  // beside an accepted event, or of a closure.
  std::vector<v1::Conflict> conflicts;
  // Accepted: the event of each item, and those that fell with them.
  std::vector<std::string> events;
  std::set<std::string> cascaded;
  // When the rules of a zone are others: the events that are at other times.
  std::set<std::string> moved;
  // When a venue opens: the events that wait for it no more.
  std::set<std::string> withdrawn;
  // What it touches, or would have: for looking closer, and for the history.
  std::set<std::string> owners;
  std::set<std::string> atoms;

  bool ok() const { return code == absl::StatusCode::kOk; }
};

Verdict Refused(absl::StatusCode code, v1::ErrorReason reason);

// Conflicts in the order of reports.
void SortConflicts(std::vector<v1::Conflict>& conflicts);

}  // namespace taqvim::property
