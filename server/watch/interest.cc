#include "server/watch/interest.h"

namespace taqvim::watch {

v1::ResourceType TypeOf(storage::Kind kind) {
  switch (kind) {
    case storage::Kind::kEvent:
      return v1::RESOURCE_TYPE_EVENT;
    case storage::Kind::kVenue:
      return v1::RESOURCE_TYPE_VENUE;
    case storage::Kind::kSpace:
      return v1::RESOURCE_TYPE_SPACE;
    case storage::Kind::kClosure:
      return v1::RESOURCE_TYPE_CLOSURE;
    case storage::Kind::kOrganization:
      return v1::RESOURCE_TYPE_ORGANIZATION;
    case storage::Kind::kParticipant:
      return v1::RESOURCE_TYPE_PARTICIPANT;
    case storage::Kind::kAgreement:
      return v1::RESOURCE_TYPE_AGREEMENT;
    default:
      return v1::RESOURCE_TYPE_UNSPECIFIED;
  }
}

}  // namespace taqvim::watch
