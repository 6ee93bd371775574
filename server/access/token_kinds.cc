#include "server/access/token_kinds.h"

#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::access {
namespace {

std::string_view UseOf(v1::AccessTokenKind kind) {
  switch (kind) {
    case v1::ACCESS_TOKEN_KIND_FEED_KEY:
      return "feed keys, which are for ListEvents and ListOccurrences of their feed and for "
             "GetCaller; call it with a bearer token or a session.";
    case v1::ACCESS_TOKEN_KIND_INVITATION:
      return "invitations, which are for CreateSession, once; open a session and call it with "
             "that.";
    default:
      return "sessions; call it with the bearer token or certificate that the session was opened "
             "with, or ask for an invitation.";
  }
}

template <class Request>
absl::Status Keep(const v1::EventFilter& feed, Request& request) {
  if (!request.has_filter()) {
    *request.mutable_filter() = feed;
    return absl::OkStatus();
  }
  if (google::protobuf::util::MessageDifferencer::Equals(request.filter(), feed)) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(
      "`filter` is not that of the feed that the key is for; leave it out, and the feed's is "
      "used.");
}

}  // namespace

v1::AccessTokenKind KindOf(const v1::AccessToken& token) {
  return token.kind() == v1::ACCESS_TOKEN_KIND_UNSPECIFIED ? v1::ACCESS_TOKEN_KIND_BEARER
                                                           : token.kind();
}

absl::Status NotForKind(v1::AccessTokenKind kind, std::string_view method) {
  std::string text(method);
  text.append(" is not for ").append(UseOf(kind));
  return absl::PermissionDeniedError(text);
}

absl::Status KeepToFeed(const v1::EventFilter& feed, google::protobuf::Message& request) {
  if (request.GetDescriptor() == v1::ListEventsRequest::descriptor()) {
    return Keep(feed, static_cast<v1::ListEventsRequest&>(request));
  }
  if (request.GetDescriptor() != v1::ListOccurrencesRequest::descriptor()) return absl::OkStatus();
  auto& occurrences = static_cast<v1::ListOccurrencesRequest&>(request);
  if (!occurrences.name().empty()) {
    return absl::PermissionDeniedError(
        "`name` cannot be given with a feed key, which is for the occurrences of its whole feed; "
        "give a `window`.");
  }
  return Keep(feed, occurrences);
}

}  // namespace taqvim::access
