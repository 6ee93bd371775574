// What is tested: the schedule's operations over the real store on a file of
// its own, run by this thread, with a clock and random numbers of the test's.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "taqvim/v1/occurrence.pb.h"
#include "taqvim/v1/standing_conflict.pb.h"
#include "tests/property/model/model.h"

namespace taqvim::property {

// What the schedule answered.
struct Answer {
  absl::Status status;
  // Deterministic bytes of the response.
  std::string bytes;
  // What there is of these in the response.
  std::vector<v1::Event> events;
  std::vector<v1::Conflict> conflicts;
  std::vector<std::string> cascaded;
  std::string etag;  // of a space, closure, venue or agreement
  std::string name;
  std::optional<v1::Agreement> agreement;
  std::vector<std::string> moved;
  // Whether it did all that it was asked for.
  bool complete = true;
};

// For one thread.
class Subject {
 public:
  explicit Subject(uint64_t seed);
  ~Subject();
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  void SetClock(int64_t seconds) { now_ = seconds; }
  // Time passes without a write.
  void DoWhatIsDue();
  // A dry run leaves the random numbers as they were, so that the real call
  // after it draws the same.
  Answer Run(const Request& request, bool dry_run);
  // All pages of the check of these writes. OK with `blocked` set, or an error.
  struct Check {
    absl::Status status;
    std::vector<v1::Conflict> conflicts;
    bool blocked = false;
  };
  Check CheckEvents(const std::vector<v1::EventWrite>& writes, int page_size);

  // Creates what the test begins with; it must succeed.
  template <class Request>
  void Prepare(const Request& request);

  // All events, as they are listed, in pages of that size.
  std::vector<v1::Event> ListEvents(int page_size);
  // What of these kinds stands in conflict, in pages of that size.
  std::vector<v1::StandingConflict> ListConflicts(const std::vector<v1::ConflictKind>& kinds,
                                                  int page_size);
  // The occurrences of the event, in pages of that size.
  std::vector<v1::Occurrence> ListOccurrences(const std::string& name, int page_size);
  // Those of all events between these days, in pages of that size.
  std::vector<v1::Occurrence> ListAgenda(int64_t first_day, int64_t last_day, int page_size);
  // What waits for its venue, in pages of that size.
  std::vector<v1::PendingBooking> ListPending(int page_size);
  // What is stored. Empty when there is none of that name.
  std::optional<v1::Event> FindEvent(const std::string& name);
  std::vector<Claim> ClaimsOf(const std::string& owner);
  // Of events and closures, at any time; not those of culture days' topics.
  std::vector<Claim> ClaimsOn(const std::string& atom);
  std::map<std::string, storage::Resource> Resources();

  int64_t revision() const { return store_->newest_revision().number; }
  std::vector<storage::LogEntry> LogAfter(int64_t revision);
  // What SQLite says of the file: `ok`, or what is wrong.
  std::string CheckFile();
  // What `taqvimd check` would find in it, a line each; empty when all is well. What follows
  // from the rules of zones is left out while these have changed and nothing was derived anew.
  // Adds how many resources it looked at.
  std::string Audit(int& looked_at);
  void Reopen();

 private:
  void Open();
  storage::WriteOutcome RunTransaction(storage::WriteFunction function, bool dry_run);
  void Read(storage::ReadFunction function);
  // Those of all pages.
  std::vector<v1::Occurrence> AllOccurrences(v1::ListOccurrencesRequest request);
  std::string NameOf(storage::Snapshot& snapshot, storage::ResourceId id);
  Claim Named(storage::Snapshot& snapshot, const storage::Claim& claim);

  int64_t now_ = 0;
  std::mt19937_64 random_;
  std::filesystem::path directory_;
  std::unique_ptr<storage::ManualStore> store_;
  // Names never change, and ids are not used again.
  std::map<storage::ResourceId, std::string> names_;
};

}  // namespace taqvim::property
