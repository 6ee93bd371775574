#include "client/web/relay/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string BytesOf(std::initializer_list<int> bytes) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  return text;
}

absl::Status RefusalOf(const std::string& body) {
  const absl::Status status = ReadRequestFrame(body).status();
  EXPECT_THAT(std::string(status.message()), EndsWith("."));
  return status;
}

TEST(RequestFrame, IsOneMessage) {
  EXPECT_EQ(*ReadRequestFrame(BytesOf({0, 0, 0, 0, 3}) + "abc"), "abc");
  EXPECT_EQ(*ReadRequestFrame(BytesOf({0, 0, 0, 0, 0})), "");
}

TEST(RequestFrame, MayBeLong) {
  const std::string message(70'000, 'x');
  EXPECT_EQ(*ReadRequestFrame(BytesOf({0, 0, 1, 0x11, 0x70}) + message), message);
}

TEST(RequestFrame, IsNotCut) {
  EXPECT_TRUE(absl::IsInvalidArgument(RefusalOf("")));
  EXPECT_TRUE(absl::IsInvalidArgument(RefusalOf(BytesOf({0, 0, 0, 0}))));
  EXPECT_THAT(RefusalOf(BytesOf({0, 0, 0, 0, 4}) + "abc").message(), HasSubstr("cut"));
  // No length is so large that it is taken for a small one.
  EXPECT_THAT(RefusalOf(BytesOf({0, 0xff, 0xff, 0xff, 0xff}) + "abc").message(),
              HasSubstr("4294967295"));
}

TEST(RequestFrame, IsNotFollowedByAnything) {
  EXPECT_THAT(RefusalOf(BytesOf({0, 0, 0, 0, 1}) + "a" + BytesOf({0, 0, 0, 0, 0})).message(),
              HasSubstr("5 more"));
  EXPECT_TRUE(absl::IsInvalidArgument(RefusalOf(BytesOf({0, 0, 0, 0, 1}) + "ab")));
}

TEST(RequestFrame, HasNoFlags) {
  EXPECT_TRUE(absl::IsUnimplemented(RefusalOf(BytesOf({1, 0, 0, 0, 1}) + "a")));
  EXPECT_THAT(RefusalOf(BytesOf({0x80, 0, 0, 0, 1}) + "a").message(), HasSubstr("trailers"));
  EXPECT_THAT(RefusalOf(BytesOf({0x02, 0, 0, 0, 1}) + "a").message(), HasSubstr("flags 2"));
}

TEST(Frames, AreReadAsTheyAreWritten) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 100; ++i) {
    std::string message(random() % (i < 90 ? 300 : 1 << 20), '\0');
    for (char& byte : message) byte = static_cast<char>(random());
    const std::string frame = MessageFrameHead(message.size()) + message;
    ASSERT_EQ(*ReadRequestFrame(frame), message);
    // Of no other length it is one.
    ASSERT_FALSE(ReadRequestFrame(frame + "x").ok());
    ASSERT_FALSE(ReadRequestFrame(frame.substr(0, frame.size() - 1)).ok());
  }
}

TEST(TrailerFrame, IsMarked) {
  EXPECT_EQ(TrailerFrame("grpc-status: 0\r\n"),
            BytesOf({0x80, 0, 0, 0, 16}) + "grpc-status: 0\r\n");
}

}  // namespace
}  // namespace taqvim::web
