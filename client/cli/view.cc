#include "client/cli/view.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/text.h"

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

Lines MapLines(const YAML::Node& node, const Style& style) {
  int width = 0;
  for (const auto& entry : node) width = std::max(width, DisplayWidth(entry.first.Scalar()));
  Lines lines;
  for (const auto& entry : node) {
    const std::string key = entry.first.Scalar();
    const std::string lead =
        absl::StrCat(style.Dim(key + ":"), std::string(width - DisplayWidth(key) + 1, ' '));
    AppendBlock(lead, width + 2, ValueLines(entry.second, style), &lines);
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
  if (node.IsScalar()) lines = absl::StrSplit(node.Scalar(), '\n');
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
