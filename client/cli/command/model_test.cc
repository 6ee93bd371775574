#include "client/cli/command/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/str_split.h"
#include "client/cli/commands/special_commands.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/values.h"
#include "client/cli/help/flag_help.h"
#include "client/cli/help/help.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ModelTest : public ::testing::Test {
 protected:
  const Command& CommandFor(const std::string& group, const std::string& verb) {
    const Group* found = model_.FindGroup(group);
    EXPECT_NE(found, nullptr) << group;
    const Command* command = found != nullptr ? FindCommand(*found, verb) : nullptr;
    EXPECT_NE(command, nullptr) << group << " " << verb;
    return *command;
  }
  std::string MethodOf(const std::string& group, const std::string& verb) {
    return CommandFor(group, verb).method->name();
  }

  // The names of the flags of all commands.
  std::set<std::string> AllFlags() const {
    std::set<std::string> names;
    for (const Group& group : model_.groups()) {
      for (const Command& command : group.commands) {
        for (const Flag& flag : command.flags()) names.insert(flag.name);
      }
    }
    return names;
  }

  const Contract& contract_ = Contract::Embedded();
  const Catalog& catalog_ = Catalog::Embedded();
  const Model& model_ = Model::Embedded();
};

TEST_F(ModelTest, EveryMethodHasOneCommandBesidesThoseOfKindsAndAliases) {
  std::map<std::string, int> count;
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      if (command.kind == nullptr && command.alias == nullptr) ++count[command.method->full_name()];
    }
  }
  size_t methods = 0;
  for (const auto* service : contract_.services()) {
    for (int i = 0; i < service->method_count(); ++i, ++methods) {
      // What streams has a command that is made by hand.
      const auto& method = *service->method(i);
      EXPECT_EQ(count[method.full_name()], method.server_streaming() ? 0 : 1) << method.full_name();
    }
  }
  EXPECT_EQ(count.size(), methods);
}

TEST_F(ModelTest, FlagsHaveTheNamesThatPeopleSay) {
  const auto meant = [&](const char* group, const char* verb, const char* flag) {
    const Flag* found = FindFlag(CommandFor(group, verb).flags(), flag);
    return found == nullptr ? "" : PathText(found->path);
  };
  EXPECT_EQ(meant("occurrences", "list", "from"), "window.first_day");
  EXPECT_EQ(meant("slots", "find", "until"), "window.last_day");
  EXPECT_EQ(meant("venues", "create", "zone"), "venue.time_zone");
  // Of no command that has a flag of that name, or none that is meant.
  for (const auto& [other, name] : catalog_.synonyms.flags) {
    EXPECT_FALSE(AllFlags().contains(other)) << "--" << other << " is a flag itself.";
    EXPECT_TRUE(AllFlags().contains(name)) << "--" << name;
  }
  EXPECT_EQ(meant("venues", "get", "from"), "");
}

TEST_F(ModelTest, VerbsComeFromTheNamesOfMethods) {
  EXPECT_EQ(MethodOf("events", "get"), "GetEvent");
  EXPECT_EQ(MethodOf("spaces", "list"), "ListSpaces");
  EXPECT_EQ(MethodOf("events", "batch-write"), "BatchWriteEvents");
  EXPECT_EQ(MethodOf("events", "check"), "CheckEvents");
  EXPECT_EQ(MethodOf("events", "publish"), "PublishEvents");
  EXPECT_EQ(MethodOf("events", "unpublish"), "UnpublishEvents");
  EXPECT_EQ(MethodOf("occupancy", "query"), "QueryOccupancy");
}

TEST_F(ModelTest, KindsHaveGroupsOfTheirOwn) {
  for (const char* group : {"culture-days", "exhibitions", "commemorations", "activities"}) {
    for (const char* verb : {"get", "list", "create", "update", "delete", "confirm", "cancel"}) {
      EXPECT_NE(CommandFor(group, verb).kind, nullptr);
    }
    EXPECT_EQ(FindCommand(*model_.FindGroup(group), "batch-write"), nullptr);
  }
}

TEST_F(ModelTest, AKindHasOnlyItsOwnFlags) {
  const auto names = FlagNames(CommandFor("exhibitions", "create").flags());
  EXPECT_THAT(names, Contains("objects"));
  EXPECT_THAT(names, Not(Contains("guest-country")));
  EXPECT_THAT(names, Not(Contains("form")));
  EXPECT_THAT(FlagNames(CommandFor("exhibitions", "list").flags()), Not(Contains("kind")));
}

TEST_F(ModelTest, AKindRequiresWhatItsMessageRequires) {
  EXPECT_TRUE(FindFlag(CommandFor("culture-days", "create").flags(), "stop")->required);
  EXPECT_FALSE(FindFlag(CommandFor("events", "create").flags(), "stop")->required);
  EXPECT_FALSE(FindFlag(CommandFor("culture-days", "update").flags(), "stop")->required);
}

TEST_F(ModelTest, AliasesAreCommandsOfTheirOwnGroup) {
  const Command& planned = CommandFor("agreements", "events");
  EXPECT_EQ(planned.method->name(), "ListEvents");
  EXPECT_EQ(UsageLine(planned), "taqvim agreements events AGREEMENT [flags]");
  EXPECT_EQ(MethodOf("agreements", "get"), "GetAgreement");
  EXPECT_EQ(model_.FindGroup("programmes")->summary, "Culture days with all that belongs to them.");
}

TEST_F(ModelTest, SecretsThatHaveAnAddressAreThereAndCanBePrintedSo) {
  for (const auto& [method, path] : catalog_.secret_addresses) {
    ASSERT_NE(contract_.FindMethod(method), nullptr) << method;
    EXPECT_NE(contract_.FindMethod(method)->output_type()->FindFieldByName("secret"), nullptr);
    EXPECT_THAT(path, AllOf(StartsWith("/"), HasSubstr("{secret}"))) << method;
  }
  EXPECT_NE(FindFlag(CommandFor("feed-keys", "create").flags(), "site"), nullptr);
  EXPECT_EQ(FindFlag(CommandFor("access-tokens", "create").flags(), "site"), nullptr);
}

TEST_F(ModelTest, TheCatalogNamesOnlyWhatExists) {
  for (const auto& [title, examples] : catalog_.examples) {
    const size_t space = title.find(' ');
    CommandFor(title.substr(0, space), title.substr(space + 1));
  }
  for (const Alias& alias : catalog_.aliases) {
    const Command& command = CommandFor(alias.group, alias.verb);
    EXPECT_EQ(command.method->name(), alias.method);
    const auto given = [&](const Flag& flag) {
      return flag.positional && PathText(flag.path) == alias.positional;
    };
    EXPECT_TRUE(alias.positional.empty() ||
                std::any_of(command.flags().begin(), command.flags().end(), given))
        << command.title();
  }
  for (const auto& [method, fields] : catalog_.positionals) {
    EXPECT_NE(contract_.FindMethod(method), nullptr) << method;
  }
  for (const auto& [method, member] : catalog_.checked_as) {
    const auto* declared = contract_.FindMethod(method);
    ASSERT_NE(declared, nullptr) << method;
    const auto* write = contract_.FindMessage("EventWrite")->FindFieldByName(member);
    const bool is_batch = declared->input_type()->FindFieldByName(member) != nullptr;
    EXPECT_TRUE(is_batch || (write && write->message_type() == declared->input_type())) << method;
  }
  for (const auto& [method, limit] : catalog_.limits) {
    EXPECT_NE(contract_.FindMethod(method), nullptr) << method;
  }
  for (const auto& [method, field] : catalog_.refused_when) {
    ASSERT_NE(contract_.FindMethod(method), nullptr) << method;
    EXPECT_NE(contract_.FindMethod(method)->output_type()->FindFieldByName(field), nullptr);
  }
  for (const auto& [method, field] : catalog_.approvals_in) {
    ASSERT_NE(contract_.FindMethod(method), nullptr) << method;
    const auto* event = contract_.FindMethod(method)->output_type()->FindFieldByName(field);
    ASSERT_NE(event, nullptr) << method;
    EXPECT_EQ(event->message_type(), contract_.FindMessage("Event")) << method;
  }
  for (const auto& [method, field] : catalog_.waits_when) {
    EXPECT_TRUE(catalog_.approvals_in.contains(method)) << method;
    if (field.empty()) continue;
    const auto* flag = contract_.FindMethod(method)->input_type()->FindFieldByName(field);
    ASSERT_NE(flag, nullptr) << method;
    EXPECT_EQ(flag->type(), google::protobuf::FieldDescriptor::TYPE_BOOL) << method;
  }
  for (const auto& [method, field] : catalog_.acts_alone) {
    ASSERT_NE(contract_.FindMethod(method), nullptr) << method;
    const auto* flag = contract_.FindMethod(method)->input_type()->FindFieldByName(field);
    ASSERT_NE(flag, nullptr) << method;
    EXPECT_EQ(flag->type(), google::protobuf::FieldDescriptor::TYPE_BOOL) << method;
  }
  for (const auto& [field, name] : catalog_.flag_names) {
    EXPECT_THAT(AllFlags(), Contains(name)) << field;
  }
  for (const auto& [method, text] : catalog_.lost_answers) {
    EXPECT_NE(contract_.FindMethod(method), nullptr) << method;
  }
  for (const auto& [rule, remedy] : catalog_.remedies) {
    const auto* rules = contract_.FindMessage("Conflict")->FindFieldByName("rule")->enum_type();
    EXPECT_THAT(EnumWords(*rules), Contains(rule));
    EXPECT_THAT(AllFlags(), Contains(remedy.flag)) << rule;
    EXPECT_THAT(remedy.says, HasSubstr("--" + remedy.flag)) << rule;
  }
  for (const Section& section : catalog_.sections) {
    for (const std::string& group : section.groups) {
      EXPECT_NE(model_.FindGroup(group), nullptr) << group;
    }
  }
}

// Whether the path, such as `stops[0].city`, leads from the message to a field.
bool LeadsToAField(const google::protobuf::Descriptor* message, const std::string& path) {
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    if (message == nullptr) return false;
    const std::string name(step.substr(0, step.find('[')));
    const auto* field = message->FindFieldByName(name);
    if (field == nullptr) return message->FindOneofByName(name) != nullptr;
    message = field->message_type();
  }
  return true;
}

TEST_F(ModelTest, TheColumnsOfTablesShowFieldsThatThereAre) {
  const std::map<std::string, std::string> others = {{"refusal", "Conflict"},
                                                     {"watched", "Revision"}};
  for (const auto& entry : catalog_.columns) {
    const std::string& table = entry.first;
    const auto other = others.find(table);
    const auto kind = std::find_if(catalog_.kinds.begin(), catalog_.kinds.end(),
                                   [&](const Kind& one) { return one.group == table; });
    const auto* message = contract_.FindMessage(other != others.end()          ? other->second
                                                : kind != catalog_.kinds.end() ? kind->resource
                                                                               : table);
    ASSERT_NE(message, nullptr) << table;
    for (const Column& column : entry.second) {
      for (const auto* paths : {&column.paths, &column.zone}) {
        for (const std::string& path : *paths) {
          EXPECT_TRUE(LeadsToAField(message, path)) << table << ": " << path;
        }
      }
    }
  }
}

class HelpTest : public ModelTest {
 protected:
  // Help wraps lines; sentences are looked for without line breaks.
  static std::string Unwrapped(const std::string& text) {
    std::string flat;
    for (char c : text) {
      const char plain = c == '\n' ? ' ' : c;
      if (plain != ' ' || flat.empty() || flat.back() != ' ') flat += plain;
    }
    return flat;
  }

  const Help help_{model_, catalog_, SpecialCommands(), Style()};
};

TEST_F(HelpTest, OfEveryCommandSaysWhatEveryFlagMeans) {
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      const std::string text = Unwrapped(help_.ForCommand(command));
      EXPECT_THAT(text, HasSubstr(FirstSentence(command.description()))) << command.title();
      for (const Flag& flag : command.flags()) {
        ASSERT_FALSE(flag.description.empty()) << command.title() << " --" << flag.name;
        if (flag.hidden) continue;
        EXPECT_THAT(text, HasSubstr(FirstSentence(flag.description)))
            << command.title() << " --" << flag.name;
        if (!flag.positional) {
          EXPECT_THAT(text, HasSubstr("--" + flag.name));
        }
      }
    }
  }
}

TEST_F(HelpTest, HasNoLineBeyondEightyColumnsButExamples) {
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      const std::string text = help_.ForCommand(command);
      std::istringstream lines(text.substr(0, text.find("\nEXAMPLES")));
      for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(DisplayWidth(line), 80) << line;
      }
    }
  }
}

TEST_F(HelpTest, PutsRequiredFlagsFirst) {
  const std::string text = help_.ForCommand(CommandFor("culture-days", "create"));
  const size_t required = text.find("REQUIRED FLAGS");
  ASSERT_NE(required, std::string::npos);
  EXPECT_LT(text.find("--stop"), text.find("--description"));
  EXPECT_LT(required, text.find("--title KEY=VALUE ..."));
}

TEST_F(HelpTest, ListsTheValuesOfEnumsWithTheirMeaning) {
  const std::string text = help_.ForCommand(CommandFor("activities", "create"));
  EXPECT_THAT(text, HasSubstr("book-presentation  The presentation of a book."));
}

TEST_F(HelpTest, OverviewNamesEveryGroupCommandAndTopic) {
  const std::string text = help_.Overview();
  for (const std::string& word : TopLevelWords(model_, SpecialCommands())) {
    EXPECT_THAT(text, HasSubstr("\n  " + word + " ")) << word;
  }
  for (const Topic& topic : catalog_.topics) EXPECT_THAT(text, HasSubstr(topic.name));
}

TEST_F(HelpTest, NamesTheCommandsOfAGroupThatAreMadeByHand) {
  EXPECT_THAT(help_.ForGroup(*model_.FindGroup("programmes")), HasSubstr("\n  shift "));
  EXPECT_THAT(*help_.For({"programmes", "shift"}), HasSubstr("taqvim programmes shift PROGRAMME"));
  EXPECT_THAT(std::string(help_.For({"programmes", "shft"}).status().message()),
              HasSubstr("did you mean \"programmes shift\"?"));
}

TEST_F(HelpTest, ForUnknownWordsSuggests) {
  EXPECT_THAT(std::string(help_.For({"evnts"}).status().message()),
              HasSubstr("did you mean \"events\"?"));
  EXPECT_THAT(std::string(help_.For({"events", "lst"}).status().message()),
              HasSubstr("did you mean \"events list\"?"));
}

// What the contract says of each rule, the catalog says of the flag.
TEST_F(ModelTest, RulesThatCanBeOverriddenAreThoseOfTheContract) {
  std::vector<std::string> overridable;
  for (const auto* type : contract_.Enums()) {
    if (type->name() != "ConflictRule") continue;
    for (int i = 0; i < type->value_count(); ++i) {
      const std::string comment = CommentOf(*type->value(i));
      if (comment.find("can be overridden") != std::string::npos) {
        overridable.push_back(EnumWord(*type->value(i)));
      }
    }
  }
  const Flag* flag = FindFlag(CommandFor("events", "create").flags(), "override");
  ASSERT_NE(flag, nullptr);
  EXPECT_EQ(flag->values, overridable);
  const std::string help = FlagHelp(*flag, Style());
  EXPECT_THAT(help, HasSubstr("venue-closed"));
  EXPECT_THAT(help, Not(HasSubstr("resource-busy")));
}

// What reads can be cut to the fields that a program wants.
TEST_F(ModelTest, CommandsThatAnswerWithSomethingTakeFields) {
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      const Flag* flag = FindFlag(command.flags(), "fields");
      EXPECT_EQ(flag != nullptr, command.answers != nullptr) << command.title();
      if (flag == nullptr) continue;
      EXPECT_EQ(flag->fields_of, command.answers) << command.title();
    }
  }
  EXPECT_EQ(CommandFor("events", "get").answers->name(), "Event");
  EXPECT_EQ(CommandFor("events", "check").answers->name(), "Conflict");
}

}  // namespace
}  // namespace taqvim::cli
