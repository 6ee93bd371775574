// The entry of one resource in a document that `taqvim apply` reads, as a request takes it.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {

struct ApplyEntry {
  std::string name;
  YAML::Node fields;
  // Its keys that name no field of the resource.
  std::set<std::string> besides;
};

// The one entry of the resource in the document; nullopt where the document is of another form,
// such as the fields of a resource. A usage error where it has several entries, or others; `source`
// names the file in it.
absl::StatusOr<std::optional<ApplyEntry>> FindApplyEntry(
    const YAML::Node& document, const google::protobuf::Descriptor& resource,
    absl::string_view source);

}  // namespace taqvim::cli
