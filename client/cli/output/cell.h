// Formatter of the cells of a table: values of a message's fields as text.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/text/style.h"
#include "client/cli/text/table.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// How values are shown to a person: in which language, time zone and tones.
struct Showing {
  // BCP 47 tags in order of preference.
  std::vector<std::string> languages;
  // The time zone in which this person is.
  absl::TimeZone here;
  // Whether all times are shown in it, wherever they are of.
  bool all_here = false;
  // In which tone words are, in columns that have tones.
  std::map<std::string, Tone> tones = {};
};

// From the languages and the zone of the options, and the tones of the catalog.
Showing ShowingFor(const GlobalOptions& options, const Catalog& catalog);

// The text of the first path of the column that is set; empty when none is. A
// path's step may pick from a list (`stops[0]`, `stops[-1]`); without it all are
// shown. The name of a oneof shows which member is set. Texts in several
// languages are shown in the first that there is, instants in the time zone that
// the column says, else in UTC with a Z, or all in the person's, with local times whose
// zone is known. A local time that the clocks of that zone show twice has its offset
// behind it.
std::string CellText(const google::protobuf::Message& row, const Column& column,
                     const Showing& showing);

// The columns for messages of the type: the catalog's for the key (a group) or
// the type's name, else one for each field that is a text, a number or an enum, and for
// the title.
std::vector<Column> ColumnsFor(const Catalog& catalog, const std::string& key,
                               const google::protobuf::Descriptor& type);

// A table of the messages of a repeated field. Where instants are not all shown in
// one zone, or in one whose clocks show another time than those of this person, a
// column after them says the zone.
Table TableOf(const google::protobuf::Message& holder,
              const google::protobuf::FieldDescriptor& field, const std::vector<Column>& columns,
              const Showing& showing);

}  // namespace taqvim::cli
