#include "client/output_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <sstream>
#include <string>

namespace taqvim::client {
namespace {

using ::testing::HasSubstr;

// Both ends of a pipe.
class OutputFileTest : public ::testing::Test {
 protected:
  OutputFileTest() {
    EXPECT_EQ(pipe(ends_), 0);
    std::signal(SIGPIPE, SIG_IGN);
  }
  ~OutputFileTest() override {
    CloseReader();
    close(ends_[1]);
    std::signal(SIGPIPE, SIG_DFL);
  }
  void CloseReader() {
    if (ends_[0] >= 0) close(ends_[0]);
    ends_[0] = -1;
  }
  std::string ReadSome() {
    char text[4096];
    const ssize_t length = read(ends_[0], text, sizeof text);
    return std::string(text, length > 0 ? static_cast<size_t>(length) : 0);
  }

  int ends_[2] = {-1, -1};
};

TEST_F(OutputFileTest, WritesWhatWasPrintedWhenItIsFinished) {
  OutputFile out(ends_[1]);
  out << "one " << 2;
  EXPECT_TRUE(FinishOutput(out).ok());
  EXPECT_EQ(ReadSome(), "one 2");
  EXPECT_EQ(out.error(), 0);
}

TEST_F(OutputFileTest, WritesWhatIsLeftWhenItIsDestroyed) {
  OutputFile(ends_[1]) << "left";
  EXPECT_EQ(ReadSome(), "left");
}

TEST_F(OutputFileTest, SaysThatNobodyReadsAPipe) {
  CloseReader();
  OutputFile out(ends_[1]);
  out << "unread";
  EXPECT_TRUE(IsNobodyReading(FinishOutput(out)));
}

TEST_F(OutputFileTest, SaysThatTheDiskIsFullHoweverMuchIsPrintedAfterwards) {
  const int full = open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  OutputFile out(full);
  out << std::string(1 << 20, 'x') << std::flush << "more";
  const absl::Status status = FinishOutput(out);
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(status.message(), HasSubstr("No space left on device"));
  EXPECT_FALSE(IsNobodyReading(status));
  close(full);
}

TEST_F(OutputFileTest, SaysThatADescriptorIsClosed) {
  OutputFile out(1 << 20);
  out << "x";
  EXPECT_THAT(FinishOutput(out).message(), HasSubstr("Bad file descriptor"));
}

TEST_F(OutputFileTest, AnotherStreamThatFailedIsAnErrorToo) {
  std::ostringstream out;
  EXPECT_TRUE(FinishOutput(out).ok());
  out.setstate(std::ios::badbit);
  EXPECT_TRUE(absl::IsDataLoss(FinishOutput(out)));
}

}  // namespace
}  // namespace taqvim::client
