// Normalization of requests: brings texts into the form in which they are checked and
// stored.
//
// In localised texts the language tags get their canonical case (language_tags.h),
// unless two would become equal, which are then left, and refused by Validate; and
// where a text may have several lines, CR LF and CR become LF. Nothing else of a text
// is changed.
//
// Every request is normalized between being parsed and being validated. Each function
// returns whether anything changed. Idempotent. Pure.
#pragma once

#include <concepts>

#include "google/protobuf/map.h"
#include "google/protobuf/message.h"
#include "server/base/texts.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Normalizes localised texts of one line each.
bool NormalizeTexts(TextMap& texts);

// Normalize the message of a resource; of events and agreements also the texts in fields
// that the server sets.
bool Normalize(v1::Organization& organization);
bool Normalize(v1::Participant& participant);
bool Normalize(v1::Agreement& agreement);
bool Normalize(v1::Venue& venue);
bool Normalize(v1::Space& space);
bool Normalize(v1::Closure& closure);
bool Normalize(v1::Event& event);

// Normalize parts of requests.
bool Normalize(v1::EventWrite& write);
bool Normalize(v1::Assumptions& assumptions);

// Normalizes a request of any method: the resource that it creates or updates, its
// writes, its reason. Requests without any of these do not change; a name of a resource in a
// field of that name is none.
template <std::derived_from<google::protobuf::Message> Request>
bool Normalize(Request& request) {
  bool changed = false;
#define TAQVIM_NORMALIZE(field)                                                  \
  if constexpr (requires { request.field().GetDescriptor(); }) {                 \
    if (request.has_##field()) changed |= Normalize(*request.mutable_##field()); \
  }
  TAQVIM_NORMALIZE(organization)
  TAQVIM_NORMALIZE(participant)
  TAQVIM_NORMALIZE(agreement)
  TAQVIM_NORMALIZE(venue)
  TAQVIM_NORMALIZE(space)
  TAQVIM_NORMALIZE(closure)
  TAQVIM_NORMALIZE(event)
  TAQVIM_NORMALIZE(assumptions)
#undef TAQVIM_NORMALIZE
  if constexpr (requires { request.mutable_writes(); }) {
    for (v1::EventWrite& write : *request.mutable_writes()) changed |= Normalize(write);
  }
  if constexpr (requires { request.mutable_reason(); }) {
    changed |= NormalizeTexts(*request.mutable_reason());
  }
  return changed;
}

}  // namespace taqvim::schedule
