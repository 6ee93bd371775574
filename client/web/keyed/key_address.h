// The address of a feed by a feed key, and of the screen at a door by one; and how they are said
// where others may read them.
//
//   /c/SECRET/academic-library.ics?lang=ru
//   /c/SECRET/kiosk
//
// The key alone says which feed it is; what follows it is for who reads the address, and may be
// anything. The secret is in the path as calendars take nothing but an address.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::web {

struct KeyAddress {
  // Of the letters that secrets have; whether there is such a key the server knows.
  std::string secret;
  // As it was asked for; empty for whichever.
  std::string language;
  // Whether it is that of a screen.
  bool is_screen = false;
};

// Whether the path is that of a feed by a key, though it be malformed.
bool IsKeyPath(absl::string_view path);

// NOT_FOUND, in the words for a key that counts no longer, for what is no such address;
// INVALID_ARGUMENT, with a sentence, for other parameters than `lang`. Neither says anything of the
// secret.
absl::StatusOr<KeyAddress> ParseKeyAddress(
    absl::string_view path, const std::vector<std::pair<std::string, std::string>>& query);

// The same for every key that does not count, and every address without one.
absl::Status NoSuchFeed();

// The path with what may be a secret in it left out: `/c/...` for one of a feed by a key, and for
// any other whatever begins as secrets do, wherever somebody has put it.
std::string PathForLog(absl::string_view path);

}  // namespace taqvim::web
