// Follower of the change stream, which keeps the copy of what the public sees.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/client.h"
#include "client/environment.h"
#include "client/subscriber.h"
#include "client/web/published/copy.h"
#include "client/web/published/intake.h"

namespace taqvim::web {

struct FollowerOptions {
  client::Environment environment = client::Environment::System();
  // How often the server confirms that nothing else has changed, 1 second to 1 hour.
  absl::Duration progress_interval = absl::Seconds(10);
  // Is given sentences about what went wrong, and what of it is right again; from the follower's
  // threads, and must not call the follower.
  std::function<void(const std::string&)> log = [](const std::string&) {};
};

// Takes what it is told into the copy: at once what is no longer to be seen, and what is new when
// it is known when that takes place. The times of an event may be newer than the rest of it for as
// long as the stream takes to tell it.
//
// Times are read on a thread of their own, so that however long that takes, what is gone goes.
// Those that could not be read are asked for again when the stream tells something next, which is
// after the progress interval at the latest. The copy is confirmed as of when nothing that was told
// by then waits for its times.
//
// Begins at once; ends when it is destroyed, or with a refusal that waiting does not mend. A call
// by which times are read is completed then, for which the client has its timeout, and no other
// follows.
class Follower {
 public:
  // Its calls and the stream go over the client's channel. Both must outlive the follower.
  Follower(client::Client& client, Copy& copy, FollowerOptions options);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Waits for its end: OK when it was stopped, else why it ended.
  absl::Status Wait() const { return subscriber_->Wait(); }
  void Stop();

 private:
  void ReadTimes();

  client::Client& client_;
  Intake intake_;
  std::unique_ptr<client::Subscriber> subscriber_;
  std::thread times_;
};

}  // namespace taqvim::web
