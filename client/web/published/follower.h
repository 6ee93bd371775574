// Follower of the change stream, which keeps the copy of what the public sees.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/client.h"
#include "client/environment.h"
#include "client/subscriber.h"
#include "client/web/published/copy.h"
#include "client/web/published/occurrence_reader.h"

namespace taqvim::web {

struct FollowerOptions {
  client::Environment environment = client::Environment::System();
  // How often the server confirms that nothing else has changed, 1 second to 1 hour.
  absl::Duration progress_interval = absl::Seconds(10);
  // Is given sentences about what went wrong, and what of it is right again; from the follower's
  // thread.
  std::function<void(const std::string&)> log = [](const std::string&) {};
};

// Takes what it is told into the copy: at once what is no longer to be seen, and what is new when
// it is known when that takes place. The times of an event may be newer than the rest of it for as
// long as the stream takes to tell it.
//
// Begins at once; ends when it is destroyed, or with a refusal that waiting does not mend.
class Follower {
 public:
  // Its calls and the stream go over the client's channel. Both must outlive the follower.
  Follower(client::Client& client, Copy& copy, FollowerOptions options);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Waits for its end: OK when it was stopped, else why it ended.
  absl::Status Wait() const { return subscriber_->Wait(); }
  void Stop() { subscriber_->Stop(); }

 private:
  // What a delivery says of all but events, and which of those are gone.
  struct Edits;

  absl::Status Take(const client::Delivery& told);
  void BeginSnapshot(const client::Delivery& told);
  // Notes the events whose times are to be read, and returns the rest.
  Edits Sort(const client::Delivery& told);
  // Events that take place at a venue whose clocks show another time now.
  void AwaitMoved(const Edits& edits);
  void AwaitAllOnNewDays();
  // Reads the times of what awaits them, and takes it in. What cannot be read waits on.
  void ReadTimes(const std::string& token);
  absl::StatusOr<Occurrences> ReadAwaited(const std::string& token);
  absl::StatusOr<Occurrences> ReadMany(const std::string& token);

  // The schedule that is being read of a snapshot, or the one that is shown.
  void Change(absl::FunctionRef<void(Schedule&)> change);
  void Inspect(absl::FunctionRef<void(const Schedule&)> reader) const;
  absl::Time now() const { return options_.environment.now(); }

  client::Client& client_;
  Copy& copy_;
  const FollowerOptions options_;

  // The subscriber's thread's own.
  CivilDays days_;
  bool loading_ = true;
  // Whether all of the snapshot was told; then only times are missing.
  bool told_ = false;
  Schedule loaded_;
  // Events that were told and whose times are to be read.
  std::map<std::string, v1::Event> awaiting_;

  std::unique_ptr<client::Subscriber> subscriber_;
};

}  // namespace taqvim::web
