#include "client/cli/completion/candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "client/cli/commands/special_commands.h"

namespace taqvim::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class Completing : public ::testing::Test {
 protected:
  Candidates At(const std::vector<std::string>& words) {
    const CompletionSources sources{
        .contexts =
            [] {
              return std::vector<Candidate>{{"library", "127.0.0.1:1"}};
            },
        .names =
            [this](const google::protobuf::Descriptor& resource, const Kind* kind,
                   const std::function<bool(absl::string_view)>& is_wanted) {
              asked_ = resource.name() + (kind != nullptr ? " " + kind->group : "");
              std::vector<ResourceName> wanted;
              for (const ResourceName& name : names_) {
                if (is_wanted(name.name)) wanted.push_back(name);
              }
              return wanted;
            },
        .texts =
            [this](const google::protobuf::FieldDescriptor& field,
                   const std::function<bool(absl::string_view)>& is_wanted) {
              asked_ = field.full_name();
              std::vector<std::string> wanted;
              for (const char* text : {"Astana", "Almaty", "Baku"}) {
                if (is_wanted(text)) wanted.emplace_back(text);
              }
              return wanted;
            },
        .time_zones =
            [] {
              return std::vector<std::string>{"Asia/Almaty", "Asia/Baku", "UTC"};
            }};
    const Commands commands{model_, Catalog::Embedded(), SpecialCommands()};
    return CandidatesAt(FindPlace(commands, words), commands, Contract::Embedded(), sources);
  }

  // The words alone.
  std::vector<std::string> Words(const std::vector<std::string>& words) {
    std::vector<std::string> found;
    for (const Candidate& candidate : At(words).words) found.push_back(candidate.word);
    return found;
  }

  const Model& model_ = Model::Embedded();
  std::vector<ResourceName> names_;
  std::string asked_;
};

TEST_F(Completing, GroupsVerbsAndSpecialCommands) {
  EXPECT_THAT(Words({"ev"}), ElementsAre("events"));
  EXPECT_THAT(Words({"ti"}), ElementsAre("times", "timeline"));
  EXPECT_THAT(Words({"events", "co"}), ElementsAre("confirm"));
  EXPECT_THAT(Words({"events", "hi"}), ElementsAre("history"));
  EXPECT_THAT(Words({"event", "co"}), ElementsAre("confirm"));
  EXPECT_THAT(Words({"--server", "x:1", "-q", "events", "co"}), ElementsAre("confirm"));
  EXPECT_THAT(Words({"nothing", "co"}), IsEmpty());
  EXPECT_EQ(At({"ev"}).words[0].says.substr(0, 8), "Anything");
}

TEST_F(Completing, FlagsOfTheCommandThenGlobalOnes) {
  const auto flags = Words({"events", "create", "-"});
  EXPECT_EQ(flags[0], "--title");
  EXPECT_EQ(flags.back(), "--help");
  EXPECT_THAT(Words({"events", "create", "--owner", "x", "--ow"}), IsEmpty());
  EXPECT_THAT(Words({"events", "create", "--title", "en=x", "--ti"}),
              ElementsAre("--title", "--time-zone", "--timeout"));
  EXPECT_THAT(Words({"events", "new", "--ow"}), ElementsAre("--owner"));
  EXPECT_THAT(Words({"--ver"}), ElementsAre("--verbose"));
  EXPECT_THAT(Words({"events", "create", ""}), Contains("--title"));
  EXPECT_THAT(Words({"events", "get", "--", "-"}), IsEmpty());
}

TEST_F(Completing, ValuesOfEnumsSwitchesAndGlobalFlags) {
  EXPECT_THAT(Words({"events", "list", "--state", "c"}), ElementsAre("confirmed", "cancelled"));
  EXPECT_THAT(Words({"events", "list", "--state=c"}),
              ElementsAre("--state=confirmed", "--state=cancelled"));
  EXPECT_THAT(Words({"events", "create", "--permanent="}),
              ElementsAre("--permanent=true", "--permanent=false"));
  EXPECT_THAT(Words({"-o", ""}),
              ElementsAre("text", "json", "yaml", "name", "csv", "svg", "html", "wide"));
  EXPECT_THAT(Words({"events", "list", "--lang", "k"}), ElementsAre("kk", "ky"));
  EXPECT_THAT(Words({"--context", ""}), ElementsAre("library"));
  EXPECT_THAT(Words({"context", "use", "l"}), ElementsAre("library"));
  EXPECT_THAT(Words({"timeline", "--by", ""}), ElementsAre("hour", "day", "week", "month", "year"));
  EXPECT_THAT(Words({"programmes", "shift", "x", "--override", "venue-c"}),
              ElementsAre("venue-closed"));
}

TEST_F(Completing, FormatsInWhichTheCommandPrints) {
  EXPECT_THAT(Words({"events", "list", "-o", ""}),
              ElementsAre("text", "json", "yaml", "name", "csv", "wide"));
  EXPECT_THAT(Words({"events", "get", "x", "--output="}),
              ElementsAre("--output=text", "--output=json", "--output=yaml", "--output=name",
                          "--output=wide"));
  EXPECT_THAT(Words({"timeline", "-o", "s"}), ElementsAre("svg"));
  EXPECT_THAT(Words({"apply", "-o", "s"}), IsEmpty());
}

TEST_F(Completing, ColumnsByTheirTitlesAndThenFields) {
  EXPECT_THAT(Words({"venues", "list", "--columns", ""}),
              ElementsAre("name", "title", "city", "country", "time-zone"));
  EXPECT_THAT(Words({"venues", "list", "--columns", "name,ti"}),
              ElementsAre("name,title", "name,time-zone", "name,time_zone"));
  EXPECT_THAT(Words({"venues", "list", "--columns", "title,ti"}),
              ElementsAre("title,time-zone", "title,time_zone"));
  EXPECT_THAT(Words({"venues", "list", "--sort", "city,-na"}), ElementsAre("city,-name"));
  EXPECT_THAT(Words({"activities", "list", "--sort=fo"}), ElementsAre("--sort=form"));
}

TEST_F(Completing, FieldsAndWhatIsInThem) {
  EXPECT_THAT(Words({"events", "get", "x", "--fields", "na"}), ElementsAre("name"));
  EXPECT_THAT(Words({"events", "get", "x", "--fields", "name,book"}), ElementsAre("name,bookings"));
  EXPECT_THAT(Words({"events", "list", "--fields=name,bookings.sp"}),
              ElementsAre("--fields=name,bookings.space"));
  EXPECT_THAT(Words({"events", "list", "--fields", "owner."}), IsEmpty());
  const Candidates of_agenda = At({"agenda", "--fields", "pla"});
  ASSERT_EQ(of_agenda.words.size(), 1);
  EXPECT_EQ(of_agenda.words[0].word, "places");
  EXPECT_THAT(of_agenda.words[0].says, ::testing::StartsWith("The spaces and venues"));
}

TEST_F(Completing, CitiesThatTheServerKnowsAndTimeZones) {
  EXPECT_THAT(Words({"agenda", "--city", "A"}), ElementsAre("Astana", "Almaty"));
  EXPECT_EQ(asked_, "taqvim.v1.Venue.city");
  EXPECT_THAT(Words({"timeline", "--city=B"}), ElementsAre("--city=Baku"));
  EXPECT_THAT(Words({"venues", "list", "--city", "Astana,A"}), ElementsAre("Astana,Almaty"));
  EXPECT_THAT(Words({"events", "create", "--stop", "city=B"}), ElementsAre("city=Baku"));
  EXPECT_THAT(Words({"agenda", "--time-zone", "Asia/B"}), ElementsAre("Asia/Baku"));
  EXPECT_THAT(Words({"venues", "create", "--time-zone", "U"}), ElementsAre("UTC"));
}

TEST_F(Completing, SynonymsWhereNothingIsCalledSo) {
  EXPECT_THAT(Words({"hal"}), ElementsAre("halls"));
  EXPECT_EQ(At({"hal"}).words[0].says, "The same as spaces.");
  EXPECT_THAT(Words({"whoa"}), ElementsAre("whoami"));
  EXPECT_THAT(Words({"events", "sho"}), ElementsAre("show"));
  EXPECT_THAT(Words({"access", "li"}), ElementsAre("list"));
  // In words that nothing needs there are none.
  EXPECT_THAT(Words({""}), Not(Contains("halls")));
  EXPECT_THAT(Words({"events", "ge"}), ElementsAre("get"));
}

TEST_F(Completing, FilesWhereAFileIsWanted) {
  EXPECT_TRUE(At({"events", "create", "-f", ""}).files);
  EXPECT_TRUE(At({"apply", "x"}).files);
  EXPECT_TRUE(At({"context", "create", "x", "--ca", "/et"}).files);
  EXPECT_TRUE(At({"events", "create", "--file=x"}).files);
  EXPECT_FALSE(At({"events", "create", "x"}).files);
}

TEST_F(Completing, NamesOfWhatTheServerHas) {
  names_ = {{"venues/library/spaces/hall", "Hall"}, {"venues/library/spaces/corner", ""}};
  EXPECT_THAT(Words({"spaces", "get", "library/h"}), ElementsAre("library/hall"));
  EXPECT_EQ(asked_, "Space");
  EXPECT_THAT(Words({"spaces", "update", "venues/library/spaces/"}),
              ElementsAre("venues/library/spaces/hall", "venues/library/spaces/corner"));
  names_ = {{"events/gala", "Gala"}};
  EXPECT_THAT(Words({"exhibitions", "get", ""}), ElementsAre("gala"));
  EXPECT_EQ(asked_, "Event exhibitions");
  EXPECT_THAT(Words({"events", "create", "--programme", "ga"}), ElementsAre("gala"));
  EXPECT_EQ(asked_, "Event");
  EXPECT_THAT(Words({"events", "history", "g"}), ElementsAre("gala"));
  EXPECT_THAT(Words({"events", "publish", "gala", "g"}), ElementsAre("gala"));
  names_.clear();
  EXPECT_THAT(Words({"events", "get", ""}), IsEmpty());
}

TEST_F(Completing, PartsOfStructuresAndTheirValues) {
  EXPECT_THAT(Words({"events", "create", "--booking", "sp"}), ElementsAre("space="));
  EXPECT_THAT(Words({"events", "create", "--booking=sp"}), ElementsAre("--booking=space="));
  names_ = {{"venues/library/spaces/hall", "Hall"}};
  EXPECT_THAT(Words({"events", "create", "--booking", "set-up=2h,space=lib"}),
              ElementsAre("set-up=2h,space=library/hall"));
  EXPECT_THAT(Words({"events", "create", "--booking", "space=library/hall,ti"}),
              ElementsAre("space=library/hall,time-zone="));
}

TEST_F(Completing, HelpExplainAndTheShells) {
  EXPECT_THAT(Words({"help", "exit"}), ElementsAre("exit-codes"));
  EXPECT_THAT(Words({"help", "events", "conf"}), ElementsAre("confirm"));
  EXPECT_THAT(Words({"explain", "conflict-r"}), ElementsAre("conflict-report", "conflict-rule"));
  EXPECT_THAT(Words({"explain", "event.booki"}), ElementsAre("event.bookings"));
  EXPECT_THAT(Words({"explain", "outside-p"}), ElementsAre("outside-programme"));
  EXPECT_THAT(Words({"completion", ""}), ElementsAre("bash", "fish", "zsh"));
}

// What a proto says is enough: each verb of each group, and each flag that help shows, is there.
TEST_F(Completing, AllThatTheContractHas) {
  for (const Group& group : model_.groups()) {
    const auto verbs = Words({group.name, ""});
    for (const Command& command : group.commands) {
      EXPECT_THAT(verbs, Contains(command.verb));
      const auto flags = Words({group.name, command.verb, "-"});
      for (const Flag& flag : command.flags()) {
        if (flag.positional || flag.hidden) {
          EXPECT_THAT(flags, Not(Contains("--" + flag.name))) << command.title();
        } else {
          EXPECT_THAT(flags, Contains("--" + flag.name)) << command.title();
        }
      }
    }
  }
}

TEST_F(Completing, IsALineEachWithWhatItSaysBehindATab) {
  EXPECT_EQ(ToLines({.words = {{"a", "One\nline."}, {"b", ""}}, .files = true}),
            ":files\na\tOne line.\nb\n");
}

}  // namespace
}  // namespace taqvim::cli
