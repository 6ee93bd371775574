// Lookup of the list elements or map entries that a text means, and their names for
// people. `list` is a repeated field of `holder` everywhere.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/fields/flags.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The fields that are keys, by message; none of one whose elements nothing tells apart.
using ListKeys = std::map<std::string, std::vector<std::string>>;

// The indexes of the structures that a text means, FIELD=VALUE pairs or JSON, that
// is to change one: those of the id that it gives; without one, those that have
// the same in all key fields that it gives. Of a key that is a map, one entry that is the
// same is enough, so that others can be set. INVALID_ARGUMENT when it gives neither, or
// does not read.
absl::StatusOr<std::vector<int>> MeantToChange(const google::protobuf::Message& holder,
                                               const google::protobuf::FieldDescriptor& list,
                                               const ListKeys& keys, absl::string_view text);

// The same for a text that is to remove one: those that have the same in all that
// it gives; of lists and maps, those that have all that is given of them. An id alone is
// enough, or the value of a key, which may be that of an entry of a map. INVALID_ARGUMENT
// when it gives nothing, too.
absl::StatusOr<std::vector<int>> MeantToGo(const google::protobuf::Message& holder,
                                           const google::protobuf::FieldDescriptor& list,
                                           const ListKeys& keys, absl::string_view text);

// Which element is meant, for help: `the one of that id or, without one, of that
// space, venue or participant`; empty for lists of texts, for maps, and where nothing
// tells the elements apart.
std::string WhichIsMeant(const google::protobuf::FieldDescriptor& list, const ListKeys& keys);

// The index of the entry of a map with that key; -1 when there is none. A language is
// the same in whatever case it is tagged, unless there are several that differ by that
// alone; other systems are not.
int EntryOf(const google::protobuf::Message& holder, const google::protobuf::FieldDescriptor& map,
            absl::string_view key);

// The id of a structure; empty when it has none.
std::string ElementId(const google::protobuf::Message& holder,
                      const google::protobuf::FieldDescriptor& list, int index);

// What a structure is called where it is named: its id, else its keys.
std::string ElementName(const google::protobuf::Message& holder,
                        const google::protobuf::FieldDescriptor& list, const ListKeys& keys,
                        int index);

// An element as people know it: a text as it is, an entry as KEY=VALUE, a structure
// as FIELD=VALUE pairs of its texts and keys, with its id first; or all that it holds, where
// it has none of these.
std::string ElementLabel(const google::protobuf::Message& holder,
                         const google::protobuf::FieldDescriptor& list, const ListKeys& keys,
                         int index);

// All of them, up to twenty.
std::string ElementLabels(const google::protobuf::Message& holder,
                          const google::protobuf::FieldDescriptor& list, const ListKeys& keys);

// All that an element holds, as a text by which two can be compared.
std::string ElementText(const google::protobuf::Message& holder,
                        const google::protobuf::FieldDescriptor& list, int index);

}  // namespace taqvim::cli
