// The occurrences of many events in order of time, a page at a time.
//
// Where one stands is its key: the local second at which it begins; then the number of
// its event; then its AgendaKey. First, as of one second, come those that began before
// the window, which a search by days finds; then the others, of which the index of
// starts has the seconds. The rows have the last word.
#pragma once

#include "absl/status/statusor.h"
#include "server/schedule/stored/caller.h"
#include "storage/snapshot.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::schedule {

// Answers a valid request that names no event.
absl::StatusOr<v1::ListOccurrencesResponse> ListAgenda(storage::Snapshot& snapshot,
                                                       const Caller& caller,
                                                       const v1::ListOccurrencesRequest& request);

}  // namespace taqvim::schedule
