#include "tests/soak/clock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <new>

namespace taqvim::soak {

bool Clock::IsAvailable() {
#ifdef SHIFTED_CLOCK
  return true;
#else
  return false;
#endif
}

Clock::Clock(const std::string& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  void* mapped = fd < 0 || ftruncate(fd, sizeof(int64_t)) != 0
                     ? MAP_FAILED
                     : mmap(nullptr, sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (mapped == MAP_FAILED) {
    std::perror(file.c_str());
    std::abort();
  }
  close(fd);
  shift_ = new (mapped) std::atomic<int64_t>(0);
  setenv("TAQVIM_TEST_CLOCK", file.c_str(), 1);
#ifdef SHIFTED_CLOCK
  setenv("LD_PRELOAD", SHIFTED_CLOCK, 1);
#endif
}

Clock::~Clock() {
  unsetenv("LD_PRELOAD");
  unsetenv("TAQVIM_TEST_CLOCK");
  munmap(shift_, sizeof(int64_t));
}

void Clock::Set(absl::Duration ahead) { shift_->store(absl::ToInt64Nanoseconds(ahead)); }

}  // namespace taqvim::soak
