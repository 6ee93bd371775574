#include "client/cli/contract/catalog.h"

#include <yaml-cpp/yaml.h>

#include <utility>

#include "client/cli/contract/contract.h"
#include "google/protobuf/stubs/logging.h"

namespace taqvim::cli {
namespace {

std::string Text(const YAML::Node& node) { return node ? node.as<std::string>() : ""; }

// One text, or a list of them.
std::vector<std::string> Texts(const YAML::Node& node) {
  if (!node) return {};
  if (node.IsScalar()) return {node.as<std::string>()};
  return node.as<std::vector<std::string>>();
}

std::map<std::string, std::string> TextMap(const YAML::Node& node) {
  return node ? node.as<std::map<std::string, std::string>>()
              : std::map<std::string, std::string>();
}

Kind ParseKind(const YAML::Node& node) {
  return {.group = Text(node["group"]),
          .resource = Text(node["resource"]),
          .field = Text(node["field"]),
          .filter_field = Text(node["filter"]["field"]),
          .filter_value = Text(node["filter"]["value"])};
}

Alias ParseAlias(const YAML::Node& node) {
  const std::string command = Text(node["command"]);
  const size_t space = command.find(' ');
  if (space == std::string::npos) throw YAML::Exception(node.Mark(), "an alias lacks its verb");
  return {.group = command.substr(0, space),
          .verb = command.substr(space + 1),
          .method = Text(node["method"]),
          .positional = Text(node["positional"]),
          .says = Text(node["says"])};
}

// `TITLE: path`, `TITLE: [path, other path]`, or a mapping with path and how it is shown.
std::vector<Column> ParseColumns(const YAML::Node& node) {
  std::vector<Column> columns;
  for (const auto& entry : node) {
    const bool detailed = entry.second.IsMap();
    Column column;
    column.title = Text(entry.first);
    column.paths = Texts(detailed ? entry.second["path"] : entry.second);
    if (detailed) {
      column.zone = Texts(entry.second["zone"]);
      column.wide = entry.second["wide"].as<bool>(false);
      column.leave_out = entry.second["leave_out"].as<int>(0);
      column.coloured = entry.second["coloured"].as<bool>(false);
      column.says = Text(entry.second["says"]);
      column.only = Texts(entry.second["only"]);
      column.of_times = entry.second["of_times"].as<bool>(false);
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<Example> ParseExamples(const YAML::Node& node) {
  std::vector<Example> examples;
  for (const auto& entry : node) {
    examples.push_back({.says = Text(entry["says"]), .command = Text(entry["command"])});
  }
  return examples;
}

std::map<std::string, std::vector<std::string>> TextsMap(const YAML::Node& node) {
  std::map<std::string, std::vector<std::string>> map;
  for (const auto& entry : node) map[Text(entry.first)] = Texts(entry.second);
  return map;
}

Synonyms ParseSynonyms(const YAML::Node& node) {
  if (!node) return {};
  return {.groups = TextMap(node["groups"]),
          .kin = TextMap(node["kin"]),
          .verbs = TextsMap(node["verbs"]),
          .commands = TextMap(node["commands"]),
          .flags = TextMap(node["flags"])};
}

Catalog ParseAll(const YAML::Node& root) {
  Catalog catalog;
  for (const auto& node : root["sections"]) {
    catalog.sections.push_back({.title = Text(node["title"]), .groups = Texts(node["groups"])});
  }
  for (const auto& node : root["kinds"]) catalog.kinds.push_back(ParseKind(node));
  for (const auto& node : root["aliases"]) catalog.aliases.push_back(ParseAlias(node));
  catalog.group_summaries = TextMap(root["group_summaries"]);
  catalog.values_from = TextMap(root["values_from"]);
  catalog.flag_names = TextMap(root["flag_names"]);
  catalog.commands = TextMap(root["commands"]);
  for (const auto& entry : root["columns"]) {
    catalog.columns[Text(entry.first)] = ParseColumns(entry.second);
  }
  catalog.tones = TextMap(root["tones"]);
  catalog.synonyms = ParseSynonyms(root["synonyms"]);
  catalog.most_used = TextsMap(root["most_used"]);
  catalog.positionals = TextsMap(root["positionals"]);
  if (root["limits"]) catalog.limits = root["limits"].as<std::map<std::string, int>>();
  for (const auto& entry : root["several"]) {
    catalog.several[Text(entry.first)] = {.write = Text(entry.second["write"]),
                                          .states = Texts(entry.second["states"])};
  }
  catalog.severe = TextMap(root["severe"]);
  for (const auto& entry : root["severe_fields"]) {
    catalog.severe_fields[Text(entry.first)] = {.says = Text(entry.second["says"]),
                                                .undone = Text(entry.second["undone"])};
  }
  catalog.upcoming = Texts(root["upcoming"]);
  catalog.refused_when = TextMap(root["refused_when"]);
  catalog.approvals_in = TextMap(root["approvals_in"]);
  catalog.waits_when = TextMap(root["waits_when"]);
  catalog.acts_alone = TextMap(root["acts_alone"]);
  catalog.lost_answers = TextMap(root["lost_answers"]);
  catalog.checked_as = TextMap(root["checked_as"]);
  for (const auto& entry : root["one_write"]) {
    catalog.one_write[Text(entry.first)] = {.list = Text(entry.second["list"]),
                                            .member = Text(entry.second["member"]),
                                            .method = Text(entry.second["method"])};
  }
  catalog.values_of = TextsMap(root["values_of"]);
  catalog.list_keys = TextsMap(root["list_keys"]);
  for (std::string& field : Texts(root["comma_lists"])) {
    catalog.comma_lists.insert(std::move(field));
  }
  for (const auto& entry : root["remedies"]) {
    catalog.remedies[Text(entry.first)] = {.flag = Text(entry.second["flag"]),
                                           .says = Text(entry.second["says"])};
  }
  for (const auto& entry : root["examples"]) {
    catalog.examples[Text(entry.first)] = ParseExamples(entry.second);
  }
  for (const auto& node : root["topics"]) {
    catalog.topics.push_back(
        {.name = Text(node["name"]), .summary = Text(node["summary"]), .text = Text(node["text"])});
  }
  return catalog;
}

}  // namespace

const Catalog& Catalog::Embedded() {
  static const auto* catalog = [] {
    auto parsed = Parse(EmbeddedCatalog());
    GOOGLE_CHECK(parsed.ok()) << parsed.status().ToString();
    return new Catalog(*std::move(parsed));
  }();
  return *catalog;
}

absl::StatusOr<Catalog> Catalog::Parse(const std::string& yaml) {
  try {
    return ParseAll(YAML::Load(yaml));
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(error.what());
  }
}

}  // namespace taqvim::cli
