#include "client/cli/fields/message_fields.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

Message* HolderOf(const FieldPath& path, Message* message) {
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, path[i]);
  }
  return message;
}

FieldPath FindFieldPath(const Descriptor& type, absl::string_view text) {
  FieldPath path;
  const Descriptor* holder = &type;
  for (const absl::string_view step : absl::StrSplit(text, '.')) {
    if (holder == nullptr) return {};
    const FieldDescriptor* field = holder->FindFieldByName(ToSnake(step));
    if (field == nullptr) return {};
    path.push_back(field);
    holder = field->is_repeated() || IsText(*field) ? nullptr : field->message_type();
  }
  return path;
}

bool IsSet(const FieldPath& path, const Message& message) {
  const Message* holder = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    holder = &holder->GetReflection()->GetMessage(*holder, path[i]);
  }
  const FieldDescriptor* field = path.back();
  const auto* reflection = holder->GetReflection();
  return field->is_repeated() ? reflection->FieldSize(*holder, field) > 0
                              : reflection->HasField(*holder, field);
}

absl::Status NoSuchPart(absl::string_view name, const std::vector<Flag>& parts) {
  return absl::InvalidArgumentError(
      absl::StrCat("There is no field \"", name, "\"", DidYouMean(name, FlagNames(parts))));
}

absl::Status OneofWatch::See(const FieldPath& path, const std::string& name) {
  for (const FieldDescriptor* step : path) {
    const auto* oneof = step->real_containing_oneof();
    if (oneof == nullptr) continue;
    const auto [seen, is_new] = seen_.try_emplace(oneof, Seen{step, name});
    if (!is_new && seen->second.member != step) {
      return absl::InvalidArgumentError(absl::StrCat(
          name, " and ", seen->second.name, " cannot be given together: they are of different ",
          oneof->containing_type()->name(), " kinds."));
    }
  }
  return absl::OkStatus();
}

}  // namespace taqvim::cli
