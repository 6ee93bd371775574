// `Counterparts`: what the conflicts of a write collide with, as it may be told to the caller.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/facts/breach.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

struct Counterpart {
  std::string name;
  // The event's title or the closure's reason; none of an event that is closed to
  // the caller.
  Texts title;
  // Its fingerprint, for waivers; that of an event as FingerprintOf has it.
  std::string fingerprint;
  bool closed = false;
  // An event, whole; null for a closure.
  std::shared_ptr<const v1::Event> event;

  // The id of the booking of that number (moves.h); empty where there is none, and of a move
  // of an event that is closed.
  std::string BookingId(int booking) const;
  // The fingerprint for a waiver of a collision with that booking. Of one of a
  // participant, or of a move, it is the booking's, too, which the event's leaves out; of what
  // everybody may see of it, unless it is of a participant.
  std::string FingerprintWith(int booking) const;
};

// Looks up the owners of claims, each once, for a caller with these rights.
class Counterparts {
 public:
  Counterparts(ClaimedDrafts& drafts, const access::Rights& rights)
      : drafts_(drafts), rights_(rights) {}

  absl::StatusOr<const Counterpart*> Find(storage::ResourceId owner);

 private:
  absl::StatusOr<Counterpart> Load(storage::ResourceId owner);
  Counterpart OfEvent(std::shared_ptr<const v1::Event> event) const;

  ClaimedDrafts& drafts_;
  const access::Rights& rights_;
  std::map<storage::ResourceId, Counterpart> loaded_;
};

// The fingerprint of an event as a counterpart: of what everybody may see of it,
// which is what rules look at, but for participants. It is stored with waivers of
// other events, which must not depend on what is hidden of this one.
std::string FingerprintOf(v1::Event event);

// That of a closure. Neither knows uids and sequence numbers, nor whether what
// never ends says so: what was waived before a resource had them stays waived.
std::string FingerprintOf(v1::Closure closure);

}  // namespace taqvim::schedule
