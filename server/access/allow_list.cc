#include "server/access/allow_list.h"

#include "taqvim/v1/time.pb.h"

namespace taqvim::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Times and places on the globe are nothing but that, whatever they are made of.
bool IsOneValue(const FieldDescriptor& field) {
  const Descriptor* type = field.message_type();
  if (type == nullptr) return true;
  if (field.is_map()) return type->map_value()->message_type() == nullptr;
  return type == v1::Period::descriptor() || type->file()->package() == "google.type" ||
         type->file()->package() == "google.protobuf";
}

}  // namespace

AllowList::Cuts AllowList::MakeCuts(const Descriptor& type, const Staying& staying) {
  Cuts cuts;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    const bool whole = IsOneValue(*field);
    const bool stays = staying.at(&type).contains(field->name()) &&
                       (whole || staying.contains(field->message_type()));
    if (!stays) {
      cuts.hidden.push_back(field);
    } else if (!whole) {
      cuts.inner.push_back(field);
    }
  }
  return cuts;
}

AllowList::AllowList(const Staying& staying) {
  for (const auto& [type, fields] : staying) cuts_[type] = MakeCuts(*type, staying);
}

void AllowList::Prune(Message& message) const {
  const auto cuts = cuts_.find(message.GetDescriptor());
  if (cuts == cuts_.end()) return message.Clear();
  PruneKnown(message, cuts->second);
  message.DiscardUnknownFields();
}

void AllowList::PruneKnown(Message& message, const Cuts& cuts) const {
  const auto& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : cuts.hidden) {
    if (field->is_repeated() || reflection.HasField(message, field)) {
      reflection.ClearField(&message, field);
    }
  }
  for (const FieldDescriptor* field : cuts.inner) {
    const Cuts& within = cuts_.at(field->message_type());
    if (!field->is_repeated()) {
      if (reflection.HasField(message, field)) {
        PruneKnown(*reflection.MutableMessage(&message, field), within);
      }
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      PruneKnown(*reflection.MutableRepeatedMessage(&message, field, i), within);
    }
  }
}

}  // namespace taqvim::access
