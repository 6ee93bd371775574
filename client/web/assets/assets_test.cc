#include "client/web/assets/assets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "client/web/assets/media_type.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(2'000'000'000);

class AssetsTest : public testing::Test {
 protected:
  AssetsTest() {
    Write("index.html", "<!doctype html>");
    Write("assets/index-1a2b.js", "go()");
    Write("assets/index-3c4d.css", "a{}");
  }
  ~AssetsTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& bytes) {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }

  Assets Read() {
    auto assets = Assets::Read(folder_.string(), "/timeline");
    EXPECT_TRUE(assets.ok()) << assets.status();
    return *std::move(assets);
  }

  static Request Get(const std::string& path, Headers headers = {}) {
    Request request;
    request.method = "GET";
    request.path = path;
    request.headers = std::move(headers);
    return request;
  }

  static std::string Of(const Response& response, absl::string_view header) {
    return std::string(response.headers.Find(header).value_or(""));
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      absl::StrCat("assets-", testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(AssetsTest, ServesThePageAtTheMount) {
  const Assets assets = Read();
  for (const char* path : {"/timeline", "/timeline/", "/timeline/index.html"}) {
    ASSERT_TRUE(assets.Answers(path)) << path;
    const Response page = assets.Answer(Get(path), kNow);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(*page.body, "<!doctype html>");
    EXPECT_EQ(Of(page, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(Of(page, "Cache-Control"), "no-cache");
    EXPECT_THAT(Of(page, "Content-Security-Policy"), HasSubstr("default-src 'self';"));
  }
}

TEST_F(AssetsTest, LetsWhatHasAHashInItsNameBeKeptForEver) {
  const Assets assets = Read();
  const Response script = assets.Answer(Get("/timeline/assets/index-1a2b.js"), kNow);
  EXPECT_EQ(Of(script, "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_THAT(Of(script, "Cache-Control"), HasSubstr("immutable"));
}

TEST_F(AssetsTest, SaysThatNothingHasChanged) {
  const Assets assets = Read();
  const std::string etag = Of(assets.Answer(Get("/timeline"), kNow), "ETag");
  const Response again = assets.Answer(Get("/timeline", {{"If-None-Match", etag}}), kNow);
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, nullptr);
}

TEST_F(AssetsTest, AnswersForNothingElse) {
  const Assets assets = Read();
  EXPECT_FALSE(assets.Answers("/timelines"));
  EXPECT_FALSE(assets.Answers("/"));
  EXPECT_EQ(assets.Answer(Get("/timeline/none.js"), kNow).status, 404);
  Request post = Get("/timeline");
  post.method = "POST";
  EXPECT_EQ(assets.Answer(post, kNow).status, 405);
}

TEST_F(AssetsTest, IsOfTheBuildThatWasThereAtTheStart) {
  const Assets assets = Read();
  Write("index.html", "<!doctype html><p>Another");
  EXPECT_EQ(*assets.Answer(Get("/timeline"), kNow).body, "<!doctype html>");
}

TEST_F(AssetsTest, DoesNotServeAFolderThatIsNone) {
  const auto code = [](const std::string& folder) {
    return Assets::Read(folder, "/timeline").status().code();
  };
  EXPECT_EQ(code((folder_ / "none").string()), absl::StatusCode::kNotFound);
  EXPECT_EQ(code((folder_ / "assets").string()), absl::StatusCode::kNotFound);
  Write("program.exe", "MZ");
  EXPECT_EQ(code(folder_.string()), absl::StatusCode::kInvalidArgument);
}

TEST_F(AssetsTest, DoesNotReadMoreThanAnApplicationHas) {
  for (int i = 0; i < 1'000; ++i) Write(absl::StrCat("assets/", i, ".js"), "");
  EXPECT_EQ(Assets::Read(folder_.string(), "/timeline").status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(MediaTypeTest, IsKnownOrAnError) {
  EXPECT_EQ(*MediaTypeOf("a.b.css"), "text/css; charset=utf-8");
  EXPECT_FALSE(MediaTypeOf("css").ok());
}

TEST(IconTest, IsAPicture) {
  EXPECT_TRUE(IsIcon("/favicon.ico"));
  EXPECT_FALSE(IsIcon("/icon"));
  Request request;
  request.method = "GET";
  request.path = "/icon.svg";
  const Response icon = IconResponse(request, kNow);
  EXPECT_EQ(*icon.headers.Find("Content-Type"), "image/svg+xml");
  EXPECT_THAT(*icon.body, HasSubstr("<svg"));
}

}  // namespace
}  // namespace taqvim::web
