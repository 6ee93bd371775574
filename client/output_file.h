// Output stream over a file descriptor that keeps its write error; and the check at a
// program's end that all its output was written.
#pragma once

#include <memory>
#include <ostream>

#include "absl/status/status.h"

namespace taqvim::client {

// A stream over a descriptor, such as standard output, that knows why it could not
// be written: std::cout does not say. Not thread-safe.
class OutputFile : public std::ostream {
 public:
  // Prints to the descriptor, which stays its owner's.
  explicit OutputFile(int descriptor);
  // Writes what is still buffered.
  ~OutputFile() override;

  // The number of the first error (as errno says it) with which something that was
  // printed could not be written; 0 when all that is not still buffered was. After
  // one, nothing more is written.
  int error() const;

 private:
  class Buffer;
  const std::unique_ptr<Buffer> buffer_;
};

// Writes what is buffered. OK when everything that was ever printed to the stream
// was written; else DATA_LOSS, with what the system says of it where that is known.
absl::Status FinishOutput(std::ostream& out);

// Whether an error of FinishOutput is that the reader of the pipe has stopped reading,
// as `head` does when it has enough. That need not be reported.
bool IsNobodyReading(const absl::Status& status);

// The exit code for it: what a shell reports of a program that SIGPIPE ended.
inline constexpr int kExitNobodyReads = 128 + 13;

// To be called first in main(). Opens /dev/null for each of standard input, output and
// error that is closed, so that no connection or file that is opened later is written
// to in their place; using them is still an error. And ignores SIGPIPE: a pipe without
// a reader is then an error of writing, and does not end the program in the middle of
// its work.
void PrepareStandardStreams();

}  // namespace taqvim::client
