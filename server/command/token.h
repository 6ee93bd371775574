// `taqvimd token`: makes, lists and revokes bearer tokens at the running server.
#pragma once

#include <string_view>

namespace taqvim::command {

// Whether the command line, of which this is the first word, is for this command.
inline bool IsTokenCommand(std::string_view word) { return word == "token"; }

// Runs `taqvimd token ...`, whose words follow `taqvimd`. A secret is the only thing
// that goes to standard output when one is made, so that it can be piped; what is
// said about it goes to standard error; where it could not be printed, so does what
// to do about a token that nobody can use. Returns the exit code: 0; 1 when the
// server refuses; 2 when the command line is wrong or no server is reached; 4 when
// what was printed could not be written, or as SIGPIPE would end it.
int RunTokenCommand(int argc, const char* const* argv);

}  // namespace taqvim::command
