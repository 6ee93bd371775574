// What can stand at a place of a command line, for the shells' completion.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/completion/place.h"
#include "client/cli/contract/contract.h"
#include "client/cli/session/command_line.h"
#include "client/cli/session/resource_names.h"

namespace taqvim::cli {

struct Candidate {
  // The whole word, such as `--output=json`. One that ends in `=`, `,`, `/` or `.` goes on.
  std::string word;
  // A sentence about it; may be empty.
  std::string says;
};

struct Candidates {
  std::vector<Candidate> words;
  // Whether a file's path is wanted instead, for the shell to complete.
  bool files = false;
};

// What completion asks of its surroundings.
struct CompletionSources {
  // The names of contexts, and their addresses.
  std::function<std::vector<Candidate>()> contexts;
  // Names of resources, as ListNames.
  std::function<std::vector<ResourceName>(const google::protobuf::Descriptor& resource,
                                          const Kind* kind,
                                          const std::function<bool(absl::string_view)>& is_wanted)>
      names;
};

// Only those that begin as the text at the place does.
Candidates CandidatesAt(const Place& place, const Commands& commands, const Contract& contract,
                        const CompletionSources& sources);

// A line a candidate, with what it says behind a tab; `:files` for files.
std::string ToLines(const Candidates& candidates);

}  // namespace taqvim::cli
