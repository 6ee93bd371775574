// Codec between stored bytes and messages of the contract; etags, and update masks.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "proto/status_macros.h"
#include "server/base/field_errors.h"
#include "storage/resource.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Deterministic bytes of a resource message without its `etag`: what is stored and
// hashed.
std::string ToBody(const google::protobuf::Message& message);

// The etag of stored bytes: their XXH3-64 hash, as 11 characters of base64url.
std::string EtagOf(std::string_view body);

// Parses the stored body and fills in the etag. DATA_LOSS when it does not parse.
absl::Status FromResource(const storage::Resource& resource, google::protobuf::Message* message);

template <class Message>
absl::StatusOr<Message> Read(const storage::Resource& resource) {
  Message message;
  RETURN_IF_ERROR(FromResource(resource, &message));
  return message;
}

// The same, parsed once for each resource object and kept in its `memo`.
template <class Message>
absl::StatusOr<std::shared_ptr<const Message>> ReadShared(const storage::Resource& resource) {
  if (!resource.memo) {
    auto message = std::make_shared<Message>();
    RETURN_IF_ERROR(FromResource(resource, message.get()));
    resource.memo = std::move(message);
  }
  return std::static_pointer_cast<const Message>(resource.memo);
}

// Merges what an update changes into the stored message, AIP-134: the fields of
// the mask, or, when it is empty, all that are set in `change`; `*` replaces
// everything. Output-only fields, the name and the etag are left as they are.
// Map and repeated fields are replaced as a whole, as are messages, but for the
// kind of an event without a mask: of it only the fields that are set. INVALID_
// ARGUMENT for what CheckMask finds, and when the kind would become another.
absl::Status ApplyUpdate(const google::protobuf::FieldMask& mask,
                         const google::protobuf::Message& change,
                         google::protobuf::Message* stored);

// Adds what is wrong with an update mask for messages of that type, at the field
// `update_mask`: paths that do not exist (with a suggestion), that are output
// only or the name or etag, that reach into maps and repeated fields, and `*`
// beside others.
void CheckMask(const google::protobuf::FieldMask& mask,
               const google::protobuf::Descriptor& descriptor, FieldErrors& errors);

// Whether a field is set by the server alone (google.api.field_behavior), or is
// the name or the etag.
bool IsOutputOnly(const google::protobuf::FieldDescriptor& field);

// Clears every output-only field (google.api.field_behavior), the name and the
// etag of a message that a caller sent.
void ClearOutputOnly(google::protobuf::Message* message);
// The same for the type that is written most, without reflection.
void ClearOutputOnly(v1::Event* event);

}  // namespace taqvim::schedule
