// Changing one element of a list, or one entry of a map, and leaving the others.
//
// An element is meant by its id, where the type has ids and one is given; else by
// its key, where exactly one has it: a booking's space, venue or participant, an
// opening's day, a picture's address. What the catalog calls keys are those; a text, a
// number or a date is its own. An entry of a map is meant by its key.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/fields/flags.h"
#include "client/cli/fields/list_element.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Changes lists and maps that are there as flags say.
class ListChanger {
 public:
  // `dashes` is what stands before the names of flags where they are given.
  explicit ListChanger(const ListKeys& keys, absl::string_view dashes = "--")
      : keys_(keys), dashes_(dashes) {}

  // Changes the list or map of `holder` that the flag is of, and answers with what
  // it did, in a few words: `b2 expected_attendance 80 -> 120`.
  //  - kOne sets what the text gives of the element that it means; the rest of that
  //    element stays. An entry of a map is set, or added; `KEY=` removes it.
  //  - kAdd and kReplace add; whoever replaces has cleared the list before.
  //  - kRemove removes what it means; an id or a key alone is enough.
  // INVALID_ARGUMENT with sentences that do not name the flag: when nothing is
  // meant or several are, with those that there are and what to use instead; when
  // one is to be added that is there already.
  absl::StatusOr<std::string> Change(const Flag& flag, absl::string_view text,
                                     google::protobuf::Message* holder) const;

 private:
  absl::StatusOr<std::string> ChangeMap(const Flag& flag, absl::string_view text,
                                        google::protobuf::Message* holder) const;
  absl::StatusOr<std::string> ChangeTexts(const Flag& flag, absl::string_view text,
                                          google::protobuf::Message* holder) const;
  absl::StatusOr<std::string> ChangeStructures(const Flag& flag, absl::string_view text,
                                               google::protobuf::Message* holder) const;
  absl::StatusOr<std::string> AddStructure(const Flag& flag, absl::string_view text,
                                           google::protobuf::Message* holder) const;
  absl::StatusOr<std::string> MergeInto(absl::string_view text,
                                        google::protobuf::Message* element) const;
  absl::Status MergePairs(absl::string_view text, google::protobuf::Message* element) const;
  absl::Status None(const Flag& flag, const google::protobuf::Message& holder) const;
  absl::Status Several(const Flag& flag, const google::protobuf::Message& holder,
                       const std::vector<int>& meant) const;

  const ListKeys& keys_;
  const std::string dashes_;
};

// What changed of a list or map, as a line for people: `bookings: b2
// expected_attendance 80 -> 120; 3 others stay`. `done` is what Change() answered.
std::string ListSummary(const google::protobuf::FieldDescriptor& list,
                        const std::vector<std::string>& done,
                        const google::protobuf::Message& before,
                        const google::protobuf::Message& after);

}  // namespace taqvim::cli
