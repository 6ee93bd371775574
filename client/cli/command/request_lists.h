// Changes that flags make to the lists and maps of a request.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/command/model.h"
#include "client/cli/fields/list_change.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Applies flags of lists and maps to a request. A flag of the resource changes the list
// in the file or, for an update, the stored one; where there is neither, the list is
// what the flags give. Lists of the request itself, such as overrides, are always what
// the flags give. Not thread-safe.
class RequestLists {
 public:
  // Copies the stored value of the field into the request.
  using TakeStored = std::function<absl::Status(const FieldPath&)>;

  RequestLists(const Command& command, const ListKeys& keys, TakeStored take_stored)
      : command_(command), changer_(keys), take_stored_(std::move(take_stored)) {}

  // Applies one flag of a repeated field. `in_file` has the paths of the fields that
  // the file set. Usage errors name the flag; errors of TakeStored as they are.
  absl::Status Apply(const Flag& flag, const std::string& text,
                     const std::set<std::string>& in_file, google::protobuf::Message* request);

  // A line for each list or map that was changed and not new: what was changed of it,
  // and how many elements stay.
  std::vector<std::string> Summary(google::protobuf::Message* request) const;

 private:
  struct Changed {
    // The message that held the list before; nullptr when there was none.
    std::unique_ptr<google::protobuf::Message> before;
    // Whether all of it is replaced.
    bool replaced = false;
    // The changes that were made to it, in words.
    std::vector<std::string> done;
  };

  absl::Status Begin(const Flag& flag, bool in_file, google::protobuf::Message* request,
                     Changed* list);
  absl::Status Change(const Flag& flag, const std::string& text, google::protobuf::Message* request,
                      Changed* list);

  const Command& command_;
  const ListChanger changer_;
  const TakeStored take_stored_;
  std::map<FieldPath, Changed> lists_;
};

}  // namespace taqvim::cli
