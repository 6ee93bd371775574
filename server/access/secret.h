// Format of the secrets of bearer tokens:
//
//   taqvim_ STORE TOKEN _ RANDOM CHECK
//
// STORE (8 characters) tells a token of another server from one of this; TOKEN (14) is
// the last part of the token's name; RANDOM (43) are 256 bits; CHECK (6) is a checksum.
// The fixed prefix lets scanners find leaked secrets.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "storage/environment.h"

namespace taqvim::access {

using SecretHash = std::array<unsigned char, 32>;

// The parts of a secret but RANDOM and CHECK; views of its text.
struct SecretParts {
  std::string_view store;
  std::string_view token;  // its name is `accessTokens/` and this
};

// The STORE part for a store's id.
std::string StorePart(std::string_view store_id);

// The text of a new secret; `token` has 14 characters.
std::string MakeSecret(std::string_view store_id, std::string_view token,
                       const storage::Secret& random);

// Parses a secret. nullopt when the text has another form or the checksum is wrong; the
// store and token need not exist.
std::optional<SecretParts> ReadSecret(std::string_view secret);

// The SHA-256 of the whole text.
SecretHash HashOf(std::string_view secret);

// Compares in constant time.
bool Equal(const SecretHash& a, const SecretHash& b);

}  // namespace taqvim::access
