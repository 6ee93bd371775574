// Where a call stands in a trace: the metadata `traceparent` that callers may send.
//
// W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/): who follows a request
// through several services gives it one trace id, and each caller the id of its own part. Taqvim
// takes both and logs them with the call; it makes none, and passes them on unchanged.
#pragma once

#include <optional>
#include <string_view>

namespace taqvim {

// As it stands in metadata and headers, in small letters.
inline constexpr char kTraceparent[] = "traceparent";

struct TraceContext {
  // Of the trace, 32 digits; and of the caller's part in it, 16: hexadecimal, in small letters, and
  // not all zero.
  std::string_view trace_id;
  std::string_view parent_id;
};

// Whether all of the text is hexadecimal digits in small letters.
constexpr bool IsLowerHex(std::string_view text) {
  for (const char c : text) {
    if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

// What a value of `traceparent` says, which outlives the result; nullopt for what is none, such as
// one in capitals. Of a version that is not known yet what comes after the flags is passed over, as
// the specification asks for.
constexpr std::optional<TraceContext> ParseTraceparent(std::string_view value) {
  // 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
  constexpr size_t kLength = 55;
  if (value.size() < kLength) return std::nullopt;
  if (value[2] != '-' || value[35] != '-' || value[52] != '-') return std::nullopt;
  const std::string_view version = value.substr(0, 2);
  const TraceContext context{value.substr(3, 32), value.substr(36, 16)};
  if (!IsLowerHex(version) || version == "ff" || !IsLowerHex(value.substr(53, 2))) {
    return std::nullopt;
  }
  const bool has_more = value.size() > kLength;
  if (has_more && (version == "00" || value[kLength] != '-')) return std::nullopt;
  for (const std::string_view id : {context.trace_id, context.parent_id}) {
    if (!IsLowerHex(id) || id.find_first_not_of('0') == std::string_view::npos) return std::nullopt;
  }
  return context;
}

}  // namespace taqvim
