// --fields: of the things that an answer is about, programs get these fields and no others.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "client/cli/command/arguments.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/fields/field_choice.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// What the flag says of messages of the type; nullopt when it is not given. A usage error for
// what is no field, and where people read the answer, who choose columns.
absl::StatusOr<std::optional<FieldChoice>> ReadFields(const Arguments& arguments,
                                                      const google::protobuf::Descriptor& type,
                                                      Format format);

// Leaves those fields of each message of the type that the response holds, alone or in a list.
// What the response says besides, such as a page token, stays.
void KeepFields(const FieldChoice& choice, const google::protobuf::Descriptor& type,
                google::protobuf::Message* response);

}  // namespace taqvim::cli
