#include "client/markup/json.h"

#include <gtest/gtest.h>

namespace taqvim::markup {
namespace {

TEST(JsonText, EscapesWhatATextCannotHave) {
  EXPECT_EQ(JsonText("a \"b\" \\ c\nd\x01"), R"("a \"b\" \\ c\nd\u0001")");
  EXPECT_EQ(JsonText("Зал"), "\"Зал\"");
  EXPECT_EQ(JsonText("a\xff"
                     "b"),
            R"("a\ufffdb")");
  EXPECT_EQ(JsonText("Зал\xff"), "\"Зал\\ufffd\"") << "the rest stays as it is";
}

TEST(JsonObject, LeavesOutWhatSaysNothing) {
  JsonObject object;
  object.AddText("code", "USAGE");
  object.AddText("reason", "");
  object.AddTexts("hints", {});
  object.AddTexts("words", {"a", ""});
  object.AddList("list", {"1", "{}"});
  object.Add("exitCode", "2");
  EXPECT_EQ(object.Text(), R"({"code":"USAGE","words":["a",""],"list":[1,{}],"exitCode":2})");
  EXPECT_EQ(JsonObject().Text(), "{}");
}

}  // namespace
}  // namespace taqvim::markup
