#include "client/web/relay/sign_in_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<SignInForm> Read(const std::string& type, const std::string& body) {
  Request request;
  request.headers.Add("Content-Type", type);
  request.body = body;
  return ReadSignInForm(request);
}

TEST(SignInForm, IsJson) {
  const auto form =
      Read("application/json", R"({"secret": "taqvim_x", "device": "Aygün's phone"})");
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->secret, "taqvim_x");
  EXPECT_EQ(form->device, "Aygün's phone");
  EXPECT_FALSE(form->is_of_page);
}

TEST(SignInForm, IsOfAPage) {
  const auto form = Read("application/x-www-form-urlencoded; charset=utf-8",
                         "secret=+taqvim_x%0D%0A&device=Ayg%C3%BCn%27s+phone");
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->secret, "taqvim_x");
  EXPECT_EQ(form->device, "Aygün's phone");
  EXPECT_TRUE(form->is_of_page);
}

TEST(SignInForm, NeedNameNoDevice) {
  EXPECT_EQ(Read("application/json", R"({"secret": "taqvim_x"})")->device, "browser");
}

TEST(SignInForm, IsNothingElse) {
  for (const char* body :
       {"", "x", "[]", "{}", R"({"secret": 1})", R"({"secret": "two words"})",
        R"({"secret": "taqvim_hush", "more": "x"})", R"({"device": "x"})",
        R"({"secret": "taqvim_hush\r\nx: y"})", R"({"secret": {"secret": "taqvim_hush"}})"}) {
    const auto form = Read("application/json", body);
    EXPECT_TRUE(absl::IsInvalidArgument(form.status())) << body;
    EXPECT_THAT(std::string(form.status().message()), EndsWith("."));
    EXPECT_THAT(std::string(form.status().message()), Not(HasSubstr("hush")));
  }
  for (const char* body : {"", "secret", "secret=", "secret=a&secret=b", "secret=a&x=y",
                           "secret=a%zz", "device=x", "secret=a%00"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Read("application/x-www-form-urlencoded", body).status()))
        << body;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(
      Read("application/json", R"({"secret": "x", "device": ")" + std::string(4096, 'x') + "\"}")
          .status()));
}

// A form of a page of another site can be sent without a preflight as these.
TEST(SignInForm, HasOneOfTwoTypes) {
  for (const char* type :
       {"", "text/plain", "multipart/form-data; boundary=x", "application/xml"}) {
    EXPECT_TRUE(absl::IsUnimplemented(Read(type, R"({"secret": "taqvim_x"})").status())) << type;
  }
}

}  // namespace
}  // namespace taqvim::web
