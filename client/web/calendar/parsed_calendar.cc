#include "client/web/calendar/parsed_calendar.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace taqvim::web {
namespace {

constexpr size_t kDepth = 8;
constexpr absl::string_view kByteOrderMarkBytes = "\xef\xbb\xbf";

constexpr FindingKind kByteOrderMark = {Severity::kWrong, "byte-order-mark",
                                        "Outlook, Thunderbird"};
constexpr FindingKind kBareLineFeed = {Severity::kNote, "bare-line-feed", "all"};
constexpr FindingKind kStrayReturn = {Severity::kBroken, "stray-carriage-return", "Thunderbird"};
constexpr FindingKind kEmptyLine = {Severity::kWrong, "empty-line", "Outlook, Thunderbird"};
constexpr FindingKind kLongLine = {Severity::kNote, "line-too-long", "all"};
constexpr FindingKind kFoldedCharacter = {Severity::kWrong, "character-folded",
                                          "Outlook, Thunderbird"};
constexpr FindingKind kNoUtf8 = {Severity::kWrong, "not-utf-8", "all"};
constexpr FindingKind kControlCharacter = {Severity::kBroken, "control-character",
                                           "Outlook, Thunderbird"};
constexpr FindingKind kMalformedLine = {Severity::kBroken, "malformed-line", "all"};
constexpr FindingKind kUnended = {Severity::kBroken, "component-unended", "all"};

bool IsUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) {
    UChar32 c;
    U8_NEXT(bytes, i, static_cast<int32_t>(text.size()), c);
    if (c < 0) return false;
  }
  return true;
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\r') || byte == 0x7f;
}

// A line as the bytes have it.
struct RawLine {
  absl::string_view text;
  int number = 0;
};

// Takes the next one off the bytes, which are not empty.
RawLine TakeLine(int number, absl::string_view* bytes, Findings* findings) {
  const size_t end = std::min(bytes->find('\n'), bytes->size());
  RawLine line{bytes->substr(0, end), number};
  bytes->remove_prefix(std::min(end + 1, bytes->size()));
  if (absl::EndsWith(line.text, "\r")) {
    line.text.remove_suffix(1);
  } else {
    findings->Add(kBareLineFeed, number);
  }
  return line;
}

bool Continues(absl::string_view line) {
  return absl::StartsWith(line, " ") || absl::StartsWith(line, "\t");
}

void CheckRawLine(const RawLine& line, Findings* findings) {
  const absl::string_view text = line.text;
  if (text.empty() || text == " " || text == "\t") findings->Add(kEmptyLine, line.number);
  if (text.size() > 75) findings->Add(kLongLine, line.number);
  if (text.find('\r') != absl::string_view::npos) findings->Add(kStrayReturn, line.number);
  if (std::any_of(text.begin(), text.end(), IsControl)) {
    findings->Add(kControlCharacter, line.number);
  }
}

// An unfolded line; `raw_utf8` is whether each of its lines is UTF-8 by itself.
struct UnfoldedLine {
  std::string text;
  int number = 0;
  bool raw_utf8 = true;
};

void Unfold(absl::string_view bytes, absl::FunctionRef<void(const UnfoldedLine&)> take,
            Findings* findings) {
  if (absl::StartsWith(bytes, kByteOrderMarkBytes)) {
    findings->Add(kByteOrderMark, 1);
    bytes.remove_prefix(kByteOrderMarkBytes.size());
  }
  UnfoldedLine line;
  for (int number = 1; !bytes.empty(); ++number) {
    const RawLine raw = TakeLine(number, &bytes, findings);
    CheckRawLine(raw, findings);
    if (number > 1 && Continues(raw.text)) {
      line.text.append(raw.text.data() + 1, raw.text.size() - 1);
      line.raw_utf8 = line.raw_utf8 && IsUtf8(raw.text);
      continue;
    }
    take(line);
    line = {std::string(raw.text), number, IsUtf8(raw.text)};
  }
  take(line);
}

// The end of what begins there, up to one of the characters outside of quotation marks.
size_t EndOfPart(absl::string_view text, size_t begin, absl::string_view ends) {
  bool quoted = false;
  for (size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && ends.find(text[i]) != absl::string_view::npos) return i;
  }
  return text.size();
}

std::string WithoutQuotes(absl::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  return std::string(text.substr(1, text.size() - 2));
}

// Nothing where it has no name, or no colon.
std::optional<ParsedLine> ParseLine(const UnfoldedLine& unfolded) {
  const absl::string_view text = unfolded.text;
  size_t end = EndOfPart(text, 0, ":;");
  ParsedLine line{.name = absl::AsciiStrToUpper(text.substr(0, end)), .number = unfolded.number};
  const bool named =
      !line.name.empty() && std::all_of(line.name.begin(), line.name.end(), [](unsigned char c) {
        return absl::ascii_isalnum(c) || c == '-';
      });
  while (end < text.size() && text[end] == ';') {
    const size_t begin = end + 1;
    end = EndOfPart(text, begin, ":;");
    const absl::string_view parameter = text.substr(begin, end - begin);
    const size_t equals = std::min(parameter.find('='), parameter.size());
    line.parameters.emplace_back(
        absl::AsciiStrToUpper(parameter.substr(0, equals)),
        WithoutQuotes(parameter.substr(std::min(equals + 1, parameter.size()))));
  }
  if (!named || end == text.size()) return std::nullopt;
  line.value = std::string(text.substr(end + 1));
  return line;
}

// The components that are begun, the innermost last; the first is none.
class Tree {
 public:
  explicit Tree(Findings* findings) : findings_(findings) {}

  void Add(const ParsedLine& line) {
    if (line.name == "BEGIN") {
      open_.push_back({.name = absl::AsciiStrToUpper(line.value), .number = line.number});
    } else if (line.name == "END") {
      End(absl::AsciiStrToUpper(line.value), line.number);
    } else {
      open_.back().lines.push_back(line);
    }
  }

  std::vector<ParsedComponent> Finish() && {
    while (open_.size() > 1) {
      findings_->Add(kUnended, open_.back().number);
      Close();
    }
    if (!open_.front().lines.empty()) {
      findings_->Add(kMalformedLine, open_.front().lines.front().number);
    }
    return std::move(open_.front().components);
  }

 private:
  void End(const std::string& name, int number) {
    if (open_.size() == 1 || open_.back().name != name) {
      findings_->Add(kUnended, number);
      return;
    }
    Close();
  }

  void Close() {
    ParsedComponent component = std::move(open_.back());
    open_.pop_back();
    if (open_.size() <= kDepth) open_.back().components.push_back(std::move(component));
  }

  std::vector<ParsedComponent> open_ = std::vector<ParsedComponent>(1);
  Findings* findings_;
};

}  // namespace

std::string ParsedLine::Parameter(absl::string_view parameter) const {
  for (const auto& [its_name, its_value] : parameters) {
    if (its_name == parameter) return its_value;
  }
  return "";
}

const ParsedLine* ParsedComponent::Find(absl::string_view line) const {
  for (const ParsedLine& one : lines) {
    if (one.name == line) return &one;
  }
  return nullptr;
}

std::string ParsedComponent::Value(absl::string_view line) const {
  const ParsedLine* const found = Find(line);
  return found == nullptr ? "" : found->value;
}

std::vector<ParsedComponent> ParseCalendar(absl::string_view bytes, Findings* findings) {
  Tree tree(findings);
  const auto take = [&](const UnfoldedLine& unfolded) {
    if (!IsUtf8(unfolded.text)) {
      findings->Add(kNoUtf8, unfolded.number);
    } else if (!unfolded.raw_utf8) {
      findings->Add(kFoldedCharacter, unfolded.number);
    }
    if (unfolded.text.empty()) return;
    const std::optional<ParsedLine> line = ParseLine(unfolded);
    if (line) {
      tree.Add(*line);
    } else {
      findings->Add(kMalformedLine, unfolded.number);
    }
  };
  Unfold(bytes, take, findings);
  return std::move(tree).Finish();
}

}  // namespace taqvim::web
