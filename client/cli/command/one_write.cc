#include "client/cli/command/one_write.h"

namespace taqvim::cli {

using google::protobuf::Message;

ArgumentsApart TakeApart(const Command& command, const Arguments& arguments) {
  ArgumentsApart apart;
  if (command.one_write == nullptr) {
    apart.of_request = arguments;
    return apart;
  }
  const auto* of_write = command.one_write->method->input_type();
  apart.of_write.positionals = arguments.positionals;
  for (const GivenFlag& given : arguments.flags) {
    const FieldPath& path = given.flag->path;
    if (path.empty() || path[0]->containing_type() != of_write) {
      apart.of_request.flags.push_back(given);
      continue;
    }
    const Flag* flag = FindFlag(command.one_write->flags(), given.flag->name);
    apart.of_write.flags.push_back({flag, given.text});
  }
  return apart;
}

void AddWrite(const Command& command, const Message& write, Message* request) {
  const auto* list = command.one_write_path[0];
  Message* element = request->GetReflection()->AddMessage(request, list);
  element->GetReflection()->MutableMessage(element, command.one_write_path[1])->CopyFrom(write);
}

}  // namespace taqvim::cli
