#include "client/cli/output/commands_to_take.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "client/cli/command/command_words.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/fields/value_text.h"
#include "client/cli/fields/values.h"
#include "client/cli/session/resource_reader.h"
#include "google/protobuf/util/message_differencer.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using Line = std::vector<std::string>;

// The request in a write, and the member of EventWrite that it is.
const FieldDescriptor* MemberOf(const v1::EventWrite& write) {
  return write.GetReflection()->GetOneofFieldDescriptor(
      write, v1::EventWrite::descriptor()->oneof_decl(0));
}

// The same message in the contract's own types, as commands have them.
std::unique_ptr<Message> InContract(const Session& session, const Command& command,
                                    const v1::EventWrite& write) {
  auto request = session.contract.New(*command.method->input_type());
  request->ParseFromString(
      write.GetReflection()->GetMessage(write, MemberOf(write)).SerializeAsString());
  return request;
}

// The command that makes such a write.
const Command* CommandFor(const Session& session, const v1::EventWrite& write) {
  const FieldDescriptor* member = MemberOf(write);
  for (const Group& group : session.model.groups()) {
    for (const Command& command : group.commands) {
      const auto row = session.catalog.checked_as.find(command.method->name());
      if (member != nullptr && command.kind == nullptr && command.alias == nullptr &&
          row != session.catalog.checked_as.end() && row->second == member->name()) {
        return &command;
      }
    }
  }
  return nullptr;
}

class Taking {
 public:
  Taking(Session& session, const TypedCommand& typed) : session_(session), typed_(typed) {}

  // What was typed, so changed that it sends `after`.
  std::optional<Line> Changed(const Message& request, const v1::EventWrite& instead) {
    const auto after = InContract(session_, typed_.command, instead);
    return LineFor(typed_.command, typed_.arguments, request, *after);
  }

  // A command of its own for a change of an event.
  std::optional<Line> Alone(const v1::EventWrite& write) {
    const Command* command = CommandFor(session_, write);
    if (command == nullptr || command->update_mask == nullptr) return std::nullopt;
    const auto after = InContract(session_, *command, write);
    const auto before = session_.contract.New(*command->method->input_type());
    Arguments arguments = OnlyGlobal();
    arguments.positionals = {NameIn(*command, *after)};
    return LineFor(*command, arguments, *before, *after);
  }

  Line AsTyped() const { return CommandWords(typed_.command, typed_.arguments); }

 private:
  static std::string NameIn(const Command& command, const Message& request) {
    const Message& resource = request.GetReflection()->GetMessage(request, command.resource);
    return GetText(resource, *command.name.back());
  }

  // To which server, and how it prints.
  Arguments OnlyGlobal() const {
    Arguments arguments;
    for (const GivenFlag& given : typed_.arguments.flags) {
      const bool is_global =
          std::any_of(GlobalFlags().begin(), GlobalFlags().end(),
                      [&](const Flag& flag) { return &flag == given.flag && flag.name != "file"; });
      if (is_global) arguments.flags.push_back(given);
    }
    return arguments;
  }

  std::optional<Line> LineFor(const Command& command, const Arguments& arguments,
                              const Message& request, const Message& after) {
    const std::unique_ptr<Message> before(request.New());
    before->CopyFrom(request);
    if (command.update_mask != nullptr && !AddStoredLists(command, after, before.get())) {
      return std::nullopt;
    }
    const auto changed = ChangedArguments(command, arguments, *before, after);
    if (!changed) return std::nullopt;
    return CommandWords(command, *changed);
  }

  // Puts lists as they are stored where the change has one and what was asked had none.
  bool AddStoredLists(const Command& command, const Message& after, Message* before) {
    const Message& changed = after.GetReflection()->GetMessage(after, command.resource);
    Message* resource = before->GetReflection()->MutableMessage(before, command.resource);
    const auto& type = *resource->GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor* field = type.field(i);
      if (!field->is_repeated() || field->is_map() || field->message_type() == nullptr ||
          changed.GetReflection()->FieldSize(changed, field) == 0 ||
          resource->GetReflection()->FieldSize(*resource, field) > 0) {
        continue;
      }
      const Message* stored = Stored(NameIn(command, after));
      if (stored == nullptr) return false;
      for (int k = 0; k < stored->GetReflection()->FieldSize(*stored, field); ++k) {
        resource->GetReflection()
            ->AddMessage(resource, field)
            ->CopyFrom(stored->GetReflection()->GetRepeatedMessage(*stored, field, k));
      }
    }
    return true;
  }

  const Message* Stored(const std::string& name) {
    if (stored_ == nullptr) {
      auto read = GetResource(session_, name);
      if (read.ok()) stored_ = *std::move(read);
    }
    return stored_.get();
  }

  Session& session_;
  const TypedCommand& typed_;
  // The event of the write, where it was read.
  std::unique_ptr<Message> stored_;
};

}  // namespace

std::vector<Line> CommandsToTake(
    Session& session, const TypedCommand& typed, const Message* request,
    const v1::EventWrite& write,
    const google::protobuf::RepeatedPtrField<v1::EventWrite>& instead) {
  if (instead.empty()) return {};
  Taking taking(session, typed);
  std::vector<Line> lines;
  const int last = instead.size() - 1;
  for (int i = 0; i < last; ++i) {
    auto line = taking.Alone(instead[i]);
    if (!line) return {};
    lines.push_back(*std::move(line));
  }
  // What was typed says which state of the event it is for; after a change it is another.
  if (last > 0 && typed.arguments.Has("etag")) return {};
  if (MessageDifferencer::Equals(write, instead[last])) {
    lines.push_back(taking.AsTyped());
  } else if (request != nullptr) {
    auto line = taking.Changed(*request, instead[last]);
    if (!line) return {};
    lines.push_back(*std::move(line));
  } else {
    return {};
  }
  return lines;
}

}  // namespace taqvim::cli
