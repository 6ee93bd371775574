// What the public may know: of which events at all, and what of them and of other resources.
//
// Its form of each is an allow-list of fields by descriptor: what is added to the contract is
// hidden from the public until somebody lists it. What the public is told, and where its
// filters, orders and pages go, is made of that form alone.
//
// Pure; thread-safe.
#pragma once

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::access {

// Whether the public sees the event: it is published, not private, and confirmed, or
// cancelled after it was.
bool AppearsInPublic(const v1::Event& event);

// Reduces an event that appears to what the public sees of it: what is listed, references
// to those events that Event.public_references names, the collections that it books, and
// its occurrences that are certain, so that one that is only held is left out. Not to be
// called twice: the references are judged by a field that goes.
void KeepPublic(v1::Event& event);
// The same of any resource of the schedule. Of one that is not for the public nothing stays.
void KeepPublic(google::protobuf::Message& resource);

// Whether there are resources of the type for the public.
bool IsForPublic(const google::protobuf::Descriptor& type);

}  // namespace taqvim::access
