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

// Whether an error of FinishOutput is that who reads the pipe has stopped reading.
// That is how `head` ends what it has seen enough of, and nobody has to be told.
bool IsNobodyReading(const absl::Status& status);

// What a program exits with then: as if SIGPIPE had ended it, in a shell's words.
inline constexpr int kExitNobodyReads = 128 + 13;

// For the beginning of main(). Takes up those of the descriptors of standard
// input, output and error that are closed, so that no connection or file that is
// opened later is written to in their place; using them is still an error. And
// lets a pipe without a reader be an error of writing, instead of ending the
// program in the middle of what it does.
void PrepareStandardStreams();

}  // namespace taqvim::client
