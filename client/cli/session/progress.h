// How far long work has come, on a terminal.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "client/cli/session/session.h"

namespace taqvim::cli {

// One line on standard error, written over with each step and gone at the end: `[12/40]
// events/gala`. Nothing is written where standard error is no terminal, or where output is for
// programs. Not thread-safe.
class Progress {
 public:
  // `total` is 0 where nobody knows it.
  Progress(const Session& session, size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // That work on the next one begins.
  void Say(const std::string& name);

 private:
  std::ostream& err_;
  const size_t total_;
  const bool shown_;
  size_t done_ = 0;
};

}  // namespace taqvim::cli
