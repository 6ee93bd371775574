// Decoder of a body in chunks (RFC 9112, 7.1), from its bytes as they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/refusal.h"

namespace taqvim::web {

// Lines end with CR LF; sizes are hexadecimal digits alone; of extensions, which nobody knows
// here, no more is asked than that they are visible ASCII, blanks and tabs. Trailers are
// passed over: a proxy has not looked at them as at fields of the head. 413 for a body that is
// too long, 400 for what is malformed, or has much more besides its data than chunks of one
// byte would. How the bytes are cut makes no difference. Not thread-safe.
class ChunkedBody {
 public:
  // Appends to the body, at most so many bytes. The body outlives it.
  ChunkedBody(size_t most, std::string* body) : most_(most), body_(*body) {}

  // Takes bytes until the body has ended or is refused, and returns how many it took.
  size_t Take(absl::string_view bytes);

  bool is_complete() const { return part_ == Part::kEnd; }
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  enum class Part { kSize, kData, kAfterData, kTrailers, kEnd };

  void TakeData(absl::string_view* bytes);
  void TakeByte(char byte);
  void EndLine(absl::string_view line);
  void BeginChunk(absl::string_view line);
  void Refuse(int status, absl::string_view sentence);

  const size_t most_;
  std::string& body_;
  Part part_ = Part::kSize;
  std::string line_;
  uint64_t left_ = 0;    // of the data of the chunk
  size_t overhead_ = 0;  // all but data
  std::optional<Refusal> refusal_;
};

}  // namespace taqvim::web
