// What the rules of scope are made of: see methods.h.
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

// Who asks for what, of which store. Refers to all three.
struct Question {
  const Rights& rights;
  storage::Snapshot& store;
  const google::protobuf::Message& request;
};

template <class Request>
const Request& RequestOf(const Question& question) {
  return static_cast<const Request&>(question.request);
}

// PERMISSION_DENIED: says which role it would take and for what, and so the same
// whether that exists or not. `where` is such as `the owner of events/concert`.
absl::Status Denied(std::string_view role, std::string_view where);

// OK when allowed, else Denied.
inline absl::Status Allow(bool allowed, std::string_view role, std::string_view where) {
  return allowed ? absl::OkStatus() : Denied(role, where);
}

inline constexpr std::string_view kOrganizer = "organizer";
inline constexpr std::string_view kVenueManager = "venue manager";

// `venues/{venue}` of the name of a venue or of what is in one.
std::string_view VenueOf(std::string_view name);

// The stored message of that name; null when there is none.
template <class Message>
absl::StatusOr<std::shared_ptr<const Message>> FindMessage(storage::Snapshot& store,
                                                           storage::Kind kind,
                                                           std::string_view name) {
  ASSIGN_OR_RETURN(auto resource, store.Find(kind, name));
  if (resource == nullptr) return nullptr;
  auto message = std::make_shared<Message>();
  if (message->ParseFromString(resource->body)) return message;
  return absl::DataLossError("What is stored of " + std::string(name) +
                             " is damaged; restore the data file from a backup.");
}

// That an organizer of the organization asks; `what` belongs to it as the request
// says, and to nobody where it is empty.
absl::Status MayOrganize(const Question& question, const std::string& organization,
                         std::string_view what);

}  // namespace taqvim::access
