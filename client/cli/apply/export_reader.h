// Reader of programmes with all that they refer to, in the order of `taqvim export`.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/apply/apply_kinds.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {

// The calls that read, injected for tests.
struct ExportCalls {
  std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(const ApplyKind&,
                                                                           const std::string& name)>
      get;
  std::function<absl::StatusOr<std::vector<std::unique_ptr<google::protobuf::Message>>>(
      const ApplyKind&, const ListFilter&)>
      list;
};

// Collects resources, each once. Of events it takes what is tentative or confirmed; what was
// cancelled or has lapsed only where it is asked for by name, or another one refers to it. Not
// thread-safe.
class ExportReader {
 public:
  explicit ExportReader(ExportCalls calls) : calls_(std::move(calls)) {}

  // The resource of that name; of an event also those that belong to it as culture days, and
  // those that take place inside any of these. INVALID_ARGUMENT when nothing has such names.
  absl::Status Add(const std::string& name);

  // All that `apply` could write.
  absl::Status AddAll();

  // All that those refer to which were added, and what these refer to. What may not be seen is
  // left out.
  absl::Status AddReferences();

  // What was added, in order of reference: by kind as `apply` writes them; events by culture days
  // first and then in order of time; else by name. Events that are closed to the caller are left
  // out: of those there is too little to write.
  std::vector<const google::protobuf::Message*> InOrder() const;

  // The names that were left out.
  const std::vector<std::string>& left_out() const { return left_out_; }

 private:
  absl::Status AddEvents(const ListFilter& filter);
  absl::Status AddHosted();
  // Adds it; whether it is new.
  bool Keep(std::unique_ptr<google::protobuf::Message> resource);

  const ExportCalls calls_;
  std::map<std::string, std::unique_ptr<google::protobuf::Message>> found_;
  // Those whose references, or whose guests, are still to be looked at.
  std::vector<const google::protobuf::Message*> to_follow_;
  std::vector<std::string> hosts_;
  std::vector<std::string> left_out_;
};

}  // namespace taqvim::cli
