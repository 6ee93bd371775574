#include "client/web/http/output.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace taqvim::web {
namespace {

size_t SizeOf(const Output::Piece& piece) {
  return piece.before.size() + (piece.body == nullptr ? 0 : piece.body->size()) +
         piece.after.size();
}

// What of the piece is not written yet.
std::array<iovec, 3> Rest(const Output::Piece& piece, size_t written) {
  const absl::string_view body = piece.body == nullptr ? absl::string_view() : *piece.body;
  std::array<iovec, 3> rest;
  size_t i = 0;
  for (absl::string_view part : {absl::string_view(piece.before), body, piece.after}) {
    const size_t gone = std::min(written, part.size());
    written -= gone;
    part.remove_prefix(gone);
    rest[i++] = {const_cast<char*>(part.data()), part.size()};
  }
  return rest;
}

}  // namespace

Output::Output(Loop& loop, Descriptor& descriptor, absl::Duration write_time,
               std::function<void()> lost)
    : descriptor_(descriptor), timer_(loop), write_time_(write_time), lost_(std::move(lost)) {}

void Output::Write(Piece piece, std::shared_ptr<void> keeper) {
  keeper_ = std::move(keeper);
  pieces_.push_back(std::move(piece));
  WriteSome();
}

void Output::Stop() {
  timer_.Stop();
  const std::shared_ptr<void> keeper = std::exchange(keeper_, nullptr);
  std::deque<Piece> pieces = std::exchange(pieces_, {});
  for (Piece& piece : pieces) {
    if (piece.done) piece.done(false);
  }
}

void Output::WriteSome() {
  // What is called when a piece is done may write the next one.
  if (is_writing_ || awaits_) return;
  is_writing_ = true;
  const std::shared_ptr<void> keeper = keeper_;
  while (!pieces_.empty() && WriteOnce()) {
  }
  is_writing_ = false;
  if (!pieces_.empty()) return;
  timer_.Stop();
  taken_in_time_.reset();
  keeper_.reset();
}

bool Output::WriteOnce() {
  const std::array<iovec, 3> rest = Rest(pieces_.front(), written_);
  const ssize_t written = descriptor_.Send(rest.data(), rest.size());
  if (written >= 0) {
    Advance(static_cast<size_t>(written));
    return true;
  }
  if (errno == EINTR) return true;
  if (errno == EAGAIN) {
    Await();
  } else {
    lost_();
  }
  return false;
}

void Output::Advance(size_t written) {
  written_ += written;
  if (taken_in_time_ && (*taken_in_time_ += written) >= kAtOnce) {
    taken_in_time_.reset();
    timer_.Stop();
  }
  if (written_ < SizeOf(pieces_.front())) return;
  Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  written_ = 0;
  if (piece.done) piece.done(true);
}

void Output::Await() {
  if (!taken_in_time_) {
    taken_in_time_ = 0;
    timer_.Start(write_time_, lost_);
  }
  awaits_ = true;
  descriptor_.AwaitWritable([this, keeper = keeper_](bool open) {
    awaits_ = false;
    if (open) WriteSome();
  });
}

}  // namespace taqvim::web
