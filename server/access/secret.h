// The secrets of bearer tokens, as text:
//
//   taqvim_ STORE TOKEN _ RANDOM CHECK
//
// STORE (8 characters) tells a token of another server from one of this; TOKEN
// (14) is the last part of the token's name; RANDOM (43) are 256 bits; CHECK (6)
// tells a damaged one. Whoever looks for lost secrets finds them by their start.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "storage/environment.h"

namespace taqvim::access {

using SecretHash = std::array<unsigned char, 32>;

// What a secret says without its random part; refers to the text.
struct SecretParts {
  std::string_view store;
  std::string_view token;  // its name is `tokens/` and this
};

// The STORE of a store's id.
std::string StorePart(std::string_view store_id);

// The text of a new secret; `token` has 14 characters.
std::string MakeSecret(std::string_view store_id, std::string_view token,
                       const storage::Secret& random);

// Nothing for what is no secret, or a damaged one.
std::optional<SecretParts> ReadSecret(std::string_view secret);

// The SHA-256 of the whole text.
SecretHash HashOf(std::string_view secret);

// Takes the same time whatever differs.
bool Equal(const SecretHash& a, const SecretHash& b);

}  // namespace taqvim::access
