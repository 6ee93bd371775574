// Allow-list of fields by the types of messages: takes away whatever it does not name, so
// that a field that is added to the contract is hidden until somebody decides otherwise.
#pragma once

#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::access {

// Immutable; thread-safe.
class AllowList {
 public:
  // The names of the fields that stay, by type.
  using Staying = std::map<const google::protobuf::Descriptor*, std::set<std::string_view>>;

  // Periods, and what is of google.type and google.protobuf, are one value, and so are maps
  // of texts: they stay as a whole where a field of them is named. A field of another type
  // stays only when that type is listed, too.
  explicit AllowList(const Staying& staying);

  bool Lists(const google::protobuf::Descriptor& type) const { return cuts_.contains(&type); }
  // Clears all fields that are not listed, and unknown ones: in a message of a type that is
  // not listed, all.
  void Prune(google::protobuf::Message& message) const;

 private:
  using Fields = std::vector<const google::protobuf::FieldDescriptor*>;
  // The fields of one type that go, and those that are looked into.
  struct Cuts {
    Fields hidden;
    Fields inner;
  };

  static Cuts MakeCuts(const google::protobuf::Descriptor& type, const Staying& staying);
  void PruneKnown(google::protobuf::Message& message, const Cuts& cuts) const;

  std::map<const google::protobuf::Descriptor*, Cuts> cuts_;
};

}  // namespace taqvim::access
