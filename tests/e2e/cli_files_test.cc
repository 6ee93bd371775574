// Schedules as files: what `taqvim` prints and exports, and what it makes of files and edits.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/cli.h"
#include "tests/support/bookings.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

// A venue that asks, and one event in each of its halls.
constexpr char kSeason[] = R"(
organizations:
  - {id: opera, title: {en: Opera}, country: KZ}
venues:
  - id: opera
    title: {en: Opera}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces: [{id: stage, title: {en: Stage}}, {id: foyer, title: {en: Foyer}}]
events:
  - id: evening
    title: {en: Evening}
    owner: opera
    activity: {form: concert}
    period: {timed: {start: 2036-05-01T18:00, end: 2036-05-01T20:00}}
    bookings: [{space: opera/stage}]
    confirm: true
)";

// A hall and an event that are only in the first of two versions of a file.
constexpr char kOnlyAtFirst[] = R"(
  - id: rehearsal
    title: {en: Rehearsal}
    owner: opera
    activity: {form: other}
    period: {timed: {start: 2036-05-02T18:00, end: 2036-05-02T20:00}}
    bookings: [{space: opera/foyer}]
  - id: night
    title: {en: Night}
    owner: opera
    activity: {form: concert}
    period: {timed: {start: 2036-05-03T19:00, end: 2036-05-03T22:00}}
    bookings: [{space: opera/stage}]
    confirm: true
)";

class CliFiles : public CliTest {
 protected:
  static std::vector<std::string> DemoFiles() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(DEMO)) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  static std::vector<std::string> Apply(const std::vector<std::string>& files,
                                        const std::vector<std::string>& flags = {}) {
    std::vector<std::string> words = {"apply"};
    for (const std::string& file : files) words.insert(words.end(), {"-f", file});
    words.insert(words.end(), flags.begin(), flags.end());
    return words;
  }

  // What `apply` would do with the files, by name: `unchanged` and so on.
  std::map<std::string, std::string> Actions(const std::vector<std::string>& files,
                                             const std::vector<std::string>& flags = {}) {
    std::vector<std::string> words = Apply(files, flags);
    words.insert(words.end(), {"--dry-run", "-o", "json"});
    google::protobuf::Value report;
    const std::string json = Output(words);
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &report).ok()) << json;
    std::map<std::string, std::string> actions;
    for (const auto& one : report.struct_value().fields().at("results").list_value().values()) {
      const auto& fields = one.struct_value().fields();
      actions[fields.at("name").string_value()] = fields.at("action").string_value();
    }
    return actions;
  }
  void ExpectUnchanged(const std::vector<std::string>& files, size_t at_least) {
    const auto actions = Actions(files);
    EXPECT_GE(actions.size(), at_least);
    for (const auto& [name, action] : actions) EXPECT_EQ(action, "unchanged") << name;
  }

  // What it prints of another server; it must succeed.
  std::string OutputAt(const testing::Taqvimd& server, const std::vector<std::string>& words) {
    const Ran ran = Run({TAQVIM, "--server", server.address()}, words);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return ran.out;
  }
  // In an environment that has that editor.
  Ran Edit(const std::string& editor, std::vector<std::string> words) {
    words.insert(words.begin(), "edit");
    return Run({"/usr/bin/env", "-u", "VISUAL", "EDITOR=" + editor,
                "TMPDIR=" + server_.dir().Path(""), TAQVIM, "--server", server_.address()},
               words);
  }
  // Runs it at a terminal, where somebody answers once; its exit code and what was shown.
  std::pair<int, std::string> AtATerminal(const std::vector<std::string>& words,
                                          const std::string& answer) {
    std::vector<std::string> command = {TAQVIM, "--server", server_.address()};
    command.insert(command.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int terminal = -1;
    const pid_t pid = forkpty(&terminal, nullptr, nullptr, nullptr);
    if (pid == 0) {
      execv(TAQVIM, arguments.data());
      _exit(127);
    }
    EXPECT_GT(pid, 0) << "This machine gives no pseudo-terminal; mount /dev/pts.";
    std::string shown = ReadTo(terminal, "[y/N] ");
    EXPECT_EQ(write(terminal, answer.data(), answer.size()), ssize_t(answer.size()));
    shown += ReadTo(terminal, "\n\n\n");
    int status = 0;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    close(terminal);
    return {WEXITSTATUS(status), shown};
  }
  // Reads the terminal until the text comes or it is closed.
  static std::string ReadTo(int terminal, const std::string& text) {
    std::string shown;
    char block[256];
    ssize_t count = 0;
    while (shown.find(text) == std::string::npos &&
           (count = read(terminal, block, sizeof(block))) > 0) {
      shown.append(block, static_cast<size_t>(count));
    }
    return shown;
  }

  // What is left of texts that were edited.
  std::vector<std::string> KeptTexts() {
    std::vector<std::string> kept;
    for (const auto& entry : std::filesystem::directory_iterator(server_.dir().Path(""))) {
      if (entry.path().filename().string().rfind("taqvim-edit-", 0) == 0) {
        kept.push_back((entry.path() / "edit.yaml").string());
      }
    }
    return kept;
  }

  std::string TitleOf(const std::string& name) {
    return testing::Get(server_.client(), name)->title().at("en");
  }
};

TEST_F(CliFiles, WhatGetAndListPrintAsYamlIsUnchangedForApply) {
  Output(Apply(DemoFiles()));
  std::vector<std::string> files;
  const std::vector<std::pair<std::string, size_t>> lists = {
      {"organizations", 5}, {"participants", 1}, {"agreements", 1}, {"venues", 5},
      {"spaces", 5},        {"closures", 0},     {"events", 20}};
  for (const auto& [group, count] : lists) {
    files = {Write(group + ".yaml", Output({group, "list", "-o", "yaml"}))};
    ExpectUnchanged(files, count);
    const std::string names = Output({group, "list", "-o", "name"});
    std::vector<std::string> words = {group, "get"};
    for (const auto& name : absl::StrSplit(names, '\n', absl::SkipEmpty())) {
      words.emplace_back(name);
    }
    if (words.size() == 2) continue;
    words.insert(words.end(), {"-o", "yaml"});
    ExpectUnchanged({Write("each.yaml", Output(words))}, count);
  }
}

TEST_F(CliFiles, AProgrammeIsExportedWithAllItRefersToAndMakesTheSameElsewhere) {
  Output(Apply(DemoFiles()));
  const Ran ran = Taqvim({"export", "astana-2025"});
  EXPECT_EQ(ran.err, "") << "how far it has come is for terminals";
  const std::string& exported = ran.out;
  EXPECT_THAT(exported, AllOf(HasSubstr("organizations:\n"), HasSubstr("venues:\n"),
                              HasSubstr("  - id: astana-2025\n"), Not(HasSubstr("etag")),
                              Not(HasSubstr("dushanbe-2025"))));
  const std::string file = Write("astana.yaml", exported);
  ExpectUnchanged({file}, 10);
  const testing::Taqvimd elsewhere;
  OutputAt(elsewhere, {"apply", "-f", file});
  EXPECT_EQ(OutputAt(elsewhere, {"export", "astana-2025"}), exported);
}

TEST_F(CliFiles, TheWholeScheduleIsExportedAsFilesThatMakeTheSameElsewhere) {
  Output(Apply(DemoFiles()));
  const std::string folder = server_.dir().Path("plans");
  const Ran ran = Taqvim({"export", "--all", "--dir", folder});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("-f " + folder + "/directory.yaml"));
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path().string());
  }
  EXPECT_THAT(files, ::testing::Contains(folder + "/programme-astana-2025.yaml"));
  EXPECT_EQ(Actions(files).size(), Actions(DemoFiles()).size());
  ExpectUnchanged(files, 50);
  const testing::Taqvimd elsewhere;
  OutputAt(elsewhere, Apply(files));
  EXPECT_EQ(OutputAt(elsewhere, {"export", "--all"}), Output({"export", "--all"}));
}

TEST_F(CliFiles, ExportAsksWhatToWrite) {
  EXPECT_EQ(Taqvim({"export"}).code, 2);
  EXPECT_EQ(Taqvim({"export", "--all", "gala"}).code, 2);
  const Ran none = Taqvim({"export", "gala"});
  EXPECT_EQ(none.code, 1);
  EXPECT_EQ(none.out, "");
}

TEST_F(CliFiles, ASetMarksWhatItMakesAndTakesAwayWhatLeftTheFile) {
  Output({"organizations", "create", "library", "--title", "en=Library", "--country", "KZ"});
  const std::string both = Write("both.yaml", absl::StrCat(kSeason, kOnlyAtFirst));
  Output(Apply({both}, {"--set", "season"}));
  EXPECT_EQ(testing::Get(server_.client(), "events/evening")->apply_set(), "season");
  EXPECT_THAT(Output({"organizations", "list", "--apply-set", "season", "-o", "name"}),
              "organizations/opera\n");

  const std::string less = Write("less.yaml", kSeason);
  const std::vector<std::string> prune = {"--set", "season", "--prune"};
  EXPECT_THAT(Output(Apply({less}, {"--set", "season", "--prune", "--dry-run"})),
              AllOf(HasSubstr("would be deleted              events/rehearsal\n"),
                    HasSubstr("stays     events/night: it is confirmed; --prune-confirmed")));
  EXPECT_EQ(testing::Get(server_.client(), "events/rehearsal")->title().at("en"), "Rehearsal");

  const std::string done = Output(Apply({less}, prune));
  EXPECT_THAT(done, AllOf(HasSubstr("deleted              events/rehearsal\n"),
                          HasSubstr("CANCELLED  DELETED")));
  EXPECT_EQ(testing::Get(server_.client(), "events/rehearsal").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(testing::Get(server_.client(), "events/night")->state(), v1::EVENT_STATE_CONFIRMED);

  Output(Apply({less}, {"--set", "season", "--prune-confirmed"}));
  EXPECT_EQ(testing::Get(server_.client(), "events/night")->state(), v1::EVENT_STATE_CANCELLED);
  // Again nothing is left to do, and what others made is never touched.
  EXPECT_THAT(Output(Apply({less}, {"--set", "season", "--prune-confirmed", "-o", "name"})), "");
  EXPECT_THAT(Output({"organizations", "list", "-o", "name"}), HasSubstr("organizations/library"));
}

TEST_F(CliFiles, AWholeSetIsTakenAwayEachBeforeWhatItRefersTo) {
  std::string all = absl::StrReplaceAll(kSeason, {{"    confirm: true\n", ""}});
  absl::StrReplaceAll({{"{id: foyer, title: {en: Foyer}}",
                        "{id: foyer, title: {en: Foyer}}, {id: both, title: {en: Both}, parts: "
                        "[stage, foyer]}"}},
                      &all);
  Output(Apply({Write("all.yaml", all)}, {"--set", "season"}));
  const std::vector<std::string> none = {Write("none.yaml", "events: []\n")};
  const std::string would = Output(Apply(none, {"--set", "season", "--prune", "--dry-run"}));
  EXPECT_THAT(would, HasSubstr("would be deleted              organizations/opera\n"));
  const std::string done = Output(Apply(none, {"--set", "season", "--prune"}));
  EXPECT_THAT(done, Not(HasSubstr("stays")));
  for (const char* group : {"events", "spaces", "venues", "organizations"}) {
    EXPECT_EQ(Output({group, "list", "-o", "name"}), "") << group;
  }
}

TEST_F(CliFiles, ATerminalIsToldWhatGoesAndAskedAndShownHowFarItHasCome) {
  Output(Apply({Write("season.yaml", absl::StrReplaceAll(kSeason, {{"    confirm: true\n", ""}}))},
               {"--set", "season"}));
  const std::vector<std::string> prune =
      Apply({Write("none.yaml", "events: []\n")}, {"--set", "season", "--prune"});
  const auto refused = AtATerminal(prune, "n\n");
  EXPECT_EQ(refused.first, 2);
  EXPECT_THAT(refused.second,
              AllOf(HasSubstr("[1/7] organizations"), HasSubstr("this deletes 5: events/evening, "),
                    HasSubstr("Nothing was done.")));
  EXPECT_EQ(TitleOf("events/evening"), "Evening");
  EXPECT_EQ(AtATerminal({"venues", "archive", "opera"}, "n\n").first, 2);
  EXPECT_THAT(Output({"venues", "get", "opera", "-o", "json"}), Not(HasSubstr("\"archived\"")));
  EXPECT_EQ(AtATerminal(prune, "y\n").first, 0);
  EXPECT_EQ(Output({"venues", "list", "-o", "name"}), "");
}

TEST_F(CliFiles, WhatIsPrunedStaysWhereOthersReferToIt) {
  const std::string all = Write("all.yaml", absl::StrCat(kSeason, R"(
  - id: draft
    title: {en: Draft}
    owner: opera
    activity: {form: talk}
    period: {timed: {start: 2036-05-05T18:00, end: 2036-05-05T20:00}}
    bookings: [{space: opera/stage}]
)"));
  Output(Apply({all}, {"--set", "season"}));
  Output({"events", "delete", "draft"});
  Output({"activities", "create", "guest", "--title", "en=Guest", "--owner", "opera", "--form",
          "talk", "--start", "2036-06-01T18:00", "--end", "2036-06-01T19:00", "--booking",
          "space=opera/foyer"});
  Output({"events", "cancel", "evening"});
  const std::string none = Write("none.yaml", "events: []\n");
  const std::string done = Output(Apply({none}, {"--set", "season", "--prune"}));
  // A guest is in the foyer, of whom the set knows nothing; the stage is of what was cancelled.
  EXPECT_THAT(done, AllOf(HasSubstr("stays     venues/opera/spaces/foyer: "),
                          HasSubstr("stays     venues/opera/spaces/stage: events/evening refers"),
                          HasSubstr("stays     organizations/opera: ")));
  EXPECT_THAT(Output({"spaces", "list", "-o", "name"}), HasSubstr("foyer"));
  EXPECT_EQ(Taqvim(Apply({none}, {"--prune"})).code, 2);
}

TEST_F(CliFiles, WhatIsPrunedIsNotWhatEventsWithoutTheMarkArePartOf) {
  Output(Apply({Write("season.yaml", kSeason)}));
  const std::string days = Write("days.yaml", R"(events:
  - id: days
    title: {en: Days}
    owner: opera
    culture_days: {stops: [{city: Almaty, first_day: 2036-07-01, last_day: 2036-07-03}]}
)");
  Output(Apply({days}, {"--set", "july"}));
  Output({"activities", "create", "guest", "--title", "en=Guest", "--owner", "opera", "--form",
          "talk", "--start", "2036-07-01 18:00", "--end", "19:00", "--booking", "space=opera/foyer",
          "--programme", "days"});
  const std::string none = Write("none.yaml", "events: []\n");
  EXPECT_THAT(Output(Apply({none}, {"--set", "july", "--prune"})),
              HasSubstr("stays     events/days: events/guest refers to it"));
  EXPECT_EQ(testing::Get(server_.client(), "events/days")->state(), v1::EVENT_STATE_TENTATIVE);
}

TEST_F(CliFiles, WhatMovesByFilesWaitsForThoseWhoApproveAndIsShownSideBySide) {
  const std::string file = Write("season.yaml", kSeason);
  Output(Apply({file}));
  Output({"venues", "update", "opera", "--booking-policy", "approval"});
  const std::string later =
      Write("later.yaml",
            "events:\n  - {id: evening, period: {timed: {start: 2036-05-02T18:00, end: "
            "2036-05-02T20:00}}}\n");
  const Ran refused = Taqvim(Apply({later}));
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("--ask-approval"));
  const Ran foretold = Taqvim(Apply({later}, {"--ask-approval", "--dry-run"}));
  EXPECT_EQ(foretold.code, kWaits);
  EXPECT_THAT(foretold.out, AllOf(HasSubstr("would be asked to move        events/evening\n"),
                                  HasSubstr("period.timed.start")));
  EXPECT_FALSE(testing::Get(server_.client(), "events/evening")->has_move());
  const Ran asked = Taqvim(Apply({later}, {"--ask-approval"}));
  EXPECT_EQ(asked.code, kWaits);
  EXPECT_THAT(asked.out,
              AllOf(HasSubstr("asked to move        events/evening\n"), HasSubstr("NOW"),
                    HasSubstr("MOVE"), HasSubstr("2036-05-01 18:00"), HasSubstr("2036-05-02 18:00"),
                    HasSubstr("Still to be approved: b1 by venues/opera")));
  // It is asked for already.
  EXPECT_THAT(Actions({later}, {"--ask-approval"}),
              ElementsAre(Pair("events/evening", "unchanged")));
  EXPECT_THAT(Output({"events", "get", "evening"}), HasSubstr("2036-05-02 18:00"));
  EXPECT_THAT(Output({"events", "list"}),
              AllOf(HasSubstr("MOVES TO"), HasSubstr("2036-05-02 18:00")));
}

TEST_F(CliFiles, EditSendsWhatWasChangedOfSeveralAtOnce) {
  Output(Apply({Write("season.yaml", absl::StrCat(kSeason, kOnlyAtFirst))}));
  const Ran ran = Edit("sed -i -e 's/en: Evening/en: Matinee/' -e 's/en: Opera/en: The Opera/'",
                       {"evening", "events/night", "venues/opera"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("title.en: Evening -> Matinee"),
                    HasSubstr("title.en: Opera -> The Opera"), Not(HasSubstr("events/night"))));
  EXPECT_EQ(TitleOf("events/evening"), "Matinee");
  EXPECT_THAT(KeptTexts(), IsEmpty());
}

TEST_F(CliFiles, EditClearsTheLinesThatAreRemovedAndSendsNothingWhereNoneIsChanged) {
  Output(Apply({Write("season.yaml", kSeason)}));
  Output({"events", "update", "evening", "--web-address", "https://e.org/", "--description",
          "en=Long"});
  const Ran cleared = Edit("sed -i -e /web_address/d", {"evening"});
  EXPECT_EQ(cleared.code, 0) << cleared.err;
  const auto evening = testing::Get(server_.client(), "events/evening");
  EXPECT_EQ(evening->web_address(), "");
  EXPECT_EQ(evening->description().at("en"), "Long");
  const Ran same = Edit("true", {"evening"});
  EXPECT_EQ(same.code, 0);
  EXPECT_EQ(same.out, "");
  EXPECT_EQ(same.err, "Nothing was changed.\n");
  EXPECT_EQ(testing::Get(server_.client(), "events/evening")->etag(), evening->etag());
}

TEST_F(CliFiles, EditOpensAgainWithWhatWasWrongAndKeepsTheTextOfWhoGivesUp) {
  Output(Apply({Write("season.yaml", kSeason)}));
  // Breaks it at first, and mends it once the reason stands above it.
  const std::string mends = Write("mends.sh",
                                  "grep -q '^# .*colour' \"$1\" && sed -i '/^    colour/d; s/en: "
                                  "Evening/en: Soiree/' \"$1\" && exit 0\n"
                                  "echo '    colour: red' >> \"$1\"\n");
  EXPECT_EQ(Edit("sh " + mends, {"evening"}).code, 0);
  EXPECT_EQ(TitleOf("events/evening"), "Soiree");
  EXPECT_THAT(KeptTexts(), IsEmpty());
  const std::string gives_up =
      Write("gives_up.sh", "sed -i 's/en: Soiree/en: Late/; s/Asia.Almaty/Nowhere/' \"$1\"\n");
  const Ran ran = Edit("sh " + gives_up, {"evening", "venues/opera"});
  EXPECT_EQ(ran.code, 1) << ran.out;
  ASSERT_EQ(KeptTexts().size(), 1);
  EXPECT_THAT(ran.err, HasSubstr("What you wrote is kept in " + KeptTexts()[0]));
  EXPECT_THAT(testing::ReadFile(KeptTexts()[0]),
              AllOf(StartsWith("# It was not taken:\n# Error: "), HasSubstr("en: Late")));
  EXPECT_EQ(TitleOf("events/evening"), "Soiree");
}

TEST_F(CliFiles, EditLosesNothingThatWasChangedMeanwhile) {
  Output(Apply({Write("season.yaml", kSeason)}));
  const std::string meanwhile =
      Write("meanwhile.sh", absl::StrCat("\"", TAQVIM, "\" --server ", server_.address(),
                                         " events update evening --title en=Theirs >/dev/null 2>&1"
                                         "\nsed -i 's/en: Evening/en: Mine/' \"$1\"\n"));
  const Ran ran = Edit("sh " + meanwhile, {"evening"});
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_THAT(ran.err, HasSubstr("is kept in"));
  EXPECT_EQ(TitleOf("events/evening"), "Theirs");
}

TEST_F(CliFiles, EditNeedsAnEditor) {
  const Ran ran = Edit("", {"evening"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("VISUAL or EDITOR"), HasSubstr("taqvim apply -f FILE")));
  EXPECT_EQ(Edit("true", {}).code, 2);
  EXPECT_EQ(Edit("true", {"evening"}).code, 1);
}

TEST_F(CliFiles, UpdatesTellWhatTheyChangeAndDryRunsWhatTheyWould) {
  Output(Apply({Write("season.yaml", kSeason)}));
  const std::string dull(100, 'x');
  const Ran dry =
      Taqvim({"events", "update", "evening", "--description", "en=" + dull, "--dry-run"});
  EXPECT_THAT(dry.err, HasSubstr("description.en: (nothing) -> " + dull + "\n"));
  const Ran done =
      Taqvim({"venues", "update", "opera", "--city", "Almaty", "--title", "en=Opera house"});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("city: Astana -> Almaty\n"));
  const Ran deleted = Taqvim({"spaces", "delete", "opera/foyer", "--dry-run"});
  EXPECT_EQ(deleted.code, 0) << deleted.err;
  EXPECT_EQ(deleted.out, "It would be done.\n");
  EXPECT_THAT(Output({"spaces", "list", "-o", "name"}), HasSubstr("foyer"));
}

TEST_F(CliFiles, ArchivingSaysHowItIsUndone) {
  Output(Apply({Write("season.yaml", kSeason)}));
  const Ran archived = Taqvim({"spaces", "archive", "opera/foyer"});
  EXPECT_EQ(archived.code, 0) << archived.err;
  EXPECT_THAT(archived.err,
              HasSubstr("`taqvim spaces update venues/opera/spaces/foyer --archived=false`"));
  Output({"spaces", "update", "venues/opera/spaces/foyer", "--archived=false"});
  EXPECT_THAT(Output({"spaces", "get", "opera/foyer", "-o", "json"}),
              Not(HasSubstr("\"archived\"")));
}

}  // namespace
}  // namespace taqvim::e2e
