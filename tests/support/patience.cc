// Ends a test program, with a sentence, when one of its tests does not end. Linked into
// every test program that ctest gives the usual time; nothing includes it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>

namespace taqvim::testing {
namespace {

// Less than ctest waits for all tests of a program, and much more than one takes on a
// slow machine.
constexpr unsigned kSeconds = 240;

// What the handler says; it may only write.
char told[512];

void GiveUp(int) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, told, std::strlen(told));
  _exit(1);
}

class Patience : public ::testing::EmptyTestEventListener {
 public:
  void OnTestStart(const ::testing::TestInfo& test) override {
    std::snprintf(told, sizeof(told),
                  "\n%s.%s has not ended after %u seconds: it waits for what does not come.\n",
                  test.test_suite_name(), test.name(), kSeconds);
    std::signal(SIGALRM, GiveUp);
    alarm(kSeconds);
  }
  void OnTestEnd(const ::testing::TestInfo&) override { alarm(0); }
};

const bool listens = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new Patience);
  return true;
}();

}  // namespace
}  // namespace taqvim::testing
