#include "client/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <streambuf>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace taqvim::client {
namespace {

constexpr char kNobodyReading[] = "taqvim.client/nobody-reading";

}  // namespace

class OutputFile::Buffer : public std::streambuf {
 public:
  explicit Buffer(int descriptor) : descriptor_(descriptor) { Empty(); }

  int error() const { return error_; }

 protected:
  int_type overflow(int_type next) override {
    if (sync() != 0) return traits_type::eof();
    if (!traits_type::eq_int_type(next, traits_type::eof())) {
      sputc(traits_type::to_char_type(next));
    }
    return traits_type::not_eof(next);
  }

  int sync() override {
    for (const char* from = pbase(); from < pptr() && error_ == 0;) {
      const ssize_t written = ::write(descriptor_, from, static_cast<size_t>(pptr() - from));
      if (written >= 0) {
        from += written;
      } else if (errno != EINTR) {
        error_ = errno;
      }
    }
    Empty();
    return error_ == 0 ? 0 : -1;
  }

 private:
  void Empty() { setp(buffer_.data(), buffer_.data() + buffer_.size()); }

  const int descriptor_;
  int error_ = 0;
  std::array<char, 1 << 16> buffer_;
};

OutputFile::OutputFile(int descriptor)
    : std::ostream(nullptr), buffer_(std::make_unique<Buffer>(descriptor)) {
  rdbuf(buffer_.get());
}

OutputFile::~OutputFile() { flush(); }

int OutputFile::error() const { return buffer_->error(); }

absl::Status FinishOutput(std::ostream& out) {
  out.flush();
  if (out.good()) return absl::OkStatus();
  const auto* file = dynamic_cast<const OutputFile*>(&out);
  const int error = file == nullptr ? 0 : file->error();
  absl::Status status = absl::DataLossError(
      absl::StrCat("Standard output could not be written", error == 0 ? "" : ": ",
                   error == 0 ? "" : std::strerror(error), "."));
  if (error == EPIPE) status.SetPayload(kNobodyReading, absl::Cord());
  return status;
}

bool IsNobodyReading(const absl::Status& status) {
  return status.GetPayload(kNobodyReading).has_value();
}

void PrepareStandardStreams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest that is free is taken. Reading is what cannot be done with the
    // one, and writing with the others.
    const int wrong_way = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    [[maybe_unused]] const int taken = open("/dev/null", wrong_way);
  }
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace taqvim::client
