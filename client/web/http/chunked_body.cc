#include "client/web/http/chunked_body.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "client/web/http/headers.h"

namespace taqvim::web {
namespace {

// A chunk of one byte has five besides.
constexpr size_t OverheadFor(size_t body) { return 16 * 1024 + 6 * body; }

constexpr size_t kLongestSize = 15;

}  // namespace

size_t ChunkedBody::Take(absl::string_view bytes) {
  absl::string_view rest = bytes;
  while (!rest.empty() && !is_complete() && !refusal_) {
    if (part_ == Part::kData) {
      TakeData(&rest);
    } else {
      TakeByte(rest.front());
      rest.remove_prefix(1);
    }
  }
  return bytes.size() - rest.size();
}

void ChunkedBody::TakeData(absl::string_view* bytes) {
  const size_t taken = static_cast<size_t>(std::min<uint64_t>(left_, bytes->size()));
  body_.append(bytes->data(), taken);
  bytes->remove_prefix(taken);
  left_ -= taken;
  if (left_ == 0) part_ = Part::kAfterData;
}

void ChunkedBody::TakeByte(char byte) {
  if (++overhead_ > OverheadFor(body_.size())) {
    return Refuse(400, "The chunks of the body have too much besides it.");
  }
  const bool after_cr = !line_.empty() && line_.back() == '\r';
  const bool is_text = absl::ascii_isprint(byte) || byte == '\t';
  if (after_cr ? byte != '\n' : !is_text && byte != '\r') {
    return Refuse(400, "The body has a malformed chunk.");
  }
  line_ += byte;
  if (byte != '\n') return;
  const std::string line = std::move(line_);
  line_.clear();
  EndLine(absl::StripSuffix(line, "\r\n"));
}

void ChunkedBody::EndLine(absl::string_view line) {
  switch (part_) {
    case Part::kSize:
      return BeginChunk(line);
    case Part::kAfterData:
      part_ = Part::kSize;
      if (!line.empty()) Refuse(400, "A chunk of the body is longer than it says.");
      return;
    default:
      if (line.empty()) {
        part_ = Part::kEnd;
      } else if (!IsToken(line.substr(0, line.find(':'))) || line.find(':') == line.npos) {
        Refuse(400, "What comes after the body has to be fields.");
      }
  }
}

void ChunkedBody::BeginChunk(absl::string_view line) {
  const absl::string_view digits = line.substr(0, line.find(';'));
  if (digits.empty() || digits.size() > kLongestSize ||
      !std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit) ||
      !absl::SimpleHexAtoi(digits, &left_)) {
    return Refuse(400, "The body has a malformed chunk.");
  }
  if (left_ > most_ - body_.size()) return Refuse(413, "The body of the request is too long.");
  part_ = left_ == 0 ? Part::kTrailers : Part::kData;
}

void ChunkedBody::Refuse(int status, absl::string_view sentence) {
  refusal_ = Refusal{status, std::string(sentence)};
}

}  // namespace taqvim::web
