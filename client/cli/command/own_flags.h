// Flags that are no fields of a request: those that commands have of their own.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/command/arguments.h"
#include "client/cli/fields/flags.h"

namespace taqvim::cli {

// A flag of that name. Without a value's name it is a switch.
Flag OwnFlag(const char* name, const char* value_name, std::string description);
// The same, which can be given several times.
Flag OwnListFlag(const char* name, const char* value_name, std::string description);

// --fields, of the message that an answer is about.
Flag FieldsFlag(const google::protobuf::Descriptor& type);

// --site, of commands whose answer has a secret that is used on a site.
Flag SiteFlag();

// Whether the switch is given, and not as `--name=false`.
bool IsSwitchedOn(const Arguments& arguments, absl::string_view name);

// What --site says, without a slash at its end; empty when it is not given. A usage error unless it
// is an address of https or http.
absl::StatusOr<std::string> ReadSite(const Arguments& arguments);

// What --limit says; nullopt when it is not given. A usage error unless it is above 0.
absl::StatusOr<std::optional<int>> ReadLimit(const Arguments& arguments);

}  // namespace taqvim::cli
