// Structured log lines: a sentence, then what it is about as keys and values.
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

// Thread-safe: each line is handed to the sink as a whole, with its newline, and
// nothing is buffered. What is logged at `info` and above holds no title and no other
// text of the schedule but names.
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
  // Warns of what callers can cause at any rate: at first, and then once a minute,
  // with how many `times` it has happened since. What lies between is a debug line.
  // Sentence and cause say what is the same.
  void WarnSeldom(absl::string_view sentence, absl::string_view cause,
                  std::initializer_list<LogField> fields) const;
  // The same at any level, up to so many lines a minute of what is the same by `what`.
  void WriteSeldom(LogLevel level, int lines_a_minute, absl::string_view what,
                   absl::string_view sentence, std::initializer_list<LogField> fields) const;
  // Says how often what was left out. Done once a minute by whatever else is written;
  // `all` at the end.
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

// Leads what gRPC and Protocol Buffers log themselves, for the whole process,
// into the log, which must outlive every use of them. Errors become warnings,
// everything less debug lines.
void CaptureLibraryLogs(const Log* log);

}  // namespace taqvim::rpc
