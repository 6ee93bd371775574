#include "client/web/keyed/key_address.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/web/words/languages.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

constexpr absl::string_view kRoot = "/c/";
constexpr absl::string_view kSuffix = ".ics";
constexpr absl::string_view kScreen = "kiosk";
// How secrets of all kinds begin, so that they can be found where they should not be.
constexpr absl::string_view kMark = "taqvim_";
constexpr absl::string_view kLeftOut = "...";
// Longer than secrets are.
constexpr size_t kLongestSecret = 200;
constexpr size_t kLongestName = 100;

bool IsOfSecret(char c) { return absl::ascii_isalnum(c) || c == '_' || c == '-'; }

bool IsSecret(absl::string_view text) {
  return absl::StartsWith(text, kMark) && text.size() <= kLongestSecret &&
         std::all_of(text.begin(), text.end(), IsOfSecret);
}

bool IsName(absl::string_view text) {
  return absl::ConsumeSuffix(&text, kSuffix) && !text.empty() && text.size() <= kLongestName;
}

}  // namespace

bool IsKeyPath(absl::string_view path) { return absl::StartsWith(path, kRoot); }

absl::Status NoSuchFeed() { return absl::NotFoundError("There is no calendar at this address."); }

absl::StatusOr<KeyAddress> ParseKeyAddress(
    absl::string_view path, const std::vector<std::pair<std::string, std::string>>& query) {
  if (!absl::ConsumePrefix(&path, kRoot)) return NoSuchFeed();
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (parts.size() != 2 || !IsSecret(parts[0])) return NoSuchFeed();
  const bool is_screen = parts[1] == kScreen;
  if (!is_screen && !IsName(parts[1])) return NoSuchFeed();
  KeyAddress address{.secret = std::string(parts[0]), .language = "", .is_screen = is_screen};
  for (const auto& [name, value] : query) {
    if (name != "lang" || !address.language.empty() || !IsLanguageTag(value)) {
      return absl::InvalidArgumentError(
          "The one parameter of such an address is a language, such as lang=ru or lang=uz-Cyrl.");
    }
    address.language = value;
  }
  return address;
}

std::string PathForLog(absl::string_view path) {
  if (IsKeyPath(path)) return absl::StrCat(kRoot, kLeftOut);
  std::string said;
  while (!path.empty()) {
    const size_t mark = std::min(path.find(kMark), path.size());
    absl::StrAppend(&said, path.substr(0, mark));
    path.remove_prefix(mark);
    if (!absl::ConsumePrefix(&path, kMark)) continue;
    absl::StrAppend(&said, kMark, kLeftOut);
    path.remove_prefix(std::find_if_not(path.begin(), path.end(), IsOfSecret) - path.begin());
  }
  return said;
}

}  // namespace taqvim::web
