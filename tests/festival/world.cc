#include "tests/festival/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "google/protobuf/util/message_differencer.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/change_service.pb.h"
#include "tests/support/sqlite_file.h"

namespace taqvim::festival {
namespace {

constexpr absl::Duration kFestivalPatience = absl::Seconds(180);

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

Steps::~Steps() {
  std::printf("%-56s %8s %12s %12s\n", "step", "seconds", "server MiB", "at most");
  for (const std::string& line : lines_) std::printf("%s\n", line.c_str());
}

void Steps::Add(const std::string& what, double seconds) {
  const int64_t now = server_.process().ResidentKib(), peak = server_.process().PeakKib();
  peak_ = std::max(peak_, peak);
  lines_.push_back(absl::StrFormat("%-56s %8.1f %12d %12d", what, seconds, now >> 10, peak >> 10));
}

World::World()
    : steps_(server_), first_day_(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 30) {
  wire_.LeadTo(server_.address());
}

int World::Run(const std::vector<std::string>& words, bool through_wire) {
  std::vector<std::string> command = {TAQVIM, "--timeout", "120s", "--server",
                                      through_wire ? wire_.address() : server_.address()};
  command.insert(command.end(), words.begin(), words.end());
  std::ofstream(File("out"), std::ios::trunc).flush();
  std::ofstream(File("err"), std::ios::trunc).flush();
  return testing::Process(command, File("out"), File("err")).Wait();
}

void World::Timed(const std::string& what, absl::FunctionRef<void()> work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  steps_.Add(what, SecondsSince(begin));
}

void World::KillServer() {
  server_.Kill();
  server_.Start();
  wire_.LeadTo(server_.address());
}

std::string World::MakeToken(const std::string& principal, v1::Role role,
                             const std::string& organization, const std::string& venue) {
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal(principal);
  request.mutable_access_token()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(absl::Now() + absl::Hours(1)));
  v1::Grant& grant = *request.add_grants();
  grant.set_role(role);
  if (!organization.empty()) grant.set_organization(organization);
  if (!venue.empty()) grant.set_venue(venue);
  const auto made = server_.client().Call<v1::CreateAccessTokenResponse>(request);
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? made->secret() : "";
}

std::string World::NewestToken() {
  const auto answer = server_.client().Call<v1::ListChangesResponse>(v1::ListChangesRequest());
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? answer->revision_token() : "";
}

void World::BeginToFollow() {
  for (const std::string& make : kMakes) {
    followers_.push_back(std::make_unique<Follower>(make, wire_.address(), server_.dir()));
    followers_.back()->Follow();
  }
  const std::vector<std::string> python = {"/usr/bin/env", "PYTHONPATH=" PYTHON_MODULES, PYTHON,
                                           PYTHON_MIRROR};
  for (const auto& [name, command] :
       {std::pair<std::string, std::vector<std::string>>("cpp", {MIRROR}), {"python", python}}) {
    mirrors_.push_back(
        std::make_unique<watching::Mirror>(name, command, wire_.address(), server_.dir()));
    mirrors_.back()->Start();
  }
}

bool World::AllAreAt(const std::string& token) {
  for (const auto& mirror : mirrors_) {
    if (testing::RunSql(File(mirror->name() + ".db"), "SELECT token FROM position") != token) {
      return false;
    }
  }
  return std::all_of(followers_.begin(), followers_.end(),
                     [&](const auto& follower) { return follower->IsAt(token); });
}

// The newest is asked for again and again, since the server writes by itself, too.
void World::AllHaveTheSame() {
  const absl::Time deadline = absl::Now() + kFestivalPatience;
  while (!AllAreAt(NewestToken()) && absl::Now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  std::map<std::string, std::string> etags;
  const std::string rows =
      testing::RunSql(File("cpp.db"), "SELECT name, json_extract(json, '$.etag') FROM resources");
  for (absl::string_view row : absl::StrSplit(rows, '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> one = absl::StrSplit(row, absl::MaxSplits('|', 1));
    etags.insert(one);
  }
  for (auto& follower : followers_) {
    ASSERT_LT(absl::Now(), deadline) << follower->make() << ": " << follower->log();
    EXPECT_TRUE(follower->Read() == etags) << follower->make() << " has something else";
  }
  MirrorsAreEqual();
}

void World::MirrorsAreEqual() {
  const watching::State one = mirrors_[0]->Read(), other = mirrors_[1]->Read();
  ASSERT_EQ(one.size(), other.size());
  for (const auto& [name, resource] : one) {
    ASSERT_TRUE(other.contains(name)) << name;
    ASSERT_TRUE(google::protobuf::util::MessageDifferencer::Equals(resource, other.at(name)))
        << name;
  }
}

}  // namespace taqvim::festival
