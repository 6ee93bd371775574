#include "proto/trace_context.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace taqvim {
namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";
const std::string kParent = "b7ad6b7169203331";

TEST(TraceContextTest, SaysWhichTraceAndWhoseCall) {
  const std::string value = absl::StrCat("00-", kTrace, "-", kParent, "-01");
  const auto context = ParseTraceparent(value);
  ASSERT_TRUE(context.has_value());
  EXPECT_EQ(context->trace_id, kTrace);
  EXPECT_EQ(context->parent_id, kParent);
}

TEST(TraceContextTest, TakesAnyFlags) {
  EXPECT_TRUE(ParseTraceparent(absl::StrCat("00-", kTrace, "-", kParent, "-00")));
  EXPECT_TRUE(ParseTraceparent(absl::StrCat("00-", kTrace, "-", kParent, "-ff")));
}

TEST(TraceContextTest, PassesOverWhatALaterVersionAdds) {
  EXPECT_TRUE(ParseTraceparent(absl::StrCat("cc-", kTrace, "-", kParent, "-01")));
  EXPECT_TRUE(ParseTraceparent(absl::StrCat("cc-", kTrace, "-", kParent, "-01-what-is-to-come")));
  EXPECT_FALSE(ParseTraceparent(absl::StrCat("cc-", kTrace, "-", kParent, "-01.what")));
}

TEST(TraceContextTest, IgnoresWhatIsNone) {
  const std::string zeros(32, '0');
  for (const std::string& value :
       {std::string(), std::string("00"), absl::StrCat("00-", kTrace, "-", kParent),
        absl::StrCat("00-", kTrace, "-", kParent, "-0"),
        absl::StrCat("00-", kTrace, "-", kParent, "-0G"),
        absl::StrCat("00-", kTrace, "-", kParent, "-01-"),
        absl::StrCat("00-", kTrace, "-", kParent, "-01 "),
        absl::StrCat(" 00-", kTrace, "-", kParent, "-01"),
        absl::StrCat("ff-", kTrace, "-", kParent, "-01"),
        absl::StrCat("0G-", kTrace, "-", kParent, "-01"),
        absl::StrCat("00-", zeros, "-", kParent, "-01"),
        absl::StrCat("00-", kTrace, "-", zeros.substr(16), "-01"),
        absl::StrCat("00-0AF7651916CD43DD8448EB211C80319C-", kParent, "-01"),
        absl::StrCat("00_", kTrace, "-", kParent, "-01"),
        absl::StrCat("00-", kTrace, "_", kParent, "-01"),
        absl::StrCat("00-", kTrace, "-", kParent, "_01"),
        absl::StrCat("00-", kTrace.substr(1), "\n-", kParent, "-01")}) {
    EXPECT_FALSE(ParseTraceparent(value)) << value;
  }
}

}  // namespace
}  // namespace taqvim
