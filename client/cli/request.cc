#include "client/cli/request.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/annotations.h"
#include "client/cli/assign.h"
#include "client/cli/names.h"
#include "client/cli/session.h"
#include "client/cli/text.h"
#include "client/cli/usage_error.h"
#include "client/cli/values.h"
#include "client/cli/yaml_message.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class RequestBuilder {
 public:
  RequestBuilder(const Contract& contract, const Command& command, const Arguments& arguments,
                 const ReadResource& read)
      : command_(command),
        arguments_(arguments),
        read_(read),
        request_(contract.New(*command.method->input_type())) {}

  absl::StatusOr<std::unique_ptr<Message>> Build() {
    for (auto step :
         {&RequestBuilder::ApplyFile, &RequestBuilder::ApplyPositionals, &RequestBuilder::ApplyKind,
          &RequestBuilder::ApplyFlags, &RequestBuilder::ApplyAnyParent, &RequestBuilder::ApplyMask,
          &RequestBuilder::ApplyEtag, &RequestBuilder::CheckRequired}) {
      if (auto status = (this->*step)(); !status.ok()) return status;
    }
    return std::move(request_);
  }

 private:
  // A file holds the whole request when it has the resource's name as a key,
  // else the resource; without a resource it holds the request.
  absl::Status ApplyFile() {
    const auto path = arguments_.Find("file");
    if (!path.has_value()) return absl::OkStatus();
    auto text = ReadFile(*path);
    if (!text.ok()) return text.status();
    auto node = ParseYaml(*text, *path);
    if (!node.ok()) return node.status();
    const FieldDescriptor* resource = command_.resource;
    if (resource == nullptr || (node->IsMap() && (*node)[resource->name()])) {
      return FillFromYaml(*node, *path, request_.get());
    }
    Message* body = request_->GetReflection()->MutableMessage(request_.get(), resource);
    if (auto status = FillFromYaml(*node, *path, body); !status.ok()) return status;
    std::vector<const FieldDescriptor*> set;
    body->GetReflection()->ListFields(*body, &set);
    for (const FieldDescriptor* field : set) AddToMask({resource, field});
    return absl::OkStatus();
  }

  absl::Status ApplyPositionals() {
    size_t next = 0;
    for (const Flag& flag : command_.flags) {
      if (!flag.positional) continue;
      const size_t count = flag.repeatable ? arguments_.positionals.size() - next : 1;
      for (size_t i = 0; i < count && next < arguments_.positionals.size(); ++i) {
        const std::string text = Completed(flag, arguments_.positionals[next++]);
        if (auto status = Assign(flag.path, text, request_.get()); !status.ok()) {
          return WithPrefix(flag.value_name + ": ", status);
        }
      }
    }
    if (next == arguments_.positionals.size()) return absl::OkStatus();
    return UsageError(absl::StrCat("\"", arguments_.positionals[next],
                                   "\" is one argument too many for taqvim ", command_.title(),
                                   "; quote a text that has spaces."));
  }

  // The full name where the parents stand in flags of their own.
  std::string Completed(const Flag& flag, const std::string& text) const {
    if (flag.path != command_.name) return text;
    const Descriptor* resource = command_.name.size() == 1 ? ReferencedResource(*command_.name[0])
                                                           : command_.resource->message_type();
    const std::string pattern = NamePattern(*resource);
    std::vector<std::string> parents;
    for (const std::string& variable : PatternVariables(pattern)) {
      if (auto given = arguments_.Find(ToKebab(variable))) parents.push_back(*given);
    }
    return ExpandName(pattern, text, parents);
  }

  absl::Status ApplyKind() {
    if (command_.kind == nullptr) return absl::OkStatus();
    if (command_.resource != nullptr && command_.update_mask == nullptr) {
      const auto* field = command_.resource->message_type()->FindFieldByName(command_.kind->field);
      Message* body = request_->GetReflection()->MutableMessage(request_.get(), command_.resource);
      body->GetReflection()->MutableMessage(body, field);
      return absl::OkStatus();
    }
    const auto flags = FlagsOf(*command_.method->input_type());
    for (const Flag& flag : flags) {
      if (PathText(flag.path) != command_.kind->filter_field) continue;
      return Assign(flag.path, command_.kind->filter_value, request_.get());
    }
    return absl::OkStatus();
  }

  absl::Status ApplyFlags() {
    OneofWatch watch;
    std::set<const Flag*> begun;
    for (const GivenFlag& given : arguments_.flags) {
      const Flag& flag = *given.flag;
      if (flag.path.empty()) continue;
      if (auto status = watch.See(flag.path, "--" + flag.name); !status.ok()) {
        return UsageError(status.message());
      }
      if (begun.insert(&flag).second) {
        if (auto status = Begin(flag); !status.ok()) return status;
      }
      auto status = AssignFlag(flag, given.text);
      if (!status.ok()) return WithPrefix(absl::StrCat("--", flag.name, ": "), status);
    }
    return absl::OkStatus();
  }

  // What flags say replaces a list of the file; entries of a map are added to
  // those that are there, in the file or, for an update, in the stored resource.
  absl::Status Begin(const Flag& flag) {
    const FieldDescriptor* field = flag.path.back();
    AddToMask(flag.path);
    if (!field->is_repeated()) return absl::OkStatus();
    Message* holder = HolderOf(flag.path, request_.get());
    if (!field->is_map()) {
      holder->GetReflection()->ClearField(holder, field);
      return absl::OkStatus();
    }
    const bool in_file = holder->GetReflection()->FieldSize(*holder, field) > 0;
    if (command_.update_mask == nullptr || flag.path[0] != command_.resource || in_file) {
      return absl::OkStatus();
    }
    auto stored = Stored();
    if (!stored.ok()) return stored.status();
    const Message* from = *stored;
    for (size_t i = 1; i + 1 < flag.path.size(); ++i) {
      from = &from->GetReflection()->GetMessage(*from, flag.path[i]);
    }
    for (int i = 0; i < from->GetReflection()->FieldSize(*from, field); ++i) {
      holder->GetReflection()
          ->AddMessage(holder, field)
          ->CopyFrom(from->GetReflection()->GetRepeatedMessage(*from, field, i));
    }
    return absl::OkStatus();
  }

  absl::Status AssignFlag(const Flag& flag, const std::string& text) {
    const bool removes = command_.update_mask != nullptr && flag.path.back()->is_map() &&
                         !text.empty() && text.find('=') == text.size() - 1;
    if (!removes) return Assign(flag.path, text, request_.get());
    RemoveEntry(*flag.path.back(), text.substr(0, text.size() - 1),
                HolderOf(flag.path, request_.get()));
    return absl::OkStatus();
  }

  static void RemoveEntry(const FieldDescriptor& map, const std::string& key, Message* holder) {
    const auto* reflection = holder->GetReflection();
    const int last = reflection->FieldSize(*holder, &map) - 1;
    for (int i = 0; i <= last; ++i) {
      const Message& entry = reflection->GetRepeatedMessage(*holder, &map, i);
      if (GetText(entry, *map.message_type()->map_key()) != key) continue;
      reflection->SwapElements(holder, &map, i, last);
      reflection->RemoveLast(holder, &map);
      return;
    }
  }

  // A list without parent lists below all of them: AIP-159.
  absl::Status ApplyAnyParent() {
    const FieldDescriptor* parent = FindString(*command_.method->input_type(), "parent");
    if (command_.items == nullptr || parent == nullptr || IsSet({parent}, *request_)) {
      return absl::OkStatus();
    }
    std::string any = NamePattern(*ReferencedResource(*parent));
    for (const std::string& variable : PatternVariables(any)) {
      any = absl::StrReplaceAll(any, {{absl::StrCat("{", variable, "}"), "-"}});
    }
    return Assign({parent}, any, request_.get());
  }

  void AddToMask(const FieldPath& path) {
    if (command_.update_mask == nullptr || path.size() < 2 || path[0] != command_.resource) return;
    if (IsOutputOnly(*path[1]) || path[1]->name() == "name" || path[1]->name() == "etag") return;
    mask_.insert(PathText({path.begin() + 1, path.end()}));
  }

  // A mask that is given may name fields as flags do.
  absl::Status ApplyMask() {
    if (command_.update_mask == nullptr) return absl::OkStatus();
    const FieldPath path = {command_.update_mask};
    Message* mask = request_->GetReflection()->MutableMessage(request_.get(), path[0]);
    const FieldDescriptor* paths = mask->GetDescriptor()->FindFieldByName("paths");
    const auto* reflection = mask->GetReflection();
    for (int i = 0; i < reflection->FieldSize(*mask, paths); ++i) {
      const Flag* flag = FindFlag(command_.flags, reflection->GetRepeatedString(*mask, paths, i));
      if (flag == nullptr || flag->path[0] != command_.resource) continue;
      reflection->SetRepeatedString(mask, paths, i,
                                    PathText({flag->path.begin() + 1, flag->path.end()}));
    }
    if (reflection->FieldSize(*mask, paths) > 0) return absl::OkStatus();
    if (mask_.empty()) return UsageError("Nothing is to be changed; give a flag or -f FILE.");
    for (const std::string& text : mask_) reflection->AddString(mask, paths, text);
    return absl::OkStatus();
  }

  absl::Status ApplyEtag() {
    if (command_.name.empty() || !IsSet(command_.name, *request_)) return absl::OkStatus();
    const Message& holder = *HolderOf(command_.name, request_.get());
    const FieldDescriptor* etag = FindString(*holder.GetDescriptor(), "etag");
    if (etag == nullptr || !(IsRequired(*etag) || command_.update_mask != nullptr)) {
      return absl::OkStatus();
    }
    FieldPath path = command_.name;
    path.back() = etag;
    if (IsSet(path, *request_)) return absl::OkStatus();
    auto stored = Stored();
    if (!stored.ok()) return stored.status();
    const FieldDescriptor* stored_etag = FindString(*(*stored)->GetDescriptor(), "etag");
    return Assign(path, GetText(**stored, *stored_etag), request_.get());
  }

  absl::StatusOr<const Message*> Stored() {
    if (stored_ == nullptr) {
      const Message& holder = *HolderOf(command_.name, request_.get());
      auto stored = read_(GetText(holder, *command_.name.back()));
      if (!stored.ok()) return stored.status();
      stored_ = *std::move(stored);
    }
    return stored_.get();
  }

  absl::Status CheckRequired() {
    std::vector<std::string> missing;
    for (const Flag& flag : command_.flags) {
      if (!flag.required || IsSet(flag.path, *request_)) continue;
      missing.push_back(flag.positional ? flag.value_name
                                        : absl::StrCat("--", flag.name, " ", flag.value_name));
    }
    if (missing.empty()) return absl::OkStatus();
    return UsageError(absl::StrCat("taqvim ", command_.title(), " needs ",
                                   absl::StrJoin(missing, ", "), ". Run it with --help for more."));
  }

  const Command& command_;
  const Arguments& arguments_;
  const ReadResource& read_;
  std::unique_ptr<Message> request_;
  std::unique_ptr<Message> stored_;
  std::set<std::string> mask_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Message>> BuildRequest(const Contract& contract,
                                                      const Command& command,
                                                      const Arguments& arguments,
                                                      const ReadResource& read) {
  return RequestBuilder(contract, command, arguments, read).Build();
}

}  // namespace taqvim::cli
