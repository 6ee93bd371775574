// Adapters between std::string_view and absl::string_view: Debian builds Abseil for
// C++14, where these are two types that do not convert to each other.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace taqvim::schedule {

inline absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }

inline std::string_view StdView(absl::string_view text) { return {text.data(), text.size()}; }

namespace internal {
template <class Piece>
decltype(auto) ToPiece(Piece&& piece) {
  if constexpr (std::is_same_v<std::decay_t<Piece>, std::string_view>) {
    return AbslView(piece);
  } else {
    return std::forward<Piece>(piece);
  }
}
}  // namespace internal

// absl::StrCat and absl::StrAppend, which also take the standard's string views.
template <class... Pieces>
std::string Cat(Pieces&&... pieces) {
  return absl::StrCat(internal::ToPiece(std::forward<Pieces>(pieces))...);
}
template <class... Pieces>
void Append(std::string* text, Pieces&&... pieces) {
  absl::StrAppend(text, internal::ToPiece(std::forward<Pieces>(pieces))...);
}

}  // namespace taqvim::schedule
