// Subscriber to the change stream: calls back with every change, once and in order,
// from any point, through lost connections and restarts.
//
// A service that keeps a copy writes what it is told, and the token that stands for it,
// in one transaction of its own. Whenever it is killed, it goes on where its copy is:
//
//   SubscriberOptions options;
//   options.token = copy.ReadToken();  // empty the first time: a snapshot
//   Subscriber subscriber(channel, options, [&](const Delivery& told) {
//     Transaction transaction = copy.Begin();
//     if (told.begins_snapshot) copy.DeleteAll();
//     for (const v1::Resource& resource : told.response.resources()) copy.Put(resource);
//     for (const v1::Revision& revision : told.response.revisions()) copy.Apply(revision);
//     copy.WriteToken(told.response.revision_token());
//     return transaction.Commit();
//   });
//   absl::Status ended = subscriber.Wait();
//
// client/examples/mirror.cc is that as a whole program.
#pragma once

#include <grpcpp/channel.h>

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "client/environment.h"
#include "client/retry.h"
#include "taqvim/v1/change.pb.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::client {

class ChangeStream;

// Argument of the callback: one response of a stream.
struct Delivery {
  // Resources of a snapshot, whole revisions, the end of a snapshot, or progress alone;
  // see the contract. A revision that came in parts is put together first, and is alone
  // in its delivery; it takes as much memory as all it changed, 16 MiB as it was and as
  // much as it is at most. Its `revision_token` is the token to resume after, and to be kept with
  // what was made of the rest; it is empty until a snapshot is complete, and is to be
  // kept even then.
  const v1::WatchChangesResponse& response;
  // Whether it is the first page of a snapshot: all that was told before is void.
  bool begins_snapshot = false;
  // Why a snapshot was begun that was not asked for: TOKEN_EXPIRED, HISTORY_REPLACED,
  // TOKEN_OF_OTHER_STORE or RIGHTS_CHANGED (see client/error.h), or the error that
  // ended the snapshot before. Else OK.
  absl::Status reason;
};

// A stream that ended and will be begun again after a pause; for logs.
struct Interruption {
  absl::Status status;
  // How many streams in a row, this one included, have told nothing new.
  int failures = 0;
  absl::Duration pause;
};

struct SubscriberOptions {
  // Where to begin: after this token; when it is empty, with a snapshot, or
  // without one from now on. An empty token that a delivery brought is that of a
  // snapshot which was not complete, so begin with one.
  std::string token;
  bool snapshot = true;
  // The filter of changes; empty: all that the caller may see.
  v1::ChangeFilter filter;
  bool include_before = false;
  // The longest silence of the server, 1 second to 1 hour: it sends its progress then.
  // A stream that is silent for twice as long is taken as lost.
  absl::Duration progress_interval = absl::Seconds(30);
  // The pauses between streams; and how many in a row may tell nothing new before
  // the subscriber gives up.
  RetryPolicy retry = {.attempts = std::numeric_limits<int>::max(),
                       .first_pause = absl::Milliseconds(100),
                       .longest_pause = absl::Seconds(30)};
  Environment environment = Environment::System();
  // Called before each pause, on the callback's thread.
  std::function<void(const Interruption&)> on_interruption;
};

// Deliveries come one after the other, on one thread of the subscriber's. Within a
// history their revisions are in order, none twice, none divided and none left out. The
// next response is read only when the callback has returned, so a slow callback costs
// no memory; when it is so slow that the server ends the stream, the next stream begins
// after the last token.
//
// Where the token cannot be resumed (it expired, the store's history was replaced, the
// caller's rights have changed), it starts over with a snapshot, and says so.
//
// It ends when it is stopped; with the error that the callback returns; when it gives
// up; and with a refusal that waiting does not mend, such as INVALID_ARGUMENT,
// PERMISSION_DENIED or UNAUTHENTICATED.
//
// Thread-safe.
class Subscriber {
 public:
  // OK when everything of the delivery is kept. Any other status ends the subscriber;
  // nothing of this delivery then counts as told.
  using Callback = std::function<absl::Status(const Delivery&)>;

  // Begins at once.
  Subscriber(std::shared_ptr<grpc::Channel> channel, SubscriberOptions options, Callback callback);
  // Stops and waits. Not to be called from the callback.
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  // Ends it soon, also during a pause, and also when called from the callback.
  // A delivery under way is completed, and no other follows. May be called again.
  void Stop();
  // Waits for its end: OK when it was stopped, else why it ended. Not to be called
  // from the callback.
  absl::Status Wait() const;
  // The token to go on after: that of the last delivery which the callback
  // completed, or the one to begin with. Empty from the first page of a snapshot
  // until it is complete.
  std::string token() const;

 private:
  absl::Status Run();
  // Reads one stream to its end. OK when the callback took all that came, and then
  // `ended` says why the stream ended; else the callback's error.
  absl::Status ReadStream(absl::Status* ended);
  // Sets the stream that Stop cancels; nullptr for none. False when Stop was called
  // before.
  bool SetStream(ChangeStream* stream);
  absl::Status Deliver(v1::WatchChangesResponse response);
  // Puts a revision that comes in parts together. False while parts are missing.
  bool Complete(v1::WatchChangesResponse* response);
  void RemoveRepeated(v1::WatchChangesResponse* response);
  void Keep(const v1::WatchChangesResponse& response);
  // Decides where the next stream begins when the last ended so. Returns `ended` when
  // there is to be none.
  absl::Status PrepareNext(const absl::Status& ended);
  v1::WatchChangesRequest NextRequest() const;

  const std::shared_ptr<grpc::Channel> channel_;
  const SubscriberOptions options_;
  const Callback callback_;

  // The running thread's own.
  bool snapshot_;       // whether the next stream, or the current one, has one to tell
  bool begun_ = false;  // and whether its first page was told
  absl::Status reason_;
  int64_t last_number_ = 0;  // of the last revision that was told of this history
  v1::Revision parts_;       // what came of one in parts on the present stream

  mutable absl::Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);
  ChangeStream* stream_ ABSL_GUARDED_BY(mutex_) = nullptr;
  absl::Status result_ ABSL_GUARDED_BY(mutex_);
  absl::Notification stopping_;
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace taqvim::client
