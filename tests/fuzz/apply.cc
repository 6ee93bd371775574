// Files of `taqvim apply`, of any bytes: what is wrong is said as a usage error, and what
// is wanted has a kind, a message of it and a line of the file.
#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "client/cli/apply/apply_file.h"
#include "client/cli/text/usage_error.h"
#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace cli = taqvim::cli;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const std::string text(input.Rest());
  const int lines = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  const auto wanted = cli::ParseWanted(text, "f");
  if (!wanted.ok()) {
    CHECK(cli::IsUsageError(wanted.status()));
    CHECK(!wanted.status().message().empty());
    return 0;
  }
  for (const cli::WantedResource& one : *wanted) {
    CHECK(one.kind != nullptr && one.body != nullptr);
    CHECK(one.line >= 1 && one.line <= lines);
    CHECK(!one.name.empty());
    CHECK(absl::StartsWith(one.Where(), "f:"));
  }
  return 0;
}
