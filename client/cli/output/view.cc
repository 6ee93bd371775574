#include "client/cli/output/view.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using Lines = std::vector<std::string>;

Lines ValueLines(const YAML::Node& node, const Style& style);

// Puts `lead` before the first line, and as many spaces before the others.
void AppendBlock(const std::string& lead, int width, const Lines& block, Lines* lines) {
  bool first = true;
  for (const std::string& line : block) {
    lines->push_back((first ? lead : std::string(width, ' ')) + line);
    first = false;
  }
}

// A mapping of one entry is shown on the line of its key: `activity.form: concert`.
std::pair<std::string, YAML::Node> Joined(std::string key, YAML::Node value) {
  while (value.IsMap() && value.size() == 1) {
    const auto only = *value.begin();
    absl::StrAppend(&key, ".", only.first.Scalar());
    value.reset(only.second);
  }
  return {Printable(key), value};
}

Lines MapLines(const YAML::Node& node, const Style& style) {
  std::vector<std::pair<std::string, YAML::Node>> entries;
  int width = 0;
  for (const auto& entry : node) {
    entries.push_back(Joined(entry.first.Scalar(), entry.second));
    width = std::max(width, DisplayWidth(entries.back().first));
  }
  Lines lines;
  for (const auto& [key, value] : entries) {
    const std::string lead =
        absl::StrCat(style.Dim(key + ":"), std::string(width - DisplayWidth(key) + 1, ' '));
    AppendBlock(lead, width + 2, ValueLines(value, style), &lines);
  }
  return lines;
}

Lines ListLines(const YAML::Node& node, const Style& style) {
  Lines lines;
  for (const auto& item : node) AppendBlock("- ", 2, ValueLines(item, style), &lines);
  return lines;
}

Lines ValueLines(const YAML::Node& node, const Style& style) {
  Lines lines;
  if (node.IsMap()) lines = MapLines(node, style);
  if (node.IsSequence()) lines = ListLines(node, style);
  if (node.IsScalar()) {
    for (absl::string_view line : absl::StrSplit(node.Scalar(), '\n')) {
      lines.push_back(Printable(line));
    }
  }
  if (lines.empty()) lines.push_back("");
  return lines;
}

}  // namespace

std::string ViewOf(const YAML::Node& node, const Style& style) {
  std::string text;
  for (const std::string& line : ValueLines(node, style)) absl::StrAppend(&text, line, "\n");
  return text;
}

}  // namespace taqvim::cli
