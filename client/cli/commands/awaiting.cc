#include "client/cli/commands/awaiting.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/output/move_text.h"
#include "taqvim/v1/approval.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// The events in the answer, in the field that the catalog names.
std::vector<v1::Event> EventsIn(const Catalog& catalog, const MethodDescriptor& method,
                                const Message& response) {
  const auto row = catalog.approvals_in.find(method.name());
  if (row == catalog.approvals_in.end()) return {};
  const FieldDescriptor* field = response.GetDescriptor()->FindFieldByName(row->second);
  const auto* reflection = response.GetReflection();
  const int size = field->is_repeated() ? reflection->FieldSize(response, field) : 1;
  std::vector<v1::Event> events(static_cast<size_t>(size));
  for (int i = 0; i < size; ++i) {
    const Message& event = field->is_repeated() ? reflection->GetRepeatedMessage(response, field, i)
                                                : reflection->GetMessage(response, field);
    events[static_cast<size_t>(i)].ParseFromString(event.SerializeAsString());
  }
  return events;
}

// Who has still to approve what is to be confirmed.
std::string WhoMustConfirm(const v1::Event& event) {
  std::vector<std::string> open;
  for (const v1::BookingApproval& approval : event.approvals()) {
    if (approval.state() != v1::APPROVAL_STATE_PENDING) continue;
    open.push_back(
        absl::StrCat(approval.booking(), " by ",
                     approval.has_participant() ? approval.participant() : approval.venue()));
  }
  return absl::StrJoin(open, ", ");
}

// Whether the request asks for what others may have to approve: what the catalog says of the
// method that takes it.
bool Asks(const Catalog& catalog, const Contract& contract, const Message& request) {
  for (const auto& [name, flag] : catalog.waits_when) {
    const MethodDescriptor* method = contract.FindMethod(name);
    if (method == nullptr ||
        method->input_type()->full_name() != request.GetDescriptor()->full_name()) {
      continue;
    }
    if (flag.empty()) return true;
    const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(flag);
    return field != nullptr && request.GetReflection()->GetBool(request, field);
  }
  return false;
}

// The requests in a list of writes, each a message with one of them; the request itself where it
// has no such list.
std::vector<const Message*> RequestsIn(const Message& request) {
  const FieldDescriptor* writes = request.GetDescriptor()->FindFieldByName("writes");
  if (writes == nullptr || !writes->is_repeated()) return {&request};
  std::vector<const Message*> requests;
  for (int i = 0; i < request.GetReflection()->FieldSize(request, writes); ++i) {
    const Message& write = request.GetReflection()->GetRepeatedMessage(request, writes, i);
    const FieldDescriptor* member =
        write.GetReflection()->GetOneofFieldDescriptor(write, write.GetDescriptor()->oneof_decl(0));
    requests.push_back(member == nullptr ? &write
                                         : &write.GetReflection()->GetMessage(write, member));
  }
  return requests;
}

}  // namespace

bool IsAwaiting(const v1::Event& event) {
  const bool confirms = event.state() == v1::EVENT_STATE_TENTATIVE && event.has_ask_time();
  return confirms || !WhoMustAgree(event.move()).empty();
}

std::vector<std::string> WhoMustApprove(const Catalog& catalog, const MethodDescriptor& method,
                                        const Message& response) {
  const auto events = EventsIn(catalog, method, response);
  std::vector<std::string> lines;
  for (const v1::Event& event : events) {
    const std::string which = events.size() > 1 ? event.name() + ": " : "";
    if (const std::string open = WhoMustAgree(event.move()); !open.empty()) {
      lines.push_back(absl::StrCat(which, "Not moved yet; still to be approved: ", open, "."));
    }
    if (const std::string open = WhoMustConfirm(event); !open.empty()) {
      lines.push_back(absl::StrCat(which, "Not confirmed yet; still to be approved: ", open, "."));
    }
  }
  return lines;
}

bool LeavesWaiting(const Catalog& catalog, const Contract& contract, const MethodDescriptor& method,
                   const Message& request, const Message& response) {
  const auto events = EventsIn(catalog, method, response);
  const auto requests = RequestsIn(request);
  for (size_t i = 0; i < std::min(events.size(), requests.size()); ++i) {
    if (Asks(catalog, contract, *requests[i]) && IsAwaiting(events[i])) return true;
  }
  return false;
}

}  // namespace taqvim::cli
