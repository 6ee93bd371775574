#include "client/web/http/conditional.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"

namespace taqvim::web {
namespace {

constexpr size_t kTagBytes = 16;

std::optional<absl::Time> ParseDate(const char* form, absl::string_view text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(form, text, absl::UTCTimeZone(), &time, &error)) return std::nullopt;
  return time;
}

// `Sunday, 06-Nov-94 08:49:37 GMT` with the century in its place.
std::optional<absl::Time> ParseRfc850(absl::string_view text, absl::Time now) {
  const size_t dash = text.rfind('-');
  if (dash == text.npos || text.size() < dash + 3 || !absl::ascii_isdigit(text[dash + 1]) ||
      !absl::ascii_isdigit(text[dash + 2])) {
    return std::nullopt;
  }
  const int two_digits = (text[dash + 1] - '0') * 10 + (text[dash + 2] - '0');
  const int64_t this_year = absl::ToCivilYear(now, absl::UTCTimeZone()).year();
  int64_t year = this_year - this_year % 100 + two_digits;
  if (year > this_year + 50) year -= 100;
  const std::string whole = absl::StrCat(text.substr(0, dash + 1), year, text.substr(dash + 3));
  return ParseDate("%A, %d-%b-%E4Y %H:%M:%S GMT", whole);
}

// Takes a tag from the front, with its quotes and without `W/`; empty where none is.
absl::string_view ConsumeTag(absl::string_view* list) {
  absl::ConsumePrefix(list, "W/");
  if (list->empty() || list->front() != '"') return "";
  const size_t end = list->find('"', 1);
  if (end == list->npos) return "";
  const absl::string_view tag = list->substr(0, end + 1);
  list->remove_prefix(end + 1);
  return tag;
}

// Whether there is nothing new in the response.
bool IsKnown(const Request& request, const Response& response, absl::Time now) {
  const std::optional<absl::string_view> etag = response.headers.Find("ETag");
  if (request.headers.Has("If-None-Match")) {
    return HasEtag(request.headers.List("If-None-Match"), etag.value_or(""));
  }
  const auto since = request.headers.Find("If-Modified-Since");
  const auto modified = response.headers.Find("Last-Modified");
  if (!since || !modified || request.headers.Count("If-Modified-Since") > 1) return false;
  const std::optional<absl::Time> known = ParseHttpDate(*since, now);
  const std::optional<absl::Time> last = ParseHttpDate(*modified, now);
  return known && last && *known <= now && *last <= *known;
}

bool StaysIn304(absl::string_view name) {
  return !absl::StartsWithIgnoreCase(name, "Content-") ||
         absl::EqualsIgnoreCase(name, "Content-Location") ||
         absl::StartsWithIgnoreCase(name, "Content-Security-Policy");
}

}  // namespace

std::string StrongEtag(absl::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return absl::StrCat(
      "\"", absl::WebSafeBase64Escape({reinterpret_cast<const char*>(digest), kTagBytes}), "\"");
}

std::string FormatHttpDate(absl::Time time) {
  return absl::FormatTime("%a, %d %b %E4Y %H:%M:%S GMT", time, absl::UTCTimeZone());
}

std::optional<absl::Time> ParseHttpDate(absl::string_view text, absl::Time now) {
  text = absl::StripAsciiWhitespace(text);
  if (!absl::EndsWith(text, "GMT")) return ParseDate("%a %b %e %H:%M:%S %E4Y", text);
  const size_t comma = text.find(',');
  if (comma == 3) return ParseDate("%a, %d %b %E4Y %H:%M:%S GMT", text);
  return ParseRfc850(text, now);
}

bool HasEtag(absl::string_view list, absl::string_view etag) {
  if (absl::StripAsciiWhitespace(list) == "*") return true;
  absl::ConsumePrefix(&etag, "W/");
  while (!etag.empty()) {
    list = absl::StripLeadingAsciiWhitespace(list);
    // Empty elements are passed over (RFC 9110, 5.6.1.2).
    if (absl::ConsumePrefix(&list, ",")) continue;
    const absl::string_view tag = ConsumeTag(&list);
    if (tag.empty()) return false;
    if (tag == etag) return true;
    list = absl::StripLeadingAsciiWhitespace(list);
    if (!list.empty() && !absl::ConsumePrefix(&list, ",")) return false;
  }
  return false;
}

Response Conditional(const Request& request, Response response, absl::Time now) {
  if (request.method != "GET" || response.status != 200 || !IsKnown(request, response, now)) {
    return response;
  }
  Response unchanged = {.status = 304};
  for (const auto& [name, value] : response.headers) {
    if (StaysIn304(name)) unchanged.headers.Add(name, value);
  }
  return unchanged;
}

}  // namespace taqvim::web
