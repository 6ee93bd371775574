// A festival as a whole, followed by everybody: 2,000 events in 700 venues that do not exist
// yet, in three languages, 1.5 KB an event, a tenth of them series and a tenth inside others.
// Checked, applied, published, moved and cancelled, each by one command, while grpcio, grpc-js,
// connect-node and both mirrors follow, and are killed and go on between the parts of a
// revision, as is the server; beside a reader that stops, and before many audiences.
//
// TAQVIM_AUDIENCES says how many; 100 without it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/festival/world.h"

namespace taqvim::festival {
namespace {

using ::testing::HasSubstr;

// What a server of a small machine has. A sanitizer keeps what was freed, and shadows of the rest.
#ifdef TAQVIM_SANITIZED
constexpr int64_t kMostKib = int64_t{1536} << 10;
#else
constexpr int64_t kMostKib = int64_t{600} << 10;
#endif

struct Rights {
  std::string name;
  std::string access_token;
};

std::vector<watching::Interest> Interests() {
  std::vector<watching::Interest> interests(10);
  for (auto& interest : interests) interest.include_before = true;
  const auto events = [&](int i) { return interests[i].filter.mutable_events(); };
  interests[1].filter.add_resource_kinds(v1::RESOURCE_KIND_EVENT);
  interests[2].filter.add_resource_kinds(v1::RESOURCE_KIND_VENUE);
  events(3)->add_states(v1::EVENT_STATE_CONFIRMED);
  events(4)->set_text("number 7");
  events(5)->add_spaces("venues/house-3/spaces/hall");
  events(6)->add_kinds(v1::EVENT_KIND_CULTURE_DAYS);
  events(7)->set_programme("events/festival");
  events(8)->add_organizations(absl::StrCat("organizations/", kOwner));
  interests[9].include_before = false;
  return interests;
}

class WholeFestival : public ::testing::Test {
 protected:
  std::string FileOf(const std::string& id, int events = 2000) {
    const std::string path = world_.File(id + ".yaml");
    WriteFile({.id = id, .events = events, .first_day = world_.first_day()}, path);
    return path;
  }
  void Command(const std::string& what, const std::vector<std::string>& words) {
    world_.Timed(what, [&] { ASSERT_EQ(world_.Run(words), 0) << world_.Errors(); });
  }
  std::string Shown(const std::string& event) {
    EXPECT_EQ(world_.Run({"events", "get", event}), 0) << world_.Errors();
    return world_.Out();
  }
  std::string Day(int days) const { return absl::FormatCivilTime(world_.first_day() + days); }
  std::vector<Rights> AllRights();
  std::vector<std::unique_ptr<Audience>> Gather(const std::string& after);
  void CancelWhileTheServerIsKilled();
  void Disperse(std::vector<std::unique_ptr<Audience>>& audiences, const std::string& after);

  World world_;
};

std::vector<Rights> WholeFestival::AllRights() {
  const std::string owner = absl::StrCat("organizations/", kOwner);
  const std::string other = absl::StrCat("organizations/", kOther);
  const auto make = [&](const std::string& name, v1::Role role, const std::string& organization,
                        const std::string& venue = "") {
    return Rights{name, world_.MakeToken(name, role, organization, venue)};
  };
  return {{"anybody", ""},
          make("public", v1::ROLE_PUBLIC, ""),
          make("viewer", v1::ROLE_VIEWER, ""),
          make("viewer-of-owner", v1::ROLE_VIEWER, owner),
          make("viewer-of-other", v1::ROLE_VIEWER, other),
          make("viewer-of-house", v1::ROLE_VIEWER, "", "venues/house-7"),
          make("organizer-of-owner", v1::ROLE_ORGANIZER, owner),
          make("organizer-of-other", v1::ROLE_ORGANIZER, other),
          make("manager-of-house", v1::ROLE_VENUE_MANAGER, "", "venues/house-7"),
          make("organizer", v1::ROLE_ORGANIZER, "")};
}

// Rights with interests, each pair once, however many are asked for; those of the same rights
// share a connection.
std::vector<std::unique_ptr<Audience>> WholeFestival::Gather(const std::string& after) {
  const char* said = std::getenv("TAQVIM_AUDIENCES");
  const auto interests = Interests();
  const std::vector<Rights> rights = AllRights();
  const size_t all = rights.size() * interests.size();
  const size_t count = said == nullptr ? all : std::strtoul(said, nullptr, 10);
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (size_t i = 0; i < rights.size(); ++i) {
    channels.push_back(testing::OwnChannel(world_.server().address()));
  }
  std::vector<std::unique_ptr<Audience>> audiences;
  for (size_t i = 0; i < std::min(count, all); ++i) {
    const size_t who = i % rights.size(), what = (i + i / rights.size()) % interests.size();
    audiences.push_back(std::make_unique<Audience>(
        AudienceKind{absl::StrCat(rights[who].name, " with filter ", what),
                     rights[who].access_token, interests[what]},
        channels[who], after));
  }
  return audiences;
}

// Each was told what is listed for it.
void WholeFestival::Disperse(std::vector<std::unique_ptr<Audience>>& audiences,
                             const std::string& after) {
  std::vector<Told> told;
  world_.Timed(absl::StrCat("  told to ", audiences.size(), " audiences"), [&] {
    for (auto& audience : audiences)
      told.push_back(audience->EndAt([&] { return world_.NewestToken(); }));
  });
  world_.Timed("  listed for each of them", [&] {
    for (size_t i = 0; i < audiences.size(); ++i) {
      const AudienceKind& kind = audiences[i]->kind();
      EXPECT_EQ(told[i], Listed(kind, world_.server().address(), after)) << kind.name;
    }
  });
  audiences.clear();
}

// At the moment in which the first part of the revision has come to somebody. The command
// line sends again what it has no answer to.
void WholeFestival::CancelWhileTheServerIsKilled() {
  std::atomic<bool> told = false;
  Audience first({"the first", "", {.include_before = true}},
                 testing::OwnChannel(world_.server().address()), world_.NewestToken(),
                 [&] { told = true; });
  std::thread command([&] {
    EXPECT_EQ(world_.Run({"events", "cancel", "festival", "--cascade"}, /*through_wire=*/true), 0)
        << world_.Errors();
  });
  const absl::Time deadline = absl::Now() + absl::Seconds(120);
  while (!told && absl::Now() < deadline) std::this_thread::yield();
  EXPECT_TRUE(told) << "it came in one part";
  world_.KillServer();
  command.join();
}

TEST_F(WholeFestival, IsAppliedPublishedMovedAndCancelledBeforeEverybody) {
  world_.BeginToFollow();
  const std::string beginning = world_.NewestToken();
  StoppedReader stopped(testing::OwnChannel(world_.wire().address()), beginning);
  const std::string file = FileOf("festival");
  Command("checked, with 700 venues that do not exist", {"apply", "--dry-run", "-f", file});
  EXPECT_EQ(world_.NewestToken(), beginning);
  Command("applied", {"apply", "-f", file});
  world_.Timed("  told to all who follow", [&] { world_.AllHaveTheSame(); });
  EXPECT_THAT(Shown("festival-1999"), HasSubstr("confirmed"));
  Command("applied again", {"apply", "-f", file});
  EXPECT_THAT(world_.Out(), HasSubstr("UNCHANGED"));

  world_.Timed("checked, and in the way in 2,000 places", [&] {
    EXPECT_NE(world_.Run({"apply", "-f", FileOf("other")}), 0);
    EXPECT_THAT(world_.Errors(), HasSubstr("Nothing was written"));
  });

  // Who follows in another language is killed between two parts, and goes on.
  for (auto& follower : world_.followers()) {
    follower->Kill();
    follower->Follow(/*die_between_parts=*/true);
  }
  Command("published", {"events", "publish", "--programme", "festival"});
  world_.Timed("  killed between its parts, gone on, told to all", [&] {
    for (auto& follower : world_.followers()) {
      ASSERT_TRUE(follower->HasKilledItself());
      follower->Follow();
    }
    world_.AllHaveTheSame();
  });
  EXPECT_THAT(Shown("festival-1000"), HasSubstr("publish"));

  const std::string published = world_.NewestToken();
  std::vector<std::unique_ptr<Audience>> audiences = Gather(published);
  Command("moved", {"programmes", "shift", "festival", "--days", "7"});
  Disperse(audiences, published);
  world_.Timed("  told to all who follow", [&] { world_.AllHaveTheSame(); });
  EXPECT_THAT(Shown("festival-0"), HasSubstr(Day(7)));

  world_.Timed("cancelled, the server killed between its parts",
               [&] { CancelWhileTheServerIsKilled(); });
  world_.Timed("  told to all who follow", [&] { world_.AllHaveTheSame(); });
  EXPECT_THAT(Shown("festival-1000"), HasSubstr("cancelled"));

  world_.Timed("  caught up with by the reader that stopped", [&] {
    const AudienceKind everything{"everything", "", {.include_before = true}};
    EXPECT_EQ(stopped.ReadUpTo([&] { return world_.NewestToken(); }),
              Listed(everything, world_.server().address(), beginning));
  });
  EXPECT_LT(world_.steps().PeakKib(), kMostKib);
}

}  // namespace
}  // namespace taqvim::festival
