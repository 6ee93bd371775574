// Random requests for every method by which something can be read.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "google/protobuf/message.h"
#include "tests/privacy/maker.h"

namespace taqvim::privacy {

using Question = std::unique_ptr<google::protobuf::Message>;
using Generator = std::function<Question(Random&, const Maker&)>;

// By the method's full name. One is needed for each method that reads, for those that
// only judge, and for those that tell of others' events what they write: as a dry run.
const std::map<std::string, Generator>& Generators();

}  // namespace taqvim::privacy
