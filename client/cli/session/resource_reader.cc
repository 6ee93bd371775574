#include "client/cli/session/resource_reader.h"

#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

const Descriptor* TypeOf(const Contract& contract, const std::string& name) {
  for (const Descriptor* resource : contract.Resources()) {
    if (MatchesPattern(NamePattern(*resource), name)) return resource;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Message>> GetResource(Session& session, const std::string& name) {
  const Contract& contract = session.contract;
  const Descriptor* type = TypeOf(contract, name);
  const auto* method = type != nullptr ? contract.FindMethod("Get" + type->name()) : nullptr;
  if (method == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", name, "\" is not the name of a resource."));
  }
  const auto request = contract.New(*method->input_type());
  RETURN_IF_ERROR(SetText(*method->input_type()->FindFieldByName("name"), name, request.get()));
  const auto response = contract.New(*method->output_type());
  RETURN_IF_ERROR(session.client().Call(*method, *request, response.get()));
  const auto* held = method->output_type()->FindFieldByName(SingularName(*type));
  if (held == nullptr) return absl::InternalError(method->full_name() + " answers with no " + name);
  std::unique_ptr<Message> resource = contract.New(*type);
  resource->CopyFrom(response->GetReflection()->GetMessage(*response, held));
  return resource;
}

}  // namespace taqvim::cli
