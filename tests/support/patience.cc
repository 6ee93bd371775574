// Ends a test program, with a sentence, when one of its tests does not end. Linked into
// every test program; nothing includes it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace taqvim::testing {
namespace {

// What ctest says that the program may take, less some; when it is run by hand, much more
// than one test takes on a slow machine.
unsigned Seconds() {
  const char* text = std::getenv("TAQVIM_PATIENCE");
  return text == nullptr ? 240 : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

// What the handler says; it may only write.
char told[512];

void GiveUp(int) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, told, std::strlen(told));
  _exit(1);
}

void WaitFor(const char* suite, const char* test) {
  const unsigned seconds = Seconds();
  std::snprintf(told, sizeof(told),
                "\n%s.%s has not ended after %u seconds: it waits for what does not come.\n", suite,
                test, seconds);
  std::signal(SIGALRM, GiveUp);
  alarm(seconds);
}

class Patience : public ::testing::EmptyTestEventListener {
 public:
  void OnTestSuiteStart(const ::testing::TestSuite& suite) override {
    WaitFor(suite.name(), "SetUpTestSuite");
  }
  void OnTestStart(const ::testing::TestInfo& test) override {
    WaitFor(test.test_suite_name(), test.name());
  }
  void OnTestEnd(const ::testing::TestInfo& test) override {
    WaitFor(test.test_suite_name(), "TearDownTestSuite");
  }
  void OnTestSuiteEnd(const ::testing::TestSuite&) override { alarm(0); }
};

const bool listens = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new Patience);
  return true;
}();

}  // namespace
}  // namespace taqvim::testing
