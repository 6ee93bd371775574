// Parser of the files of `taqvim apply`: wanted resources in YAML.
//
//   organizations:
//     - id: national-library
//       title: {en: National Library}
//       country: KZ
//   venues:
//     - id: library
//       title: {en: National Library}
//       ...
//       spaces: [{id: hall, title: {en: Hall}}]
//   events:
//     - id: opening
//       owner: national-library
//       bookings: [{id: hall, space: library/hall}]
//       ...
//       confirm: true
//
// An entry has an `id`, the last part of its name, and the fields of its message under
// the contract's names, with values as on the command line. What a field refers to may
// be given by its name or by its ids alone, joined by slashes; within a venue the
// venue's id may be left out. An event with `confirm: true` is to be confirmed. What an
// entry does not name stays as it is; what is set to an empty value is empty then, and
// null clears (see yaml_message.h). An entry of a venue with nothing but its id, and lists in it,
// only says where those stand: it may be given again, and the venue itself is not wanted.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/apply/apply_kinds.h"
#include "client/cli/fields/yaml_filler.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// One entry of a file: the resource that it wants, and where it stands.
struct WantedResource {
  const ApplyKind* kind = nullptr;
  std::string name;
  // A generated message of the kind, with its name and what the file sets.
  std::unique_ptr<google::protobuf::Message> body;
  // Which fields the file sets or clears, and where.
  Filled filled;
  // Of an event: whether it is to be confirmed.
  bool confirm = false;
  // Empty for what stands in none.
  std::string file;
  // The line of its entry, counted from 1.
  int line = 0;

  // Where the entry stands and which it is: `programme.yaml:12: events/gala`.
  std::string Where() const;
  // The same for a field in it, as the server names it, with its own line:
  // `programme.yaml:15: events/gala: bookings[0].space`.
  std::string Where(absl::string_view field) const;
};

// The entries of the text, which may be several documents, in its order. `path` names the file in
// errors, which are usage errors with the line and, where it is known, the entry.
absl::StatusOr<std::vector<WantedResource>> ParseWanted(const std::string& text,
                                                        const std::string& path);

// The entries of all files, each resource after those that it refers to. A usage error
// also when two entries want the same resource.
absl::StatusOr<std::vector<WantedResource>> ReadWanted(const std::vector<std::string>& paths);

}  // namespace taqvim::cli
