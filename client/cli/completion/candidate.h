// A word that can stand somewhere on a command line, and where such words come from.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/session/resource_names.h"
#include "google/protobuf/descriptor.h"

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
  // The different texts in that field of the resources that the server has, which are wanted.
  std::function<std::vector<std::string>(const google::protobuf::FieldDescriptor& field,
                                         const std::function<bool(absl::string_view)>& is_wanted)>
      texts;
  // The names of the time zones that are known here.
  std::function<std::vector<std::string>()> time_zones;
};

}  // namespace taqvim::cli
