#include "client/cli/fields/apply_entry.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/yaml_message.h"

namespace taqvim::cli {
namespace {

// `venues` and `spaces` of `venues/{venue}/spaces/{space}`: the lists on the way to an entry.
std::vector<std::string> ListsTo(const google::protobuf::Descriptor& resource) {
  const std::vector<std::string> segments = absl::StrSplit(NamePattern(resource), '/');
  std::vector<std::string> lists;
  for (size_t i = 0; i < segments.size(); i += 2) lists.push_back(segments[i]);
  return lists;
}

bool IsList(const YAML::Node& node) { return node && node.IsSequence(); }

}  // namespace

absl::StatusOr<std::optional<ApplyEntry>> FindApplyEntry(
    const YAML::Node& document, const google::protobuf::Descriptor& resource,
    absl::string_view source) {
  const std::vector<std::string> lists = ListsTo(resource);
  if (!IsApplied(resource) || !document.IsMap() || !IsList(document[lists[0]])) {
    return std::optional<ApplyEntry>();
  }
  ApplyEntry entry{.name = "", .fields = document, .besides = {"id", "confirm"}};
  const bool alone = document.size() == 1;
  for (const std::string& key : lists) {
    const YAML::Node list = entry.fields[key];
    if (!alone || !IsList(list) || list.size() != 1 || !list[0].IsMap() || !list[0]["id"]) {
      return YamlError(source, list ? list.Mark().line : 0,
                       absl::StrCat("There is not one entry of ", lists.back(),
                                    "; `taqvim apply -f` takes files of any number."));
    }
    entry.fields.reset(list[0]);
    absl::StrAppend(&entry.name, entry.name.empty() ? "" : "/", key, "/",
                    entry.fields["id"].Scalar());
  }
  return std::optional<ApplyEntry>(std::move(entry));
}

}  // namespace taqvim::cli
