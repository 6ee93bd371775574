#include <grpc/support/log.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/time/clock.h"
#include "client/cli/app/app.h"
#include "client/cli/app/pager.h"
#include "client/output_file.h"

namespace {

// How large the terminal is; nothing when it does not say.
winsize TerminalSize() {
  winsize size = {};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size : winsize{};
}

std::string ReadLine() {
  std::string line;
  std::getline(std::cin, line);
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  taqvim::client::PrepareStandardStreams();
  // Of each attempt to connect gRPC would tell, in its own words; errors say it once.
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
  taqvim::client::OutputFile out(STDOUT_FILENO);
  // What is said about the output comes after it on a terminal that shows both.
  std::cerr.tie(&out);
  taqvim::cli::Surroundings surroundings{
      .variable = [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
      },
      .is_terminal = isatty(STDOUT_FILENO) != 0,
      .columns = TerminalSize().ws_col,
      .rows = TerminalSize().ws_row,
      .zone = absl::LocalTimeZone(),
      .now = absl::Now(),
  };
  surroundings.show_page = taqvim::cli::ShowInPager;
  if (isatty(STDIN_FILENO) != 0) surroundings.read_answer = ReadLine;
  const int code = taqvim::cli::Run({argv + 1, argv + argc}, surroundings, out, std::cerr);
  std::cerr.tie(nullptr);
  return code;
}
