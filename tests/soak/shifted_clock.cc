// The wall clock as it would be if it were wrong: loaded before a program's libraries
// (LD_PRELOAD), it shifts what the program reads of that clock, and how long it waits by it,
// by what a file says at the time (clock.h). The steady clock stays right.
//
// Abseil's mutexes wait by the wall clock, in futexes that they call themselves. Such a wait is
// made in short pieces, between which the shift is looked at again: so it ends early when the
// clock is set forward and late when it is set back, as it does in the kernel when somebody sets
// the real one. That is what Debian's libfaketime cannot do.
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

constexpr int64_t kNanoseconds = 1'000'000'000;
// The longest piece of a wait.
constexpr int64_t kPiece = 50'000'000;

// What the file says, in nanoseconds; nullptr while there is none.
std::atomic<const std::atomic<int64_t>*> shift_of_file;

__attribute__((constructor)) void MapFile() {
  const char* path = std::getenv("TAQVIM_TEST_CLOCK");
  const int fd = path == nullptr ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  void* mapped = mmap(nullptr, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped != MAP_FAILED) shift_of_file = static_cast<const std::atomic<int64_t>*>(mapped);
}

int64_t Shift() {
  const auto* shift = shift_of_file.load();
  return shift == nullptr ? 0 : shift->load();
}

// The function that this one stands before. Found by each caller for itself, without a lock: what
// guards a static may itself wait in a futex.
template <class Function>
Function* Behind(std::atomic<Function*>& found, const char* name) {
  if (found.load() == nullptr) found = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
  return found.load();
}

using ClockGettime = int(clockid_t, timespec*);
using Syscall = long(long, ...);
std::atomic<ClockGettime*> clock_gettime_behind;
std::atomic<Syscall*> syscall_behind;

int64_t Nanoseconds(const timespec& time) { return time.tv_sec * kNanoseconds + time.tv_nsec; }
timespec TimespecOf(int64_t nanoseconds) {
  return {.tv_sec = nanoseconds / kNanoseconds, .tv_nsec = nanoseconds % kNanoseconds};
}

int64_t RightTime() {
  timespec time;
  Behind(clock_gettime_behind, "clock_gettime")(CLOCK_REALTIME, &time);
  return Nanoseconds(time);
}

bool WaitsByWallClock(const long* arguments) {
  const long operation = arguments[1];
  return (operation & FUTEX_CLOCK_REALTIME) != 0 &&
         (operation & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET && arguments[3] != 0 &&
         shift_of_file.load() != nullptr;
}

long Wait(Syscall* real, const long* arguments) {
  const int64_t until = Nanoseconds(*std::bit_cast<const timespec*>(arguments[3]));
  while (true) {
    const int64_t end = std::max<int64_t>(until - Shift(), 0);
    const int64_t piece = std::min(end, RightTime() + kPiece);
    const timespec time = TimespecOf(piece);
    const long result = real(SYS_futex, arguments[0], arguments[1], arguments[2], &time,
                             arguments[4], arguments[5]);
    if (result == 0 || errno != ETIMEDOUT || piece == end) return result;
  }
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const int result = Behind(clock_gettime_behind, "clock_gettime")(clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    *time = TimespecOf(Nanoseconds(*time) + Shift());
  }
  return result;
}

int gettimeofday(timeval* time, void* /*zone*/) noexcept {
  timespec now;
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  if (result == 0) *time = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  return result;
}

time_t time(time_t* seconds) noexcept {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (seconds != nullptr) *seconds = now.tv_sec;
  return now.tv_sec;
}

long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  Syscall* real = Behind(syscall_behind, "syscall");
  if (number == SYS_futex && WaitsByWallClock(arguments)) return Wait(real, arguments);
  return real(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
              arguments[5]);
}

}  // extern "C"
