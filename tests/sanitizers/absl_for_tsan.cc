// Tells the thread sanitizer about Abseil's locks.
//
// Debian's Abseil is compiled without the sanitizer, which therefore does not
// see that its mutexes order anything, and would report a race wherever they
// guard something. In builds for it, each program is linked with this file: the
// functions here take the place of Abseil's for the program and for all of its
// libraries, say what happens, and call the real ones.
//
// What runs between a `pre` and its `post` (conditions of other waiters among
// it) is not looked at by the sanitizer.
#include <dlfcn.h>
#include <linux/futex.h>
#include <sanitizer/tsan_interface.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

namespace {

// The function of that name in the libraries.
void* Next(const char* name) {
  void* function = dlsym(RTLD_NEXT, name);
  if (function == nullptr) {
    std::fprintf(stderr, "absl_for_tsan.cc: this Abseil has no %s\n", name);
    std::abort();
  }
  return function;
}

// Calls the real member function. `NAME` is how the compiler spells it after the
// namespace of Debian's Abseil.
#define CALL_REAL(NAME, Return, ...)                                            \
  static const auto real =                                                      \
      reinterpret_cast<Return (*)(__VA_ARGS__)>(Next("_ZN4absl7debian3" NAME)); \
  return real

using absl::Condition;
using absl::CondVar;
using absl::Mutex;

// Abseil's functions call each other; only the outermost one speaks.
class Speaker {
 public:
  Speaker() : speaks_(depth_++ == 0) {}
  ~Speaker() { --depth_; }
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;

 protected:
  const bool speaks_;

 private:
  static inline thread_local int depth_ = 0;
};

// Marks a stretch in which a mutex is taken; with `read` it is shared.
class Taking : Speaker {
 public:
  explicit Taking(Mutex* mutex, unsigned flags = 0) : mutex_(mutex), flags_(flags) {
    if (speaks_) __tsan_mutex_pre_lock(mutex_, flags_);
  }
  ~Taking() {
    if (speaks_) __tsan_mutex_post_lock(mutex_, flags_, 0);
  }

 private:
  Mutex* const mutex_;
  const unsigned flags_;
};

// Marks a stretch in which a mutex is tried; `taken` says how it went.
class Trying : Speaker {
 public:
  explicit Trying(Mutex* mutex) : mutex_(mutex) {
    if (speaks_) __tsan_mutex_pre_lock(mutex_, __tsan_mutex_try_lock);
  }
  ~Trying() {
    const unsigned failed = taken ? 0 : __tsan_mutex_try_lock_failed;
    if (speaks_) __tsan_mutex_post_lock(mutex_, __tsan_mutex_try_lock | failed, 0);
  }
  bool taken = false;

 private:
  Mutex* const mutex_;
};

class Releasing : Speaker {
 public:
  explicit Releasing(Mutex* mutex, unsigned flags = 0) : mutex_(mutex), flags_(flags) {
    if (speaks_) __tsan_mutex_pre_unlock(mutex_, flags_);
  }
  ~Releasing() {
    if (speaks_) __tsan_mutex_post_unlock(mutex_, flags_);
  }

 private:
  Mutex* const mutex_;
  const unsigned flags_;
};

// Waiting releases the mutex and takes it again.
class Waiting {
 public:
  explicit Waiting(Mutex* mutex) : taking_((Released(mutex), mutex)) {}

 private:
  static void Released(Mutex* mutex) { Releasing releasing(mutex); }
  Taking taking_;
};

}  // namespace

namespace absl {

Mutex::~Mutex() {
  __tsan_mutex_destroy(this, __tsan_mutex_not_static);
  static const auto real = reinterpret_cast<void (*)(Mutex*)>(Next("_ZN4absl7debian35MutexD1Ev"));
  real(this);
}

void Mutex::Lock() {
  Taking taking(this);
  CALL_REAL("5Mutex4LockEv", void, Mutex*)(this);
}

void Mutex::Unlock() {
  Releasing releasing(this);
  CALL_REAL("5Mutex6UnlockEv", void, Mutex*)(this);
}

bool Mutex::TryLock() {
  Trying trying(this);
  static const auto real =
      reinterpret_cast<bool (*)(Mutex*)>(Next("_ZN4absl7debian35Mutex7TryLockEv"));
  return trying.taken = real(this);
}

void Mutex::ReaderLock() {
  Taking taking(this, __tsan_mutex_read_lock);
  CALL_REAL("5Mutex10ReaderLockEv", void, Mutex*)(this);
}

void Mutex::ReaderUnlock() {
  Releasing releasing(this, __tsan_mutex_read_lock);
  CALL_REAL("5Mutex12ReaderUnlockEv", void, Mutex*)(this);
}

void Mutex::LockWhen(const Condition& condition) {
  Taking taking(this);
  CALL_REAL("5Mutex8LockWhenERKNS0_9ConditionE", void, Mutex*, const Condition&)(this, condition);
}

bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  Taking taking(this);
  CALL_REAL("5Mutex19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE", bool, Mutex*,
            const Condition&, Duration)
  (this, condition, timeout);
}

bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  Taking taking(this);
  CALL_REAL("5Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE", bool, Mutex*,
            const Condition&, Time)
  (this, condition, deadline);
}

void Mutex::Await(const Condition& condition) {
  Waiting waiting(this);
  CALL_REAL("5Mutex5AwaitERKNS0_9ConditionE", void, Mutex*, const Condition&)(this, condition);
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  Waiting waiting(this);
  CALL_REAL("5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE", bool, Mutex*,
            const Condition&, Duration)
  (this, condition, timeout);
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  Waiting waiting(this);
  CALL_REAL("5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE", bool, Mutex*, const Condition&,
            Time)
  (this, condition, deadline);
}

void CondVar::Wait(Mutex* mutex) {
  Waiting waiting(mutex);
  CALL_REAL("7CondVar4WaitEPNS0_5MutexE", void, CondVar*, Mutex*)(this, mutex);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  Waiting waiting(mutex);
  CALL_REAL("7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE", bool, CondVar*, Mutex*,
            Duration)
  (this, mutex, timeout);
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  Waiting waiting(mutex);
  CALL_REAL("7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE", bool, CondVar*, Mutex*, Time)
  (this, mutex, deadline);
}

void Notification::Notify() {
  // HasBeenNotified() loads the flag, which stands behind the mutex.
  __tsan_release(reinterpret_cast<char*>(this) + sizeof(Mutex));
  __tsan_release(this);
  CALL_REAL("12Notification6NotifyEv", void, Notification*)(this);
}

void Notification::WaitForNotification() const {
  static const auto real = reinterpret_cast<void (*)(const Notification*)>(
      Next("_ZNK4absl7debian312Notification19WaitForNotificationEv"));
  real(this);
  __tsan_acquire(const_cast<Notification*>(this));
}

bool Notification::WaitForNotificationWithTimeout(Duration timeout) const {
  static const auto real = reinterpret_cast<bool (*)(const Notification*, Duration)>(
      Next("_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE"));
  const bool notified = real(this, timeout);
  if (notified) __tsan_acquire(const_cast<Notification*>(this));
  return notified;
}

bool BlockingCounter::DecrementCount() {
  __tsan_release(this);
  CALL_REAL("15BlockingCounter14DecrementCountEv", bool, BlockingCounter*)(this);
}

void BlockingCounter::Wait() {
  static const auto real = reinterpret_cast<void (*)(BlockingCounter*)>(
      Next("_ZN4absl7debian315BlockingCounter4WaitEv"));
  real(this);
  __tsan_acquire(this);
}

}  // namespace absl

// The sanitizer holds a signal back until its thread calls something that it
// knows; Abseil waits for as long as it takes in a call that it does not know.
// Here such a wait looks up from time to time, as if it had been interrupted,
// after which Abseil waits on.
extern "C" long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  static const auto real = reinterpret_cast<long (*)(long, ...)>(Next("syscall"));
  const bool endless =
      number == SYS_futex && arguments[3] == 0 && (arguments[1] & FUTEX_CMD_MASK) == FUTEX_WAIT;
  timespec pause = {.tv_sec = 0, .tv_nsec = 50'000'000};
  if (endless) arguments[3] = reinterpret_cast<intptr_t>(&pause);
  const long result = real(number, arguments[0], arguments[1], arguments[2], arguments[3],
                           arguments[4], arguments[5]);
  if (endless && result == -1 && errno == ETIMEDOUT) {
    usleep(0);
    errno = EINTR;
  }
  return result;
}
