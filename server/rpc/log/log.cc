#include "server/rpc/log/log.h"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wrappers.pb.h>
#include <grpc/support/log.h>

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace taqvim::rpc {
namespace {

const Log* library_log = nullptr;

constexpr int64_t kTellLeftOutEvery = 60;  // seconds

absl::string_view LevelName(LogLevel level) {
  constexpr absl::string_view kNames[] = {"debug", "info", "warning", "error"};
  return kNames[static_cast<size_t>(level)];
}

// The text as a JSON string, quotes included; also one line whatever it holds.
std::string Quoted(absl::string_view text) {
  google::protobuf::StringValue value;
  value.set_value(std::string(text));
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(value, &json).ok()) return "\"\"";
  return json;
}

bool IsPlain(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("._-:/[]+", static_cast<char>(c));
  });
}

std::string TextLine(LogLevel level, absl::string_view time, absl::string_view sentence,
                     absl::Span<const LogField> fields) {
  std::string line = absl::StrCat(time, " ", LevelName(level), ": ", sentence);
  for (const LogField& field : fields) {
    if (field.Empty()) continue;
    const bool plain = !field.quoted || IsPlain(field.value);
    absl::StrAppend(&line, " ", field.key, "=", plain ? field.value : Quoted(field.value));
  }
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

std::string JsonLine(LogLevel level, absl::string_view time, absl::string_view sentence,
                     absl::Span<const LogField> fields) {
  std::string line = absl::StrCat("{\"time\":\"", time, "\",\"level\":\"", LevelName(level),
                                  "\",\"message\":", Quoted(sentence));
  for (const LogField& field : fields) {
    if (field.Empty()) continue;
    absl::StrAppend(&line, ",\"", field.key,
                    "\":", field.quoted ? Quoted(field.value) : field.value);
  }
  return line + "}";
}

// What of a library's reports is about a caller who did not get in.
absl::string_view SentenceFor(absl::string_view text) {
  if (absl::StartsWith(text, "Handshake failed")) return "Refused a TLS handshake.";
  if (absl::StartsWith(text, "No match found for server name")) {
    return "A caller looks for a server of another name than the certificate's.";
  }
  if (absl::StartsWith(text, "Compression algorithm")) return "Refused a compressed message.";
  return "A library reports something.";
}

void FromLibrary(bool error, absl::string_view library, absl::string_view text) {
  const LogLevel level = error ? LogLevel::kWarning : LogLevel::kDebug;
  if (library_log == nullptr || !library_log->Wants(level)) return;
  const std::initializer_list<LogField> fields = {{"library", library}, {"text", text}};
  if (error) return library_log->WarnSeldom(SentenceFor(text), text, fields);
  library_log->Write(level, SentenceFor(text), fields);
}

}  // namespace

Log::Log(LogLevel level, LogFormat format, Sink sink, Clock clock)
    : level_(level), format_(format), sink_(std::move(sink)), clock_(std::move(clock)) {}

void Log::Write(LogLevel level, absl::string_view sentence,
                std::initializer_list<LogField> fields) const {
  if (!Wants(level)) return;
  WriteLine(level, sentence, {fields.begin(), fields.size()});
  const int64_t now = absl::ToUnixSeconds(clock_());
  int64_t due = tell_left_out_;
  if (now < due || !tell_left_out_.compare_exchange_strong(due, now + kTellLeftOutEvery)) return;
  TellLeftOut(false);
}

void Log::WarnSeldom(absl::string_view sentence, absl::string_view cause,
                     std::initializer_list<LogField> fields) const {
  WriteSeldom(LogLevel::kWarning, 1, absl::StrCat(sentence, " ", cause), sentence, fields);
}

void Log::WriteSeldom(LogLevel level, int lines_a_minute, absl::string_view what,
                      absl::string_view sentence, std::initializer_list<LogField> fields) const {
  if (!Wants(level)) return;
  const int64_t times = seldom_.ToTell(what, clock_(), lines_a_minute);
  if (times == 0) return Write(LogLevel::kDebug, sentence, fields);
  std::vector<LogField> all(fields);
  all.emplace_back("times", times);
  WriteLine(level, sentence, all);
}

void Log::TellLeftOut(bool all) const {
  for (const Seldom::Untold& untold : seldom_.TakeUntold(clock_(), all)) {
    WriteLine(LogLevel::kWarning, "More of the same was left out of the log.",
              std::vector<LogField>{{"what", untold.what}, {"times", untold.times}});
  }
}

void Log::WriteLine(LogLevel level, absl::string_view sentence,
                    absl::Span<const LogField> fields) const {
  sink_(FormatLine(format_, clock_(), level, sentence, fields));
}

std::string FormatLine(LogFormat format, absl::Time time, LogLevel level,
                       absl::string_view sentence, absl::Span<const LogField> fields) {
  const std::string text = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
  return absl::StrCat(format == LogFormat::kJson ? JsonLine(level, text, sentence, fields)
                                                 : TextLine(level, text, sentence, fields),
                      "\n");
}

void CaptureLibraryLogs(const Log* log) {
  library_log = log;
  gpr_set_log_function([](gpr_log_func_args* args) {
    FromLibrary(args->severity == GPR_LOG_SEVERITY_ERROR, "grpc", args->message);
  });
  google::protobuf::SetLogHandler(
      [](google::protobuf::LogLevel level, const char*, int, const std::string& text) {
        // What a client sends is no fault of the server's: the answer says what is wrong with it.
        FromLibrary(level == google::protobuf::LOGLEVEL_FATAL, "protobuf", text);
      });
}

}  // namespace taqvim::rpc
