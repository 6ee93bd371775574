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
#include "client/cli/command/command.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/contract/contract.h"
#include "client/cli/fields/flags.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {

struct Group {
  std::string name;
  std::string summary;
  // What its commands are about; nullptr when that is no resource.
  const google::protobuf::Descriptor* resource = nullptr;
  std::vector<Command> commands;
};

class Model {
 public:
  // Of the contract and the data that the program was built with.
  static const Model& Embedded();

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
