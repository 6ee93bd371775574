// Builder of a Command from a method of the contract.
#pragma once

#include "client/cli/command/command.h"

namespace taqvim::cli {

// The command for the method in that group, under that verb. `kind` is nullptr outside
// of a kind's group; `alias` is nullptr for the command that is no alias. The catalog must
// outlive the command.
Command BuildCommand(const google::protobuf::MethodDescriptor& method, const Catalog& catalog,
                     const std::string& group, const std::string& verb, const Kind* kind,
                     const Alias* alias);

// Whether the command has a place in the group of a kind: it is about one
// resource, or lists them with a filter.
bool ConcernsKind(const Command& command, const Kind& kind);

}  // namespace taqvim::cli
