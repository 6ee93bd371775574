// Arena for protobuf messages that are parsed or serialized at once.
#pragma once

#include <google/protobuf/arena.h>

namespace taqvim::storage {

// Its first block holds the messages of a usual row, so that nothing is allocated. Not
// thread-safe.
class Scratch {
 public:
  // An empty message, which lives as long as this.
  template <class Message>
  Message& Make() {
    return *google::protobuf::Arena::CreateMessage<Message>(&arena_);
  }

 private:
  char block_[1024];
  google::protobuf::Arena arena_{block_, sizeof(block_)};
};

}  // namespace taqvim::storage
