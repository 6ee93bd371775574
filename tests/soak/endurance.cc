#include "tests/soak/endurance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "taqvim/v1/change_service.pb.h"
#include "tests/support/bookings.h"

namespace taqvim::soak {
namespace {

// How long a follower may take to be told what there is, on however slow a machine.
constexpr absl::Duration kPatience = absl::Minutes(2);
// Where nothing is acknowledged any more they end long before.
constexpr int kUntilCutOff = 5'000;
// How many of a round are sent again.
constexpr size_t kSample = 5;
constexpr int kRoundsOfMark = 3;

std::string NewestToken(client::Client& client) {
  const auto answer = client.Call<v1::ListChangesResponse>(v1::ListChangesRequest());
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? answer->revision_token() : "";
}

std::vector<watching::WatcherKind> FollowerKinds() {
  watching::Interest festivals, confirmed, participants;
  festivals.filter.add_resource_kinds(v1::RESOURCE_KIND_EVENT);
  festivals.filter.mutable_events()->set_text(watching::kWord);
  confirmed.filter.mutable_events()->add_states(v1::EVENT_STATE_CONFIRMED);
  confirmed.include_before = true;
  participants.filter.add_resource_kinds(v1::RESOURCE_KIND_PARTICIPANT);
  return {{.name = "who is away", .interest = {.filter = {}, .include_before = true}},
          {.name = "all"},
          {.name = "festivals", .interest = festivals},
          {.name = "confirmed events", .interest = confirmed, .slow = true},
          {.name = "participants", .interest = participants}};
}

std::vector<const Trouble*> KindsOf(const Machine& machine, const std::set<std::string>& without) {
  std::vector<const Trouble*> kinds = TroublesOf(machine);
  kinds.push_back(&kRestore);
  std::erase_if(kinds, [&](const Trouble* kind) { return without.contains(kind->name); });
  return kinds;
}

}  // namespace

Endurance::Endurance(uint64_t seed, int writes, const std::set<std::string>& without)
    : random_(seed),
      writes_(writes),
      writers_(machine_.wire().address(), random_()),
      plan_(KindsOf(machine_, without), random_()) {
  checked_ = {.token = NewestToken(client()), .number = 0};
  // In a zone whose rules stay: what is over does not move, and would be in the way of what is
  // booked beside it by other rules.
  testing::EnterLibrary(client(), BookedSpaces(), "Asia/Tashkent");
  tours_ = std::make_unique<Tours>(client());
  for (watching::WatcherKind& kind : FollowerKinds()) {
    followers_.push_back(std::make_unique<Follower>(std::move(kind), machine_.wire().address()));
  }
  Settle(false);
  bounds_.emplace(Figures::Of(machine_.server()));
  changes_ = 0;
  SetMark();
}

Endurance::~Endurance() = default;

Outcome Endurance::Round(const Trouble& trouble) {
  const absl::Time start = absl::Now();
  outcome_ = {.kind = trouble.name};
  machine_.MarkLog();
  Write(trouble);
  const bool restores = &trouble == &kRestore;
  if (restores) {
    Settle(false);
    RestoreToMark();
  }
  WriteInPeace(!trouble.moves_events);
  Settle(trouble.moves_events || restores);
  CheckFigures();
  if (restores || ++rounds_ % kRoundsOfMark == 0) SetMark();
  outcome_.took = absl::Now() - start;
  return outcome_;
}

void Endurance::Write(const Trouble& trouble) {
  const bool changes = !trouble.moves_events && !trouble.stops_writes;
  std::vector<Follower*> away;
  for (size_t i = 1; i < followers_.size(); ++i) {
    if (random_() % 3 == 0) away.push_back(followers_[i].get());
  }
  for (Follower* follower : away) follower->Leave();
  writers_.Begin({.writes = trouble.cuts_off ? kUntilCutOff : writes_,
                  .patient_writes = changes ? writes_ : 0});
  writers_.pulse().Await(static_cast<int>(random_() % (2 * writes_)));
  const absl::Time befell = absl::Now();
  trouble.befalls(machine_);
  outcome_.pause = std::max(outcome_.pause, absl::Now() - befell);
  for (Follower* follower : away) follower->Return();
  Account(writers_.Join());
  if (trouble.is_mended != nullptr) {
    if (!trouble.stops_writes) WriteInPeace(changes);
    trouble.is_mended(machine_);
  }
  RetryUnknown();
  SendAgain();
  if (trouble.moves_events) writers_.Forget();
}

void Endurance::WriteInPeace(bool changes) {
  RetryUnknown();
  const int writes = writes_ / 4 + 1;
  writers_.Begin({.writes = writes, .patient_writes = changes ? writes : 0});
  if (random_() % 2 == 0) machine_.Backup();
  Account(writers_.Join());
  const int64_t unknown = outcome_.found + outcome_.not_there;
  RetryUnknown();
  EXPECT_EQ(outcome_.found + outcome_.not_there, unknown)
      << "of some writes it was not known what became of them, though nothing had happened";
}

void Endurance::Account(std::vector<crash::Write> written) {
  outcome_.pause = std::max(outcome_.pause, writers_.pulse().longest_pause());
  for (const crash::Write& write : written) {
    if (!write.acknowledged()) continue;
    ++outcome_.acknowledged;
    if (sample_.size() < kSample) sample_.push_back(write);
  }
  ledger_.Add(std::move(written));
}

void Endurance::SendAgain() {
  for (crash::Write& write : std::exchange(sample_, {})) {
    const std::string answer = write.response.SerializeAsString();
    crash::Send(client(), write);
    EXPECT_TRUE(write.acknowledged()) << write.title() << ": " << write.status;
    EXPECT_EQ(write.response.SerializeAsString(), answer)
        << write.title() << " was answered in another way when it was sent again";
  }
}

void Endurance::RetryUnknown() {
  const int acknowledged = ledger_.acknowledged();
  const int found = ledger_.found(), not_there = ledger_.lost();
  ledger_.RetryUnknown(client());
  outcome_.acknowledged += ledger_.acknowledged() - acknowledged;
  outcome_.found += ledger_.found() - found;
  outcome_.not_there += ledger_.lost() - not_there;
}

void Endurance::Settle(bool by_itself) {
  const Point since = checked_;
  const auto history = watching::History::Read(client(), since.token, since.number);
  TakeLog(history, by_itself);
  outcome_.lost += ledger_.CheckSchedule(client());
  CheckAcknowledged(history);
  CheckFollowers(since);
  CheckListed();
  tours_->Check(client(), machine_.zones());
  machine_.Check();
}

void Endurance::TakeLog(const watching::History& history, bool by_itself) {
  for (const v1::Revision& revision : history.revisions()) {
    const bool of_system = revision.principal() == "system";
    EXPECT_TRUE(by_itself || !of_system)
        << "the server wrote by itself: " << revision.ShortDebugString().substr(0, 1000);
    for (const v1::Change& change : revision.changes()) {
      watching::Apply(change, &all_);
      if (by_itself && change.kind() == v1::CHANGE_KIND_UPDATED && change.after().has_event()) {
        ledger_.TakeOver(change.after().event());
      }
    }
    changes_ += revision.changes_size();
  }
  outcome_.revisions += static_cast<int64_t>(history.size());
  checked_ = {.token = history.newest(), .number = history.NumberOf(history.newest()).value_or(-1)};
  EXPECT_GE(checked_.number, 0) << "the end of the log is none of its revisions";
}

void Endurance::CheckAcknowledged(const watching::History& history) {
  for (const watching::Acknowledged& write : writers_.TakeAcknowledged()) {
    const auto number = history.NumberOf(write.token);
    const v1::Revision* revision = number ? history.Find(*number) : nullptr;
    if (revision == nullptr) {
      ADD_FAILURE() << write.name << " was acknowledged and is in no log";
      ++outcome_.lost;
      continue;
    }
    const auto& changes = revision->changes();
    EXPECT_TRUE(std::any_of(changes.begin(), changes.end(),
                            [&](const v1::Change& change) { return change.name() == write.name; }))
        << write.name << " is not in the revision that was acknowledged";
  }
}

void Endurance::CheckFollowers(const Point& since) {
  const absl::Time deadline = absl::Now() + kPatience;
  for (auto& follower : followers_) {
    if (!follower->follows()) continue;
    // Some change over from the stream to pages of the log, and back.
    if (random_() % 4 == 0 && restores_ == follower->copy().replaced()) {
      follower->Leave();
      follower->Pull(client(), 1 + static_cast<int>(random_() % 50));
      follower->Return();
    }
    follower->Settle(client(), checked_.token, since, deadline);
    EXPECT_TRUE(follower->copy().IsOf(all_)) << follower->name();
  }
  for (size_t i = 0; i < followers_.size(); ++i) {
    EXPECT_EQ(followers_[i]->copy().replaced(), i == 0 ? 0 : restores_) << followers_[i]->name();
  }
}

void Endurance::CheckListed() {
  std::map<std::string, std::string> listed, logged;
  for (const v1::Event& event : testing::ListAll(client())) listed[event.name()] = event.etag();
  for (const auto& [name, resource] : all_) {
    if (resource.has_event()) logged[name] = resource.event().etag();
  }
  EXPECT_TRUE(listed == logged) << listed.size() << " events are listed, and " << logged.size()
                                << " logged, or they differ";
}

void Endurance::CheckFigures() {
  outcome_.figures = Figures::Of(machine_.server());
  outcome_.backup_bytes = machine_.BackupBytes();
  const auto exceeded = bounds_->Exceeded(outcome_.figures, changes_);
  EXPECT_FALSE(exceeded) << *exceeded;
}

void Endurance::SetMark() {
  Follower& away = *followers_.front();
  away.Return();
  away.Settle(client(), checked_.token, mark_.point, absl::Now() + kPatience);
  EXPECT_TRUE(away.copy().IsOf(all_)) << away.name();
  away.Leave();
  machine_.Backup();
  mark_ = {.point = checked_, .ledger = ledger_, .all = all_};
}

void Endurance::RestoreToMark() {
  // Nobody can ask any more, then, what the history was of which they were told.
  for (size_t i = 1; i < followers_.size(); ++i) {
    followers_[i]->Leave();
    followers_[i]->TakeTold(client(), checked_);
  }
  // What is replaced is in the backups, too.
  machine_.Backup();
  if (random_() % 2 == 0) {
    machine_.Stop();
  } else {
    machine_.Kill();
  }
  machine_.Restore(mark_.point.number);
  outcome_.taken_back += ledger_.acknowledged() - mark_.ledger.acknowledged();
  ledger_ = mark_.ledger;
  all_ = mark_.all;
  checked_ = mark_.point;
  ++restores_;
  writers_.Forget();
  machine_.Start();
  for (auto& follower : followers_) follower->Return();
}

}  // namespace taqvim::soak
