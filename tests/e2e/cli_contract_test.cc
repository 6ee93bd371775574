// What the contract fixed once and for all, and what it says to the public, through the
// command line: which has no code for any of it.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/cli.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class CliContract : public CliTest {
 protected:
  CliContract() {
    Output({"organizations", "create", "library", "--title", "en=The National Library", "--country",
            "KZ", "--external-id", "crm=17"});
    Output(
        {"organizations", "create", "ministry", "--title", "en=The Ministry", "--country", "AZ"});
    Output({"venues", "create", "library", "--title", "en=The National Library", "--country", "KZ",
            "--city", "Astana", "--time-zone", "Asia/Almaty"});
    Output(
        {"spaces", "create", "hall", "--venue", "library", "--title", "en=Hall", "--seats", "300"});
    Output({"participants", "create", "poet", "--title", "en=A poet"});
  }

  // The names that a list prints.
  std::vector<std::string> Names(std::vector<std::string> words) {
    words.insert(words.end(), {"-o", "name"});
    return absl::StrSplit(Output(words), '\n', absl::SkipEmpty());
  }
  // Says it of a resource, and reads all of it.
  std::string Updated(const std::string& group, const std::string& name,
                      const std::vector<std::string>& flags) {
    std::vector<std::string> words = {group, "update", name};
    words.insert(words.end(), flags.begin(), flags.end());
    Output(words);
    return Output({group, "get", name, "-o", "yaml"});
  }
  // The value of the first field of that name in a view or in YAML.
  std::string Field(const std::string& text, const std::string& field) {
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits(": ", 1));
      const bool found = absl::StripAsciiWhitespace(parts[0]) == field && parts.size() == 2;
      if (found) return std::string(absl::StripAsciiWhitespace(parts[1]));
    }
    return "";
  }
  // The secret in what was answered.
  static std::string SecretOf(const std::string& yaml) {
    const size_t begin = yaml.find("taqvim_");
    if (begin == std::string::npos) return "";
    return yaml.substr(begin, yaml.find_first_of("\"\n", begin) - begin);
  }
  Ran Create(const std::string& id, const std::vector<std::string>& flags) {
    std::vector<std::string> words = {"activities", "create",  id,       "--title", "en=A talk",
                                      "--owner",    "library", "--form", "talk"};
    words.insert(words.end(), flags.begin(), flags.end());
    return Taqvim(words);
  }
};

TEST_F(CliContract, WhatHasNoEndSaysSo) {
  const std::vector<std::string> display = {
      "exhibitions", "create",      "display",    "--title",   "en=A display",      "--owner",
      "library",     "--first-day", "2027-05-01", "--booking", "space=library/hall"};
  const Ran forgotten = Taqvim(display);
  EXPECT_NE(forgotten.code, 0);
  EXPECT_THAT(forgotten.err, AllOf(HasSubstr("--last-day"), HasSubstr("permanent")));
  std::vector<std::string> permanent = display;
  permanent.push_back("--permanent");
  Output(permanent);
  EXPECT_THAT(Taqvim({"exhibitions", "update", "display", "--permanent=false"}).err,
              HasSubstr("--last-day"));
  EXPECT_THAT(Updated("exhibitions", "display", {"--last-day", "2027-05-20"}),
              Not(HasSubstr("permanent")));

  const std::vector<std::string> closure = {"closures", "create",      "repair",    "--venue",
                                            "library",  "--first-day", "2030-01-01"};
  EXPECT_THAT(Taqvim(closure).err, HasSubstr("permanent"));
  permanent = closure;
  permanent.push_back("--permanent");
  EXPECT_THAT(Output(permanent), HasSubstr("permanent"));
}

TEST_F(CliContract, EveryResourceHasAUidForGood) {
  const std::string before = Output({"venues", "get", "library"});
  EXPECT_THAT(Field(before, "uid"), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4.*"));
  Updated("venues", "library", {"--city", "Almaty"});
  const std::string after = Output({"venues", "get", "library"});
  EXPECT_EQ(Field(after, "uid"), Field(before, "uid"));
  EXPECT_NE(Field(after, "etag"), Field(before, "etag"));
}

TEST_F(CliContract, WhatIsNotNeededIsArchivedAndWhatIsNeededIsNot) {
  EXPECT_THAT(Updated("organizations", "ministry", {"--archived"}), HasSubstr("archived: true"));
  EXPECT_THAT(Names({"organizations", "list"}), ElementsAre("organizations/library"));
  EXPECT_THAT(Names({"organizations", "list", "--show-archived"}),
              ElementsAre("organizations/library", "organizations/ministry"));
  EXPECT_THAT(Updated("organizations", "ministry", {"--archived=false"}),
              Not(HasSubstr("archived")));
  ASSERT_EQ(Create("talk", {"--start", "2027-06-01T18:00", "--end", "2027-06-01T20:00", "--booking",
                            "space=library/hall"})
                .code,
            0);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"organizations", "update", "library", "--archived"},
        {"organizations", "delete", "library"},
        {"venues", "update", "library", "--archived"},
        {"venues", "delete", "library"}}) {
    const Ran ran = Taqvim(words);
    EXPECT_NE(ran.code, 0) << words[0] << " " << words[1];
    EXPECT_THAT(ran.err, HasSubstr("library")) << words[0] << " " << words[1];
  }
}

TEST_F(CliContract, EveryListIsFiltered) {
  Output({"agreements", "create", "memorandum", "--title", "en=A memorandum", "--party", "library",
          "--party", "ministry"});
  Output({"closures", "create", "repair", "--venue", "library", "--reason", "en=A new floor",
          "--first-day", "2030-01-01", "--last-day", "2030-01-02"});
  const std::string library = "organizations/library", hall = "venues/library/spaces/hall";
  const auto of_organizations = [&](const std::vector<std::string>& flags) {
    std::vector<std::string> words = {"organizations", "list"};
    words.insert(words.end(), flags.begin(), flags.end());
    return Names(words);
  };
  EXPECT_THAT(of_organizations({"--text", "NATIONAL"}), ElementsAre(library));
  EXPECT_THAT(of_organizations({"--country", "KZ"}), ElementsAre(library));
  EXPECT_THAT(of_organizations({"--external-id", "crm/17"}), ElementsAre(library));
  EXPECT_THAT(of_organizations({"--external-id", "crm/18"}), IsEmpty());
  EXPECT_THAT(Names({"venues", "list", "--city", "ASTANA"}), ElementsAre("venues/library"));
  EXPECT_THAT(Names({"spaces", "list", "--min-seats", "300"}), ElementsAre(hall));
  EXPECT_THAT(Names({"spaces", "list", "--min-seats", "301"}), IsEmpty());
  EXPECT_THAT(Names({"participants", "list", "--text", "poet"}), ElementsAre("participants/poet"));
  EXPECT_THAT(Names({"closures", "list", "--text", "floor", "--first-day", "2030-01-02"}),
              ElementsAre("venues/library/closures/repair"));
  EXPECT_THAT(Names({"closures", "list", "--first-day", "2030-01-03"}), IsEmpty());
  EXPECT_THAT(Names({"agreements", "list", "--organization", "ministry"}),
              ElementsAre("agreements/memorandum"));
  EXPECT_THAT(Names({"agreements", "list", "--awaited-party", "ministry"}), IsEmpty());
}

TEST_F(CliContract, AnEventIsConfirmedByTheWriteThatCreatesItAndReadWithOthers) {
  const std::vector<std::string> time = {"--start",          "2027-06-01T18:00", "--end",
                                         "2027-06-01T20:00", "--time-zone",      "Asia/Almaty"};
  std::vector<std::string> confirmed = time;
  confirmed.push_back("--confirm");
  EXPECT_THAT(Create("talk", confirmed).out, HasSubstr("confirmed"));
  EXPECT_THAT(Create("other", time).out, HasSubstr("tentative"));
  EXPECT_THAT(Names({"events", "batch-get", "talk", "other"}),
              ElementsAre("events/talk", "events/other"));
  EXPECT_NE(Taqvim({"events", "batch-get", "talk", "missing"}).code, 0);
  EXPECT_EQ(Field(Output({"events", "get", "talk"}), "sequence"), "");
  Updated("activities", "talk", {"--end", "2027-06-01T21:00"});
  EXPECT_EQ(Field(Output({"events", "get", "talk"}), "sequence"), "1");
  const std::string batch =
      Write("batch.yaml", absl::StrCat("writes: [{delete: {name: events/other, etag: ",
                                       Field(Output({"events", "get", "other"}), "etag"), "}}]\n"));
  Output({"events", "batch-write", "-f", batch});
  EXPECT_THAT(Names({"events", "list"}), ElementsAre("events/talk"));
}

TEST_F(CliContract, ChangesAreListedFromTheOldestOn) {
  EXPECT_THAT(Output({"changes", "list", "--from-oldest", "-o", "json"}),
              AllOf(HasSubstr("organizations/library"), HasSubstr("participants/poet"),
                    HasSubstr("revisionToken")));
}

TEST_F(CliContract, WhatThePublicIsToldOfAnEventIsWrittenAndFound) {
  ASSERT_EQ(Create("talk", {"--start",
                            "2027-06-01T18:00",
                            "--end",
                            "2027-06-01T20:00",
                            "--time-zone",
                            "Asia/Almaty",
                            "--booking",
                            "participant=poet,role=en=Speaker",
                            "--web-address",
                            "https://example.org/talk",
                            "--picture",
                            "address=https://example.org/p.jpg,text=en=A face",
                            "--spoken-language",
                            "az",
                            "--label",
                            "poetry",
                            "--admission",
                            "ticketed",
                            "--admission-address",
                            "https://example.org/tickets",
                            "--sold-out",
                            "--contact-name",
                            "Desk",
                            "--contact-email",
                            "desk@example.org",
                            "--contact-telephone",
                            "+7 7172 700 200",
                            "--partner",
                            "organization=ministry,role=sponsor",
                            "--work",
                            "title=en=Poems,creator=Nizami"})
                .code,
            0);
  const std::string event = Output({"events", "get", "talk"});
  for (const char* told :
       {"https://example.org/talk", "https://example.org/p.jpg", "A face", "- az", "- poetry",
        "ticketed", "https://example.org/tickets", "sold_out: true", "desk@example.org",
        "+7 7172 700 200", "organizations/ministry", "sponsor", "Poems", "Nizami", "Speaker"}) {
    EXPECT_THAT(event, HasSubstr(told));
  }
  EXPECT_THAT(Names({"events", "list", "--label", "poetry"}), ElementsAre("events/talk"));
  EXPECT_THAT(Names({"events", "list", "--label", "jazz"}), IsEmpty());
}

TEST_F(CliContract, WhatThePublicIsToldOfPlacesAndPeopleIsWritten) {
  const std::string venue = Updated(
      "venues", "library",
      {"--latitude", "51.128", "--longitude", "71.43", "--web-address", "https://library.example",
       "--accessibility", "en=A lift to all floors", "--contact-email", "desk@example.org"});
  for (const char* told : {"latitude: 51.128", "longitude: 71.43", "https://library.example",
                           "A lift to all floors", "desk@example.org"}) {
    EXPECT_THAT(venue, HasSubstr(told));
  }
  const std::string poet =
      Updated("participants", "poet",
              {"--web-address", "https://poet.example", "--biography", "en=Born in Baku."});
  EXPECT_THAT(poet, AllOf(HasSubstr("https://poet.example"), HasSubstr("Born in Baku.")));
}

TEST_F(CliContract, AFestivalNamesNoCountries) {
  Output({"culture-days", "create", "season", "--title", "en=Season", "--owner", "library",
          "--stop", "city=Astana,first-day=2027-06-01,last-day=2027-06-30"});
  const Ran half = Taqvim({"culture-days", "update", "season", "--guest-country", "AZ"});
  EXPECT_NE(half.code, 0);
  EXPECT_THAT(half.err, HasSubstr("--host-country: is required beside --guest-country"));
}

TEST_F(CliContract, AVenueSaysWhenItCanBeBooked) {
  Output({"venues", "update", "library", "--notice", "24h", "--days-ahead", "400",
          "--longest-booking", "3h"});
  const std::vector<std::string> four_hours = {"--start",   "2027-06-01T18:00",
                                               "--end",     "2027-06-01T22:00",
                                               "--booking", "space=library/hall"};
  EXPECT_THAT(Create("talk", four_hours).err,
              AllOf(HasSubstr("outside-booking-limits"), HasSubstr("3 hours")));
  std::vector<std::string> overriding = four_hours;
  overriding.insert(overriding.end(), {"--override", "outside-booking-limits"});
  EXPECT_EQ(Create("talk", overriding).code, 0);
}

TEST_F(CliContract, SomebodyIsInvitedAndSignsInOnce) {
  const std::string invited = Output({"access", "invite", "aidar", "--purpose", "the new manager",
                                      "--grant", "role=venue-manager,venue=library", "-o", "yaml"});
  EXPECT_THAT(invited, HasSubstr("the new manager"));
  const std::string file = Write("invitation", SecretOf(invited) + "\n");
  const std::vector<std::string> sign_in = {"sessions", "create", "a laptop", "--invitation-file",
                                            file,       "-o",     "yaml"};
  const std::string session = Output(sign_in);
  EXPECT_THAT(session, AllOf(HasSubstr("a laptop"), HasSubstr("principal: aidar")));
  EXPECT_THAT(SecretOf(session), StartsWith("taqvim_"));
  EXPECT_NE(Taqvim(sign_in).code, 0) << "it is used up";
  EXPECT_NE(Taqvim({"events", "list", "--invitation-file", file}).code, 0);
  EXPECT_THAT(Output({"access-tokens", "list", "--kind", "session"}),
              AllOf(HasSubstr("session"), HasSubstr("a laptop"), Not(HasSubstr("manager"))));
}

TEST_F(CliContract, ACalendarHasAKeyForItsFeed) {
  const std::string made =
      Output({"access-tokens", "create", "leyla", "--grant", "role=viewer", "-o", "yaml"});
  const std::string token = Write("token", SecretOf(made) + "\n");
  std::filesystem::permissions(token, std::filesystem::perms::owner_read);
  const auto as_leyla = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"XDG_CONFIG_HOME=" + server_.dir().Path("config"), TAQVIM});
    words.insert(words.begin(), "/usr/bin/env");
    const std::string out = server_.dir().Path("leyla");
    std::filesystem::remove(out);
    testing::Process process(words, out, out);
    EXPECT_EQ(process.Wait(), 0) << testing::ReadFile(out);
    return testing::ReadFile(out);
  };
  as_leyla({"context", "create", "leyla", "--address", server_.address(), "--token-file", token});
  const std::string key =
      as_leyla({"feed-keys", "create", "--venue", "library", "--purpose", "my calendar"});
  EXPECT_THAT(key, HasSubstr("taqvim_"));
  const std::string own = as_leyla({"access-tokens", "list", "-o", "name", "--kind", "feed-key"});
  EXPECT_THAT(own, StartsWith("accessTokens/"));
  EXPECT_THAT(as_leyla({"access-tokens", "revoke", own.substr(0, own.find('\n'))}),
              HasSubstr("my calendar"));
  EXPECT_THAT(as_leyla({"access-tokens", "list", "--kind", "feed-key", "-o", "name"}), IsEmpty());
}

TEST_F(CliContract, AMoveIsAskedForShownBesideWhatIsAndMadeByTheLastApproval) {
  Output({"venues", "create", "museum", "--title", "en=Museum", "--country", "KZ", "--city",
          "Astana", "--time-zone", "Asia/Almaty", "--booking-policy", "approval"});
  Output({"spaces", "create", "room", "--venue", "museum", "--title", "en=Room"});
  EXPECT_EQ(Create("talk", {"--start", "2027-06-01T18:00", "--end", "2027-06-01T20:00", "--booking",
                            "id=b1,space=library/hall", "--confirm"})
                .code,
            0);
  const std::vector<std::string> there = {"events", "update", "talk", "--booking",
                                          "id=b1,space=museum/room"};
  EXPECT_THAT(Taqvim(there).err, HasSubstr("approval-needed"));
  std::vector<std::string> asking = there;
  asking.push_back("--ask-approval");
  const Ran asked = Taqvim(asking);
  EXPECT_EQ(asked.code, kWaits) << asked.err;
  EXPECT_THAT(asked.err, HasSubstr("Not moved yet; still to be approved: b1 by venues/museum."));
  EXPECT_THAT(
      Output({"events", "get", "talk"}),
      AllOf(HasSubstr("venues/library/spaces/hall  venues/museum/spaces/room\n"),
            HasSubstr("Still to be approved: b1 by venues/museum\n"), Not(HasSubstr("\033["))));
  EXPECT_THAT(Output({"bookings", "pending", "--venue", "museum"}), HasSubstr("events/talk"));
  Output({"bookings", "refuse", "talk", "--venue", "museum", "--reason", "en=The floor is wet"});
  EXPECT_THAT(Output({"events", "get", "talk"}),
              HasSubstr("Refused: b1 by venues/museum (The floor is wet)\n"));
  Waiting(asking);
  Output({"bookings", "approve", "talk", "--venue", "museum"});
  const std::string moved = Output({"events", "get", "talk"});
  EXPECT_THAT(moved, AllOf(HasSubstr("venues/museum/spaces/room"), Not(HasSubstr("Move"))));
}

TEST_F(CliContract, AProgrammeAsksToBeShifted) {
  Output({"venues", "create", "museum", "--title", "en=Museum", "--country", "KZ", "--city",
          "Astana", "--time-zone", "Asia/Almaty", "--booking-policy", "approval"});
  Output({"spaces", "create", "room", "--venue", "museum", "--title", "en=Room"});
  Output({"culture-days", "create", "festival", "--title", "en=A festival", "--owner", "library",
          "--stop", "city=Astana,first-day=2027-06-01,last-day=2027-06-20"});
  EXPECT_EQ(Create("talk", {"--start", "2027-06-01T18:00", "--end", "2027-06-01T20:00", "--booking",
                            "id=b1,space=museum/room", "--programme", "festival"})
                .code,
            0);
  Waiting({"events", "confirm", "talk"});
  Output({"bookings", "approve", "talk", "--venue", "museum"});
  EXPECT_EQ(Create("walk", {"--start", "2027-06-02T18:00", "--end", "2027-06-02T20:00", "--booking",
                            "id=b1,space=library/hall", "--programme", "festival", "--confirm"})
                .code,
            0);
  EXPECT_NE(Taqvim({"programmes", "shift", "festival", "--days", "7"}).code, 0);
  const Ran asked = Taqvim({"programmes", "shift", "festival", "--days", "7", "--ask-approval"});
  EXPECT_EQ(asked.code, kWaits) << asked.err;
  EXPECT_THAT(asked.err, HasSubstr("2 events move together when all is approved; still to be "
                                   "approved: events/talk b1 by venues/museum."));
  EXPECT_THAT(Output({"bookings", "approve", "talk", "--venue", "museum"}),
              HasSubstr("events/walk"));
  EXPECT_THAT(Output({"events", "get", "walk"}), HasSubstr("2027-06-09"));
}

TEST_F(CliContract, AnAgreementIsAcceptedAndDeclined) {
  Output({"agreements", "create", "memorandum", "--title", "en=A memorandum", "--party", "library",
          "--party", "ministry"});
  EXPECT_EQ(Taqvim({"agreements", "accept", "memorandum", "--party", "ministry"}).code, 0);
  const Ran declined = Taqvim(
      {"agreements", "decline", "memorandum", "--party", "ministry", "--reason", "en=Too long"});
  EXPECT_NE(declined.code, 0);
  EXPECT_THAT(declined.err, HasSubstr("has been accepted by all its parties"));
}

TEST_F(CliContract, AParticipantApprovesItsBookings) {
  EXPECT_THAT(Taqvim({"participants", "update", "poet", "--booking-policy", "approval"}).err,
              HasSubstr("name an organization"));
  EXPECT_EQ(Field(Updated("participants", "poet",
                          {"--organization", "ministry", "--booking-policy", "approval"}),
                  "booking_policy"),
            "approval");
  const Ran asked =
      Create("reading", {"--start", "2026-10-10T18:00", "--end", "2026-10-10T20:00", "--booking",
                         "space=library/hall", "--booking", "participant=poet", "--confirm"});
  EXPECT_EQ(asked.code, kWaits) << asked.err;
  EXPECT_THAT(asked.err, HasSubstr("still to be approved: b2 by participants/poet"));
  EXPECT_THAT(Output({"bookings", "pending", "--participant", "poet"}),
              AllOf(HasSubstr("reading"), HasSubstr("participants/poet")));
  EXPECT_THAT(Names({"bookings", "pending", "--venue", "library"}), IsEmpty());
  EXPECT_EQ(Taqvim({"bookings", "refuse", "reading", "--participant", "poet", "--reason",
                    "en=On a journey"})
                .code,
            0);
  Waiting({"activities", "confirm", "reading"});
  const Ran approved = Taqvim({"bookings", "approve", "reading", "--participant", "poet"});
  EXPECT_EQ(approved.code, 0) << approved.err;
  EXPECT_EQ(Field(Output({"activities", "get", "reading"}), "state"), "confirmed");
}

}  // namespace
}  // namespace taqvim::e2e
