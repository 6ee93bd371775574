// What every back end must do, as tests that take the back end as a parameter.
//
// A test program of a back end compiles the conformance_*.cc beside this header
// and instantiates the suite:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, ::testing::Values(...));
//   INSTANTIATE_TEST_SUITE_P(Sqlite, PartsConformance, ::testing::Values(...));
//   INSTANTIATE_TEST_SUITE_P(Sqlite, ClockConformance, ::testing::Values(...));
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/environment.h"
#include "storage/log_retention.h"
#include "storage/store.h"
#include "storage/testing/sync.h"

namespace taqvim::storage::testing {

struct ConformanceSettings {
  Environment env;
  size_t queue_limit = 4096;
  std::function<void(const absl::Status&)> alarm;
  LogRetention log;
  // How long a group of writes may take.
  absl::Duration group_time = absl::Milliseconds(20);
  // How often the log is looked at, of stores with threads.
  absl::Duration log_pause = absl::Milliseconds(1);
};

// The data of one test, empty at first.
class ConformanceBackend {
 public:
  virtual ~ConformanceBackend() = default;
  // Opens a store on the data; the one opened before is destroyed.
  virtual absl::StatusOr<std::unique_ptr<Store>> Open(const ConformanceSettings& settings) = 0;
};

struct ConformanceParam {
  std::string name;
  std::function<std::unique_ptr<ConformanceBackend>()> make;
};

inline void PrintTo(const ConformanceParam& param, std::ostream* out) { *out << param.name; }

class StoreConformance : public ::testing::TestWithParam<ConformanceParam> {
 protected:
  StoreConformance();

  void Open();
  void Reopen();
  // Passes time of the injected clock.
  void Advance(absl::Duration duration) { microseconds_ += absl::ToInt64Microseconds(duration); }
  absl::Time Now() const { return absl::FromUnixMicros(microseconds_); }

  // Writes and returns the outcome; the options have a principal unless set.
  WriteOutcome Write(WriteFunction function, WriteOptions options = {});
  // A write that applies one mutation.
  WriteOutcome Apply(const Mutation& mutation, WriteOptions options = {});
  // Creates a resource and returns its id. Expects success.
  ResourceId Create(Kind kind, std::string name, std::string body = "body",
                    std::vector<Link> links = {});
  // An event of that name that is due then.
  ResourceId CreateDue(std::string name, absl::Time due);
  // An event of that name with these facets and links.
  ResourceId CreateFaceted(std::string name, std::optional<Facets> facets,
                           std::vector<Link> links = {});
  // What a search comes upon, over all its pages.
  std::vector<ResourceId> Found(const SearchQuery& query);
  static std::vector<ResourceId> Found(Snapshot& snapshot, SearchQuery query);
  std::vector<Start> FoundStarts(const StartQuery& query);
  static std::vector<Start> FoundStarts(Snapshot& snapshot, StartQuery query);
  // Writes on until nothing is kept for snapshots that are gone.
  void Settle();
  // A read. Expects success.
  void Read(std::function<void(Snapshot&)> function);

  // By snapshots of their own.
  std::shared_ptr<const Resource> Find(Kind kind, std::string_view name);
  std::vector<Claim> Overlapping(ResourceId atom, Interval interval,
                                 ClaimKinds kinds = ClaimKinds::All(), int limit = 100);
  std::vector<LogEntry> LogAfter(int64_t revision);
  // Expects success.
  HistoryPage Past(HistoryQuery query);

  ConformanceSettings settings_;
  std::unique_ptr<ConformanceBackend> backend_;
  std::unique_ptr<Store> store_;

 private:
  std::atomic<int64_t> microseconds_ = 1'790'000'000'000'000;
  std::atomic<uint64_t> random_ = 1;
  int settled_ = 0;
};

// An event to be put.
inline Put PutOf(ResourceId id, std::string name, std::optional<Facets> facets,
                 std::vector<Link> links = {}) {
  return {.id = id,
          .kind = Kind::kEvent,
          .name = std::move(name),
          .body = "body",
          .links = std::move(links),
          .facets = std::move(facets)};
}

// With revisions so large that the log holds them in parts.
class PartsConformance : public StoreConformance {
 protected:
  static std::string NameOf(int i) { return "events/" + std::to_string(i); }
  // Writes so many events of 100 KiB each, in one revision, all of that letter. Expects
  // success.
  WriteOutcome WriteMany(int count, char letter, WriteOptions options = {});
  // The parts of the revision.
  std::vector<std::vector<Change>> PartsOf(int64_t revision);
};

// With a clock beside that of the suite that is never set, and what alarms say.
class ClockConformance : public StoreConformance {
 protected:
  ClockConformance() {
    settings_.env.steady = [this] { return absl::Microseconds(steady_.load()); };
    settings_.alarm = [this](const absl::Status& alarm) {
      absl::MutexLock lock(&mutex_);
      alarms_.push_back(std::string(alarm.message()));
    };
    Reopen();
  }
  ~ClockConformance() override { store_.reset(); }

  void Pass(absl::Duration duration) {
    steady_ += absl::ToInt64Microseconds(duration);
    Advance(duration);
  }
  // Somebody sets the wall clock.
  void SetForward(absl::Duration duration) { Advance(duration); }

  std::vector<std::string> Alarms() {
    absl::MutexLock lock(&mutex_);
    return alarms_;
  }

  // The time at which a write, and a read, finds itself.
  absl::Time WrittenAt(WriteOptions options = {}) {
    absl::Time time;
    Write(
        [&](Transaction& t) {
          time = t.now();
          return "";
        },
        std::move(options));
    return time;
  }
  absl::Time ReadAt() {
    absl::Time time;
    Read([&](Snapshot& s) { time = s.now(); });
    return time;
  }
  std::vector<absl::Time> Stamps() {
    std::vector<absl::Time> times;
    for (const LogEntry& entry : LogAfter(0)) times.push_back(entry.time);
    return times;
  }

 private:
  std::atomic<int64_t> steady_ = 0;
  absl::Mutex mutex_;
  std::vector<std::string> alarms_ ABSL_GUARDED_BY(mutex_);
};

// A confirmed claim.
inline Claim ClaimOf(ResourceId owner, ResourceId atom, int64_t start, int64_t end,
                     ClaimKind kind = ClaimKind::kConfirmed, ResourceId host = 0,
                     int32_t booking = 0) {
  return {atom, {start, end}, host, owner, booking, kind};
}

}  // namespace taqvim::storage::testing
