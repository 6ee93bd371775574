// Comparison of two messages, field by field, with values as people write them.
#pragma once

#include <string>
#include <vector>

#include "client/cli/fields/values.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

struct FieldDifference {
  // Such as `title.kk` or `bookings.hall.set_up`: list elements that have an id
  // go by it, those that are each of one booking by that, others by their index.
  std::string field;
  // The values as people write them; empty where there is none.
  std::string before;
  std::string after;
};

// Which fields are compared: those that callers may set (not output only), or all.
enum class Compared { kSetByCallers, kAll };

// The differences in the given fields of two messages of one type, in order of
// the fields; with other texts of the values where they are for people.
std::vector<FieldDifference> Differences(const google::protobuf::Message& before,
                                         const google::protobuf::Message& after,
                                         const std::vector<std::string>& fields,
                                         Compared compared = Compared::kSetByCallers,
                                         const WriteValue& write = WriteAsGiven);

}  // namespace taqvim::cli
