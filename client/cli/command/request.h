// Builder of a method's request from the arguments of its command.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command/arguments.h"
#include "client/cli/command/model.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/contract/contract.h"
#include "client/cli/text/time_words.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Reads the resource of that name from the server.
using ReadResource =
    std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(const std::string&)>;

// What people are told of a request, in lines.
struct RequestNotes {
  // How words were read whose meaning depends on the day, or on a zone.
  std::vector<std::string> times;
  // For each list or map of which there was more than what was given, in the file or in
  // what is stored: what was changed of it, and how many stay as they were.
  std::vector<std::string> changes;
};

// The full name of the resource that a command of one resource is about: the text with the
// parents that flags name, such as --venue.
std::string FullName(const Command& command, const Arguments& arguments, const std::string& text);

// The request that the arguments ask for: the file of -f first, then the
// arguments by place, then the flags. `read` is called, at most once, where
//  - an etag is needed and none is given: the resource's as it is now is taken;
//  - an update changes some of a list or map: the others are kept as they are then;
//  - an update moves the start of a period by a flag, and not its end: that goes along, so
//    that it stays as long as it is.
// An update without a mask changes what the flags and the file name: what a file
// sets is set, to an empty value too, null clears, and what it does not name stays.
// A batch that takes a write from flags (Command::one_write) has it behind those of the file.
// Usage errors for what is wrong or missing; errors of `read` as they are.
//
// Values of flags may be short (see shorthand.h); words for days and times are read as of
// `at`. `notes` is filled also where the request cannot be built.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> BuildRequest(
    const Contract& contract, const Catalog& catalog, const Command& command,
    const Arguments& arguments, const ReadAt& at, const ReadResource& read,
    RequestNotes* notes = nullptr);

}  // namespace taqvim::cli
