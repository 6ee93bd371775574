#include "client/cli/apply/apply_kinds.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "google/protobuf/field_mask.pb.h"
#include "proto/status_macros.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// The most that a page holds.
constexpr int kPageSize = 1000;

const google::protobuf::ServiceDescriptor* ServiceNamed(const std::string& name) {
  return google::protobuf::DescriptorPool::generated_pool()->FindServiceByName("taqvim.v1." + name);
}

// Such as `ListVenues`.
std::string ListMethod(const ApplyKind& kind) {
  std::string name = absl::StrCat("List", kind.key);
  name[4] = absl::ascii_toupper(static_cast<unsigned char>(name[4]));
  return name;
}

// One call of a method that is named for the resource, such as `GetVenue`.
class ResourceCall {
 public:
  ResourceCall(const ApplyKind& kind, absl::string_view verb)
      : ResourceCall(kind,
                     *kind.service->FindMethodByName(absl::StrCat(verb, kind.resource->name()))) {}
  ResourceCall(const ApplyKind& kind, const MethodDescriptor& method)
      : kind_(kind),
        method_(method),
        request_(NewMessage(method_.input_type())),
        response_(NewMessage(method_.output_type())) {}

  void SetText(const std::string& field, const std::string& text) {
    request_->GetReflection()->SetString(request_.get(), Field(*request_, field), text);
  }

  void SetNumber(const std::string& field, int number) {
    request_->GetReflection()->SetInt32(request_.get(), Field(*request_, field), number);
  }

  // Sets a field of the filter; of a repeated one, adds the value.
  absl::Status AddToFilter(const std::string& field, const std::string& text) {
    Message* filter =
        request_->GetReflection()->MutableMessage(request_.get(), Field(*request_, "filter"));
    return cli::SetText(*Field(*filter, field), text, filter);
  }

  void SetResource(const Message& resource) {
    request_->GetReflection()
        ->MutableMessage(request_.get(), Field(*request_, SingularName(*kind_.resource)))
        ->CopyFrom(resource);
  }

  void SetMask(const std::vector<std::string>& paths) {
    google::protobuf::FieldMask mask;
    for (const std::string& path : paths) mask.add_paths(path);
    request_->GetReflection()
        ->MutableMessage(request_.get(), Field(*request_, "update_mask"))
        ->CopyFrom(mask);
  }

  absl::Status Send(client::Client& client) {
    return client.Call(method_, *request_, response_.get());
  }

  void SetMode(WriteMode mode) {
    request_->GetReflection()->SetBool(request_.get(), Field(*request_, "validate_only"),
                                       mode == WriteMode::kValidateOnly);
  }

  absl::StatusOr<WrittenResource> Write(client::Client& client, WriteMode mode) {
    SetMode(mode);
    RETURN_IF_ERROR(Send(client));
    WrittenResource written;
    // Most kinds have none.
    if (const FieldDescriptor* field = Field(*response_, "conflicts")) {
      written.conflicts.CopyFrom(response_->GetReflection()->GetMessage(*response_, field));
    }
    written.resource = TakeResource();
    return written;
  }

  // Moves the resources that the response lists behind the others, and says how the request is
  // to go on: an empty text at the end.
  std::string TakeList(std::vector<std::unique_ptr<Message>>* list) {
    const auto* reflection = response_->GetReflection();
    const FieldDescriptor* field = Field(*response_, kind_.key);
    const auto first = static_cast<ptrdiff_t>(list->size());
    while (reflection->FieldSize(*response_, field) > 0) {
      list->emplace_back(reflection->ReleaseLast(response_.get(), field));
    }
    std::reverse(list->begin() + first, list->end());
    return reflection->GetString(*response_, Field(*response_, "next_page_token"));
  }

  // The resource that the response holds.
  std::unique_ptr<Message> TakeResource() {
    return std::unique_ptr<Message>(response_->GetReflection()->ReleaseMessage(
        response_.get(), Field(*response_, SingularName(*kind_.resource))));
  }

 private:
  static std::unique_ptr<Message> NewMessage(const Descriptor* type) {
    return std::unique_ptr<Message>(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  }

  static const FieldDescriptor* Field(const Message& message, const std::string& name) {
    return message.GetDescriptor()->FindFieldByName(name);
  }

  const ApplyKind& kind_;
  const MethodDescriptor& method_;
  const std::unique_ptr<Message> request_;
  const std::unique_ptr<Message> response_;
};

}  // namespace

std::string NameOf(const Message& resource) {
  return resource.GetReflection()->GetString(resource,
                                             FindString(*resource.GetDescriptor(), "name"));
}

const std::vector<ApplyKind>& ApplyKinds() {
  static const auto* kinds = [] {
    const auto* directory = ServiceNamed("DirectoryService");
    const auto* venues = ServiceNamed("VenueService");
    const auto* events = ServiceNamed("EventService");
    return new std::vector<ApplyKind>{
        {"organizations", v1::Organization::descriptor(), directory, ""},
        {"participants", v1::Participant::descriptor(), directory, ""},
        {"agreements", v1::Agreement::descriptor(), directory, ""},
        {"venues", v1::Venue::descriptor(), venues, ""},
        {"spaces", v1::Space::descriptor(), venues, "venues"},
        {"closures", v1::Closure::descriptor(), venues, "venues"},
        {"events", v1::Event::descriptor(), events, ""},
    };
  }();
  return *kinds;
}

const ApplyKind* FindApplyKind(absl::string_view key) {
  for (const ApplyKind& kind : ApplyKinds()) {
    if (kind.key == key) return &kind;
  }
  return nullptr;
}

const ApplyKind* FindKindOf(absl::string_view name) {
  for (const ApplyKind& kind : ApplyKinds()) {
    if (MatchesPattern(NamePattern(*kind.resource), name)) return &kind;
  }
  return nullptr;
}

absl::StatusOr<std::vector<std::unique_ptr<Message>>> ListResources(client::Client& client,
                                                                    const ApplyKind& kind,
                                                                    const ListFilter& filter) {
  ResourceCall call(kind, *kind.service->FindMethodByName(ListMethod(kind)));
  if (!kind.within.empty()) call.SetText("parent", kind.within + "/-");
  for (const auto& [field, text] : filter) RETURN_IF_ERROR(call.AddToFilter(field, text));
  call.SetNumber("page_size", kPageSize);
  std::vector<std::unique_ptr<Message>> list;
  std::string next;
  do {
    RETURN_IF_ERROR(call.Send(client));
    next = call.TakeList(&list);
    call.SetText("page_token", next);
  } while (!next.empty());
  return list;
}

absl::StatusOr<std::unique_ptr<Message>> GetResource(client::Client& client, const ApplyKind& kind,
                                                     const std::string& name) {
  ResourceCall call(kind, "Get");
  call.SetText("name", name);
  RETURN_IF_ERROR(call.Send(client));
  return call.TakeResource();
}

absl::StatusOr<WrittenResource> CreateResource(client::Client& client, const ApplyKind& kind,
                                               const Message& resource, WriteMode mode) {
  ResourceCall call(kind, "Create");
  const std::string name = NameOf(resource);
  if (!kind.within.empty()) call.SetText("parent", std::string(ParentOf(name)));
  call.SetText(SingularName(*kind.resource) + "_id", name.substr(name.rfind('/') + 1));
  call.SetResource(resource);
  return call.Write(client, mode);
}

absl::StatusOr<WrittenResource> UpdateResource(client::Client& client, const ApplyKind& kind,
                                               const Message& resource,
                                               const std::vector<std::string>& mask,
                                               WriteMode mode) {
  ResourceCall call(kind, "Update");
  call.SetResource(resource);
  call.SetMask(mask);
  return call.Write(client, mode);
}

absl::Status DeleteResource(client::Client& client, const ApplyKind& kind, const Message& resource,
                            WriteMode mode) {
  ResourceCall call(kind, "Delete");
  call.SetText("name", NameOf(resource));
  call.SetText("etag", GetText(resource, *FindString(*kind.resource, "etag")));
  call.SetMode(mode);
  return call.Send(client);
}

}  // namespace taqvim::cli
