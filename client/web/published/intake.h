// Intake of what the stream of changes tells into the copy: what is gone, at once; what is new,
// when it is known when that takes place.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "client/subscriber.h"
#include "client/web/published/copy.h"
#include "client/web/published/occurrence_reader.h"
#include "client/web/published/schedule.h"

namespace taqvim::web {

// A question when events take place. Each event is an object of its own for each time that it is
// to be asked about, by which an answer is known to be about what it still is.
struct TimesQuestion {
  using Events = std::map<std::string, std::shared_ptr<const v1::Event>>;
  Events events;
  // Of those that repeat.
  CivilDays days;
  // What is answered is not to be older than this.
  std::string revision_token;
};

// Owns what is on its way: what of a snapshot was told, and the events whose times are to be read,
// of which there are never more than events. One thread tells it what the stream tells, and another
// asks the questions that it has; neither waits for the other's calls.
//
// The copy is replaced when all of a snapshot is in. It is confirmed as of when the server told
// last, or, where events wait, as of when it had told nothing yet of what waits longest.
//
// Thread-safe; it alone writes the copy, which must outlive it. Sentences about what went wrong are
// given to `log` one at a time, which must not call back.
class Intake {
 public:
  Intake(Copy& copy, std::function<absl::Time()> now, std::function<void(const std::string&)> log);

  void Take(const client::Delivery& told);

  // Waits until there is something to ask; nullopt when it is stopped. After an answer that was an
  // error, that is when the stream tells something again, if it be that nothing has changed.
  std::optional<TimesQuestion> NextQuestion();
  // Takes in the times of those events that are still what was asked about: that are not gone, nor
  // were told anew. Those of which nothing is said take place at no time.
  void Answer(const TimesQuestion& question, absl::StatusOr<Occurrences> answer);

  // From now on there are no questions, and answers are passed over. May be called again.
  void Stop();
  // Notified when it is.
  const absl::Notification& stopping() const { return stopping_; }

 private:
  struct Awaited {
    std::shared_ptr<const v1::Event> event;
    // When the server had told last before it told of this one first.
    absl::Time before;
  };
  // What a delivery says of all but events, and which of those are gone.
  struct Edits;

  void BeginSnapshot(const client::Delivery& told) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Notes the events whose times are to be read, and returns the rest.
  Edits Sort(const client::Delivery& told) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Await(const v1::Event& event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Those that wait already, as what is being answered about them may be what it was.
  void AwaitAnew() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Events that take place at a venue whose clocks show another time now.
  void AwaitMoved(const Edits& edits) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AwaitAllOnNewDays() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Those of them that are still what was asked about.
  void PutIn(TimesQuestion::Events some, Occurrences& times) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Shows a snapshot that is whole, and says of the copy as of when it is.
  void Confirm() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasToSay() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // The schedule that is being read of a snapshot, or the one that is shown.
  void Change(absl::FunctionRef<void(Schedule&)> change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Inspect(absl::FunctionRef<void(const Schedule&)> reader) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Copy& copy_;
  const std::function<absl::Time()> now_;
  const std::function<void(const std::string&)> log_;
  absl::Notification stopping_;

  mutable absl::Mutex mutex_;
  CivilDays days_ ABSL_GUARDED_BY(mutex_);
  bool loading_ ABSL_GUARDED_BY(mutex_) = true;
  // Whether all of the snapshot was told; then only times are missing.
  bool told_ ABSL_GUARDED_BY(mutex_) = false;
  Schedule loaded_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Awaited> awaited_ ABSL_GUARDED_BY(mutex_);
  // Whether the stream has told something since a question was asked last.
  bool due_ ABSL_GUARDED_BY(mutex_) = false;
  std::string revision_token_ ABSL_GUARDED_BY(mutex_);
  absl::Time told_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace taqvim::web
