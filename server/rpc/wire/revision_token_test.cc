#include "server/rpc/wire/revision_token.h"

#include <gtest/gtest.h>

#include <limits>

namespace taqvim::rpc {
namespace {

const RevisionTokens kTokens("store-one");

TEST(RevisionToken, IsReadBackAsItWasMade) {
  for (const storage::Revision revision :
       {storage::Revision{}, storage::Revision{1, 2},
        storage::Revision{std::numeric_limits<int64_t>::max(), ~uint64_t{0}}}) {
    const std::string token = kTokens.Encode(revision);
    EXPECT_EQ(token.size(), 36);
    auto decoded = kTokens.Decode(token);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, revision);
  }
}

TEST(RevisionToken, DiffersByNonceAlone) {
  EXPECT_NE(kTokens.Encode({7, 1}), kTokens.Encode({7, 2}));
}

TEST(RevisionToken, OfAnotherStoreIsRefused) {
  auto decoded = RevisionTokens("store-two").Decode(kTokens.Encode({7, 1}));
  EXPECT_EQ(decoded.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(RevisionToken, WithAnyCharacterChangedIsRefused) {
  const std::string token = kTokens.Encode({7, 1});
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(kTokens.Decode(damaged).status().code(), absl::StatusCode::kInvalidArgument) << i;
  }
}

TEST(RevisionToken, ThatIsNoTokenIsRefused) {
  for (const std::string& text :
       {std::string(), std::string("7"), kTokens.Encode({7, 1}) + "AAAA", std::string(36, '!')}) {
    EXPECT_FALSE(kTokens.Decode(text).ok()) << text;
  }
}

}  // namespace
}  // namespace taqvim::rpc
