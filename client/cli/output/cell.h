// Formatter of the cells of a table: values of a message's fields as text.
#pragma once

#include <string>
#include <vector>

#include "client/cli/contract/catalog.h"
#include "client/cli/fields/columns.h"
#include "client/cli/output/showing.h"
#include "client/cli/text/table.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The text of the first path of the column that is set; empty when none is. A
// path's step may pick from a list (`stops[0]`, `stops[-1]`); without it all are
// shown. The name of a oneof shows which member is set. Texts in several
// languages are shown in the first that there is, times as shown_time.h has them, in the
// time zone that the column says, else in that beside them.
std::string CellText(const google::protobuf::Message& row, const Column& column,
                     const Showing& showing);

// A table of the messages of a repeated field. Where instants are not all shown in
// one zone, or in one whose clocks show another time than those of this person, a
// column after them says the zone. Columns that say the zone of other times are empty where
// all are shown in the person's.
Table TableOf(const google::protobuf::Message& holder,
              const google::protobuf::FieldDescriptor& field, const std::vector<Column>& columns,
              const Showing& showing);

}  // namespace taqvim::cli
