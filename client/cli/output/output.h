// Printer of a method's response, in the format that the options ask for.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/command/model.h"
#include "client/cli/output/list_choice.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Prints the response of the command's method; of a list the columns that are chosen, for
// programs the fields.
//   text: a list as a table, one resource as a view, and what else the answer
//         says; tokens that only programs need are left out.
//   csv:  the table of a list, with all its columns unless some are chosen.
//   json: the whole response as protobuf JSON.
//   yaml: what `apply` writes as it reads it (see apply_document.h), another resource alone,
//         in the form that -f reads; else the response.
//   name: the names of the resources, one a line.
// Where a dry run is answered with nothing, it is said that it would be done.
absl::Status PrintResponse(Session& session, const Command& command,
                           const google::protobuf::Message& response, const ListChoice& choice = {},
                           bool is_dry_run = false);

// The message as protobuf JSON with line breaks.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message);

}  // namespace taqvim::cli
