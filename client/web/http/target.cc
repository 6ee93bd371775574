#include "client/web/http/target.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

absl::Status Refuse(absl::string_view sentence) { return absl::InvalidArgumentError(sentence); }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// How many bytes the character at the front has; 0 where no character of UTF-8 is.
size_t CharacterLength(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  uint32_t character = first & (0x7fU >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return 0;
    character = character << 6 | (next & 0x3fU);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xd800 && character <= 0xdfff;
  return character < kLeast[length] || character > 0x10ffff || surrogate ? 0 : length;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

enum class Plus { kStays, kIsBlank };

// The text with each `%41` as its byte; nothing where a percent sign begins none.
std::optional<std::string> Decode(absl::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += plus == Plus::kIsBlank && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = HexDigit(text[i + 1]);
    const int low = HexDigit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

absl::StatusOr<std::string> DecodeSegment(absl::string_view encoded, bool last) {
  const std::optional<std::string> segment = Decode(encoded, Plus::kStays);
  if (!segment) return Refuse("A percent sign in the path begins no encoded byte.");
  if (segment->empty() && !last) return Refuse("The path has two slashes beside each other.");
  if (*segment == "." || *segment == "..") return Refuse("The path has a segment of dots.");
  if (absl::StrContains(*segment, '/') || absl::StrContains(*segment, '\\')) {
    return Refuse("The path has an encoded slash, or a backslash.");
  }
  if (std::any_of(segment->begin(), segment->end(), absl::ascii_iscntrl)) {
    return Refuse("The path has a control character.");
  }
  if (!IsUtf8(*segment)) return Refuse("The path is not UTF-8.");
  return *segment;
}

absl::StatusOr<std::string> DecodePath(absl::string_view encoded) {
  if (!absl::ConsumePrefix(&encoded, "/")) return Refuse("The target is no path.");
  const std::vector<absl::string_view> segments = absl::StrSplit(encoded, '/');
  std::string path;
  for (size_t i = 0; i < segments.size(); ++i) {
    ASSIGN_OR_RETURN(const std::string segment,
                     DecodeSegment(segments[i], i + 1 == segments.size()));
    path += '/';
    path += segment;
  }
  return path;
}

absl::StatusOr<std::string> DecodeParameter(absl::string_view encoded) {
  const std::optional<std::string> text = Decode(encoded, Plus::kIsBlank);
  if (!text) return Refuse("A percent sign in a parameter begins no encoded byte.");
  if (absl::StrContains(*text, '\0')) return Refuse("A parameter has a NUL.");
  if (!IsUtf8(*text)) return Refuse("A parameter is not UTF-8.");
  return *text;
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> DecodeQuery(
    absl::string_view encoded) {
  std::vector<std::pair<std::string, std::string>> query;
  for (const absl::string_view part : absl::StrSplit(encoded, '&', absl::SkipEmpty())) {
    if (query.size() == kMostParameters) return Refuse("The target has too many parameters.");
    const std::pair<absl::string_view, absl::string_view> sides =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    ASSIGN_OR_RETURN(std::string name, DecodeParameter(sides.first));
    ASSIGN_OR_RETURN(std::string value, DecodeParameter(sides.second));
    query.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

bool IsTargetCharacter(char c) { return absl::ascii_isgraph(c) && !absl::StrContains("#<>\"", c); }

// Takes `http://host` away from the front of a whole address, and returns the host.
absl::StatusOr<std::string> ConsumeOrigin(absl::string_view* target) {
  const size_t colon = target->find("://");
  const absl::string_view scheme = target->substr(0, colon == target->npos ? 0 : colon);
  if (!absl::EqualsIgnoreCase(scheme, "http") && !absl::EqualsIgnoreCase(scheme, "https")) {
    return Refuse("The target is no path.");
  }
  target->remove_prefix(colon + 3);
  const std::string host(target->substr(0, target->find_first_of("/?")));
  if (!IsHost(host)) return Refuse("The target has no host.");
  target->remove_prefix(host.size());
  return host;
}

}  // namespace

absl::StatusOr<Target> ParseTarget(absl::string_view target) {
  if (!std::all_of(target.begin(), target.end(), IsTargetCharacter)) {
    return Refuse("The target has a character that has to be encoded.");
  }
  Target parsed;
  const bool whole = !target.empty() && target.front() != '/';
  if (whole) {
    ASSIGN_OR_RETURN(parsed.host, ConsumeOrigin(&target));
  }
  const size_t mark = target.find('?');
  const absl::string_view path = target.substr(0, mark);
  ASSIGN_OR_RETURN(parsed.path, DecodePath(whole && path.empty() ? "/" : path));
  if (mark == target.npos) return parsed;
  ASSIGN_OR_RETURN(parsed.query, DecodeQuery(target.substr(mark + 1)));
  return parsed;
}

bool IsHost(absl::string_view text) {
  const auto all = [](absl::string_view part, absl::string_view also, auto allowed) {
    return std::all_of(part.begin(), part.end(),
                       [&](char c) { return allowed(c) || absl::StrContains(also, c); });
  };
  const bool bracketed = absl::StartsWith(text, "[");
  const size_t end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == text.npos || end == 0 || (bracketed && end == 1)) return false;
  const absl::string_view name = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  absl::string_view port = text.substr(bracketed ? end + 1 : end);
  if (bracketed && !all(name, ":.", absl::ascii_isxdigit)) return false;
  if (!bracketed && !all(name, "-._", absl::ascii_isalnum)) return false;
  if (port.empty()) return true;
  return absl::ConsumePrefix(&port, ":") && port.size() <= 5 && all(port, "", absl::ascii_isdigit);
}

}  // namespace taqvim::web
