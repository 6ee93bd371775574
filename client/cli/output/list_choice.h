// `ListChoice`: which columns of a list are shown, and in which order its items come.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/command/arguments.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/fields/field_choice.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

struct ListChoice {
  // Titles of columns or fields, as they were given; empty for those that are usual.
  std::vector<std::string> columns;
  // The same, each with a hyphen before it where the last comes first.
  std::vector<std::string> sort;
  // Whether columns that are usually left aside are shown too.
  bool wide = false;
  // Which fields programs get; all where it is unset.
  std::optional<FieldChoice> fields = std::nullopt;

  // From --columns and --sort; none where a command has no such flags.
  static ListChoice From(const Arguments& arguments, bool wide);
};

// The columns that are chosen of those that there are for messages of the type. A usage
// error with what there is for one that is neither a title nor a field.
absl::StatusOr<std::vector<Column>> ChosenColumns(const std::vector<Column>& all,
                                                  const google::protobuf::Descriptor& type,
                                                  const ListChoice& choice);

// Orders the items of a list of the response, by what their columns say: numbers by their
// value, instants by their time, all else by its text; those that are alike stay in their
// order. A usage error as of ChosenColumns.
absl::Status SortItems(const std::vector<Column>& all,
                       const google::protobuf::FieldDescriptor& items, const ListChoice& choice,
                       google::protobuf::Message& response);

}  // namespace taqvim::cli
