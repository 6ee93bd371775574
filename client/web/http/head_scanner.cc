#include "client/web/http/head_scanner.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "client/web/http/headers.h"

namespace taqvim::web {
namespace {

constexpr size_t kLongestMethod = 32;
constexpr size_t kVersionLength = 8;

}  // namespace

size_t HeadScanner::Take(absl::string_view bytes) {
  size_t taken = 0;
  while (taken < bytes.size() && !complete_ && !refusal_) TakeByte(bytes[taken++]);
  return taken;
}

void HeadScanner::TakeByte(char byte) {
  const bool after_cr = !text_.empty() && text_.back() == '\r';
  if (after_cr != (byte == '\n')) return Refuse(400, "A line has to end with CR and LF.");
  if (absl::ascii_iscntrl(byte) && byte != '\r' && byte != '\n' && byte != '\t') {
    return Refuse(400, "The head of the request has a control character.");
  }
  text_ += byte;
  const size_t longest_first = kLongestMethod + limits_.target_bytes + kVersionLength + 4;
  if (lines_ == 0 && text_.size() > longest_first) {
    return Refuse(414, "The target of the request is too long.");
  }
  if (text_.size() > limits_.head_bytes) {
    return Refuse(431, "The head of the request is too long.");
  }
  if (byte == '\n') EndLine();
}

void HeadScanner::EndLine() {
  const absl::string_view line = absl::string_view(text_).substr(line_, text_.size() - line_ - 2);
  if (lines_ == 0 && line.empty() && !passed_empty_line_) {
    passed_empty_line_ = true;
    text_.clear();
    return;
  }
  if (lines_ == 0) {
    CheckRequestLine(line);
  } else if (line.empty()) {
    complete_ = true;
  } else {
    CheckField(line);
  }
  ++lines_;
  line_ = text_.size();
}

void HeadScanner::CheckRequestLine(absl::string_view line) {
  const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ');
  if (parts.size() != 3 || !IsToken(parts[0]) || parts[0].size() > kLongestMethod ||
      parts[1].empty()) {
    return Refuse(400, "The first line is no request of HTTP/1.1.");
  }
  if (parts[1].size() > limits_.target_bytes) {
    return Refuse(414, "The target of the request is too long.");
  }
  if (parts[2] != "HTTP/1.1" && parts[2] != "HTTP/1.0") {
    return Refuse(400, "This server speaks HTTP/1.1 and HTTP/1.0 alone.");
  }
}

void HeadScanner::CheckField(absl::string_view line) {
  if (lines_ > limits_.header_lines) return Refuse(431, "The request has too many fields.");
  if (line[0] == ' ' || line[0] == '\t') {
    return Refuse(400, "A field may not go on in a second line.");
  }
  // A blank is in no token, nor are two names.
  if (!IsToken(line.substr(0, line.find(':'))) || line.find(':') == line.npos) {
    return Refuse(400, "A field has to be a name, a colon and a value.");
  }
}

void HeadScanner::Refuse(int status, absl::string_view sentence) {
  refusal_ = Refusal{status, std::string(sentence)};
}

}  // namespace taqvim::web
