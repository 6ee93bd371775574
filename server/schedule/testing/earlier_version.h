// Plays an earlier version of the server, which derived things otherwise: changes
// what is stored behind the schedule's back, and brings it forward.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "server/schedule/stored/resources.h"
#include "server/schedule/testing/schedule_fixture.h"
#include "server/schedule/upkeep/bring_forward.h"

namespace taqvim::schedule {

// Of a store that lives longer. One thread; what fails, fails the test.
class EarlierVersion {
 public:
  explicit EarlierVersion(ScheduleStore& schedule) : schedule_(schedule) {}

  // Changes what is stored, as an earlier version had it.
  using Change = std::function<void(storage::Transaction&, storage::Mutation&)>;
  void Behind(const Change& change);
  void SetClaims(const std::string& event,
                 const std::function<void(std::vector<storage::Claim>&)>& change);
  template <class Message>
  void SetMessage(storage::Kind kind, const std::string& name,
                  const std::function<void(Message&)>& change) {
    Behind([&](storage::Transaction& transaction, storage::Mutation& mutation) {
      const auto resource = *transaction.Find(kind, name);
      auto message = *Read<Message>(*resource);
      change(message);
      mutation.rederived.push_back({.id = resource->id, .body = ToBody(message)});
    });
  }
  // Lets the store forget by which derivation it is.
  void Forget();

  // One revision of bringing it forward, and all.
  BroughtForward BringForwardOnce();
  BroughtForward BringForwardAll();
  bool IsBroughtForward();

 private:
  ScheduleStore& schedule_;
};

}  // namespace taqvim::schedule
