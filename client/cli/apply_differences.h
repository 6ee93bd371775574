// What differs between a resource as it is and as a file wants it.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace taqvim::cli {

struct FieldDifference {
  // Such as `title.kk` or `bookings.hall.set_up`: list elements that have an id
  // go by it, others by their index.
  std::string field;
  // The values as people write them; empty where there is none.
  std::string before;
  std::string after;
};

// The differences in the given fields of two messages of one type, in order of
// the fields. Fields that only the server sets are not compared.
std::vector<FieldDifference> Differences(const google::protobuf::Message& before,
                                         const google::protobuf::Message& after,
                                         const std::vector<std::string>& fields);

}  // namespace taqvim::cli
