// What one cell of a table shows of a message.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/catalog.h"
#include "client/cli/table.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// How values are shown to this person.
struct Showing {
  // Tags in order of preference.
  std::vector<std::string> languages;
  // The time zone of the resource of that name; empty when it has none.
  std::function<std::string(const std::string& resource)> zone_of;
};

// The text of the first path of the column that is set; empty when none is. A
// path's step may pick from a list (`stops[0]`, `stops[-1]`); without it all are
// shown. The name of a oneof shows which member is set. Texts in several
// languages are shown in the first that there is, instants in the time zone that
// the column says, else in UTC with a Z.
std::string CellText(const google::protobuf::Message& row, const Column& column,
                     const Showing& showing);

// The columns for messages of the type: the catalog's for the key (a group) or
// the type's name, else one for each field that is a text, a number or an enum.
std::vector<Column> ColumnsFor(const Catalog& catalog, const std::string& key,
                               const google::protobuf::Descriptor& type);

// A table of the messages of a repeated field.
Table TableOf(const google::protobuf::Message& holder,
              const google::protobuf::FieldDescriptor& field, const std::vector<Column>& columns,
              const Showing& showing);

// The instant in the zone as `2025-10-10 18:00`; in UTC, with a Z, when the zone
// is empty or not known here.
std::string LocalTime(absl::Time time, const std::string& zone);

}  // namespace taqvim::cli
