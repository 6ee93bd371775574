#include "client/cli/command/request_lists.h"

#include "absl/strings/str_cat.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status RequestLists::Apply(const Flag& flag, const std::string& text,
                                 const std::set<std::string>& in_file, Message* request) {
  const auto [entry, is_new] = lists_.try_emplace(flag.path);
  if (is_new) {
    RETURN_IF_ERROR(Begin(flag, in_file.contains(PathText(flag.path)), request, &entry->second));
  }
  auto status = Change(flag, text, request, &entry->second);
  return status.ok() ? status : WithPrefix(absl::StrCat("--", flag.name, ": "), status);
}

absl::Status RequestLists::Begin(const Flag& flag, bool in_file, Message* request, Changed* list) {
  const FieldDescriptor* field = flag.path.back();
  list->replaced = flag.change == ListChange::kReplace;
  if (command_.resource == nullptr || flag.path[0] != command_.resource) {
    Message* holder = HolderOf(flag.path, request);
    if (!field->is_map()) holder->GetReflection()->ClearField(holder, field);
    return absl::OkStatus();
  }
  const bool is_stored = !in_file && command_.update_mask != nullptr;
  if (!in_file && !is_stored) return absl::OkStatus();
  if (is_stored) {
    RETURN_IF_ERROR(take_stored_(flag.path));
  }
  Message* holder = HolderOf(flag.path, request);
  list->before.reset(holder->New());
  list->before->CopyFrom(*holder);
  if (list->replaced) holder->GetReflection()->ClearField(holder, field);
  return absl::OkStatus();
}

absl::Status RequestLists::Change(const Flag& flag, const std::string& text, Message* request,
                                  Changed* list) {
  if (list->replaced != (flag.change == ListChange::kReplace)) {
    return absl::InvalidArgumentError(
        "What replaces all cannot be given together with what changes some.");
  }
  const bool is_all = flag.change == ListChange::kOne && list->before == nullptr;
  if (is_all) return Assign(flag.path, text, request);
  auto done = changer_.Change(flag, text, HolderOf(flag.path, request));
  if (done.ok() && !done->empty()) list->done.push_back(*done);
  return done.status();
}

std::vector<std::string> RequestLists::Summary(Message* request) const {
  std::vector<std::string> lines;
  for (const auto& [path, list] : lists_) {
    if (list.before == nullptr) continue;
    const Message& after = *HolderOf(path, request);
    const auto size = [field = path.back()](const Message& holder) {
      return holder.GetReflection()->FieldSize(holder, field);
    };
    const std::vector<std::string> replaced = {
        absl::StrCat(size(*list.before), " replaced by ", size(after))};
    lines.push_back(
        ListSummary(*path.back(), list.replaced ? replaced : list.done, *list.before, after));
  }
  return lines;
}

}  // namespace taqvim::cli
