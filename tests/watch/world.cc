#include "tests/watch/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "absl/time/clock.h"
#include "tests/support/bookings.h"
#include "tests/support/sqlite_file.h"

namespace taqvim::watching {
namespace {

constexpr int kWriters = 4;
constexpr int kWritesOfRound = 40;
// Above 2 MiB, so that they are told in parts.
constexpr int kEventsOfFestival = 600;
// More revisions than ListChanges looks at for a page.
constexpr int kBetweenTheRare = 4'100;
constexpr absl::Duration kWorldPatience = absl::Seconds(150);

std::string NewestToken(client::Client& client) {
  const auto answer = client.Call<v1::ListChangesResponse>(v1::ListChangesRequest());
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? answer->revision_token() : "";
}

std::vector<WatcherKind> Kinds() {
  const Interest all = {.include_before = true};
  Interest festivals, confirmed, few;
  festivals.filter.add_resource_kinds(v1::RESOURCE_KIND_EVENT);
  festivals.filter.mutable_events()->set_text(kWord);
  confirmed.filter.mutable_events()->add_states(v1::EVENT_STATE_CONFIRMED);
  confirmed.include_before = true;
  few.filter.add_resource_kinds(v1::RESOURCE_KIND_PARTICIPANT);
  few.filter.add_resource_kinds(v1::RESOURCE_KIND_SPACE);
  return {
      {.name = "all from the beginning", .interest = all},
      {.name = "all from now on", .interest = all, .snapshot = false},
      {.name = "all, restless", .interest = {}, .restless = true},
      {.name = "all, slow", .interest = {}, .slow = true},
      {.name = "festivals", .interest = festivals},
      {.name = "festivals, restless", .interest = festivals, .restless = true},
      {.name = "confirmed events", .interest = confirmed, .restless = true, .slow = true},
      {.name = "few", .interest = few},
      {.name = "few, restless, from now on", .interest = few, .snapshot = false, .restless = true},
      {.name = "rare", .interest = World::InTheRare()},
  };
}

bool Knows(const History& history, const Segment& segment) {
  return std::all_of(segment.told.begin(), segment.told.end(), [&](const auto& told) {
    return told.revision_token().empty() || history.NumberOf(told.revision_token());
  });
}

}  // namespace

Interest World::InTheRare() {
  Interest rare;
  rare.filter.add_resource_kinds(v1::RESOURCE_KIND_EVENT);
  rare.filter.mutable_events()->set_text(kRareWord);
  return rare;
}

World::World(unsigned seed) : random_(seed) {
  beginning_ = NewestToken(server_.client());
  testing::EnterLibrary(server_.client(), kHalls);
  wire_.LeadTo(server_.address());
  MakeWriters();
  MakeWatchers();
  MakeMirrors();
}

World::~World() {
  for (auto& watcher : watchers_) watcher->End();
}

void World::MakeWriters() {
  for (int i = 0; i < kWriters; ++i) {
    writers_.push_back(
        std::make_unique<Writer>(testing::OwnChannel(wire_.address()), slots_, random_()));
  }
  festivals_ = std::make_unique<Writer>(testing::OwnChannel(wire_.address()), slots_, random_());
}

void World::MakeWatchers() {
  for (WatcherKind& kind : Kinds()) {
    watchers_.push_back(
        std::make_unique<Watcher>(std::move(kind), testing::OwnChannel(wire_.address())));
    watchers_.back()->Begin();
  }
}

void World::MakeMirrors() {
  const testing::TempDir& dir = server_.dir();
  mirrors_.push_back(
      std::make_unique<Mirror>("cpp", std::vector<std::string>{MIRROR}, wire_.address(), dir));
  const std::vector<std::string> python = {"/usr/bin/env", "PYTHONPATH=" PYTHON_MODULES, PYTHON,
                                           PYTHON_MIRROR};
  mirrors_.push_back(std::make_unique<Mirror>("python", python, wire_.address(), dir));
  for (auto& mirror : mirrors_) mirror->Start();
}

void World::Run() {
  const int rounds = testing::Rounds(9, 5);
  for (int i = 0; i < rounds; ++i) Round(i % 3 == 1);
  WaitForAll();
  ReadHistory();
  RestoreOlderCopy();
  for (int i = 0; i < rounds / 2; ++i) Round(i % 3 == 1);
  WriteWhatIsRare();
  WaitForAll();
  ReadHistory();
  for (const auto& watcher : watchers_) {
    const int page_size = 1 + static_cast<int>(random_() % 50);
    listings_.push_back(List(server_.client(), beginning_, watcher->kind().interest, page_size));
  }
  rare_ = List(server_.client(), beginning_, InTheRare(), 1);
  events_ = testing::ListAll(server_.client());
  for (auto& mirror : mirrors_) mirror->WaitFor(history().newest());
}

// The moments are random: nothing is waited for.
void World::SleepUpTo(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::microseconds(random_() % (milliseconds * 1000)));
}

void World::Round(bool kill) {
  std::vector<std::thread> threads;
  for (auto& writer : writers_) {
    threads.emplace_back([&writer] { writer->Write(kWritesOfRound); });
  }
  if (kill) threads.emplace_back([this] { festivals_->WriteFestival(kEventsOfFestival); });
  for (int i = 0; i < 3; ++i) {
    SleepUpTo(100);
    SomethingHappens();
  }
  if (kill) {
    KillServer();
    // What is written after the first copy is lost when that is restored.
    if (copy_.empty()) {
      copy_ = server_.dir().Path("copy.db");
      testing::CopyDataFile(server_.data_file(), copy_);
    }
    StartServer();
  }
  for (std::thread& thread : threads) thread.join();
}

void World::SomethingHappens() {
  if (random_() % 4 == 0) wire_.Cut();
  for (auto& watcher : watchers_) {
    if (!watcher->kind().restless || random_() % 2 == 0) continue;
    watcher->End();
    SleepUpTo(20);
    watcher->Begin();
  }
  for (auto& mirror : mirrors_) {
    if (random_() % 4 != 0) continue;
    mirror->Kill();
    mirror->Start();
  }
}

void World::StartServer() {
  server_.Start();
  wire_.LeadTo(server_.address());
}

void World::KillServer() {
  server_.Kill();
  wire_.Cut();
}

// Some go on before the new history has as many revisions as the old one had, and
// some when it has more, so that their tokens' numbers are taken.
void World::RestoreOlderCopy() {
  std::vector<Watcher*> late;
  for (auto& watcher : watchers_) {
    if (watcher->kind().restless) late.push_back(watcher.get());
  }
  for (Watcher* watcher : late) watcher->End();
  KillServer();
  testing::CopyDataFile(copy_, server_.data_file());
  StartServer();
  for (auto& writer : writers_) writer->Forget();
  const size_t replaced = histories_[0].size();
  while (History::Read(server_.client(), beginning_).size() <= replaced &&
         !::testing::Test::HasFailure()) {
    Writer& writer = *writers_[random_() % writers_.size()];
    writer.Write(100);
  }
  for (Watcher* watcher : late) watcher->Begin();
}

// In quiet: those of rounds may be lost with a server that is killed.
void World::WriteWhatIsRare() {
  festivals_->WriteFestival(kEventsOfFestival);
  writers_.front()->CreateRare();
  std::vector<std::thread> threads;
  for (auto& writer : writers_) {
    threads.emplace_back([&writer] { writer->EnterParticipants(kBetweenTheRare / kWriters); });
  }
  for (std::thread& thread : threads) thread.join();
  writers_.front()->CreateRare();
}

void World::WaitForAll() {
  const std::string newest = NewestToken(server_.client());
  const absl::Time deadline = absl::Now() + kWorldPatience;
  for (auto& watcher : watchers_) {
    EXPECT_TRUE(watcher->WaitFor(newest, deadline)) << watcher->kind().name;
  }
}

void World::ReadHistory() {
  histories_.push_back(History::Read(server_.client(), beginning_));
  acknowledged_.clear();
  for (auto& writer : writers_) {
    const auto& of_writer = writer->acknowledged();
    acknowledged_.insert(acknowledged_.end(), of_writer.begin(), of_writer.end());
  }
  const auto& of_festivals = festivals_->acknowledged();
  acknowledged_.insert(acknowledged_.end(), of_festivals.begin(), of_festivals.end());
}

const History* World::HistoryOf(const Segment& segment) const {
  for (const History* candidate : {&history(), &replaced()}) {
    if (Knows(*candidate, segment)) return candidate;
  }
  return nullptr;
}

}  // namespace taqvim::watching
