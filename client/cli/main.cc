#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "client/cli/app.h"

int main(int argc, char** argv) {
  const taqvim::cli::Surroundings surroundings{
      .variable = [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        return value ? std::optional<std::string>(value) : std::nullopt;
      },
      .is_terminal = isatty(STDOUT_FILENO) != 0,
  };
  return taqvim::cli::Run({argv + 1, argv + argc}, surroundings, std::cout, std::cerr);
}
