// Structured logger: each line is a sentence, then keys and values, as text or JSON.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/rpc/log/seldom.h"

namespace taqvim::rpc {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kText, kJson };

// One key and its value. The key is a word of small letters and underscores. Empty
// texts are left out.
struct LogField {
  LogField(absl::string_view name, absl::string_view text) : key(name), value(text) {}
  template <class Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  LogField(absl::string_view name, Number number)
      : key(name), value(absl::StrCat(number)), quoted(false) {}

  bool Empty() const { return quoted && value.empty(); }

  absl::string_view key;
  std::string value;
  bool quoted = true;
};

// Thread-safe. Each line is handed to the sink as a whole, with its newline,
// unbuffered. What is logged at `info` and above holds names, but no titles and no
// other texts of the schedule.
class Log {
 public:
  using Sink = std::function<void(absl::string_view line)>;
  using Clock = std::function<absl::Time()>;

  // Writes lines of at least that level. The sink is called from any thread.
  Log(LogLevel level, LogFormat format, Sink sink, Clock clock = absl::Now);

  // Whether lines of that level are written; ask before collecting costly fields.
  bool Wants(LogLevel level) const { return level >= level_; }
  void Write(LogLevel level, absl::string_view sentence,
             std::initializer_list<LogField> fields = {}) const;
  // Logs a rate-limited warning, for what callers can cause at any rate: once a minute
  // for the same sentence and cause, with how many `times` it has happened since. The
  // others become debug lines.
  void WarnSeldom(absl::string_view sentence, absl::string_view cause,
                  std::initializer_list<LogField> fields) const;
  // The same at any level: up to `lines_a_minute` for the same `what`.
  void WriteSeldom(LogLevel level, int lines_a_minute, absl::string_view what,
                   absl::string_view sentence, std::initializer_list<LogField> fields) const;
  // Logs how many lines were left out. Called once a minute by other lines; with `all`
  // at the end of the process.
  void TellLeftOut(bool all) const;

 private:
  void WriteLine(LogLevel level, absl::string_view sentence,
                 absl::Span<const LogField> fields) const;

  LogLevel level_;
  LogFormat format_;
  Sink sink_;
  Clock clock_;
  mutable Seldom seldom_;
  mutable std::atomic<int64_t> tell_left_out_ = 0;  // when next, in seconds
};

// One line, with its newline, as a log of that format has it.
std::string FormatLine(LogFormat format, absl::Time time, LogLevel level,
                       absl::string_view sentence, absl::Span<const LogField> fields);

// Redirects what gRPC and Protocol Buffers log, in the whole process, to this log,
// which must outlive every use of them. Errors become warnings, all else debug lines.
void CaptureLibraryLogs(const Log* log);

}  // namespace taqvim::rpc
