#include "server/schedule/testing/earlier_version.h"

#include <utility>

#include "proto/status_macros.h"

namespace taqvim::schedule {

using storage::Kind;

void EarlierVersion::Behind(const Change& change) {
  auto outcome = schedule_.RunTransaction(
      [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        storage::Mutation mutation;
        change(transaction, mutation);
        RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
        return "";
      });
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
}

void EarlierVersion::SetClaims(const std::string& event,
                               const std::function<void(std::vector<storage::Claim>&)>& change) {
  Behind([&](storage::Transaction& transaction, storage::Mutation& mutation) {
    const auto resource = *transaction.Find(Kind::kEvent, event);
    mutation.claims = *transaction.ClaimsOf(resource->id);
    mutation.release = {resource->id};
    change(mutation.claims);
  });
}

void EarlierVersion::Forget() {
  Behind([](storage::Transaction& transaction, storage::Mutation& mutation) {
    const auto topic = *transaction.Find(Kind::kTopic, kDerivationTopic);
    if (topic == nullptr) return;
    mutation.puts.push_back(
        {.id = topic->id, .kind = topic->kind, .name = topic->name, .body = "0"});
  });
}

BroughtForward EarlierVersion::BringForwardOnce() {
  BroughtForward brought;
  auto outcome = schedule_.RunTransaction(
      [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(auto some, BringForward(transaction));
        brought = some;
        return "";
      });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  return brought;
}

BroughtForward EarlierVersion::BringForwardAll() {
  BroughtForward all = {.done = IsBroughtForward()};
  for (int revisions = 0; !all.done && revisions < 100; ++revisions) {
    const BroughtForward some = BringForwardOnce();
    all.done = some.done;
    all.looked_at += some.looked_at;
    all.rewritten += some.rewritten;
    all.moved.events.insert(all.moved.events.end(), some.moved.events.begin(),
                            some.moved.events.end());
  }
  EXPECT_TRUE(all.done);
  return all;
}

bool EarlierVersion::IsBroughtForward() {
  bool done = false;
  auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
    auto found = schedule::IsBroughtForward(snapshot);
    done = found.ok() && *found;
    return found.status();
  });
  EXPECT_TRUE(status.ok()) << status;
  return done;
}

}  // namespace taqvim::schedule
