// That every text of every request is brought into the form in which it is stored.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/rpc/calls/methods.h"

namespace taqvim::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Path = std::vector<const FieldDescriptor*>;

bool IsLocalizedText(const FieldDescriptor& field) {
  return field.is_map() &&
         field.message_type()->map_value()->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
         field.name() != "external_ids";
}

// The ways from messages of the type to localised texts in them.
void AddPaths(const Descriptor& type, Path& path, std::vector<Path>& paths) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    path.push_back(field);
    if (IsLocalizedText(*field)) {
      paths.push_back(path);
    } else if (field->message_type() != nullptr && !field->is_map()) {
      AddPaths(*field->message_type(), path, paths);
    }
    path.pop_back();
  }
}

Message* MutableAt(Message& message, const FieldDescriptor* field) {
  const auto& reflection = *message.GetReflection();
  if (!field->is_repeated()) return reflection.MutableMessage(&message, field);
  return reflection.FieldSize(message, field) > 0
             ? reflection.MutableRepeatedMessage(&message, field, 0)
             : reflection.AddMessage(&message, field);
}

// The entry of the map at the end of the path.
Message& EntryAt(Message& message, const Path& path) {
  Message* inner = &message;
  for (const FieldDescriptor* field : path) inner = MutableAt(*inner, field);
  return *inner;
}

std::string TextOf(const Path& path) {
  std::string text = path.front()->containing_type()->name();
  for (const FieldDescriptor* field : path) text += "." + field->name();
  return text;
}

TEST(Receive, GivesEveryLanguageTagOfEveryRequestItsCanonicalCase) {
  size_t texts = 0;
  for (const Method& method : ContractMethods()) {
    std::vector<Path> paths;
    Path path;
    AddPaths(*method.request->GetDescriptor(), path, paths);
    texts += paths.size();
    for (const Path& at : paths) {
      const std::unique_ptr<Message> request(method.request->New());
      Message& entry = EntryAt(*request, at);
      const auto* key = entry.GetDescriptor()->map_key();
      entry.GetReflection()->SetString(&entry, key, "uz-cyrl");
      // Most of these requests lack what is required; they are received all the same.
      method.receive(*request).IgnoreError();
      const Message& received = EntryAt(*request, at);
      EXPECT_EQ(received.GetReflection()->GetString(received, key), "uz-Cyrl") << TextOf(at);
    }
  }
  // Titles, descriptions, reasons, themes, what is commemorated: alone, in batches, in
  // checks and in what these assume.
  EXPECT_GT(texts, 40u);
}

}  // namespace
}  // namespace taqvim::rpc
