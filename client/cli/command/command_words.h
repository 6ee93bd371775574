// Writer of command lines: the opposite of arguments.h and request.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/cli/command/arguments.h"
#include "client/cli/command/command.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The words of a line that runs the command so: `taqvim`, its group and verb, its arguments,
// then its flags in the order in which they were given.
std::vector<std::string> CommandWords(const Command& command, const Arguments& arguments);

// The arguments, which asked for the request `before`, so changed that they ask for `after`.
// Only fields of the resource that the command writes may differ. Flags that say what stays
// are left as they were typed, those of what differs are written anew: of a list, the one
// that gave the element which differs. Of an update, `before` has all of a list that differs:
// what is stored, with what was asked of it. The answer refers to flags of the command.
//
// Nullopt where no line would do: flags cannot say the difference, or something was read from
// standard input, which is gone.
std::optional<Arguments> ChangedArguments(const Command& command, const Arguments& arguments,
                                          const google::protobuf::Message& before,
                                          const google::protobuf::Message& after);

}  // namespace taqvim::cli
