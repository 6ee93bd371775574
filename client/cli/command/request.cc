#include "client/cli/command/request.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/command/moved_end.h"
#include "client/cli/command/one_write.h"
#include "client/cli/command/request_lists.h"
#include "client/cli/command/shorthand.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/apply_entry.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/text/read_file.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class RequestBuilder {
 public:
  RequestBuilder(const Contract& contract, const Catalog& catalog, const Command& command,
                 const Arguments& arguments, const ReadAt& at, const ReadResource& read)
      : command_(command),
        arguments_(arguments),
        read_(read),
        shorthand_(command, catalog, at, [this](const FieldPath& path) { return KnownText(path); }),
        lists_(command, catalog.list_keys,
               [this](const FieldPath& path) { return TakeStored(path); }),
        request_(contract.New(*command.method->input_type())) {}

  absl::StatusOr<std::unique_ptr<Message>> Build() {
    for (auto step :
         {&RequestBuilder::ApplyFile, &RequestBuilder::ApplyPositionals,
          &RequestBuilder::ApplyFileToMask, &RequestBuilder::ApplyKind, &RequestBuilder::ApplyFlags,
          &RequestBuilder::ApplyEnds, &RequestBuilder::ApplyAnyParent, &RequestBuilder::ApplyMask,
          &RequestBuilder::ApplyEtag, &RequestBuilder::CheckRequired}) {
      RETURN_IF_ERROR((this->*step)());
    }
    return std::move(request_);
  }

  RequestNotes Notes() const {
    RequestNotes notes{shorthand_.notes(), changes_};
    notes.times.insert(notes.times.end(), ends_.begin(), ends_.end());
    return notes;
  }

 private:
  // A file holds the whole request when it has the resource's name as a key,
  // else the resource, or the one entry of a document that `apply` reads; without a resource it
  // holds the request.
  absl::Status ApplyFile() {
    const auto path = arguments_.Find("file");
    if (!path.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto text, ReadFile(*path));
    ASSIGN_OR_RETURN(auto node, ParseYaml(text, *path));
    const FieldDescriptor* resource = command_.resource;
    const bool whole = resource == nullptr || (node.IsMap() && node[resource->name()]);
    Message* body = whole ? request_.get()
                          : request_->GetReflection()->MutableMessage(request_.get(), resource);
    std::optional<ApplyEntry> entry;
    if (!whole) {
      ASSIGN_OR_RETURN(entry, FindApplyEntry(node, *resource->message_type(), *path));
    }
    if (entry) SetNameOf(*entry, body);
    Filled filled;
    RETURN_IF_ERROR(entry ? YamlFiller(*path).Fill(entry->fields, body, &filled, "", entry->besides)
                          : YamlFiller(*path).Fill(node, body, &filled));
    for (FieldPath& field : filled.fields) {
      if (!whole) field.insert(field.begin(), resource);
      in_file_.insert(PathText(field));
      file_fields_.push_back(std::move(field));
    }
    return absl::OkStatus();
  }

  // Of what is created the parts that are fields of the request.
  void SetNameOf(const ApplyEntry& entry, Message* body) {
    const auto set = [](const std::string& field, absl::string_view text, Message* message) {
      if (const auto* found = FindString(*message->GetDescriptor(), field)) {
        message->GetReflection()->SetString(message, found, std::string(text));
      }
    };
    if (command_.update_mask != nullptr) return set("name", entry.name, body);
    set(command_.resource->name() + "_id", entry.name.substr(entry.name.rfind('/') + 1),
        request_.get());
    set("parent", ParentOf(entry.name), request_.get());
  }

  // What the file sets is to be changed. What is stored is known by now by its name.
  absl::Status ApplyFileToMask() {
    for (const FieldPath& field : file_fields_) {
      RETURN_IF_ERROR(AddFromFile(field));
    }
    return absl::OkStatus();
  }

  // A message of which the file has an empty mapping is there then, and stays as it
  // is where it was: a mask with it would clear all that is in it.
  absl::Status AddFromFile(const FieldPath& path) {
    const FieldDescriptor& field = *path.back();
    const bool in_resource =
        command_.update_mask != nullptr && path.size() > 1 && path[0] == command_.resource;
    const bool empty_mapping = !field.is_repeated() && !IsText(field) && IsSet(path, *request_);
    if (!in_resource || !empty_mapping) {
      AddToMask(path);
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(auto stored, Stored());
    if (!IsSet({path.begin() + 1, path.end()}, *stored)) AddToMask(path);
    return absl::OkStatus();
  }

  absl::Status ApplyPositionals() {
    size_t next = 0;
    for (const Flag& flag : command_.flags()) {
      if (!flag.positional) continue;
      const bool list = flag.path.back()->is_repeated();
      const size_t count = list ? arguments_.positionals.size() - next : 1;
      for (size_t i = 0; i < count && next < arguments_.positionals.size(); ++i) {
        const std::string text = Completed(flag, arguments_.positionals[next++]);
        if (auto status = ApplyPositional(flag, text); !status.ok()) {
          return WithPrefix(flag.value_name + ": ", status);
        }
      }
    }
    if (next == arguments_.positionals.size()) return absl::OkStatus();
    return UsageError(absl::StrCat("\"", arguments_.positionals[next],
                                   "\" is one argument too many for taqvim ", command_.title(),
                                   "; quote a text that has spaces."));
  }

  absl::Status ApplyPositional(const Flag& flag, const std::string& text) {
    ASSIGN_OR_RETURN(const auto values, shorthand_.Values(flag, text));
    for (const std::string& value : values) {
      RETURN_IF_ERROR(Assign(flag.path, value, request_.get()));
    }
    return absl::OkStatus();
  }

  std::string Completed(const Flag& flag, const std::string& text) const {
    return flag.path == command_.name ? FullName(command_, arguments_, text) : text;
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
    ASSIGN_OR_RETURN(const auto expanded, shorthand_.Expand(arguments_.flags));
    OneofWatch watch;
    for (const GivenFlag& given : expanded) {
      const Flag& flag = *given.flag;
      if (flag.path.empty()) continue;
      if (auto status = watch.See(flag.path, "--" + flag.name); !status.ok()) {
        return UsageError(status.message());
      }
      AddToMask(flag.path);
      given_.push_back(flag.path);
      if (flag.path.back()->is_repeated()) {
        RETURN_IF_ERROR(lists_.Apply(flag, given.text, in_file_, request_.get()));
        continue;
      }
      auto status = Assign(flag.path, given.text, request_.get());
      if (!status.ok()) return WithPrefix(absl::StrCat("--", flag.name, ": "), status);
    }
    changes_ = lists_.Summary(request_.get());
    return absl::OkStatus();
  }

  // What is moved by its start alone stays as long as it is: its end goes along. Whole days
  // are rather made more or fewer.
  absl::Status ApplyEnds() {
    if (command_.update_mask == nullptr || arguments_.Has("update-mask")) return absl::OkStatus();
    for (const FieldPath& path : given_) {
      const Descriptor& holder = *path.back()->containing_type();
      if (holder.name() != "TimedPeriod" || path.back()->name() != "start") continue;
      FieldPath end = path;
      end.back() = holder.FindFieldByName("end");
      RETURN_IF_ERROR(TakeEndAlong(path, end));
    }
    return absl::OkStatus();
  }

  absl::Status TakeEndAlong(const FieldPath& start, const FieldPath& end) {
    const FieldPath old_start(start.begin() + 1, start.end()), old_end(end.begin() + 1, end.end());
    if (mask_.contains(PathText(old_end))) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto* stored, Stored());
    if (!IsSet(old_start, *stored) || !IsSet(old_end, *stored)) return absl::OkStatus();
    const std::string before = TextAt(old_end, stored_.get());
    const std::string after =
        MovedEnd(TextAt(old_start, stored_.get()), before, TextAt(start, request_.get()));
    if (after.empty() || after == before) return absl::OkStatus();
    RETURN_IF_ERROR(Assign(end, after, request_.get()));
    AddToMask(end);
    ends_.push_back(absl::StrCat("The end goes along, to ",
                                 absl::StrReplaceAll(after, {{"T", " "}}),
                                 "; give --end for another length."));
    return absl::OkStatus();
  }

  // What the request has of the field or, for an update, what is stored of it, as text.
  absl::StatusOr<std::string> KnownText(const FieldPath& path) {
    if (IsSet(path, *request_)) return TextAt(path, request_.get());
    const bool is_stored = command_.update_mask != nullptr && path != command_.name &&
                           path.size() > 1 && path[0] == command_.resource;
    if (!is_stored) return std::string();
    ASSIGN_OR_RETURN(const auto* stored, Stored());
    const FieldPath within(path.begin() + 1, path.end());
    return IsSet(within, *stored) ? TextAt(within, stored_.get()) : std::string();
  }

  static std::string TextAt(const FieldPath& path, Message* message) {
    return GetText(*HolderOf(path, message), *path.back());
  }

  // Puts what is stored of the list or map into the request.
  absl::Status TakeStored(const FieldPath& path) {
    ASSIGN_OR_RETURN(auto stored, Stored());
    Message* resource = request_->GetReflection()->MutableMessage(request_.get(), path[0]);
    CopyFields(*stored, {{path.begin() + 1, path.end()}}, resource);
    return absl::OkStatus();
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
    if (std::any_of(path.begin() + 1, path.end(),
                    [](const auto* step) { return IsOutputOnly(*step); })) {
      return;
    }
    if (path[1]->name() == "name" || path[1]->name() == "etag") return;
    mask_.insert(PathText({path.begin() + 1, path.end()}));
  }

  // The field of the resource that a mask names: by the names of fields and, where there is
  // none, as flags do. Empty when there is neither, for the server to refuse.
  FieldPath FieldInMask(const std::string& text) const {
    FieldPath path = FindFieldPath(*command_.resource->message_type(), text);
    if (!path.empty()) return path;
    path = FindFieldPath(*command_.method->input_type(), text);
    if (path.size() > 1 && path[0] == command_.resource) return {path.begin() + 1, path.end()};
    const Flag* flag = FindFlag(command_.flags(), text);
    if (flag == nullptr || flag->path[0] != command_.resource) return {};
    return {flag->path.begin() + 1, flag->path.end()};
  }

  // A mask that is given may name fields as flags do. A message that it names is replaced as a
  // whole, and cleared where nothing is given of it, though a flag be called as it is.
  absl::Status ApplyMask() {
    if (command_.update_mask == nullptr) return absl::OkStatus();
    const FieldPath path = {command_.update_mask};
    Message* mask = request_->GetReflection()->MutableMessage(request_.get(), path[0]);
    const FieldDescriptor* paths = mask->GetDescriptor()->FindFieldByName("paths");
    const auto* reflection = mask->GetReflection();
    for (int i = 0; i < reflection->FieldSize(*mask, paths); ++i) {
      const FieldPath field = FieldInMask(reflection->GetRepeatedString(*mask, paths, i));
      if (!field.empty()) reflection->SetRepeatedString(mask, paths, i, PathText(field));
    }
    if (reflection->FieldSize(*mask, paths) > 0) return absl::OkStatus();
    const bool acts = command_.acts_alone != nullptr &&
                      request_->GetReflection()->GetBool(*request_, command_.acts_alone);
    if (mask_.empty() && !acts) {
      return UsageError("Nothing is to be changed; give a flag or -f FILE.");
    }
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
    ASSIGN_OR_RETURN(auto stored, Stored());
    const FieldDescriptor* stored_etag = FindString(*stored->GetDescriptor(), "etag");
    return Assign(path, GetText(*stored, *stored_etag), request_.get());
  }

  absl::StatusOr<const Message*> Stored() {
    if (stored_ == nullptr) {
      if (!IsSet(command_.name, *request_)) return CheckRequired();
      const Message& holder = *HolderOf(command_.name, request_.get());
      ASSIGN_OR_RETURN(auto stored, read_(GetText(holder, *command_.name.back())));
      stored_ = std::move(stored);
    }
    return stored_.get();
  }

  absl::Status CheckRequired() {
    std::vector<std::string> missing;
    for (const Flag& flag : command_.flags()) {
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
  Shorthand shorthand_;
  RequestLists lists_;
  std::unique_ptr<Message> request_;
  std::unique_ptr<Message> stored_;
  std::set<std::string> mask_;
  // What the file sets, as paths.
  std::vector<FieldPath> file_fields_;
  std::set<std::string> in_file_;
  // The fields that flags set, and what is told of ends that go along.
  std::vector<FieldPath> given_;
  std::vector<std::string> ends_;
  std::vector<std::string> changes_;
};

}  // namespace

std::string FullName(const Command& command, const Arguments& arguments, const std::string& text) {
  const Descriptor* resource = command.name.size() == 1 ? ReferencedResource(*command.name[0])
                                                        : command.resource->message_type();
  const std::string pattern = NamePattern(*resource);
  std::vector<std::string> parents;
  for (const std::string& variable : PatternVariables(pattern)) {
    if (auto given = arguments.Find(ToKebab(variable))) parents.push_back(*given);
  }
  return ExpandName(pattern, text, parents);
}

absl::StatusOr<std::unique_ptr<Message>> BuildRequest(
    const Contract& contract, const Catalog& catalog, const Command& command,
    const Arguments& arguments, const ReadAt& at, const ReadResource& read, RequestNotes* notes) {
  const ArgumentsApart apart = TakeApart(command, arguments);
  RequestBuilder builder(contract, catalog, command, apart.of_request, at, read);
  auto request = builder.Build();
  if (notes != nullptr) *notes = builder.Notes();
  if (!request.ok() || !apart.has_write()) return request;
  RequestNotes of_write;
  auto write =
      BuildRequest(contract, catalog, *command.one_write, apart.of_write, at, read, &of_write);
  if (notes != nullptr) {
    notes->times.insert(notes->times.end(), of_write.times.begin(), of_write.times.end());
  }
  if (!write.ok()) return write.status();
  AddWrite(command, **write, request->get());
  return request;
}

}  // namespace taqvim::cli
