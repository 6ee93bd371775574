#include "tests/simulation/simulation.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/api.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"
#include "tests/support/bookings.h"

namespace taqvim::simulation {
namespace {

using storage::Snapshot;
using storage::Transaction;
using storage::WriteOutcome;

constexpr char kMethod[] = "taqvim.v1.EventService.BatchWriteEvents";

// The operation as the store runs it.
template <class Request, class Response>
storage::WriteFunction WriteOf(absl::StatusOr<Response> (*operation)(Transaction&,
                                                                     const schedule::Caller&,
                                                                     const Request&),
                               Request request) {
  EXPECT_TRUE(schedule::Validate(request).ok()) << schedule::Validate(request);
  return [operation,
          request = std::move(request)](Transaction& transaction) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(auto response,
                     operation(transaction, {"organiser", access::Rights::All()}, request));
    return response.SerializeAsString();
  };
}

std::array<uint64_t, 2> HashOf(const v1::BatchWriteEventsRequest& request) {
  const std::string text = request.DebugString();
  return {std::hash<std::string>()(text), text.size()};
}

}  // namespace

Simulation::Simulation(uint64_t seed)
    : disk_(absl::StrCat("simulation-", seed)), random_(seed), store_random_(~seed) {
  Open();
  EnterLibrary();
}

void Simulation::Open() {
  storage::SqliteOptions options;
  options.path = directory_.File("schedule.db");
  options.create = true;
  options.vfs = disk_.name();
  options.env = {.now = [this] { return now_; }, .random = [this] { return store_random_(); }};
  options.group_limit = 1 + random_() % 8;
  options.checkpoint_pages = 30;
  options.wal_limit_pages = 90;
  // The only clock that is not simulated.
  options.snapshot_budget = absl::InfiniteDuration();
  options.fatal = [this](const absl::Status&) { disk_failed_ = true; };
  auto store = storage::OpenManualSqliteStore(std::move(options));
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
}

void Simulation::EnterLibrary() {
  const auto enter = [this](storage::WriteFunction function) {
    const auto outcome = storage::testing::WriteAndWait(*store_, {}, std::move(function));
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  };
  enter(WriteOf(schedule::CreateOrganization,
                testing::FromText<v1::CreateOrganizationRequest>(
                    "organization_id: 'library' "
                    "organization { title { key: 'en' value: 'Library' } country: 'KZ' }")));
  enter(WriteOf(schedule::CreateVenue,
                testing::FromText<v1::CreateVenueRequest>(
                    "venue_id: 'library' venue { title { key: 'en' value: 'Library' } "
                    "country: 'KZ' city: 'Astana' time_zone: 'Asia/Almaty' }")));
  for (const char* hall : kHalls) {
    auto space = testing::FromText<v1::CreateSpaceRequest>(
        "parent: 'venues/library' space { title { key: 'en' value: 'Hall' } }");
    space.set_space_id(hall);
    enter(WriteOf(schedule::CreateSpace, space));
  }
}

void Simulation::Run(int steps) {
  for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
    now_ += absl::Milliseconds(random_() % 50);
    Step();
  }
  EndEverything();
}

void Simulation::Step() {
  const auto roll = random_() % 100;
  if (roll < 45 || calls_.empty()) return SendNew();
  if (roll < 55) return SendAgain();
  if (roll < 58) return SendOtherBodyUnderSameId();
  if (roll < 64) return CancelOne();
  if (roll < 74) return SendRead();
  if (roll < 76) return BreakDisk();
  if (roll < 78) return Recover();
  if (roll < 85) {
    store_->RunPendingReads();
    return;
  }
  RunWrites();
}

void Simulation::SendNew() {
  Call call;
  call.request = source_.Next(random_);
  call.options.principal = "organiser";
  call.options.method = kMethod;
  call.options.dry_run = random_() % 10 == 0;
  if (!call.options.dry_run) call.options.request_id = absl::StrCat("request-", calls_.size());
  call.options.request_hash = HashOf(call.request);
  call.options.weight = random_() % 10 == 0 ? 100 : 1;
  if (random_() % 10 == 0) call.options.timeout = absl::Milliseconds(random_() % 100);
  Send(std::move(call));
}

void Simulation::SendAgain() {
  Call call = AnyCall();
  call.options.timeout = absl::InfiniteDuration();
  Send(std::move(call));
}

void Simulation::SendOtherBodyUnderSameId() {
  Call call = AnyCall();
  call.request = source_.Next(random_);
  call.options.request_hash = HashOf(call.request);
  Send(std::move(call));
}

void Simulation::Send(Call call) {
  call.cancelled = call.answered = call.unknown = false;
  const size_t number = calls_.size();
  Call& sent = calls_.emplace_back(std::move(call));
  sent.options.cancelled = [&sent] { return sent.cancelled; };
  store_->Write(sent.options, WriteOf(schedule::BatchWriteEvents, sent.request),
                [this, &sent, number](const WriteOutcome& outcome) {
                  EXPECT_FALSE(sent.answered) << "call " << number << " was answered twice";
                  sent.answered = true;
                  sent.unknown = IsUnknown(outcome);
                  successes_ += outcome.status.ok() ? 1 : 0;
                  history_.Add(sent.options, outcome);
                  Note(absl::StrCat(
                      "call ", number, ": ", absl::StatusCodeToString(outcome.status.code()), " ",
                      std::string(outcome.status.message()), " at ", outcome.revision.number));
                });
}

void Simulation::CancelOne() { AnyCall().cancelled = true; }

void Simulation::SendRead() {
  store_->Read(
      {}, [this](Snapshot& snapshot) { return CheckHalls(snapshot); },
      [this](const absl::Status& status) {
        const bool disk = status.code() == absl::StatusCode::kUnavailable;
        EXPECT_TRUE(status.ok() || disk) << status;
        Note(absl::StrCat("read: ", absl::StatusCodeToString(status.code())));
      });
}

absl::Status Simulation::CheckHalls(Snapshot& snapshot) {
  for (const char* hall : kHalls) {
    ASSIGN_OR_RETURN(auto space, snapshot.Find(storage::Kind::kSpace, testing::Space(hall)));
    ASSIGN_OR_RETURN(auto claims, snapshot.ClaimsOverlapping(
                                      space->id, {.start = 0, .end = storage::Interval::kForever},
                                      storage::ClaimKinds{storage::ClaimKind::kConfirmed}, 100000));
    int64_t free_from = 0;
    for (const storage::Claim& claim : claims) {
      EXPECT_GE(claim.interval.start, free_from) << hall << " is taken twice";
      free_from = claim.interval.end;
    }
    Note(absl::StrCat(hall, ": ", claims.size(), " at ", snapshot.revision().number));
  }
  return absl::OkStatus();
}

void Simulation::BreakDisk() {
  storage::testing::Fault fault;
  fault.step = 1 + static_cast<int64_t>(random_() % 60);
  fault.code = random_() % 2 == 0 ? SQLITE_FULL : SQLITE_IOERR;
  fault.tear = random_() % 2 == 0;
  fault.lasting = random_() % 4 == 0;
  disk_.Set(fault);
}

// The power fails: of what was not synced, anything may be left.
void Simulation::Recover() {
  disk_.CutPower();
  store_.reset();
  disk_.Restore([this] { return random_() % 2 == 0; });
  disk_.Clear();
  disk_failed_ = false;
  ++recoveries_;
  Note("recovery");
  Open();
  if (::testing::Test::HasFatalFailure()) return;
  history_.Check(*store_);
  RetryUnknown();
}

void Simulation::RunWrites() {
  store_->RunPendingWrites();
  if (disk_failed_) Recover();
}

void Simulation::RetryUnknown() {
  const size_t count = calls_.size();
  for (size_t i = 0; i < count; ++i) {
    if (!std::exchange(calls_[i].unknown, false)) continue;
    Call again = calls_[i];
    again.options.timeout = absl::InfiniteDuration();
    Send(std::move(again));
  }
}

void Simulation::EndEverything() {
  Recover();
  store_->RunPendingWrites();
  SendRead();
  store_->RunPendingReads();
  Recover();
  for (size_t i = 0; i < calls_.size(); ++i) EXPECT_TRUE(calls_[i].answered) << "call " << i;
}

void Simulation::Note(const std::string& what) { absl::StrAppend(&transcript_, what, "\n"); }

}  // namespace taqvim::simulation
