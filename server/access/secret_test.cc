#include "server/access/secret.h"

#include <gtest/gtest.h>

namespace taqvim::access {
namespace {

constexpr char kStore[] = "0123456789abcdef";
constexpr char kToken[] = "e0123456789abc";

storage::Secret Bits(unsigned char value) {
  storage::Secret bits;
  bits.fill(value);
  return bits;
}

TEST(Secret, SaysItsStoreAndItsToken) {
  const std::string secret = MakeSecret(kStore, kToken, Bits(7));
  const auto parts = ReadSecret(secret);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->store, StorePart(kStore));
  EXPECT_EQ(parts->token, kToken);
  EXPECT_EQ(secret.substr(0, 7), "taqvim_");
  EXPECT_EQ(secret.size(), 79u);
}

TEST(Secret, IsOfOneStore) { EXPECT_NE(StorePart(kStore), StorePart("fedcba9876543210")); }

TEST(Secret, WithAnyCharacterChangedIsNone) {
  const std::string secret = MakeSecret(kStore, kToken, Bits(7));
  for (size_t i = 0; i < secret.size(); ++i) {
    std::string damaged = secret;
    damaged[i] = damaged[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(ReadSecret(damaged).has_value()) << i;
  }
}

TEST(Secret, CutOrLongerIsNone) {
  const std::string secret = MakeSecret(kStore, kToken, Bits(7));
  for (size_t size = 0; size < secret.size(); ++size) {
    EXPECT_FALSE(ReadSecret(secret.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(ReadSecret(secret + "x").has_value());
}

TEST(Secret, IsAnotherForOtherBits) {
  EXPECT_NE(MakeSecret(kStore, kToken, Bits(1)), MakeSecret(kStore, kToken, Bits(2)));
  EXPECT_NE(storage::SystemSecret(), storage::SystemSecret());
}

TEST(SecretHash, IsSha256) {
  const SecretHash hash = HashOf("abc");
  EXPECT_EQ(hash[0], 0xba);
  EXPECT_EQ(hash[31], 0xad);
  EXPECT_TRUE(Equal(hash, HashOf("abc")));
  EXPECT_FALSE(Equal(hash, HashOf("abd")));
}

}  // namespace
}  // namespace taqvim::access
