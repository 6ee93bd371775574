#include "client/cli/session/resource_names.h"

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kPageSize = 250;

// The field of an answer that holds a list of them; nullptr for none.
const FieldDescriptor* ListOf(const Descriptor& resource, const Descriptor& response) {
  for (int i = 0; i < response.field_count(); ++i) {
    if (response.field(i)->is_repeated() && HeldResource(*response.field(i)) == &resource) {
      return response.field(i);
    }
  }
  return nullptr;
}

const MethodDescriptor* ListMethod(const Contract& contract, const Descriptor& resource) {
  for (const auto* service : contract.services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (!absl::StartsWith(method.name(), "List")) continue;
      if (FindString(*method.input_type(), "page_token") == nullptr) continue;
      if (ListOf(resource, *method.output_type()) != nullptr) return &method;
    }
  }
  return nullptr;
}

// Asks for all of the kind, below any parent.
bool Ask(const Kind* kind, Message* request) {
  const Descriptor& type = *request->GetDescriptor();
  if (const auto* parent = FindString(type, "parent"); parent != nullptr) {
    const Descriptor* resource = ReferencedResource(*parent);
    if (resource == nullptr) return false;
    std::string any = NamePattern(*resource);
    for (const std::string& variable : PatternVariables(any)) {
      any = absl::StrReplaceAll(any, {{absl::StrCat("{", variable, "}"), "-"}});
    }
    if (!Assign({parent}, any, request).ok()) return false;
  }
  if (const auto* size = type.FindFieldByName("page_size"); size != nullptr) {
    request->GetReflection()->SetInt32(request, size, kPageSize);
  }
  if (kind == nullptr) return true;
  const FieldPath path = FindFieldPath(type, kind->filter_field);
  return !path.empty() && Assign(path, kind->filter_value, request).ok();
}

// Visits those of the type, or only of the kind, until it answers false or there are no more.
// Asks for another page only while `is_patient` says so.
void VisitListed(Session& session, const Descriptor& resource, const Kind* kind,
                 const std::function<bool(const Message&)>& visit,
                 const std::function<bool()>& is_patient) {
  const MethodDescriptor* method = ListMethod(session.contract, resource);
  if (method == nullptr) return;
  const auto request = session.contract.New(*method->input_type());
  if (!Ask(kind, request.get())) return;
  const FieldDescriptor& items = *ListOf(resource, *method->output_type());
  const FieldDescriptor* next = method->output_type()->FindFieldByName("next_page_token");
  do {
    const auto page = session.contract.New(*method->output_type());
    if (!session.client().Call(*method, *request, page.get()).ok()) return;
    const int count = page->GetReflection()->FieldSize(*page, &items);
    for (int i = 0; i < count; ++i) {
      if (!visit(page->GetReflection()->GetRepeatedMessage(*page, &items, i))) return;
    }
    const std::string token = next != nullptr ? GetText(*page, *next) : "";
    if (token.empty()) return;
    request->GetReflection()->SetString(request.get(),
                                        FindString(*method->input_type(), "page_token"), token);
  } while (is_patient());
}

}  // namespace

std::string TitleOf(const Message& resource, const std::vector<std::string>& languages) {
  const auto* field = resource.GetDescriptor()->FindFieldByName("title");
  if (field == nullptr || !field->is_map()) return "";
  std::string title;
  size_t best = languages.size() + 1;
  for (int i = 0; i < resource.GetReflection()->FieldSize(resource, field); ++i) {
    const Message& entry = resource.GetReflection()->GetRepeatedMessage(resource, field, i);
    const std::string language = GetText(entry, *field->message_type()->map_key());
    const size_t rank = static_cast<size_t>(
        std::find(languages.begin(), languages.end(), language) - languages.begin());
    if (rank >= best) continue;
    best = rank;
    title = GetText(entry, *field->message_type()->map_value());
  }
  return title;
}

std::vector<ResourceName> ListNames(Session& session, const Descriptor& resource, const Kind* kind,
                                    const std::function<bool(absl::string_view)>& is_wanted,
                                    size_t limit, const std::function<bool()>& is_patient) {
  std::vector<ResourceName> names;
  const auto visit = [&](const Message& item) {
    const std::string name = GetText(item, *FindString(resource, "name"));
    if (is_wanted(name)) names.push_back({name, TitleOf(item, session.options.languages)});
    return names.size() < limit;
  };
  VisitListed(session, resource, kind, visit, is_patient);
  return names;
}

std::vector<std::string> ListTexts(Session& session, const FieldDescriptor& field,
                                   const std::function<bool(absl::string_view)>& is_wanted,
                                   size_t limit, const std::function<bool()>& is_patient) {
  std::vector<std::string> texts;
  const auto visit = [&](const Message& item) {
    const std::string text = GetText(item, field);
    const bool is_new = std::find(texts.begin(), texts.end(), text) == texts.end();
    if (!text.empty() && is_new && is_wanted(text)) texts.push_back(text);
    return texts.size() < limit;
  };
  VisitListed(session, *field.containing_type(), nullptr, visit, is_patient);
  return texts;
}

}  // namespace taqvim::cli
