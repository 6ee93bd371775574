#include "client/web/http/chunked_body.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace taqvim::web {
namespace {

// The body, or why it is refused, or that more has to come; `|` is a line end.
std::string Read(absl::string_view text, size_t most = 100) {
  std::string body;
  ChunkedBody chunks(most, &body);
  const std::string bytes = absl::StrReplaceAll(text, {{"|", "\r\n"}});
  const size_t taken = chunks.Take(bytes);
  if (chunks.refusal()) return absl::StrCat(chunks.refusal()->status);
  return chunks.is_complete() ? absl::StrCat(body, " ", bytes.size() - taken) : "more";
}

TEST(ChunkedBody, PutsChunksTogether) {
  EXPECT_EQ(Read("5|hello|1;a=\"b;c\"; d|!|0||"), "hello! 0");
  EXPECT_EQ(Read("0||"), " 0");
  EXPECT_EQ(Read("00A|0123456789|000||"), "0123456789 0");
  EXPECT_EQ(Read("2|||0||"), "\r\n 0");
}

TEST(ChunkedBody, EndsWithItsTrailers) {
  EXPECT_EQ(Read("1|x|0|A: b|C:||GET"), "x 3");
  EXPECT_EQ(Read("1|x|0|A: b|"), "more");
  EXPECT_EQ(Read("1|x|0|A : b||"), "400");
  EXPECT_EQ(Read("1|x|0|A: b| c||"), "400");
  EXPECT_EQ(Read("1|x|0|A||"), "400");
}

TEST(ChunkedBody, EndsLinesInOneWay) {
  EXPECT_EQ(Read("1\nx\n0\n\n"), "400");
  EXPECT_EQ(Read("1;a\nb|x|0||"), "400");
  EXPECT_EQ(Read("1\rx"), "400");
  EXPECT_EQ(Read("1;a=\"\f\"|x|0||"), "400");
  // What a quotation mark begins ends with its line.
  EXPECT_EQ(Read("1;a=\"b|x|0||"), "x 0");
}

TEST(ChunkedBody, TakesNoMoreThanItMay) {
  EXPECT_EQ(Read("5|hello|5|world|0||", 10), "helloworld 0");
  EXPECT_EQ(Read("5|hello|6|", 10), "413");
  EXPECT_EQ(Read("fffffffffffffff|", 10), "413");
  EXPECT_EQ(Read("10000000000000001|x", 10), "400");
  EXPECT_EQ(Read(absl::StrCat("1;", std::string(20'000, 'a'))), "400");
}

}  // namespace
}  // namespace taqvim::web
