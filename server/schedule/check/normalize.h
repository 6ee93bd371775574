// What callers send, brought into the form in which it is checked and stored.
//
// In localised texts the tags of languages get their canonical case
// (language_tags.h), unless two would become one, which is then refused as it is;
// and where a text may have several lines, CR LF and CR become LF. Nothing else of
// a text is changed: it is stored as it was said.
//
// Every request passes through here between being decoded and being validated. Each
// function returns whether anything changed. Idempotent. Pure.
#pragma once

#include <concepts>

#include "google/protobuf/map.h"
#include "google/protobuf/message.h"
#include "server/base/texts.h"
#include "taqvim/v1/directory.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_service.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Localised texts of one line each.
bool NormalizeTexts(TextMap& texts);

// What is stored; an event with what the server has put into it.
bool Normalize(v1::Organization& organization);
bool Normalize(v1::Participant& participant);
bool Normalize(v1::Agreement& agreement);
bool Normalize(v1::Venue& venue);
bool Normalize(v1::Space& space);
bool Normalize(v1::Closure& closure);
bool Normalize(v1::Event& event);

// What requests hold.
bool Normalize(v1::EventWrite& write);
bool Normalize(v1::Assumptions& assumptions);

// A request of any method: what it creates or updates, its writes, its reason. Most
// have none of these, and are left alone.
template <std::derived_from<google::protobuf::Message> Request>
bool Normalize(Request& request) {
  bool changed = false;
#define TAQVIM_NORMALIZE(field)                                                  \
  if constexpr (requires { request.has_##field(); }) {                           \
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
