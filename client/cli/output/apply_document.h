// Documents that `taqvim apply` reads, made of resources.
//
//   venues:
//     - id: library
//       spaces:
//         - id: hall
//           title:
//             en: Hall
//
// They have what callers may set, and nothing that only a server sets: no etag, since what is
// applied later is compared with what there is then.
#pragma once

#include <map>
#include <string>

#include "google/protobuf/message.h"
#include "taqvim/v1/event.pb.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {

// Whether others have been asked to approve the bookings of the event, and none has refused.
bool IsAskedFor(const v1::Event& event);

// Makes one document. Not thread-safe.
class ApplyDocument {
 public:
  // Puts an entry behind the others of its list. Its kind is one that IsApplied, and its name
  // is set; each is added once. What stands in the entries of others, as spaces do in those of
  // venues, has their entry to stand in, with nothing but an id where they are not added. An
  // event that is confirmed, or asked for, is to be confirmed.
  void Add(const google::protobuf::Message& resource);

  // Lists in the order in which their kinds were added first; `{}` when there are none.
  std::string Text() const;

 private:
  // The entry of that name, with its id.
  YAML::Node EntryOf(const std::string& name);

  YAML::Node root_{YAML::NodeType::Map};
  std::map<std::string, YAML::Node> entries_;
};

}  // namespace taqvim::cli
