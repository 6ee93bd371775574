// What a connection has to write, piece by piece.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/http/loop.h"
#include "client/web/http/response.h"

namespace taqvim::web {

// Writes what it is given in order, as the other side takes it. Of its loop's thread alone.
class Output {
 public:
  struct Piece {
    std::string before;
    Bytes body;
    absl::string_view after;
    // Called when all of it has gone to the system, or with false when it never will.
    absl::AnyInvocable<void(bool)> done;
  };

  // `lost` is called when the other side is gone, or does not take 64 KiB (or what is left) in
  // `write_time`; it has to call Stop. The descriptor outlives it.
  Output(Loop& loop, Descriptor& descriptor, absl::Duration write_time, std::function<void()> lost);

  // The keeper, to which this belongs, is kept until all is written or given up.
  void Write(Piece piece, std::shared_ptr<void> keeper);
  // Gives all up. What was in the middle stays cut off.
  void Stop();

  bool is_empty() const { return pieces_.empty(); }

 private:
  static constexpr size_t kAtOnce = 64 * 1024;

  void WriteSome();
  // False when it has to be waited for, or all is lost.
  bool WriteOnce();
  void Advance(size_t written);
  void Await();

  Descriptor& descriptor_;
  Timer timer_;
  const absl::Duration write_time_;
  const std::function<void()> lost_;
  std::shared_ptr<void> keeper_;
  std::deque<Piece> pieces_;
  size_t written_ = 0;  // of the first piece
  bool is_writing_ = false;
  bool awaits_ = false;
  // Since the timer was started, if it was.
  std::optional<size_t> taken_in_time_;
};

}  // namespace taqvim::web
