#include "tests/soak/follower.h"

#include <set>
#include <utility>

#include "client/error.h"
#include "tests/support/taqvimd.h"

namespace taqvim::soak {
namespace {

using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;
using watching::Segment;

constexpr char kReplaced[] = "HISTORY_REPLACED";
// Why a token might not be gone on with, which none of these may be told.
const std::set<std::string> kLost = {"TOKEN_EXPIRED", "TOKEN_OF_OTHER_STORE", "RIGHTS_CHANGED"};

}  // namespace

AssertionResult Copy::Take(const std::vector<Segment>& told, const Point& snapshots,
                           const ReadLog& read) {
  for (const Segment& segment : told) {
    if (segment.snapshot) {
      const std::string reason = client::DecodeError(segment.reason).reason;
      if (kLost.contains(reason)) return AssertionFailure() << "it had to begin anew: " << reason;
      replaced_ += reason == kReplaced ? 1 : 0;
      state_.clear();
      point_ = {.number = -1};
    }
    if (segment.told.empty()) continue;
    const Point from = segment.snapshot || point_.number < 0 ? snapshots : point_;
    if (AssertionResult taken = TakeSegment(segment, from, read); !taken) return taken;
  }
  return AssertionSuccess();
}

AssertionResult Copy::TakeSegment(const Segment& segment, const Point& from, const ReadLog& read) {
  const watching::History history = read(from, segment);
  const watching::Expected expected(history, interest_);
  // A snapshot may begin anywhere.
  const auto after = point_.number < 0 ? std::nullopt : std::optional(point_.number);
  AssertionResult right = watching::IsWithoutGaps(expected, segment, history, after);
  if (right) right = watching::IsAsLogged(expected, segment);
  if (!right) return right;
  for (const auto& told : segment.told) {
    watching::Apply(told, &state_);
    const std::string& token = told.revision_token();
    if (!token.empty()) point_ = {.token = token, .number = *history.NumberOf(token)};
  }
  return right;
}

AssertionResult Copy::IsOf(const watching::State& all) const {
  watching::State matching;
  for (const auto& [name, resource] : all) {
    if (watching::Matches(interest_.filter, resource)) matching[name] = resource;
  }
  return watching::IsSame(state_, matching);
}

Follower::Follower(watching::WatcherKind kind, const std::string& address)
    : watcher_(kind, testing::OwnChannel(address)), copy_(std::move(kind.interest)) {
  Return();
}

Follower::~Follower() { Leave(); }

void Follower::Leave() {
  if (follows_) watcher_.End();
  follows_ = false;
}

void Follower::Return() {
  if (!follows_) watcher_.Begin();
  follows_ = true;
}

void Follower::Settle(client::Client& client, const std::string& newest, const Point& snapshots,
                      absl::Time deadline) {
  EXPECT_TRUE(watcher_.WaitFor(newest, deadline)) << name() << " is not told all that there is";
  TakeTold(client, snapshots);
  if (copy_.point().token != newest) ADD_FAILURE() << name() << " is not where the server is";
}

void Follower::TakeTold(client::Client& client, const Point& snapshots) {
  const auto read = [&client](const Point& from, const Segment& segment) {
    auto history = watching::History::Read(client, from.token, from.number);
    for (const auto& told : segment.told) {
      if (!told.revision_token().empty()) history.Place(client, told.revision_token());
    }
    return history;
  };
  EXPECT_TRUE(copy_.Take(watcher_.TakeSegments(), snapshots, read)) << name();
}

}  // namespace taqvim::soak
