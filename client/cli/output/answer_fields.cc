#include "client/cli/output/answer_fields.h"

#include <vector>

#include "client/cli/text/usage_error.h"

namespace taqvim::cli {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::StatusOr<std::optional<FieldChoice>> ReadFields(const Arguments& arguments,
                                                      const Descriptor& type, Format format) {
  const auto text = arguments.Find("fields");
  if (!text) return std::optional<FieldChoice>();
  if (format != Format::kJson && format != Format::kYaml) {
    return UsageError(
        "--fields is for -o json and -o yaml; the columns of a table are said with --columns.");
  }
  auto choice = FieldChoice::Parse(type, *text);
  if (!choice.ok()) return WithPrefix("--fields: ", choice.status());
  return std::optional<FieldChoice>(*std::move(choice));
}

void KeepFields(const FieldChoice& choice, const Descriptor& type, Message* response) {
  const auto* reflection = response->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*response, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_map() || field->message_type() != &type) continue;
    if (!field->is_repeated()) {
      choice.Apply(reflection->MutableMessage(response, field));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(*response, field); ++i) {
      choice.Apply(reflection->MutableRepeatedMessage(response, field, i));
    }
  }
}

}  // namespace taqvim::cli
