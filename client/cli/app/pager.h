// The pager: what shows a long text a screen at a time, such as less.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace taqvim::cli {

// The command of a shell that shows it: what $TAQVIM_PAGER says, else $PAGER, else less as
// `less -FRX`, which ends by itself where all fits the screen. Empty for none: where a variable
// is empty or `cat`.
std::string PagerCommand(const std::function<std::optional<std::string>(const char*)>& variable);

// How many lines of the screen the text takes, where one has so many columns (0 for any number).
int ScreenLines(absl::string_view text, int columns);

// Runs the command by the shell with the text as its input, and waits until it ends. Who stops
// reading has read enough. Interrupts are the pager's. Whether it could be started; where there
// is no such program nothing was shown.
bool ShowInPager(const std::string& command, const std::string& text);

}  // namespace taqvim::cli
