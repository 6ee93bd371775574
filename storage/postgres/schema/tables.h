// The statements that make the tables of a store.
#pragma once

namespace taqvim::storage::postgres {

// In the schema that is first in the search path. Besides them there has to be the schema's version
// and identity in `meta`, and the log's row 0.
extern const char kTables[];

}  // namespace taqvim::storage::postgres
