// The lists and maps of a request of which flags change some.
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

// What a flag says of a list or map of the resource changes what there is of it: in
// the file or, for an update, in what is stored. Where there is none, what flags
// give is all. Lists of the request itself, such as that of overrides, are what
// flags give.
class RequestLists {
 public:
  // Puts what is stored of the field into the request.
  using TakeStored = std::function<absl::Status(const FieldPath&)>;

  RequestLists(const Command& command, const ListKeys& keys, TakeStored take_stored)
      : command_(command), changer_(keys), take_stored_(std::move(take_stored)) {}

  // Does what the flag of a repeated field says. `in_file` has the paths of what the
  // file set. Usage errors name the flag; errors of TakeStored as they are.
  absl::Status Apply(const Flag& flag, const std::string& text,
                     const std::set<std::string>& in_file, google::protobuf::Message* request);

  // A line for each list or map that there was: what was changed of it, and how many
  // stay.
  std::vector<std::string> Summary(google::protobuf::Message* request) const;

 private:
  struct Changed {
    // The message that held what there was; nullptr when there was none.
    std::unique_ptr<google::protobuf::Message> before;
    // Whether all of it is replaced.
    bool replaced = false;
    // What was done to it, in words.
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
