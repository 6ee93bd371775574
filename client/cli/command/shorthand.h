// Reader of what people write for short as values of flags, into what fields read
// (fields/assign.h). Values of fields in structures, such as --booking, are read alike;
// JSON is taken as it is.
//
//  - Days and times in words, see text/time_words.h. An end has the day of its start where
//    it says none, and its weekday is counted from there.
//  - `2027-05-12..2027-05-14` for a first and a last day, `2027-05-12 18:00..20:00` for a
//    start and an end.
//  - Values with commas, where fields/comma_list.h says that they are several.
//  - `monday-friday`: as many values, or as many structures of one day each.
//  - `@FILE` for what the file holds, without the line break at its end; `-` is standard
//    input, and `@@x` is the text `@x`. In free texts alone, and in texts in languages: a
//    name, a code or an identifier is nobody's file.
//  - A name without that of the venue, where another value says it: `--part hall` of a
//    space within --venue library.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/command/arguments.h"
#include "client/cli/command/command.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/text/time_words.h"

namespace taqvim::cli {

// Not thread-safe.
class Shorthand {
 public:
  // The value of a field of the request that no flag gives, as text: by a file or by its
  // place on the command line or, for an update, as it is stored. Empty when there is none.
  using Known = std::function<absl::StatusOr<std::string>(const FieldPath&)>;

  // All arguments must outlive it.
  Shorthand(const Command& command, const Catalog& catalog, const ReadAt& at, Known known)
      : command_(command), catalog_(catalog), at_(at), known_(std::move(known)) {}

  // The flags with what was meant, in the order in which they were given. Usage errors that
  // name the flag; errors of Known as they are.
  absl::StatusOr<std::vector<GivenFlag>> Expand(const std::vector<GivenFlag>& given);

  // What is meant by a value that is given by its place; lists and structures alone. Errors
  // name no flag.
  absl::StatusOr<std::vector<std::string>> Values(const Flag& flag, const std::string& text);

  // Lines that say how what depends on the day, or on a zone, was read.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  // The flags of a command, or the fields of a structure in one of them.
  struct Level {
    const std::vector<Flag>& flags;
    // What notes and errors begin with: `--booking: `, or nothing.
    std::string where;
    // What stands before names of flags in them: two hyphens, or nothing.
    std::string dashes;
    bool is_command = false;
  };
  using Given = std::vector<GivenFlag>;

  absl::StatusOr<Given> ExpandLevel(const Level& level, const Given& given);
  // One after the other: lists and ranges make several of one, then each is read.
  absl::StatusOr<Given> Separate(const Level& level, const Given& given);
  absl::Status SeparateOne(const Level& level, const Given& all, const GivenFlag& one, Given* out);
  absl::Status SeparateRange(const Level& level, const Given& all, const GivenFlag& one,
                             Given* out);
  absl::Status Read(const Level& level, const Given& all, GivenFlag* one);
  absl::Status ReadTime(const Level& level, const Given& all, GivenFlag* one);
  absl::StatusOr<TimePhrase> Phrase(const Level& level, const Given& all, const GivenFlag& one);
  absl::StatusOr<TimePhrase> LocalTime(const Level& level, const Given& all, const GivenFlag& one);
  absl::Status ReadName(const Level& level, const Given& all, GivenFlag* one);
  absl::StatusOr<std::string> PlaceFor(const Level& level, const Given& all, const GivenFlag& one,
                                       const std::string& pattern);
  absl::StatusOr<std::vector<std::string>> ReadStructure(const Level& level, const GivenFlag& one);

  const Command& command_;
  const Catalog& catalog_;
  const ReadAt& at_;
  const Known known_;
  std::vector<std::string> notes_;
  // Whether one of them was counted from today.
  bool from_today_ = false;
};

}  // namespace taqvim::cli
