// The commands, made from the contract: each method of each service is one
// command, `taqvim <group> <verb>`.
//
// A method is taken apart by the resources of the contract: `GetEvent` is
// `events get`, `BatchWriteEvents` is `events batch-write`. Where no resource
// ends a method's name, its first word is the verb: `QueryOccupancy` is
// `occupancy query`. The catalog may call a command otherwise. The kinds of the
// catalog have groups besides, and its aliases are commands besides.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/catalog.h"
#include "client/cli/contract.h"
#include "client/cli/flags.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {

struct Command {
  std::string group;
  std::string verb;
  const google::protobuf::MethodDescriptor* method = nullptr;
  // Set in the group of a kind.
  const Kind* kind = nullptr;
  // Set when it is another command for its method.
  const Alias* alias = nullptr;
  // The field of the request that holds a resource to be written; nullptr when
  // there is none.
  const google::protobuf::FieldDescriptor* resource = nullptr;
  // The mask of an update; nullptr for other methods.
  const google::protobuf::FieldDescriptor* update_mask = nullptr;
  // The repeated field of the response that its pages are made of; nullptr when
  // it has no pages.
  const google::protobuf::FieldDescriptor* items = nullptr;
  // The path to the name of the one resource that the method is about; empty
  // when there is none.
  FieldPath name;
  // All flags but the global ones.
  std::vector<Flag> flags;

  // Such as `events create`.
  std::string title() const { return group + " " + verb; }
  // What it does, in sentences.
  std::string description() const;
};

struct Group {
  std::string name;
  std::string summary;
  // What its commands are about; nullptr when that is no resource.
  const google::protobuf::Descriptor* resource = nullptr;
  std::vector<Command> commands;
};

class Model {
 public:
  // Both arguments must outlive the model.
  Model(const Contract& contract, const Catalog& catalog);

  const std::vector<Group>& groups() const { return groups_; }
  // nullptr when there is none.
  const Group* FindGroup(absl::string_view name) const;

 private:
  void AddMethod(const google::protobuf::MethodDescriptor& method);
  void AddKind(const Kind& kind);
  void AddAlias(const Alias& alias);
  Group& GroupNamed(const std::string& name);

  const Contract& contract_;
  const Catalog& catalog_;
  std::vector<Group> groups_;
};

// The command of that verb; nullptr when there is none.
const Command* FindCommand(const Group& group, absl::string_view verb);

}  // namespace taqvim::cli
