// What several servers on one database must do, as tests that take the back end as a
// parameter; beside store_conformance.h, for back ends on which there may be several.
//
//   INSTANTIATE_TEST_SUITE_P(Postgres, ServersConformance, ::testing::Values(...));
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/store.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {

// The data of one test, empty at first.
class ServersBackend {
 public:
  virtual ~ServersBackend() = default;
  // Opens another store on the data, beside those that are open.
  virtual absl::StatusOr<std::unique_ptr<Store>> Open(const ConformanceSettings& settings) = 0;
};

struct ServersParam {
  std::string name;
  std::function<std::unique_ptr<ServersBackend>()> make;
};

inline void PrintTo(const ServersParam& param, std::ostream* out) { *out << param.name; }

// Two servers, `first` and `second`, with one clock.
class ServersConformance : public ::testing::TestWithParam<ServersParam> {
 protected:
  ServersConformance();
  // The stores end before what they ask and tell.
  ~ServersConformance() override { servers_.clear(); }

  // One more, such as one that has loaded all from the database.
  Store& OpenAnother();
  Store& first() { return *servers_[0]; }
  Store& second() { return *servers_[1]; }
  void Advance(absl::Duration duration) { microseconds_ += absl::ToInt64Microseconds(duration); }
  absl::Time Now() const { return absl::FromUnixMicros(microseconds_); }

  static WriteOutcome Write(Store& store, WriteFunction function, WriteOptions options = {});
  static WriteOutcome Apply(Store& store, const Mutation& mutation, WriteOptions options = {});
  // Creates a resource; its id. Expects success.
  static ResourceId Create(Store& store, Kind kind, const std::string& name,
                           std::vector<Link> links = {});
  static void Read(Store& store, std::function<void(Snapshot&)> function);
  static std::vector<Claim> ClaimsOn(Store& store, ResourceId atom);
  // Waits until the store has that revision, as it comes to have those of others by itself.
  static void AwaitRevision(Store& store, int64_t number);
  // The same for what the other has written.
  void CatchUp(Store& store);

 private:
  std::atomic<int64_t> microseconds_ = 1'790'000'000'000'000;
  std::atomic<uint64_t> random_ = 1;
  ConformanceSettings settings_;
  std::unique_ptr<ServersBackend> backend_;
  std::vector<std::unique_ptr<Store>> servers_;
};

}  // namespace taqvim::storage::testing
