#include "server/watch/interest.h"

namespace taqvim::watch {

v1::ResourceKind ResourceKindOf(storage::Kind kind) {
  switch (kind) {
    case storage::Kind::kEvent:
      return v1::RESOURCE_KIND_EVENT;
    case storage::Kind::kVenue:
      return v1::RESOURCE_KIND_VENUE;
    case storage::Kind::kSpace:
      return v1::RESOURCE_KIND_SPACE;
    case storage::Kind::kClosure:
      return v1::RESOURCE_KIND_CLOSURE;
    case storage::Kind::kOrganization:
      return v1::RESOURCE_KIND_ORGANIZATION;
    case storage::Kind::kParticipant:
      return v1::RESOURCE_KIND_PARTICIPANT;
    case storage::Kind::kAgreement:
      return v1::RESOURCE_KIND_AGREEMENT;
    default:
      return v1::RESOURCE_KIND_UNSPECIFIED;
  }
}

}  // namespace taqvim::watch
