// What keeps the copy: makes sure that no more is read than the public may see, and follows.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "client/client.h"
#include "client/environment.h"
#include "client/web/published/copy.h"
#include "client/web/published/follower.h"

namespace taqvim::web {

// PERMISSION_DENIED, with a sentence, where the caller may do more than the public: what such a
// caller reads must not be shown. Other errors are those of the call.
absl::Status CheckIsPublic(client::Client& client);

// Asks until the server answers as whom it calls, then follows. On a thread of its own from its
// begin to its end.
class Following {
 public:
  // `ended` is called once if it ends by itself: the server refuses the caller, or the caller may
  // do more than the public. Everything must outlive it.
  Following(client::Client& client, Copy& copy, client::Environment environment,
            std::function<void(const std::string&)> log,
            std::function<void(const absl::Status&)> ended);
  ~Following();
  Following(const Following&) = delete;
  Following& operator=(const Following&) = delete;

 private:
  void Run();
  absl::Status Follow();

  client::Client& client_;
  Copy& copy_;
  const client::Environment environment_;
  const std::function<void(const std::string&)> log_;
  const std::function<void(const absl::Status&)> ended_;
  absl::Notification stopping_;
  absl::Mutex mutex_;
  Follower* follower_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace taqvim::web
