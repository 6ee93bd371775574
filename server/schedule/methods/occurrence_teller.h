// What an answer says of occurrences, and of where they are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/schedule/event/agenda.h"
#include "storage/snapshot.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::schedule {

// Puts occurrences into one response, and each of their places once.
class OccurrenceTeller {
 public:
  // Both outlive it.
  OccurrenceTeller(storage::Snapshot& snapshot, v1::ListOccurrencesResponse& response)
      : snapshot_(snapshot), response_(response) {}

  struct Told {
    v1::Occurrence occurrence;
    // Those that are not in the response yet.
    std::vector<v1::OccurrencePlace> places;
    // What both take there, about.
    size_t bytes = 0;
  };
  // One occurrence of an event, of which the agenda has what the caller may see.
  absl::StatusOr<Told> Tell(const Agenda& agenda, const AgendaKey& key);
  void Add(Told told);

 private:
  absl::Status AddPlaces(Told& told);
  // Adds the venue or space, unless it is told already, and of a space its venue.
  absl::Status AddPlace(const std::string& name, Told& told);

  storage::Snapshot& snapshot_;
  v1::ListOccurrencesResponse& response_;
  absl::flat_hash_set<std::string> told_;
};

}  // namespace taqvim::schedule
