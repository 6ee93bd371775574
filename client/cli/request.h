// Requests, from a command and its arguments.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/arguments.h"
#include "client/cli/contract.h"
#include "client/cli/model.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Reads the resource of that name from the server.
using ReadResource =
    std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(const std::string&)>;

// The request that the arguments ask for: the file of -f first, then the
// arguments by place, then the flags. `read` is called, at most once, where
//  - an etag is needed and none is given: the resource's as it is now is taken;
//  - an update sets entries of a map: the others are kept.
// An update without a mask changes what the flags and the file name. Usage
// errors for what is wrong or missing; errors of `read` as they are.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> BuildRequest(const Contract& contract,
                                                                        const Command& command,
                                                                        const Arguments& arguments,
                                                                        const ReadResource& read);

}  // namespace taqvim::cli
