// A programme as a table.
#pragma once

#include <string>

#include "client/web/pages/context.h"

namespace taqvim::web {

// CSV (see CsvWriter): a row for each time of what belongs to the culture days, in order of time,
// what is cancelled among it. The names of columns are the same in all languages, days and hours
// those of ISO 8601, so that programs can read it; texts are in the reader's language. Hours are
// empty for whole days, the last day for what stays.
std::string ProgrammeTable(const PublishedEvent& programme, const PageContext& context);

}  // namespace taqvim::web
