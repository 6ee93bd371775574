// What a server has promised in all its lives, held against what it has.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "client/client.h"
#include "taqvim/v1/event.pb.h"
#include "tests/crash/writer.h"

namespace taqvim::crash {

// Of what is booked in the spaces of writer.h. Its checks fail the test. A copy is what was
// promised by then. Not thread-safe.
class Ledger {
 public:
  // Takes over what a writer wrote in the life that ended.
  void Add(std::vector<Write> writes);

  // Every acknowledged write is there as it was acknowledged, every unknown one
  // wholly or not at all, nothing else is, and no space is confirmed twice. Returns how many
  // events that were acknowledged are not there.
  int CheckSchedule(client::Client& client) const;
  // Sends again what is unknown: it is booked once, and thereby acknowledged, or
  // refused because another has its slot.
  void RetryUnknown(client::Client& client);
  // Takes over what the server made of an event by itself, as the log has it: it expired, or
  // its instants moved.
  void TakeOver(const v1::Event& event);

  // How many writes are booked.
  int acknowledged() const { return acknowledged_; }
  // How many unknown writes the server turned out to have, and not to have.
  int found() const { return found_; }
  int lost() const { return lost_; }

 private:
  // The events there are, by title.
  using Found = absl::flat_hash_map<std::string, v1::Event>;
  static Found FindAll(client::Client& client);
  void CheckUnknown(const Found& found) const;
  void CheckSame(const std::string& title, const v1::Event& found, const v1::Event& event) const;

  void Expect(const Write& write);

  // The events that must be there, by title.
  absl::flat_hash_map<std::string, v1::Event> expected_;
  // The titles of those that were taken over: of what is worked out on reading the log has
  // nothing, so their etags are compared.
  absl::flat_hash_set<std::string> taken_over_;
  // The names of those that were acknowledged last.
  std::vector<std::string> newest_;
  std::vector<Write> unknown_;
  int acknowledged_ = 0;
  int found_ = 0;
  int lost_ = 0;
};

}  // namespace taqvim::crash
