// Who changed what of an event, from outside: several principals, each with a
// context of its own, a real server and its timer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

using Words = std::vector<std::string>;

class History : public ::testing::Test {
 protected:
  struct Ran {
    int code;
    std::string out;
    std::string err;
  };

  // leyla and rauan plan for the library and aidar runs its venue; sara plans for a
  // museum, and a website only looks on.
  History() {
    setenv("XDG_CONFIG_HOME", server_.dir().Path("config").c_str(), 1);
    testing::EnterLibrary(server_.client());
    for (const char* name : {"leyla", "rauan"}) {
      AddPrincipal(name, "role: ROLE_ORGANIZER organization: 'organizations/library'");
    }
    AddPrincipal("aidar", "role: ROLE_VENUE_MANAGER venue: 'venues/library'");
    AddOrganization("museum");
    AddPrincipal("sara", "role: ROLE_ORGANIZER organization: 'organizations/museum'");
    AddPrincipal("website", "role: ROLE_VIEWER");
  }
  ~History() override { unsetenv("XDG_CONFIG_HOME"); }

  void AddOrganization(const std::string& id) {
    const auto created = server_.client().Call<v1::CreateOrganizationResponse>(
        testing::FromText<v1::CreateOrganizationRequest>(
            absl::StrCat("organization_id: '", id,
                         "' organization { title { key: 'en' value: 'Another' } country: 'AZ' }")));
    ASSERT_TRUE(created.ok()) << created.status();
  }

  void AddPrincipal(const std::string& name, const std::string& grant) {
    const auto created = server_.client().Call<v1::CreateAccessTokenResponse>(
        testing::FromText<v1::CreateAccessTokenRequest>(
            absl::StrCat("access_token { principal: '", name, "' } grants { ", grant, " }")));
    ASSERT_TRUE(created.ok()) << created.status();
    const std::string file = server_.dir().Path(name);
    std::ofstream(file) << created->secret() << "\n";
    Run({"context", "create", name, "--address", server_.address(), "--token-file", file});
  }

  Ran Taqvim(const Words& words) {
    std::vector<std::string> command = {TAQVIM};
    command.insert(command.end(), words.begin(), words.end());
    const std::string out = server_.dir().Path("out"), err = server_.dir().Path("err");
    std::filesystem::remove(out);
    std::filesystem::remove(err);
    testing::Process process(command, out, err);
    const int code = process.Wait();
    return {code, testing::ReadFile(out), testing::ReadFile(err)};
  }
  std::string Run(const Words& words) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, 0) << words[1] << "\n" << ran.err;
    return ran.out;
  }
  // As one of them.
  std::string As(const char* name, Words words) {
    words.insert(words.begin(), {"--context", name});
    return Run(words);
  }

  void Create(const std::string& id, const Words& more = {}) {
    Words words = {"activities",       "create",           id,
                   "--title",          "en=Gala",          "--owner",
                   "library",          "--form",           "concert",
                   "--start",          "2030-10-10T18:00", "--end",
                   "2030-10-10T20:00", "--booking",        "id=hall,space=library/hall"};
    words.insert(words.end(), more.begin(), more.end());
    As("leyla", words);
  }

  testing::Taqvimd server_;
};

TEST_F(History, TellsOfACreationAMoveAnApprovalWithAWaiverAndACancellation) {
  As("aidar", {"venues", "update", "library", "--booking-policy", "approval"});
  Create("gala");
  As("rauan", {"events", "update", "gala", "--start", "2030-10-10T19:00"});
  // It waits for the venue.
  EXPECT_EQ(Taqvim({"--context", "leyla", "events", "confirm", "gala"}).code, 5);
  As("aidar", {"closures", "create", "works", "--venue", "library", "--space", "library/hall",
               "--first-day", "2030-10-10", "--last-day", "2030-10-10"});
  As("aidar", {"bookings", "approve", "gala", "--venue", "library", "--override", "venue-closed"});
  As("leyla", {"events", "cancel", "gala", "--reason", "en=The ensemble is ill"});
  const std::string history = As("sara", {"events", "history", "gala"});
  EXPECT_THAT(history, ContainsRegex("leyla  cancel event(.|\n)*aidar  approve booking(.|\n)*"
                                     "leyla  confirm event(.|\n)*rauan  update event(.|\n)*"
                                     "leyla  create event"));
  EXPECT_THAT(history, AllOf(HasSubstr("  state: confirmed -> cancelled\n"),
                             HasSubstr("  cancel_reason.en: (nothing) -> The ensemble is ill\n"),
                             HasSubstr("  state: tentative -> confirmed\n"),
                             HasSubstr("  waivers.hall.rule: (nothing) -> venue-closed\n"),
                             HasSubstr("  approvals.hall.state: (nothing) -> pending\n"),
                             HasSubstr("  period.timed.start: 2030-10-10 18:00 -> "
                                       "2030-10-10 19:00\n"),
                             HasSubstr("  bookings.hall.space: venues/library/spaces/hall\n")));
  // In a pipe there are no colours.
  EXPECT_THAT(history, Not(HasSubstr("\033")));
  EXPECT_THAT(As("sara", {"events", "history", "gala", "-o", "json", "--limit", "1"}),
              AllOf(HasSubstr("\"principal\": \"leyla\""), HasSubstr("EVENT_STATE_CANCELLED"),
                    HasSubstr("\"before\""), Not(HasSubstr("rauan"))));
  EXPECT_THAT(As("sara", {"events", "revisions", "gala"}),
              ContainsRegex("rauan +taqvim.v1.EventService.UpdateEvent +period.timed.start"));
}

TEST_F(History, SaysThatTheSystemLetAHoldLapse) {
  Create("brief");
  // Soon, but not before the command line has come to say so.
  absl::Duration ahead = absl::Seconds(1);
  Ran shortened;
  do {
    ahead *= 2;
    const std::string until =
        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now() + ahead, absl::UTCTimeZone());
    shortened = Taqvim({"--context", "leyla", "events", "update", "brief", "--expire-time", until});
  } while (shortened.code != 0 && ahead < absl::Minutes(1));
  ASSERT_EQ(shortened.code, 0) << shortened.err;
  const absl::Time patience = absl::Now() + ahead + absl::Seconds(30);
  std::string history;
  do {
    history = As("sara", {"events", "history", "brief"});
  } while (history.find("expired") == std::string::npos && absl::Now() < patience);
  EXPECT_THAT(history, ContainsRegex("system  [a-z ]+  \\(revision [0-9]+\\)\n"
                                     "  state: tentative -> expired"));
}

TEST_F(History, OfADeletedEventGoesOnUnderItsNameWithTheNextOne) {
  Create("gala");
  As("rauan", {"events", "delete", "gala"});
  const std::string deleted = As("sara", {"events", "history", "gala"});
  EXPECT_THAT(deleted, ContainsRegex("rauan  delete event  deleted(.|\n)*leyla  create event"));
  Create("gala");
  EXPECT_THAT(As("sara", {"events", "history", "gala"}),
              ContainsRegex("leyla  create event(.|\n)*rauan  delete event(.|\n)*leyla"));
}

TEST_F(History, OfAPrivateEventTellsOthersNeitherWhatNorWho) {
  Create("secret", {"--visibility", "private"});
  As("rauan", {"events", "update", "secret", "--title", "en=A deeper secret"});
  As("rauan", {"events", "update", "secret", "--end", "2030-10-10T21:00"});
  const std::string seen = As("sara", {"events", "history", "secret"});
  EXPECT_THAT(seen, HasSubstr("period.timed.end: 2030-10-10 20:00 -> 2030-10-10 21:00"));
  for (const char* hidden : {"Gala", "deeper", "title", "rauan", "leyla"}) {
    EXPECT_THAT(seen, Not(HasSubstr(hidden)));
  }
  EXPECT_THAT(As("leyla", {"events", "history", "secret"}), HasSubstr("Gala -> A deeper secret"));
  EXPECT_THAT(As("aidar", {"events", "history", "secret"}), HasSubstr("Gala -> A deeper secret"));
}

TEST_F(History, IsRefusedToWhoIsNotKnownAndWhoMayNotWithWhatToDo) {
  Create("gala");
  std::ofstream(server_.dir().Path("wrong")) << "taqvim_nobody\n";
  Run({"context", "create", "stranger", "--address", server_.address(), "--token-file",
       server_.dir().Path("wrong")});
  const Ran unknown = Taqvim({"--context", "stranger", "events", "history", "gala"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("taqvim context update stranger --token-file -"));
  EXPECT_THAT(unknown.err, Not(HasSubstr("taqvim_nobody")));
  EXPECT_THAT(As("website", {"events", "history", "gala"}), HasSubstr("title"));
  const Ran denied = Taqvim({"--context", "website", "events", "confirm", "gala"});
  EXPECT_EQ(denied.code, 1);
  EXPECT_THAT(denied.err, HasSubstr("taqvim context whoami"));
  EXPECT_THAT(As("website", {"context", "whoami"}),
              AllOf(HasSubstr("website"), HasSubstr("viewer")));
}

}  // namespace
}  // namespace taqvim::e2e
