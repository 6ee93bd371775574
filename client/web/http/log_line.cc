#include "client/web/http/log_line.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

constexpr size_t kMostOfPath = 200;
constexpr size_t kMostOfOther = 64;

std::string Encode(absl::string_view text, size_t most) {
  std::string encoded;
  for (const char c : text) {
    if (encoded.size() >= most) return encoded + "...";
    if (absl::ascii_isgraph(c) && c != '%') {
      encoded += c;
    } else {
      absl::StrAppend(&encoded, "%", absl::BytesToHexString({&c, 1}));
    }
  }
  return encoded;
}

}  // namespace

std::string LogLine(const LoggedRequest& request) {
  const std::string what = request.method.empty()
                               ? "What could not be read"
                               : absl::StrCat(Encode(request.method, kMostOfOther), " ",
                                              Encode(request.path, kMostOfPath));
  const std::string whose =
      request.address.empty() ? "" : absl::StrCat(" of ", Encode(request.address, kMostOfOther));
  const std::string time = absl::FormatDuration(absl::Trunc(request.took, absl::Microseconds(1)));
  const std::string trace =
      request.trace_id.empty() ? "" : absl::StrCat(" Its trace is ", request.trace_id, ".");
  if (request.status == 0) {
    return absl::StrCat(what, whose, " was given up after ", time, ".", trace);
  }
  return absl::StrCat(what, whose, request.complete ? " was answered with " : " broke off with ",
                      request.status, " and ", request.bytes, " bytes in ", time, ".", trace);
}

}  // namespace taqvim::web
