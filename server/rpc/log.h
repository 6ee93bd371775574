// Structured log lines: a sentence, then what it is about as keys and values.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/rpc/seldom.h"

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
// nothing is buffered.
class Log {
 public:
  using Sink = std::function<void(absl::string_view line)>;

  // Writes lines of at least that level. The sink is called from any thread.
  Log(LogLevel level, LogFormat format, Sink sink);

  // Whether lines of that level are written; ask before collecting costly fields.
  bool Wants(LogLevel level) const { return level >= level_; }
  void Write(LogLevel level, absl::string_view sentence,
             std::initializer_list<LogField> fields = {}) const;
  // Warns of what callers can cause at any rate: at first, and then once a minute,
  // with how many `times` it has happened since. What lies between is a debug line.
  // Sentence and cause say what is the same.
  void WarnSeldom(absl::string_view sentence, absl::string_view cause,
                  std::initializer_list<LogField> fields) const;

 private:
  void WriteLine(LogLevel level, absl::string_view sentence,
                 absl::Span<const LogField> fields) const;

  LogLevel level_;
  LogFormat format_;
  Sink sink_;
  mutable Seldom seldom_;
};

// Writes each line to standard error in one call, so that lines of several
// threads do not mix.
Log::Sink StandardErrorSink();

// Leads what gRPC and Protocol Buffers log themselves, for the whole process,
// into the log, which must outlive every use of them. Errors become warnings,
// everything less debug lines.
void CaptureLibraryLogs(const Log* log);

}  // namespace taqvim::rpc
