#include "client/cli/command/model.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/command/command_builder.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

struct Words {
  std::string group;
  std::string verb;
  const Descriptor* resource = nullptr;
};

// `get-event` to {events, get} by the resource whose name, singular or plural,
// ends it. The longest wins: a resource's name may end another's.
Words TakeApart(const Contract& contract, const std::string& method) {
  Words words;
  size_t longest = 0;
  for (const Descriptor* resource : contract.Resources()) {
    const std::string plural = ToKebab(PluralName(*resource));
    for (const std::string& noun : {plural, ToKebab(SingularName(*resource))}) {
      absl::string_view verb = method;
      if (noun.size() <= longest || !absl::ConsumeSuffix(&verb, "-" + noun)) continue;
      longest = noun.size();
      words = {plural, std::string(verb), resource};
    }
  }
  if (longest > 0) return words;
  const size_t hyphen = method.find('-');
  if (hyphen == std::string::npos) return {method, "call", nullptr};
  return {method.substr(hyphen + 1), method.substr(0, hyphen), nullptr};
}

}  // namespace

const Model& Model::Embedded() {
  static const auto* model = new Model(Contract::Embedded(), Catalog::Embedded());
  return *model;
}

Model::Model(const Contract& contract, const Catalog& catalog)
    : contract_(contract), catalog_(catalog) {
  for (const ServiceDescriptor* service : contract.services()) {
    for (int i = 0; i < service->method_count(); ++i) AddMethod(*service->method(i));
  }
  for (const Kind& kind : catalog.kinds) AddKind(kind);
  for (const Alias& alias : catalog.aliases) AddAlias(alias);
  // Groups whose commands are all written by hand are among those with a summary.
  for (const auto& [group, summary] : catalog.group_summaries) GroupNamed(group).summary = summary;
}

void Model::AddMethod(const MethodDescriptor& method) {
  if (method.client_streaming() || method.server_streaming()) return;
  Words words = TakeApart(contract_, ToKebab(method.name()));
  if (auto name = catalog_.commands.find(method.name()); name != catalog_.commands.end()) {
    words.resource = nullptr;
    std::tie(words.group, words.verb) =
        std::pair<std::string, std::string>(absl::StrSplit(name->second, ' '));
  }
  Group& group = GroupNamed(words.group);
  if (words.resource != nullptr) group.resource = words.resource;
  if (group.summary.empty()) {
    auto summary = catalog_.group_summaries.find(words.group);
    group.summary = summary != catalog_.group_summaries.end()
                        ? summary->second
                        : FirstSentence(words.resource != nullptr ? CommentOf(*words.resource)
                                                                  : CommentOf(method));
  }
  group.commands.push_back(
      BuildCommand(method, catalog_, words.group, words.verb, nullptr, nullptr));
}

void Model::AddKind(const Kind& kind) {
  const Descriptor* resource = contract_.FindMessage(kind.resource);
  const auto* field = resource != nullptr ? resource->FindFieldByName(kind.field) : nullptr;
  if (field == nullptr) return;
  Group group{.name = kind.group,
              .summary = FirstSentence(CommentOf(*field->message_type())),
              .resource = resource,
              .commands = {}};
  const Group* general = FindGroup(ToKebab(PluralName(*resource)));
  if (general == nullptr) return;
  for (const Command& command : general->commands) {
    if (!ConcernsKind(command, kind)) continue;
    group.commands.push_back(
        BuildCommand(*command.method, catalog_, kind.group, command.verb, &kind, nullptr));
  }
  groups_.push_back(std::move(group));
}

void Model::AddAlias(const Alias& alias) {
  const MethodDescriptor* method = contract_.FindMethod(alias.method);
  if (method == nullptr) return;
  Group& group = GroupNamed(alias.group);
  auto summary = catalog_.group_summaries.find(alias.group);
  if (summary != catalog_.group_summaries.end()) group.summary = summary->second;
  group.commands.push_back(
      BuildCommand(*method, catalog_, alias.group, alias.verb, nullptr, &alias));
}

Group& Model::GroupNamed(const std::string& name) {
  const auto same = [&](const Group& group) { return group.name == name; };
  auto found = std::find_if(groups_.begin(), groups_.end(), same);
  if (found != groups_.end()) return *found;
  groups_.emplace_back().name = name;
  return groups_.back();
}

const Group* Model::FindGroup(absl::string_view name) const {
  const auto same = [&](const Group& group) { return group.name == name; };
  auto found = std::find_if(groups_.begin(), groups_.end(), same);
  return found == groups_.end() ? nullptr : &*found;
}

const Command* FindCommand(const Group& group, absl::string_view verb) {
  for (const Command& command : group.commands) {
    if (command.verb == verb) return &command;
  }
  return nullptr;
}

}  // namespace taqvim::cli
