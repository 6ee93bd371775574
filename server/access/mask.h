// Test of an update mask: whether it covers a field on which rights depend.
#pragma once

#include <string_view>

#include "google/protobuf/field_mask.pb.h"

namespace taqvim::access {

// Whether the mask covers the field, a path such as `culture_days.reciprocal`: it names
// the field, a field around it, or `*`. `set` says whether the field is set in the
// update, which decides without a mask.
bool Changes(const google::protobuf::FieldMask& mask, std::string_view field, bool set);

}  // namespace taqvim::access
