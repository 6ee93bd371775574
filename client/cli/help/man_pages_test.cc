#include "client/cli/help/man_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_replace.h"
#include "client/cli/commands/special_commands.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;

class Manual : public ::testing::Test {
 protected:
  Manual() {
    for (ManPage& page : ManPages(model_, Catalog::Embedded(), SpecialCommands(), "1.2")) {
      EXPECT_EQ(pages_.count(page.file), 0u) << page.file;
      pages_[page.file] = std::move(page.text);
    }
  }

  const Model& model_ = Model::Embedded();
  std::map<std::string, std::string> pages_;
};

TEST_F(Manual, HasAPageForEachCommandAndTopic) {
  EXPECT_THAT(pages_, Contains(Key("man1/taqvim.1")));
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      EXPECT_THAT(pages_, Contains(Key("man1/taqvim-" + group.name + "-" + command.verb + ".1")));
    }
  }
  for (const SpecialCommand& special : SpecialCommands()) {
    EXPECT_THAT(pages_, Contains(Key("man1/taqvim-" +
                                     absl::StrReplaceAll(special.name, {{" ", "-"}}) + ".1")));
  }
  EXPECT_THAT(pages_, Contains(Key("man7/taqvim-periods.7")));
}

TEST_F(Manual, SaysWhatHelpSays) {
  EXPECT_THAT(pages_["man1/taqvim-events-create.1"],
              AllOf(HasSubstr(".TH TAQVIM\\-EVENTS\\-CREATE 1 \"\" \"taqvim 1.2\" Taqvim\n"),
                    HasSubstr("\\fB\\-\\-visibility\\fR VISIBILITY\n"),
                    HasSubstr("\\fBprivate\\fR\n"), HasSubstr("\\fBset\\-up=\\fRDURATION\n"),
                    HasSubstr(".SH EXAMPLES\n"), HasSubstr("taqvim events create gala \\e\n")));
  EXPECT_THAT(pages_["man1/taqvim.1"], HasSubstr("\\fB\\-o\\fR, \\fB\\-\\-output\\fR FORMAT\n"));
}

}  // namespace
}  // namespace taqvim::cli
