#include "client/web/http/response.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace taqvim::web {

Bytes MakeBytes(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

Response TextResponse(int status, absl::string_view sentence) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
          .body = MakeBytes(absl::StrCat(sentence, "\n"))};
}

Response MethodNotAllowed(std::initializer_list<absl::string_view> allowed) {
  std::vector<absl::string_view> methods;
  for (const absl::string_view method : allowed) {
    methods.push_back(method);
    if (method == "GET") methods.push_back("HEAD");
  }
  Response response = TextResponse(405, "This address does not take the method.");
  response.headers.Set("Allow", absl::StrJoin(methods, ", "));
  return response;
}

Response TryLater(int status, absl::string_view sentence, absl::Duration wait) {
  Response response = TextResponse(status, sentence);
  const int64_t seconds = absl::ToInt64Seconds(absl::Ceil(wait, absl::Seconds(1)));
  response.headers.Set("Retry-After", absl::StrCat(std::max<int64_t>(seconds, 1)));
  return response;
}

absl::string_view ReasonPhrase(int status) {
  static constexpr std::pair<int, absl::string_view> kPhrases[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Known Here"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  };
  const auto* found = std::find_if(std::begin(kPhrases), std::end(kPhrases),
                                   [&](const auto& known) { return known.first == status; });
  return found == std::end(kPhrases) ? "Unknown" : found->second;
}

bool HasNoBody(int status) { return status == 204 || status == 304 || status < 200; }

}  // namespace taqvim::web
