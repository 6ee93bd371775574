#include "client/cli/command/global_flags.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

// In the order of Format; the last is text with all columns.
const std::vector<std::string>& FormatNames() {
  static const auto* names =
      new std::vector<std::string>{"text", "json", "yaml", "name", "csv", "svg", "html", "wide"};
  return *names;
}

Flag Global(const char* name, char letter, const char* value_name, const char* description,
            std::vector<std::string> values = {}) {
  Flag flag = OwnFlag(name, value_name, description);
  flag.values = std::move(values);
  flag.letter = letter;
  flag.heading = "Global";
  return flag;
}

absl::StatusOr<Format> ParseFormat(const std::string& text) {
  if (const auto format = FormatNamed(text)) return *format;
  const std::vector<std::string>& names = FormatNames();
  return UsageError(absl::StrCat("--output: \"", text, "\" is not one of ",
                                 absl::StrJoin(names, ", "), DidYouMean(text, names)));
}

absl::StatusOr<absl::Duration> ParseTimeout(const std::string& text) {
  absl::Duration timeout;
  if (!absl::ParseDuration(text, &timeout) || timeout <= absl::ZeroDuration() ||
      timeout > absl::Hours(24)) {
    return UsageError(
        absl::StrCat("--timeout: \"", text, "\" is not a duration such as 30s, of at most 24h."));
  }
  return timeout;
}

// Without what was given of a command's own flags, which may be called alike.
Arguments OnlyGlobal(const Arguments& given) {
  const std::vector<const Flag*> known = PointersTo(GlobalFlags());
  Arguments global;
  for (const GivenFlag& flag : given.flags) {
    if (std::find(known.begin(), known.end(), flag.flag) != known.end()) {
      global.flags.push_back(flag);
    }
  }
  return global;
}

// Which server or context is named. What is said on the command line counts more
// than what the environment says.
absl::Status ReadTarget(const Arguments& arguments, const Surroundings& surroundings,
                        GlobalOptions* options) {
  std::string server = arguments.Find("server").value_or("");
  options->context = arguments.Find("context").value_or("");
  if (!server.empty() && !options->context.empty()) {
    return UsageError("Give --server or --context, not both: a context says which server.");
  }
  if (server.empty() && options->context.empty()) {
    options->context = surroundings.variable("TAQVIM_CONTEXT").value_or("");
    if (options->context.empty()) server = surroundings.variable("TAQVIM_SERVER").value_or("");
  }
  options->server_given = !server.empty();
  if (options->server_given) options->server = server;
  return absl::OkStatus();
}

std::string LanguageTag(const Arguments& arguments, const Surroundings& surroundings) {
  if (auto given = arguments.Find("lang")) return *given;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (auto value = surroundings.variable(name); value && !value->empty()) return *value;
  }
  return "en";
}

// Whether it is a terminal that understands more than lines.
bool HasScreen(const Surroundings& surroundings) {
  return surroundings.is_terminal && surroundings.variable("TERM").value_or("") != "dumb";
}

bool WantsColor(const Arguments& arguments, const Surroundings& surroundings) {
  const auto no_color = surroundings.variable("NO_COLOR");
  if (no_color.has_value() && !no_color->empty()) return false;
  return HasScreen(surroundings) && !arguments.Has("no-color");
}

// What is sent is told while it is; on a page it would come too late.
bool WantsPages(const GlobalOptions& options, const Arguments& arguments,
                const Surroundings& surroundings) {
  return HasScreen(surroundings) && surroundings.rows > 0 && surroundings.show_page &&
         !options.verbose && arguments.Find("no-pager").value_or("false") == "false";
}

// What COLUMNS says counts more than what the terminal does.
int WidthOf(const Surroundings& surroundings) {
  if (!surroundings.is_terminal) return 0;
  int columns = 0;
  if (absl::SimpleAtoi(surroundings.variable("COLUMNS").value_or(""), &columns) && columns > 0) {
    return columns;
  }
  return surroundings.columns;
}

std::string EditorOf(const Surroundings& surroundings) {
  for (const char* name : {"VISUAL", "EDITOR"}) {
    const std::string editor = surroundings.variable(name).value_or("");
    if (!editor.empty()) return editor;
  }
  return surroundings.is_terminal && surroundings.read_answer ? "vi" : "";
}

absl::Status ReadZone(const Arguments& arguments, const Surroundings& surroundings,
                      GlobalOptions* options) {
  options->here = surroundings.zone;
  const auto named = arguments.Find("time-zone");
  if (!named.has_value() || named->empty()) return absl::OkStatus();
  if (!absl::LoadTimeZone(*named, &options->here)) {
    return UsageError(absl::StrCat("--time-zone: \"", *named,
                                   "\" is no time zone that is known here; one is Asia/Almaty."));
  }
  options->zone_given = true;
  return absl::OkStatus();
}

}  // namespace

const std::vector<Flag>& GlobalFlags() {
  static const auto* flags = new std::vector<Flag>{
      Global("context", 0, "CONTEXT",
             "The context: a server, and what you show to it; see taqvim context. Default: "
             "$TAQVIM_CONTEXT, else the current one."),
      Global("server", 0, "ADDRESS",
             "The server instead, HOST:PORT or unix:/PATH, to which nothing is shown. Default: "
             "$TAQVIM_SERVER, else that of the context, else 127.0.0.1:8750."),
      Global("invitation-file", 0, "FILE",
             "The file with an invitation, which is shown instead of what the context has; - asks "
             "for it. See taqvim sessions create."),
      Global("output", 'o', "FORMAT",
             "How to print: text for people, wide with all columns, json for programs, csv for "
             "spreadsheets, yaml for files, name for names alone; of taqvim timeline svg and html, "
             "pictures. Default: text.",
             FormatNames()),
      Global("lang", 0, "TAG",
             "The language of titles, such as kk. Default: that of the "
             "context, else of the locale, else English.",
             {"az", "en", "fa", "kk", "ky", "ru", "tg", "tr", "uz", "uz-Cyrl"}),
      Global(
          "time-zone", 0, "ZONE",
          "The time zone in which all times are shown, such as Asia/Almaty; default: that of the "
          "context, else of the venue. It is also where words such as tomorrow are meant; "
          "default: the local one. A command's own flag of this name is meant instead."),
      Global("timeout", 0, "DURATION",
             "How long to wait for each answer, attempts included. Default: 30s."),
      Global("no-color", 0, "",
             "Print no colours. They are only used on a terminal, and not when "
             "NO_COLOR is set."),
      Global(
          "no-pager", 0, "",
          "Print at once what is too long for the screen. On a terminal it is otherwise shown by "
          "$TAQVIM_PAGER, else $PAGER, else less; one that is empty or cat means the same."),
      Global("quiet", 'q', "", "Leave out the notes on standard error; errors are told."),
      Global("verbose", 'v', "", "Say on standard error what is sent, and how long it takes."),
      Global("file", 'f', "FILE",
             "Read the body of the request from a YAML or JSON file; - is standard input. Flags "
             "override it. See taqvim help files."),
      Global("help", 'h', "", "Show help for the command."),
  };
  return *flags;
}

std::optional<Format> FormatNamed(const std::string& name) {
  const std::vector<std::string>& names = FormatNames();
  if (name == names.back()) return Format::kText;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Format>(found - names.begin());
}

bool IsPicture(Format format) { return format == Format::kSvg || format == Format::kHtml; }

std::vector<std::string> LanguagesFor(absl::string_view tag) {
  std::string language = absl::StrReplaceAll(tag.substr(0, tag.find_first_of(".@")), {{"_", "-"}});
  if (language == "C" || language == "POSIX") language.clear();
  std::vector<std::string> languages;
  while (!language.empty()) {
    languages.push_back(language);
    const size_t hyphen = language.rfind('-');
    language = hyphen == std::string::npos ? "" : language.substr(0, hyphen);
  }
  if (languages.empty() || languages.back() != "en") languages.push_back("en");
  return languages;
}

Format FormatSaidIn(const std::vector<std::string>& words) {
  Format format = Format::kText;
  for (size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    absl::string_view said = words[i];
    if (said == "-o" || said == "--output") {
      said = i + 1 < words.size() ? absl::string_view(words[i + 1]) : "";
    } else if (!absl::ConsumePrefix(&said, "--output=") && !absl::ConsumePrefix(&said, "-o")) {
      continue;
    }
    const auto read = ParseFormat(std::string(said));
    if (read.ok()) format = *read;
  }
  return format;
}

absl::StatusOr<GlobalOptions> ReadGlobalOptions(const Arguments& given,
                                                const Surroundings& surroundings) {
  const Arguments arguments = OnlyGlobal(given);
  GlobalOptions options;
  RETURN_IF_ERROR(ReadTarget(arguments, surroundings, &options));
  if (auto text = arguments.Find("output")) {
    ASSIGN_OR_RETURN(auto format, ParseFormat(*text));
    options.format = format;
    options.wide = *text == "wide";
  }
  if (auto text = arguments.Find("timeout")) {
    ASSIGN_OR_RETURN(auto timeout, ParseTimeout(*text));
    options.timeout = timeout;
  }
  options.invitation_file = arguments.Find("invitation-file").value_or("");
  RETURN_IF_ERROR(ReadZone(arguments, surroundings, &options));
  options.now = surroundings.now;
  if (surroundings.is_terminal) options.read_answer = surroundings.read_answer;
  options.editor = EditorOf(surroundings);
  options.width = options.wide ? 0 : WidthOf(surroundings);
  options.languages = LanguagesFor(LanguageTag(arguments, surroundings));
  options.terminal = surroundings.is_terminal;
  options.lang_given = arguments.Has("lang");
  options.color = WantsColor(arguments, surroundings);
  options.verbose = arguments.Find("verbose") == "true";
  options.quiet = arguments.Find("quiet") == "true";
  options.help = arguments.Find("help") == "true";
  options.pages = WantsPages(options, arguments, surroundings);
  return options;
}

}  // namespace taqvim::cli
