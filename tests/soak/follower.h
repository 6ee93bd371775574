// A service that follows the schedule for hours, and what it must have of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/client.h"
#include "tests/watch/history.h"
#include "tests/watch/told.h"
#include "tests/watch/watcher.h"

namespace taqvim::soak {

// A point of a history: a revision and its token.
struct Point {
  std::string token;
  int64_t number = 0;
};

// What a follower has: a copy of what passes its filter, by what it was told alone.
//
// It looks at what it is told piece by piece and keeps none of it, so that hours of it take the
// memory of the copy.
class Copy {
 public:
  explicit Copy(watching::Interest interest) : interest_(std::move(interest)) {}

  // Takes over what was told since the last time; `read` reads the log from a point on, and places
  // in it what the segment has for tokens. Says what
  // is wrong if there was a gap or a repetition, or something else was told than the log has.
  // What begins with a snapshot is held against the log from `snapshots` on.
  using ReadLog = std::function<watching::History(const Point&, const watching::Segment&)>;
  ::testing::AssertionResult Take(const std::vector<watching::Segment>& told,
                                  const Point& snapshots, const ReadLog& read);

  // That it has what of all that there is passes the filter.
  ::testing::AssertionResult IsOf(const watching::State& all) const;

  const watching::State& state() const { return state_; }
  // Up to where it was told; the number is -1 before anything was.
  const Point& point() const { return point_; }
  // How often it was told, by Take, that its history was replaced.
  int replaced() const { return replaced_; }

 private:
  ::testing::AssertionResult TakeSegment(const watching::Segment& segment, const Point& from,
                                         const ReadLog& read);

  const watching::Interest interest_;
  watching::State state_;
  Point point_ = {.number = -1};
  int replaced_ = 0;
};

// A subscriber and its copy. For one thread.
class Follower {
 public:
  Follower(watching::WatcherKind kind, const std::string& address);
  ~Follower();

  const std::string& name() const { return watcher_.kind().name; }
  bool follows() const { return follows_; }
  // Goes away, keeping its token, and comes back. Nothing when it is so already.
  void Leave();
  void Return();
  // While it is away, reads by pull what there is, and has the token of that.
  void Pull(client::Client& client, int page_size) { watcher_.Pull(client, page_size); }

  // Waits until it is told that it has all up to the token, and takes that over. What is not as it
  // must be fails the test.
  void Settle(client::Client& client, const std::string& newest, const Point& snapshots,
              absl::Time deadline);
  // Takes over what it was told so far, which the server still has to know.
  void TakeTold(client::Client& client, const Point& snapshots);
  const Copy& copy() const { return copy_; }

 private:
  watching::Watcher watcher_;
  Copy copy_;
  bool follows_ = false;
};

}  // namespace taqvim::soak
