// What a conflict collides with, as it is told to the caller.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/map.h"
#include "server/schedule/drafts.h"

namespace taqvim::schedule {

struct Counterpart {
  std::string name;
  // The event's title or the closure's reason.
  google::protobuf::Map<std::string, std::string> title;
  // Its fingerprint, for waivers; changes whenever it does.
  std::string fingerprint;
  // The ids of an event's bookings, in order; empty for a closure.
  std::vector<std::string> bookings;
};

// Looks up the owners of claims, each once.
class Counterparts {
 public:
  explicit Counterparts(Drafts& drafts) : drafts_(drafts) {}

  absl::StatusOr<const Counterpart*> Find(storage::ResourceId owner);

 private:
  absl::StatusOr<Counterpart> Load(storage::ResourceId owner);

  Drafts& drafts_;
  std::map<storage::ResourceId, Counterpart> loaded_;
};

// The fingerprint of an event as a counterpart: what it is now, whoever waived
// what for it.
std::string FingerprintOf(v1::Event event);

// The text of a title for an English sentence: English if there is one, else
// that of the first language.
std::string TextOf(const google::protobuf::Map<std::string, std::string>& title);

}  // namespace taqvim::schedule
