#include "storage/engine/bytes/stored_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"

namespace taqvim::storage {
namespace {

v1::LogChanges ChangesTo(const std::vector<std::string>& images) {
  v1::LogChanges changes;
  for (const std::string& image : images) changes.add_changes()->set_after(image);
  return changes;
}

std::string Abridge(std::string_view answer, const v1::LogChanges& changes) {
  return AbridgeAnswer(answer, AfterImages(changes));
}

std::string Restore(std::string_view stored, const v1::LogChanges& changes) {
  return RestoreAnswer(stored, changes.SerializeAsString()).value();
}

std::string Letters(std::mt19937& random, size_t size) {
  std::string text;
  for (size_t i = 0; i < size; ++i) text.push_back(static_cast<char>('a' + random() % 3));
  return text;
}

TEST(StoredAnswer, HoldsNothingThatTheImagesHold) {
  std::mt19937 random(1);
  const std::string first = Letters(random, 400), second = Letters(random, 300);
  const v1::LogChanges changes = ChangesTo({first, second});
  const std::string answer =
      absl::StrCat("<1>", first.substr(0, 390), "etag", first.substr(390), "<2>", second, "end");
  const std::string stored = Abridge(answer, changes);
  EXPECT_LT(stored.size(), 80);
  EXPECT_EQ(Restore(stored, changes), answer);
}

TEST(StoredAnswer, IsKeptAsItIsWhereItHoldsNoImage) {
  const v1::LogChanges changes = ChangesTo({"", "short", std::string(100, 'x')});
  for (const char* answer : {"", "short", "something else that is long enough to be looked at"}) {
    EXPECT_EQ(Restore(Abridge(answer, changes), changes), answer);
  }
}

TEST(StoredAnswer, OfAnyPiecesOfImagesComesBackByteForByte) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> images;
    std::string answer;
    for (size_t i = random() % 4; i > 0; --i) {
      images.push_back(Letters(random, random() % 60));
      const size_t cut = random() % (images.back().size() + 1);
      absl::StrAppend(&answer, Letters(random, random() % 20), images.back().substr(0, cut),
                      Letters(random, random() % 70), images.back().substr(cut));
    }
    std::shuffle(images.begin(), images.end(), random);
    const v1::LogChanges changes = ChangesTo(images);
    ASSERT_EQ(Restore(Abridge(answer, changes), changes), answer);
  }
}

TEST(StoredAnswer, ThatRefersBeyondItsImagesIsDamaged) {
  const v1::LogChanges changes = ChangesTo({std::string(100, 'x')});
  const std::string stored = Abridge(std::string(100, 'x'), changes);
  for (const v1::LogChanges& other : {ChangesTo({}), ChangesTo({std::string(99, 'x')})}) {
    EXPECT_EQ(RestoreAnswer(stored, other.SerializeAsString()).status().code(),
              absl::StatusCode::kDataLoss);
  }
  EXPECT_EQ(RestoreAnswer("\xff", "").status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace taqvim::storage
