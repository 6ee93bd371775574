// Helpers of the rules of scope (scope_events.h, scope_resources.h); see methods.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "proto/status_macros.h"
#include "server/access/rights.h"
#include "storage/snapshot.h"

namespace taqvim::access {

// Arguments of a rule of scope: the caller's rights, the store and the request. Holds
// references to all three.
struct Question {
  const Rights& rights;
  storage::Snapshot& store;
  const google::protobuf::Message& request;
};

// The question's request; it must be of that type.
template <class Request>
const Request& RequestOf(const Question& question) {
  return static_cast<const Request&>(question.request);
}

// PERMISSION_DENIED that names the needed role and for what it must be held; so it is
// the same whether that exists or not. `where` is such as `the owner of
// events/concert`.
absl::Status Denied(std::string_view role, std::string_view where);

// OK when allowed, else Denied.
inline absl::Status Allow(bool allowed, std::string_view role, std::string_view where) {
  return allowed ? absl::OkStatus() : Denied(role, where);
}

inline constexpr std::string_view kOrganizer = "organizer";
inline constexpr std::string_view kVenueManager = "venue manager";

// `venues/{venue}` of the name of a venue or of what is in one.
std::string_view VenueOf(std::string_view name);

// The stored message of that name; null when there is none. DATA_LOSS when it does not
// parse, or the store's error.
template <class Message>
absl::StatusOr<std::shared_ptr<const Message>> FindMessage(storage::Snapshot& store,
                                                           storage::Kind kind,
                                                           std::string_view name) {
  ASSIGN_OR_RETURN(auto resource, store.Find(kind, name));
  if (resource == nullptr) return nullptr;
  auto message = std::make_shared<Message>();
  if (message->ParseFromString(resource->body)) return message;
  return absl::DataLossError("What is stored of " + std::string(name) +
                             " is damaged; restore a backup.");
}

// OK when the caller may organize for the organization, else PERMISSION_DENIED. `what`
// says in the error what belongs to nobody, when the name is empty.
absl::Status MayOrganize(const Question& question, const std::string& organization,
                         std::string_view what);

}  // namespace taqvim::access
