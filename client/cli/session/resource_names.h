// Names of resources that the server has, and other texts of theirs, for completion.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/session/session.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {

struct ResourceName {
  std::string name;
  // What it is called, in the language that was chosen; may be empty.
  std::string title;
};

// What the resource is called: its title in the first of the languages that it has, else in any;
// empty for one without.
std::string TitleOf(const google::protobuf::Message& resource,
                    const std::vector<std::string>& languages);

// Those of the type, or only of the kind where it is not nullptr, that are wanted, at most
// `limit`, in the order in which the server lists them. It asks for another page only while
// `is_patient` says so. Whatever goes wrong, it is silent, and answers what it has.
std::vector<ResourceName> ListNames(Session& session, const google::protobuf::Descriptor& resource,
                                    const Kind* kind,
                                    const std::function<bool(absl::string_view name)>& is_wanted,
                                    size_t limit, const std::function<bool()>& is_patient);

// The same of the texts in a field of the resources, each once.
std::vector<std::string> ListTexts(Session& session, const google::protobuf::FieldDescriptor& field,
                                   const std::function<bool(absl::string_view text)>& is_wanted,
                                   size_t limit, const std::function<bool()>& is_patient);

}  // namespace taqvim::cli
