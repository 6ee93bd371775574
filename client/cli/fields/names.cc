#include "client/cli/fields/names.h"

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace taqvim::cli {
namespace {

bool IsVariable(absl::string_view segment) { return absl::StartsWith(segment, "{"); }

std::vector<std::string> Segments(absl::string_view name) { return absl::StrSplit(name, '/'); }

std::string Fill(absl::string_view pattern, const std::vector<std::string>& ids) {
  std::vector<std::string> segments = Segments(pattern);
  size_t next = 0;
  for (std::string& segment : segments) {
    if (IsVariable(segment)) segment = ids[next++];
  }
  return absl::StrJoin(segments, "/");
}

}  // namespace

std::vector<std::string> PatternVariables(absl::string_view pattern) {
  std::vector<std::string> variables;
  for (const std::string& segment : Segments(pattern)) {
    if (IsVariable(segment)) variables.push_back(segment.substr(1, segment.size() - 2));
  }
  return variables;
}

bool MatchesPattern(absl::string_view pattern, absl::string_view text) {
  const auto expected = Segments(pattern);
  const auto actual = Segments(text);
  if (expected.size() != actual.size()) return false;
  for (size_t i = 0; i < expected.size(); ++i) {
    if (IsVariable(expected[i]) ? actual[i].empty() : actual[i] != expected[i]) return false;
  }
  return true;
}

std::string ExpandName(absl::string_view pattern, absl::string_view text,
                       const std::vector<std::string>& parents) {
  if (text.empty() || MatchesPattern(pattern, text)) return std::string(text);
  std::vector<std::string> ids = Segments(text);
  const size_t wanted = PatternVariables(pattern).size();
  if (ids.size() < wanted && parents.size() == wanted - ids.size()) {
    for (size_t i = parents.size(); i-- > 0;) ids.insert(ids.begin(), Segments(parents[i]).back());
  }
  return ids.size() == wanted ? Fill(pattern, ids) : std::string(text);
}

absl::string_view ParentOf(absl::string_view name) {
  for (int i = 0; i < 2; ++i) {
    const size_t slash = name.rfind('/');
    if (slash == absl::string_view::npos) return "";
    name = name.substr(0, slash);
  }
  return name;
}

}  // namespace taqvim::cli
