#include "server/schedule/stored/page_token.h"

#include <xxhash.h>

#include <cstring>
#include <memory>

#include "absl/strings/escaping.h"
#include "server/base/errors.h"
#include "server/base/strings.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kDefaultPageSize = 100;
constexpr std::string_view kTokenField = "page_token";

// A token is the question's hash, the position, and a hash over both, which
// tells a damaged token from one of another question.
constexpr size_t kHashBytes = sizeof(uint64_t);

void ClearByName(Message& message, std::string_view name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(std::string(name));
  if (field != nullptr) message.GetReflection()->ClearField(&message, field);
}

std::string HashOf(std::string_view bytes) {
  const uint64_t hash = XXH3_64bits(bytes.data(), bytes.size());
  XXH64_canonical_t canonical;
  XXH64_canonicalFromHash(&canonical, hash);
  return std::string(reinterpret_cast<const char*>(canonical.digest), kHashBytes);
}

std::string TokenIn(const Message& request) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(std::string(kTokenField));
  return field == nullptr ? std::string() : request.GetReflection()->GetString(request, field);
}

absl::Status Invalid(std::string_view description) {
  return InvalidField(kTokenField, description, v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

}  // namespace

std::string QuestionHash(const Message& request) {
  std::unique_ptr<Message> question(request.New());
  question->CopyFrom(request);
  ClearByName(*question, kTokenField);
  ClearByName(*question, "page_size");
  ClearByName(*question, "min_revision_token");
  return HashOf(Cat(request.GetDescriptor()->full_name(), "\n", ToBody(*question)));
}

std::string MakePageToken(const Message& request, std::string_view position) {
  const std::string content = Cat(QuestionHash(request), position);
  return absl::WebSafeBase64Escape(Cat(content, HashOf(content)));
}

absl::StatusOr<std::string> PositionOf(const Message& request) {
  const std::string token = TokenIn(request);
  if (token.empty()) return std::string();
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() < 2 * kHashBytes) {
    return Invalid("is damaged; send next_page_token as it was received");
  }
  const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - kHashBytes);
  if (HashOf(content) != bytes.substr(content.size())) {
    return Invalid("is damaged; send next_page_token as it was received");
  }
  if (content.substr(0, kHashBytes) != QuestionHash(request)) {
    return Invalid(
        "belongs to another question; between pages only page_size and min_revision_token may "
        "change");
  }
  return std::string(content.substr(kHashBytes));
}

int PageSize(int requested) { return requested == 0 ? kDefaultPageSize : requested; }

}  // namespace taqvim::schedule
