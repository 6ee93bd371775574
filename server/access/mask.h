// What an update changes, as far as rights depend on it.
#pragma once

#include <string_view>

#include "google/protobuf/field_mask.pb.h"

namespace taqvim::access {

// Whether the mask takes in the field, which may be below a message. `set` says
// whether the field is set in the change: without a mask that counts.
bool Changes(const google::protobuf::FieldMask& mask, std::string_view field, bool set);

}  // namespace taqvim::access
