// Messages written as protobuf text.
#pragma once

#include <cstdlib>
#include <string>

#include "google/protobuf/text_format.h"

namespace taqvim::schedule {

// A message written as protobuf text. Text that is none ends the program.
template <class Message>
Message FromText(const std::string& text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) std::abort();
  return message;
}

}  // namespace taqvim::schedule
