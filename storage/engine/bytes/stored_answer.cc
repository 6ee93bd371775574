#include "storage/engine/bytes/stored_answer.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "storage/engine/bytes/scratch.h"

namespace taqvim::storage {
namespace {

// An image is known by its first bytes, and referred to if it has as many.
constexpr size_t kAnchor = 16;
// What may stand in the answer between two images, or within one: tags, lengths,
// and fields that are not stored, such as an etag.
constexpr size_t kGap = 64;

// How many bytes both begin with. Eight at a time, as an image is some hundreds.
size_t CommonPrefix(std::string_view a, std::string_view b) {
  const size_t size = std::min(a.size(), b.size());
  size_t same = 0;
  for (uint64_t x, y; same + sizeof(x) <= size; same += sizeof(x)) {
    std::memcpy(&x, a.data() + same, sizeof(x));
    std::memcpy(&y, b.data() + same, sizeof(y));
    if (x != y) break;
  }
  while (same < size && a[same] == b[same]) ++same;
  return same;
}

class Abridger {
 public:
  explicit Abridger(std::string_view answer) : answer_(answer) {}

  // Refers to the image if the answer goes on with it.
  void Take(int change, std::string_view image) {
    const size_t begins = Find(image.substr(0, kAnchor));
    if (begins == std::string_view::npos) return;
    const size_t same = CommonPrefix(image, answer_.substr(begins));
    Refer(begins, change, 0, same);
    const std::string_view rest = image.substr(same);
    const size_t goes_on = Find(rest);
    if (goes_on != std::string_view::npos) Refer(goes_on, change, same, rest.size());
  }

  std::string Finish() {
    if (done_ < answer_.size()) Add(answer_.size());
    return stored_.SerializeAsString();
  }

 private:
  // Where the bytes are in what follows soon.
  size_t Find(std::string_view bytes) const {
    if (bytes.size() < kAnchor) return std::string_view::npos;
    const size_t at = answer_.substr(done_, kGap + bytes.size()).find(bytes);
    return at == std::string_view::npos ? at : done_ + at;
  }

  v1::AnswerPart& Add(size_t end) {
    v1::AnswerPart& part = *stored_.add_parts();
    part.set_text(answer_.data() + done_, end - done_);
    done_ = end;
    return part;
  }

  void Refer(size_t at, int change, size_t start, size_t size) {
    v1::AnswerPart& part = Add(at);
    part.set_change(change);
    part.set_start(static_cast<int64_t>(start));
    part.set_size(static_cast<int64_t>(size));
    done_ = at + size;
  }

  const std::string_view answer_;
  size_t done_ = 0;  // how much of the answer has been kept
  Scratch scratch_;
  v1::StoredAnswer& stored_ = scratch_.Make<v1::StoredAnswer>();
};

// Whether the part's reference is to bytes that the images have.
bool Fits(const v1::AnswerPart& part, const std::vector<std::string_view>& images) {
  if (part.change() < 0 || static_cast<size_t>(part.change()) >= images.size()) return false;
  const auto size = static_cast<int64_t>(images[part.change()].size());
  return 0 <= part.start() && part.start() <= size && 0 <= part.size() &&
         part.size() <= size - part.start();
}

}  // namespace

std::vector<std::string_view> AfterImages(const v1::LogChanges& changes) {
  std::vector<std::string_view> images;
  images.reserve(changes.changes_size());
  for (const v1::LogChange& change : changes.changes()) images.push_back(change.after());
  return images;
}

std::string AbridgeAnswer(std::string_view answer, const std::vector<std::string_view>& images) {
  Abridger abridger(answer);
  for (size_t i = 0; i < images.size(); ++i) abridger.Take(static_cast<int>(i), images[i]);
  return abridger.Finish();
}

absl::StatusOr<std::string> RestoreAnswer(std::string_view stored, std::string_view changes) {
  const absl::Status damaged = absl::DataLossError(
      "The data file is damaged (the answer of a request); restore it from a backup.");
  v1::StoredAnswer parts;
  v1::LogChanges row;
  if (!parts.ParseFromArray(stored.data(), static_cast<int>(stored.size())) ||
      !row.ParseFromArray(changes.data(), static_cast<int>(changes.size()))) {
    return damaged;
  }
  const std::vector<std::string_view> images = AfterImages(row);
  std::string answer;
  for (const v1::AnswerPart& part : parts.parts()) {
    answer.append(part.text());
    if (part.size() == 0) continue;
    if (!Fits(part, images)) return damaged;
    answer.append(images[part.change()].substr(part.start(), part.size()));
  }
  return answer;
}

}  // namespace taqvim::storage
