#include "server/rpc/calls/replayed.h"

#include <memory>

#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/rpc/wire/encode.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void ShowEvents(const access::Rights& rights, const FieldDescriptor& field, Message& answer) {
  const auto& reflection = *answer.GetReflection();
  const auto show = [&](Message* event) { access::Show(rights, static_cast<v1::Event&>(*event)); };
  if (!field.is_repeated()) {
    if (reflection.HasField(answer, &field)) show(reflection.MutableMessage(&answer, &field));
    return;
  }
  for (int i = 0; i < reflection.FieldSize(answer, &field); ++i) {
    show(reflection.MutableRepeatedMessage(&answer, &field, i));
  }
}

}  // namespace

absl::StatusOr<std::string> AsSeenNow(const Message& response, const access::Rights& rights,
                                      std::string answer) {
  if (rights.SeesEverything()) return answer;
  std::unique_ptr<Message> shown(response.New());
  if (!shown->ParseFromString(answer)) {
    return schedule::DataLoss(
        "The answer that is kept of a request cannot be read. Restore a backup.");
  }
  const auto& type = *response.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.message_type() == v1::Event::descriptor()) ShowEvents(rights, field, *shown);
  }
  std::string bytes;
  AppendDeterministic(*shown, bytes);
  return bytes;
}

}  // namespace taqvim::rpc
