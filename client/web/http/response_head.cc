#include "client/web/http/response_head.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/http/conditional.h"
#include "client/web/http/response.h"

namespace taqvim::web {
namespace {

bool IsOfTheFraming(absl::string_view name) {
  static constexpr absl::string_view kNames[] = {"Connection",        "Content-Length", "Date",
                                                 "Transfer-Encoding", "Trailer",        "Upgrade"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](absl::string_view known) { return absl::EqualsIgnoreCase(known, name); });
}

void AddField(absl::string_view name, absl::string_view value, std::string* head) {
  if (!value.empty()) absl::StrAppend(head, name, ": ", value, "\r\n");
}

}  // namespace

bool AreFieldsOfResponse(const Headers& headers) {
  return std::all_of(headers.begin(), headers.end(), [](const Headers::Field& field) {
    return IsToken(field.first) && IsFieldValue(field.second) && !IsOfTheFraming(field.first);
  });
}

std::string ResponseHead(int status, const Headers& headers, const Framing& framing,
                         absl::Time now) {
  std::string head = absl::StrCat("HTTP/1.1 ", status, " ", ReasonPhrase(status), "\r\n");
  AddField("Date", FormatHttpDate(now), &head);
  for (const auto& [name, value] : headers) AddField(name, value, &head);
  for (const auto& [name, value] : StandingHeaders()) {
    if (!headers.Has(name)) AddField(name, value, &head);
  }
  if (framing.length) AddField("Content-Length", absl::StrCat(*framing.length), &head);
  if (framing.chunked) AddField("Transfer-Encoding", "chunked", &head);
  // Of HTTP/1.0 it has to be said that a connection stays; in HTTP/1.1 it does no harm.
  AddField("Connection", framing.keep_alive ? "keep-alive" : "close", &head);
  head += "\r\n";
  return head;
}

}  // namespace taqvim::web
