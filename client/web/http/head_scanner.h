// Scanner of the head of a request, from its bytes as they come: where it ends, and whether
// it can be read in one way alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/limits.h"
#include "client/web/http/refusal.h"

namespace taqvim::web {

// What RFC 9112 lets a server read in more than one way, and servers and proxies do read
// differently (request smuggling), is refused as soon as it comes, with 400: a line that ends
// in LF alone, CR alone, control characters, a field that goes on in a second line (obs-fold),
// blanks before a colon, a name that is no token, a request line with more than two blanks,
// and other versions than HTTP/1.0 and 1.1, among them the prefaces of HTTP/0.9 and 2. One
// empty line before the request is passed over (RFC 9112, 2.2). Not thread-safe.
class HeadScanner {
 public:
  // The limits outlive it.
  explicit HeadScanner(const HttpLimits& limits) : limits_(limits) {}

  // Takes bytes until the head has ended or is refused, and returns how many it took.
  size_t Take(absl::string_view bytes);

  bool has_begun() const { return !text_.empty(); }
  bool is_complete() const { return complete_; }
  const std::optional<Refusal>& refusal() const { return refusal_; }
  // All lines, each with its CR LF, and the empty one.
  const std::string& text() const { return text_; }

 private:
  void TakeByte(char byte);
  void EndLine();
  void CheckRequestLine(absl::string_view line);
  void CheckField(absl::string_view line);
  void Refuse(int status, absl::string_view sentence);

  const HttpLimits& limits_;
  std::string text_;
  size_t line_ = 0;  // where the line begins
  size_t lines_ = 0;
  bool passed_empty_line_ = false;
  bool complete_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace taqvim::web
