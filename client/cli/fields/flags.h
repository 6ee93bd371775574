// Flags, and how they are made from the fields of a message.
//
// The fields of nested messages become flags beside those of the message, under
// the shortest name that tells them apart: `event.period.timed.start` is
// `--start`. Names are given from the outside in, so a nested field never takes
// the name of an outer one; where no name is free, the full path is it. That path with dots and
// hyphens is always accepted too, from the request or from its resource:
// `--event.period.timed.start`, `--period.timed.start`.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {

// The fields on the way from a message to a field in it.
using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

// What a flag does to a list or map, which may already have elements. Each has a flag
// for everyone of these: `--stop`, `--add-stop`, `--remove-stop`, `--replace-stops`; a
// map has none for adding, since giving an entry adds or changes it.
enum class ListChange {
  // Gives one of a new list; of one that is there, changes the one that is meant.
  kOne,
  kAdd,
  kRemove,
  // Puts what is given in place of all.
  kReplace,
};

struct Flag {
  // Without its two hyphens, such as `first-day`.
  std::string name;
  // Other names that are accepted and not shown.
  std::vector<std::string> aliases;
  // The short form, such as `f`; 0 for none.
  char letter = 0;
  // What stands for the value in help; empty for a switch, which is given alone
  // or as --name=false.
  std::string value_name;
  // All that its value can be, where no field says it; empty for anything.
  std::vector<std::string> values = {};
  // The message of whose fields its value can be a path; nullptr for none.
  const google::protobuf::Descriptor* fields_of = nullptr;
  // Whether its value is a list of such with commas between.
  bool takes_list = false;
  std::string description;
  // The heading in help under which it stands.
  std::string heading;
  bool required = false;
  bool repeatable = false;
  // Given without a flag's name, by its place on the command line.
  bool positional = false;
  // Accepted, and left out of the help of its command.
  bool hidden = false;
  // The field that it sets; empty for a flag that is no field.
  FieldPath path;
  // Of a repeated field.
  ListChange change = ListChange::kOne;
};

struct FlagRules {
  // The field of the message whose own fields count as if they were the
  // message's; nullptr for none.
  const google::protobuf::FieldDescriptor* resource = nullptr;
  // Names that fields get instead of their own, by name of field, or by those of the
  // message's field that it is in and its own: `contact.email`.
  std::map<std::string, std::string> renames;
  // Names that are taken.
  std::vector<std::string> reserved;
  // Whether to leave out the field that the path leads to, and what is in it.
  std::function<bool(const FieldPath&)> leave_out = [](const FieldPath&) { return false; };
  // Whether the list or map that the path leads to has flags for every ListChange;
  // else for kOne alone.
  std::function<bool(const FieldPath&)> changes = [](const FieldPath&) { return false; };
};

// The flags of the message's fields, in their order. Output-only fields have none.
std::vector<Flag> FlagsOf(const google::protobuf::Descriptor& message, const FlagRules& rules = {});

// `event.period.timed.start`, as the server names it in errors and as update
// masks want it.
std::string PathText(const FieldPath& path);

// The flag of that name or alias; nullptr when there is none. Underscores count
// as hyphens.
const Flag* FindFlag(const std::vector<Flag>& flags, absl::string_view name);

// All names for suggestions: those that help shows.
std::vector<std::string> FlagNames(const std::vector<Flag>& flags);

}  // namespace taqvim::cli
