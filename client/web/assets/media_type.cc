#include "client/web/assets/media_type.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

constexpr std::pair<absl::string_view, absl::string_view> kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

}  // namespace

absl::StatusOr<absl::string_view> MediaTypeOf(absl::string_view name) {
  for (const auto& [ending, type] : kTypes) {
    if (absl::EndsWith(name, ending)) return type;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(name, " has an ending whose type nobody knows, and cannot be served."));
}

}  // namespace taqvim::web
