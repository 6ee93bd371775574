#include "server/rpc/log/line_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace taqvim::rpc {
namespace {

std::string Lost(int64_t lines) { return absl::StrCat("lost ", lines, "\n"); }

class LineWriterTest : public ::testing::Test {
 protected:
  LineWriterTest() {
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(pipe2(pipe_, O_CLOEXEC), 0);
  }
  ~LineWriterTest() override { CloseBoth(); }

  void CloseBoth() {
    for (int& end : pipe_) {
      if (end >= 0) close(end);
      end = -1;
    }
  }
  // What was written, until that is written, too.
  std::string ReadUntil(const std::string& end) {
    std::string all;
    char buffer[65536];
    while (all.find(end) == std::string::npos) {
      const ssize_t size = read(pipe_[0], buffer, sizeof(buffer));
      if (size <= 0) break;
      all.append(buffer, static_cast<size_t>(size));
    }
    return all;
  }

  int pipe_[2] = {-1, -1};
};

TEST_F(LineWriterTest, WritesLinesInOrder) {
  LineWriter writer(pipe_[1], Lost);
  writer.Put("one\n");
  writer.Put("two\n");
  EXPECT_TRUE(writer.Flush(absl::InfiniteDuration()));
  EXPECT_EQ(ReadUntil("two\n"), "one\ntwo\n");
}

TEST_F(LineWriterTest, WhereNobodyReadsStopsNobodyAndSaysLaterWhatItDropped) {
  LineWriter writer(pipe_[1], Lost);
  // More than a pipe and the queue hold.
  std::string line(1000, 'x');
  line.back() = '\n';
  constexpr int kLines = 4000;
  for (int i = 0; i < kLines; ++i) writer.Put(line);
  EXPECT_FALSE(writer.Flush(absl::Milliseconds(1)));
  // Somebody begins to read.
  std::string all;
  char buffer[65536];
  while (!writer.Flush(absl::ZeroDuration())) {
    const ssize_t size = read(pipe_[0], buffer, sizeof(buffer));
    ASSERT_GT(size, 0);
    all.append(buffer, static_cast<size_t>(size));
  }
  writer.Put("the end\n");
  all += ReadUntil("the end\n");
  // It may say so more than once: each time it gets on while lines still come.
  int lost = 0;
  for (const absl::string_view written : absl::StrSplit(all, '\n')) {
    int some = 0;
    absl::string_view rest = written;
    if (absl::ConsumePrefix(&rest, "lost ") && absl::SimpleAtoi(rest, &some)) lost += some;
  }
  EXPECT_GT(lost, 1000);
  EXPECT_EQ(std::count(all.begin(), all.end(), 'x') / 999 + lost, kLines);
  EXPECT_TRUE(absl::EndsWith(all, "the end\n"));
}

TEST_F(LineWriterTest, EndsWhereNobodyReads) {
  {
    LineWriter writer(pipe_[1], Lost);
    for (int i = 0; i < 200; ++i) writer.Put(std::string(1000, 'x'));
    writer.Flush(absl::Milliseconds(1));
  }
  // What waited in vain may go.
  close(pipe_[0]);
  pipe_[0] = -1;
}

TEST_F(LineWriterTest, GoesOnOnceAFullDiskHasRoomAgain) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  const int descriptor = dup(full);
  LineWriter writer(descriptor, Lost);
  for (int i = 0; i < 3; ++i) writer.Put("into a full disk\n");
  EXPECT_TRUE(writer.Flush(absl::InfiniteDuration()));
  ASSERT_EQ(dup2(pipe_[1], descriptor), descriptor);
  writer.Put("into a pipe\n");
  EXPECT_EQ(ReadUntil("into a pipe\n"), "lost 3\ninto a pipe\n");
  close(full);
}

}  // namespace
}  // namespace taqvim::rpc
