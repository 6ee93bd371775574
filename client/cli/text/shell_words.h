// Writer of command lines that a POSIX shell takes apart into the same words.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::cli {

// The word as it is where a shell reads it so; else in single quotes, so that nothing in it
// means anything to the shell.
std::string ShellWord(absl::string_view word);

// The words with spaces between, on one line: a line break within a word is written as
// `$'\n'`, which bash, zsh, ksh and, since 2024, POSIX know.
std::string ShellLine(const std::vector<std::string>& words);

}  // namespace taqvim::cli
