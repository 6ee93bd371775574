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
#include "client/cli/text/time_words.h"

namespace taqvim::cli {

// The last two are pictures, which few commands draw.
enum class Format { kText, kJson, kYaml, kName, kCsv, kSvg, kHtml };

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
  // Whether text has all columns, however wide.
  bool wide = false;
  // BCP 47 tags in order of preference; English comes last.
  std::vector<std::string> languages;
  // Whether they were named on the command line, and not by the locale.
  bool lang_given = false;
  // The zone in which the caller reads times: the one that was named, else the local one.
  absl::TimeZone here;
  // Whether it was named, so that all times are shown in it.
  bool zone_given = false;
  // When the program was started.
  absl::Time now;
  // Reads what the person at the terminal answers; unset where nobody can.
  std::function<std::string()> read_answer;
  // The editor that $VISUAL or $EDITOR names, a command for the shell; vi where neither does and a
  // person is at a terminal; empty for none.
  std::string editor;
  // How many columns output may take; 0 for any number, as in a pipe.
  int width = 0;
  absl::Duration timeout = absl::Seconds(30);
  bool color = false;
  // Whether a person reads what is printed.
  bool terminal = false;
  // Whether what is too long for the screen is shown a screen at a time.
  bool pages = false;
  bool verbose = false;
  // Whether notes for people on standard error are left out.
  bool quiet = false;
  bool help = false;
};

// Environment of the process, injected for tests: environment variables, whether output
// goes to a terminal and how many columns and rows that has (0 when it does not say), the local
// time zone, and the time.
struct Surroundings {
  std::function<std::optional<std::string>(const char*)> variable;
  bool is_terminal = false;
  int columns = 0;
  int rows = 0;
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::Time now = absl::UnixEpoch();
  // Reads a line that a person types; unset where input comes from elsewhere.
  std::function<std::string()> read_answer = {};
  // Shows a text on the screen by that command of a shell; whether it could. Unset where none
  // is to be started.
  std::function<bool(const std::string& command, const std::string& text)> show_page = {};
};

const std::vector<Flag>& GlobalFlags();

// Whether it is one of the pictures.
bool IsPicture(Format format);
// The format of that name, as --output takes it; nullopt for no such.
std::optional<Format> FormatNamed(const std::string& name);

// From the flags among the arguments, else from TAQVIM_CONTEXT, TAQVIM_SERVER,
// LC_ALL, LC_MESSAGES, LANG, NO_COLOR, TERM, COLUMNS, VISUAL and EDITOR, else the defaults. Either
// a server or a context is named, or neither.
absl::StatusOr<GlobalOptions> ReadGlobalOptions(const Arguments& given,
                                                const Surroundings& surroundings);

// The format that the words say, as far as that can be told of a line that is wrong: the last
// that is one, before `--`. Text where none does.
Format FormatSaidIn(const std::vector<std::string>& words);

// Where and when the caller reads times.
inline ReadAt ReadAtFor(const GlobalOptions& options) { return {options.now, options.here}; }

// Languages to try for a tag or a locale: `kk_KZ.UTF-8` is kk-KZ, kk, en.
std::vector<std::string> LanguagesFor(absl::string_view tag);

}  // namespace taqvim::cli
