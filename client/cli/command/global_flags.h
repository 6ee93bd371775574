// Global flags, which every command takes, and the options that they and the
// environment set.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/cli/command/arguments.h"
#include "client/cli/fields/flags.h"

namespace taqvim::cli {

enum class Format { kText, kJson, kYaml, kName };

struct GlobalOptions {
  std::string server = "127.0.0.1:8750";
  // Whether it was named, or is only the usual one.
  bool server_given = false;
  // The context that was named; empty for none.
  std::string context;
  // The file with an invitation, which is shown instead of what the context has; empty for
  // none.
  std::string invitation_file;
  Format format = Format::kText;
  // BCP 47 tags in order of preference; English comes last.
  std::vector<std::string> languages;
  // The caller's local time zone.
  absl::TimeZone here;
  absl::Duration timeout = absl::Seconds(30);
  bool color = false;
  bool verbose = false;
  bool help = false;
};

// Environment of the process, injected for tests: environment variables, whether output
// goes to a terminal, and the local time zone.
struct Surroundings {
  std::function<std::optional<std::string>(const char*)> variable;
  bool is_terminal = false;
  absl::TimeZone zone = absl::UTCTimeZone();
};

const std::vector<Flag>& GlobalFlags();

// From the flags among the arguments, else from TAQVIM_CONTEXT, TAQVIM_SERVER,
// LC_ALL, LC_MESSAGES, LANG and NO_COLOR, else the defaults. Either a server or a
// context is named, or neither.
absl::StatusOr<GlobalOptions> ReadGlobalOptions(const Arguments& arguments,
                                                const Surroundings& surroundings);

// Languages to try for a tag or a locale: `kk_KZ.UTF-8` is kk-KZ, kk, en.
std::vector<std::string> LanguagesFor(absl::string_view tag);

}  // namespace taqvim::cli
