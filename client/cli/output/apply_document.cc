#include "client/cli/output/apply_document.h"

#include <algorithm>

#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_message.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;

bool IsToBeConfirmed(const Message& resource) {
  if (resource.GetDescriptor()->full_name() != v1::Event::descriptor()->full_name()) return false;
  v1::Event event;
  event.ParseFromString(resource.SerializeAsString());
  return event.state() == v1::EVENT_STATE_CONFIRMED ||
         (event.state() == v1::EVENT_STATE_TENTATIVE && IsAskedFor(event));
}

}  // namespace

bool IsAskedFor(const v1::Event& event) {
  return event.has_ask_time() &&
         std::none_of(event.approvals().begin(), event.approvals().end(),
                      [](const auto& one) { return one.state() == v1::APPROVAL_STATE_REFUSED; });
}

void ApplyDocument::Add(const Message& resource) {
  YAML::Node entry = EntryOf(GetText(resource, *FindString(*resource.GetDescriptor(), "name")));
  const YAML::Node fields = ToYaml(resource, Written::kSetByCallers);
  for (const auto& field : fields) {
    const std::string& key = field.first.Scalar();
    if (key != "name" && key != "etag") entry[key] = field.second;
  }
  if (IsToBeConfirmed(resource)) entry["confirm"] = true;
}

YAML::Node ApplyDocument::EntryOf(const std::string& name) {
  if (const auto known = entries_.find(name); known != entries_.end()) return known->second;
  const std::string parent(ParentOf(name));
  const size_t slash = name.rfind('/');
  const size_t begin = parent.empty() ? 0 : parent.size() + 1;
  YAML::Node holder = parent.empty() ? root_ : EntryOf(parent);
  YAML::Node list = holder[name.substr(begin, slash - begin)];
  YAML::Node entry(YAML::NodeType::Map);
  entry["id"] = TextNode(name.substr(slash + 1));
  list.push_back(entry);
  entries_.emplace(name, entry);
  return entry;
}

std::string ApplyDocument::Text() const { return EmitYaml(root_); }

}  // namespace taqvim::cli
