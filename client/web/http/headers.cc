#include "client/web/http/headers.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

bool IsTokenCharacter(char c) {
  return absl::ascii_isalnum(c) || absl::StrContains("!#$%&'*+-.^_`|~", c);
}

}  // namespace

void Headers::Add(absl::string_view name, absl::string_view value) {
  fields_.emplace_back(name, value);
}

void Headers::Set(absl::string_view name, absl::string_view value) {
  Remove(name);
  Add(name, value);
}

void Headers::Remove(absl::string_view name) {
  std::erase_if(fields_,
                [&](const Field& field) { return absl::EqualsIgnoreCase(field.first, name); });
}

int Headers::Count(absl::string_view name) const {
  return static_cast<int>(std::count_if(fields_.begin(), fields_.end(), [&](const Field& field) {
    return absl::EqualsIgnoreCase(field.first, name);
  }));
}

std::optional<absl::string_view> Headers::Find(absl::string_view name) const {
  for (const auto& [known, value] : fields_) {
    if (absl::EqualsIgnoreCase(known, name)) return value;
  }
  return std::nullopt;
}

std::string Headers::List(absl::string_view name) const {
  std::string list;
  for (const auto& [known, value] : fields_) {
    if (!absl::EqualsIgnoreCase(known, name)) continue;
    absl::StrAppend(&list, list.empty() ? "" : ", ", value);
  }
  return list;
}

bool IsToken(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenCharacter);
}

bool IsFieldValue(absl::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return absl::ascii_iscntrl(c) && c != '\t'; });
}

const Headers& StandingHeaders() {
  static const auto* const headers = new Headers({
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Content-Security-Policy",
       "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
  });
  return *headers;
}

}  // namespace taqvim::web
