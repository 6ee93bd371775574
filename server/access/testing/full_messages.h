// Messages in which every field is set, for tests of what is left of them.
#pragma once

#include <set>
#include <string>

#include "google/protobuf/message.h"

namespace taqvim::access::testing {

// Puts something in every field, and in the field of that number of every oneof (or its
// last one). Of bookings, one of each resource. Texts are `hidden`.
void Fill(int choice, google::protobuf::Message& message);

// Adds the fields of our own that are set, as `Event.title`.
void CollectFields(const google::protobuf::Message& message, std::set<std::string>& names);

}  // namespace taqvim::access::testing
