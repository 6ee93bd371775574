#include "client/cli/session/progress.h"

#include <unistd.h>

#include <ostream>

#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

// Where the line begins, without what it had.
constexpr char kAgain[] = "\r\x1b[K";

}  // namespace

Progress::Progress(const Session& session, size_t total)
    : err_(session.err),
      total_(total),
      shown_(session.options.format == Format::kText && isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (shown_) err_ << kAgain << std::flush;
}

void Progress::Say(const std::string& name) {
  ++done_;
  if (!shown_) return;
  err_ << kAgain << "[" << done_;
  if (total_ > 0) err_ << "/" << total_;
  err_ << "] " << Printable(name) << std::flush;
}

}  // namespace taqvim::cli
