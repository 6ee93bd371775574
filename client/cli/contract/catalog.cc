#include "client/cli/contract/catalog.h"

#include <stdexcept>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// Thrown where data have another form than the catalog; says where and what would be right.
class Malformed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A value of the data, or none, and the key under which it stands.
class Node {
 public:
  Node(const Value* value, const std::string* key) : value_(value), key_(key) {}

  bool has_value() const { return value_ != nullptr; }
  bool IsText() const { return Is(Value::kStringValue); }
  bool IsMapping() const { return Is(Value::kStructValue); }

  // Of a mapping: what stands under the key; none in none.
  Node operator[](const std::string& key) const {
    const auto& fields = Mapping().fields();
    const auto found = fields.find(key);
    if (found == fields.end()) return {nullptr, key_};
    return {&found->second, &found->first};
  }

  const std::string& Text() const {
    static const std::string none;
    if (!has_value()) return none;
    if (!IsText()) Fail("is to be a text");
    return value_->string_value();
  }
  const Struct& Mapping() const {
    if (!has_value()) return Struct::default_instance();
    if (!IsMapping()) Fail("is to be a mapping");
    return value_->struct_value();
  }
  std::vector<Node> Items() const {
    if (!has_value()) return {};
    if (!Is(Value::kListValue)) Fail("is to be a list");
    std::vector<Node> items;
    for (const Value& item : value_->list_value().values()) items.emplace_back(&item, key_);
    return items;
  }

  [[noreturn]] void Fail(const char* problem) const {
    throw Malformed(absl::StrCat(*key_, " ", problem));
  }

 private:
  bool Is(Value::KindCase kind) const { return has_value() && value_->kind_case() == kind; }

  const Value* value_;
  const std::string* key_;
};

const std::string& Text(const Node& node) { return node.Text(); }

bool Flag(const Node& node) {
  bool flag = false;
  if (node.has_value() && !absl::SimpleAtob(node.Text(), &flag))
    node.Fail("is to be true or false");
  return flag;
}

int Number(const Node& node) {
  int number = 0;
  if (node.has_value() && !absl::SimpleAtoi(node.Text(), &number)) node.Fail("is to be a number");
  return number;
}

// One text, or a list of them.
std::vector<std::string> Texts(const Node& node) {
  if (node.IsText()) return {node.Text()};
  std::vector<std::string> texts;
  for (const Node& item : node.Items()) texts.push_back(item.Text());
  return texts;
}

// Values by their keys, each made by the function.
template <class Make>
auto MapOf(const Node& node, const Make& make) {
  std::map<std::string, decltype(make(node))> map;
  for (const auto& [key, value] : node.Mapping().fields())
    map.emplace(key, make(Node(&value, &key)));
  return map;
}

std::map<std::string, std::string> TextMap(const Node& node) {
  return MapOf(node, [](const Node& value) { return value.Text(); });
}

std::map<std::string, std::vector<std::string>> TextsMap(const Node& node) {
  return MapOf(node, Texts);
}

Kind ParseKind(const Node& node) {
  return {.group = Text(node["group"]),
          .resource = Text(node["resource"]),
          .field = Text(node["field"]),
          .filter_field = Text(node["filter"]["field"]),
          .filter_value = Text(node["filter"]["value"])};
}

Alias ParseAlias(const Node& node) {
  const std::string command = Text(node["command"]);
  const size_t space = command.find(' ');
  if (space == std::string::npos) node["command"].Fail("is to be a group and a verb");
  return {.group = command.substr(0, space),
          .verb = command.substr(space + 1),
          .method = Text(node["method"]),
          .positional = Text(node["positional"]),
          .says = Text(node["says"])};
}

// `TITLE: path`, `TITLE: [path, other path]`, or a mapping with path and how it is shown.
Column ParseColumn(const Node& node) {
  const auto& only = node.Mapping().fields();
  if (only.size() != 1) node.Fail("has a column that is no single title");
  const auto& [title, value] = *only.begin();
  const Node shown(&value, &title);
  if (!shown.IsMapping()) return {.title = title, .paths = Texts(shown)};
  return {.title = title,
          .paths = Texts(shown["path"]),
          .zone = Texts(shown["zone"]),
          .wide = Flag(shown["wide"]),
          .leave_out = Number(shown["leave_out"]),
          .coloured = Flag(shown["coloured"]),
          .only = Texts(shown["only"]),
          .says = Text(shown["says"]),
          .of_times = Flag(shown["of_times"])};
}

std::vector<Column> ParseColumns(const Node& node) {
  std::vector<Column> columns;
  for (const Node& item : node.Items()) columns.push_back(ParseColumn(item));
  return columns;
}

std::vector<Example> ParseExamples(const Node& node) {
  std::vector<Example> examples;
  for (const Node& item : node.Items()) {
    examples.push_back({.says = Text(item["says"]), .command = Text(item["command"])});
  }
  return examples;
}

Several ParseSeveral(const Node& node) {
  return {.write = Text(node["write"]), .states = Texts(node["states"])};
}

SevereField ParseSevereField(const Node& node) {
  return {.says = Text(node["says"]), .undone = Text(node["undone"])};
}

OneWrite ParseOneWrite(const Node& node) {
  return {
      .list = Text(node["list"]), .member = Text(node["member"]), .method = Text(node["method"])};
}

Remedy ParseRemedy(const Node& node) {
  return {.flag = Text(node["flag"]), .says = Text(node["says"])};
}

Synonyms ParseSynonyms(const Node& node) {
  return {.groups = TextMap(node["groups"]),
          .kin = TextMap(node["kin"]),
          .verbs = TextsMap(node["verbs"]),
          .commands = TextMap(node["commands"]),
          .flags = TextMap(node["flags"])};
}

Catalog ParseAll(const Node& root) {
  Catalog catalog;
  for (const Node& node : root["sections"].Items()) {
    catalog.sections.push_back({.title = Text(node["title"]), .groups = Texts(node["groups"])});
  }
  for (const Node& node : root["kinds"].Items()) catalog.kinds.push_back(ParseKind(node));
  for (const Node& node : root["aliases"].Items()) catalog.aliases.push_back(ParseAlias(node));
  catalog.group_summaries = TextMap(root["group_summaries"]);
  catalog.values_from = TextMap(root["values_from"]);
  catalog.flag_names = TextMap(root["flag_names"]);
  catalog.commands = TextMap(root["commands"]);
  catalog.columns = MapOf(root["columns"], ParseColumns);
  catalog.tones = TextMap(root["tones"]);
  catalog.synonyms = ParseSynonyms(root["synonyms"]);
  catalog.most_used = TextsMap(root["most_used"]);
  catalog.positionals = TextsMap(root["positionals"]);
  catalog.limits = MapOf(root["limits"], Number);
  catalog.several = MapOf(root["several"], ParseSeveral);
  catalog.severe = TextMap(root["severe"]);
  catalog.severe_fields = MapOf(root["severe_fields"], ParseSevereField);
  catalog.upcoming = Texts(root["upcoming"]);
  catalog.refused_when = TextMap(root["refused_when"]);
  catalog.approvals_in = TextMap(root["approvals_in"]);
  catalog.waits_when = TextMap(root["waits_when"]);
  catalog.acts_alone = TextMap(root["acts_alone"]);
  catalog.lost_answers = TextMap(root["lost_answers"]);
  catalog.secret_addresses = TextMap(root["secret_addresses"]);
  catalog.checked_as = TextMap(root["checked_as"]);
  catalog.one_write = MapOf(root["one_write"], ParseOneWrite);
  catalog.values_of = TextsMap(root["values_of"]);
  catalog.list_keys = TextsMap(root["list_keys"]);
  for (std::string& field : Texts(root["comma_lists"])) {
    catalog.comma_lists.insert(std::move(field));
  }
  catalog.remedies = MapOf(root["remedies"], ParseRemedy);
  catalog.examples = MapOf(root["examples"], ParseExamples);
  for (const Node& node : root["topics"].Items()) {
    catalog.topics.push_back(
        {.name = Text(node["name"]), .summary = Text(node["summary"]), .text = Text(node["text"])});
  }
  return catalog;
}

}  // namespace

absl::StatusOr<Catalog> Catalog::Parse(const Value& data) {
  static const std::string whole = "The catalog";
  try {
    return ParseAll(Node(&data, &whole));
  } catch (const Malformed& malformed) {
    return absl::InvalidArgumentError(malformed.what());
  }
}

}  // namespace taqvim::cli
