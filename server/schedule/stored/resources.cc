#include "server/schedule/stored/resources.h"

#include <xxhash.h>

#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/base/errors.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string Serialized(const Message& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&coded);
  }
  return bytes;
}

const FieldDescriptor* EtagField(const Message& message) {
  static const std::string* const kEtag = new std::string("etag");
  return message.GetDescriptor()->FindFieldByName(*kEtag);
}

bool HasOutputOnlyBehavior(const FieldDescriptor& field) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) {
      return true;
    }
  }
  return false;
}

// The output-only fields of a type; looking at options is too slow to be done
// for each message.
const std::vector<const FieldDescriptor*>& OutputOnlyFields(const Descriptor& descriptor) {
  thread_local absl::flat_hash_map<const Descriptor*,
                                   std::unique_ptr<std::vector<const FieldDescriptor*>>>
      cache;
  auto& fields = cache[&descriptor];
  if (fields == nullptr) {
    fields = std::make_unique<std::vector<const FieldDescriptor*>>();
    for (int i = 0; i < descriptor.field_count(); ++i) {
      if (IsOutputOnly(*descriptor.field(i))) fields->push_back(descriptor.field(i));
    }
  }
  return *fields;
}

}  // namespace

std::string ToBody(const Message& message) {
  const FieldDescriptor* etag = EtagField(message);
  if (etag == nullptr || !message.GetReflection()->HasField(message, etag)) {
    return Serialized(message);
  }
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  copy->GetReflection()->ClearField(copy.get(), etag);
  return Serialized(*copy);
}

std::string EtagOf(std::string_view body) {
  XXH64_canonical_t canonical;
  XXH64_canonicalFromHash(&canonical, XXH3_64bits(body.data(), body.size()));
  return absl::WebSafeBase64Escape(
      absl::string_view(reinterpret_cast<const char*>(canonical.digest), sizeof(canonical.digest)));
}

absl::Status FromResource(const storage::Resource& resource, Message* message) {
  if (!message->ParseFromString(resource.body)) {
    return DataLoss(Cat("What is stored of ", resource.name,
                        " is damaged and cannot be read. Restore a backup."));
  }
  if (const FieldDescriptor* etag = EtagField(*message); etag != nullptr) {
    message->GetReflection()->SetString(message, etag, EtagOf(resource.body));
  }
  return absl::OkStatus();
}

bool IsOutputOnly(const FieldDescriptor& field) {
  return field.name() == "name" || field.name() == "etag" || HasOutputOnlyBehavior(field);
}

void ClearOutputOnly(Message* message) {
  const auto* reflection = message->GetReflection();
  for (const FieldDescriptor* field : OutputOnlyFields(*message->GetDescriptor())) {
    // Most are unset, and asking costs a fraction of clearing.
    const bool set = field->is_repeated() ? reflection->FieldSize(*message, field) > 0
                                          : reflection->HasField(*message, field);
    if (set) reflection->ClearField(message, field);
  }
}

void ClearOutputOnly(v1::Event* event) {
  event->clear_name();
  event->clear_state();
  event->clear_cancel_reason();
  event->clear_waivers();
  event->clear_creator();
  event->clear_create_time();
  event->clear_update_time();
  event->clear_confirm_time();
  event->clear_etag();
  event->clear_holds();
  event->clear_hold_rank();
  event->clear_ask_time();
  event->clear_approvals();
  event->clear_uid();
  event->clear_sequence();
  event->clear_publish_time();
  event->clear_public_references();
  event->clear_public_update_time();
  event->clear_move();
}

}  // namespace taqvim::schedule
