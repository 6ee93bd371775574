#include "client/cli/output/free_instead.h"

#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "client/cli/session/event_batch.h"
#include "client/error.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kPayload[] = "taqvim.cli/free-instead";

void ClearField(Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field != nullptr) message.GetReflection()->ClearField(&message, field);
}

// The check of the request, which is a write of that member of EventWrite or
// itself a list of writes. Without writes when it is neither.
v1::CheckEventsRequest CheckOf(const Message& request, const std::string& member) {
  v1::CheckEventsRequest check;
  const std::string bytes = request.SerializeAsString();
  if (check.GetDescriptor()->FindFieldByName(member) != nullptr) {
    v1::BatchWriteEventsRequest batch;
    if (batch.ParseFromString(bytes)) check.mutable_writes()->Swap(batch.mutable_writes());
    return check;
  }
  v1::EventWrite write;
  const FieldDescriptor* field = write.GetDescriptor()->FindFieldByName(member);
  if (field == nullptr) return check;
  Message* only = write.GetReflection()->MutableMessage(&write, field);
  if (!only->ParseFromString(bytes)) return check;
  // Those of a batch are its own.
  ClearField(*only, "request_id");
  ClearField(*only, "validate_only");
  *check.add_writes() = std::move(write);
  return check;
}

}  // namespace

absl::Status WithFreeInstead(Session& session, const Command& command, const Message& request,
                             absl::Status refusal) {
  const auto member = session.catalog.checked_as.find(command.method->name());
  if (member == session.catalog.checked_as.end()) return refusal;
  if (session.options.format == Format::kJson) return refusal;
  if (!client::DecodeError(refusal).conflicts.has_value()) return refusal;
  const v1::CheckEventsRequest check = CheckOf(request, member->second);
  if (check.writes().empty()) return refusal;
  auto checked = session.client().Call<v1::CheckEventsResponse>(check);
  if (!checked.ok()) return refusal;
  NameEvents(checked->conflicts(), checked->mutable_suggestions());
  return AttachFreeInstead(std::move(refusal), *checked);
}

absl::Status AttachFreeInstead(absl::Status status, const v1::CheckEventsResponse& check) {
  if (check.suggestions().empty()) return status;
  v1::CheckEventsResponse attached;
  *attached.mutable_suggestions() = check.suggestions();
  status.SetPayload(kPayload, absl::Cord(attached.SerializeAsString()));
  return status;
}

v1::CheckEventsResponse FreeInsteadOf(const absl::Status& status) {
  v1::CheckEventsResponse attached;
  const auto payload = status.GetPayload(kPayload);
  if (payload && !attached.ParseFromString(std::string(*payload))) attached.Clear();
  return attached;
}

}  // namespace taqvim::cli
