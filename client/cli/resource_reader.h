// Reading resources by their names, whatever they are.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/cell.h"
#include "client/cli/session.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The resource of that name as it is now, read with the contract's Get method
// for its type. INVALID_ARGUMENT when no type has such names; else as the call.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> GetResource(Session& session,
                                                                       const std::string& name);

// The time zone of the resource of that name, or of the nearest one above it
// that has one: that of the venue for a space. Empty when there is none, or when
// it cannot be read.
std::string ZoneOf(Session& session, const std::string& name);

// How this session shows values. Asks the server for a time zone once a name.
// The session must outlive it.
Showing ShowingFor(Session& session);

}  // namespace taqvim::cli
