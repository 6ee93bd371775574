// What occupies spaces, venues and participants: a part of server/schedule/api.h.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/api.h"
#include "server/schedule/claims/hidden_owners.h"
#include "server/schedule/claims/occupied_resources.h"
#include "server/schedule/claims/stretches.h"
#include "server/schedule/event/event_kinds.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::TimeUtil;
using storage::ClaimKind;
using storage::ClaimKinds;
using storage::ResourceId;

// Bounds of one page, so that a snapshot is held only briefly and the answer
// fits a message.
constexpr int kAtoms = 1000;
constexpr size_t kBytes = 2 << 20;

// The occupancy after which a page begins.
struct Position {
  int resource = 0;
  ResourceId atom = 0;
  StretchPosition stretch;
};

std::string ToText(const Position& position) {
  return absl::StrCat(position.resource, ",", position.atom, ",", position.stretch.start, ",",
                      position.stretch.owner, ",", static_cast<int>(position.stretch.kind));
}

absl::StatusOr<Position> StartOf(const v1::QueryOccupancyRequest& request) {
  ASSIGN_OR_RETURN(auto text, PositionOf(request));
  Position position;
  if (text.empty()) return position;
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  int kind = 0;
  if (parts.size() == 5 && absl::SimpleAtoi(parts[0], &position.resource) &&
      absl::SimpleAtoi(parts[1], &position.atom) &&
      absl::SimpleAtoi(parts[2], &position.stretch.start) &&
      absl::SimpleAtoi(parts[3], &position.stretch.owner) && absl::SimpleAtoi(parts[4], &kind) &&
      position.resource >= 0) {
    position.stretch.kind = static_cast<ClaimKind>(kind);
    return position;
  }
  return InvalidField("page_token", "The page token is damaged; begin again without one.",
                      v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

ClaimKinds ClaimKindsOf(v1::OccupancyKind kind) {
  if (kind == v1::OCCUPANCY_KIND_HOLD) return ClaimKind::kHeld;
  if (kind == v1::OCCUPANCY_KIND_CLOSURE) return ClaimKind::kClosure;
  return ClaimKind::kConfirmed | ClaimKind::kContested;
}

v1::OccupancyKind OccupancyKindOf(ClaimKind kind) {
  if (kind == ClaimKind::kHeld) return v1::OCCUPANCY_KIND_HOLD;
  if (kind == ClaimKind::kClosure) return v1::OCCUPANCY_KIND_CLOSURE;
  return v1::OCCUPANCY_KIND_CONFIRMED;
}

ClaimKinds AskedKinds(const v1::QueryOccupancyRequest& request) {
  std::optional<ClaimKinds> asked;
  for (int kind : request.kinds()) {
    const ClaimKinds more = ClaimKindsOf(static_cast<v1::OccupancyKind>(kind));
    asked = asked ? *asked | more : more;
  }
  return asked.value_or(ClaimKind::kConfirmed | ClaimKind::kContested | ClaimKind::kHeld |
                        ClaimKind::kClosure);
}

// Writes into the occupancy what is seen of the event.
void Describe(const v1::Event& event, v1::Occupancy& occupancy) {
  occupancy.set_event(event.name());
  occupancy.set_event_kind(KindOf(event));
  *occupancy.mutable_title() = event.title();
}

void Describe(const v1::Closure& closure, v1::Occupancy& occupancy) {
  occupancy.set_closure(closure.name());
  *occupancy.mutable_title() = closure.reason();
}

// Fills one page of the answer.
class OccupancyPage {
 public:
  OccupancyPage(storage::Snapshot& snapshot, const Caller& caller,
                const v1::QueryOccupancyRequest& request)
      : snapshot_(snapshot),
        caller_(caller),
        request_(request),
        size_(PageSize(request.page_size())),
        hidden_(snapshot, caller.rights),
        spaces_(snapshot, AskedKinds(request)),
        participants_(snapshot, AskedKinds(request), &hidden_) {}

  absl::StatusOr<v1::QueryOccupancyResponse> Fill(Position position) {
    for (; position.resource < request_.resources_size() && !full_;
         position = {.resource = position.resource + 1}) {
      RETURN_IF_ERROR(AddResource(position));
    }
    return std::move(response_);
  }

 private:
  absl::Status AddResource(const Position& position) {
    ASSIGN_OR_RETURN(auto resource, ExpandResource(snapshot_, request_, position.resource));
    names_.try_emplace(resource.id, resource.name);
    for (ResourceId atom : resource.atoms) {
      if (atom < position.atom || full_) continue;
      Position from = position;
      if (atom != position.atom) from = {.resource = position.resource, .atom = atom};
      RETURN_IF_ERROR(AddAtom(resource, from));
    }
    return absl::OkStatus();
  }

  absl::Status AddAtom(const OccupiedResource& resource, Position position) {
    if (atoms_++ == kAtoms) return End(position);
    const int left = size_ - response_.occupancies_size();
    StretchReader& reader = IsParticipant(resource) ? participants_ : spaces_;
    ASSIGN_OR_RETURN(auto stretches,
                     reader.Read(position.atom, resource.window, position.stretch, left + 1));
    for (const Stretch& stretch : stretches) {
      const bool hurries = response_.occupancies_size() > 0 && snapshot_.Hurries();
      if (response_.occupancies_size() == size_ || bytes_ >= kBytes || hurries) {
        return End(position);
      }
      RETURN_IF_ERROR(Add(resource, stretch));
      position.stretch = stretch.position();
    }
    return absl::OkStatus();
  }

  absl::Status End(const Position& position) {
    full_ = true;
    response_.set_next_page_token(MakePageToken(request_, ToText(position)));
    return absl::OkStatus();
  }

  absl::Status Add(const OccupiedResource& resource, const Stretch& stretch) {
    ASSIGN_OR_RETURN(auto described, Described(stretch.owner));
    v1::Occupancy& occupancy = *response_.add_occupancies();
    // By whom a participant is taken is not said of what is closed.
    const bool nameless = IsParticipant(resource) && described->closed;
    if (!nameless) occupancy = described->occupancy;
    occupancy.set_requested_resource(resource.name);
    occupancy.set_kind(OccupancyKindOf(stretch.kind));
    occupancy.set_time_zone(ZoneOf(resource, stretch, *described));
    *occupancy.mutable_start_time() = TimeUtil::SecondsToTimestamp(stretch.interval.start);
    if (stretch.interval.end != storage::Interval::kForever) {
      *occupancy.mutable_end_time() = TimeUtil::SecondsToTimestamp(stretch.interval.end);
    }
    RETURN_IF_ERROR(SetName(stretch.atom, occupancy.mutable_resource()));
    if (stretch.host != 0 && !nameless) {
      RETURN_IF_ERROR(SetName(stretch.host, occupancy.mutable_host()));
    }
    bytes_ += occupancy.ByteSizeLong();
    return absl::OkStatus();
  }

  absl::Status SetName(ResourceId id, std::string* name) {
    auto known = names_.find(id);
    if (known == names_.end()) {
      ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(id));
      if (!resource) {
        return Internal(absl::StrCat("a claim names resource ", id, ", which is gone"));
      }
      known = names_.emplace(id, resource->name).first;
    }
    *name = known->second;
    return absl::OkStatus();
  }

  static bool IsParticipant(const OccupiedResource& resource) {
    return KindOfName(resource.name) == storage::Kind::kParticipant;
  }

  // What all occupancies of one event or closure have in common.
  struct Owner {
    v1::Occupancy occupancy;
    // The zone of each booking, by its number.
    std::map<int, std::string> zones;
    bool closed = false;
  };

  // A participant has none of its own, and is where the booking is that takes it.
  static const std::string& ZoneOf(const OccupiedResource& resource, const Stretch& stretch,
                                   const Owner& owner) {
    if (!IsParticipant(resource) || owner.closed) return resource.time_zone;
    const auto zone = owner.zones.find(stretch.booking);
    const bool known = zone != owner.zones.end() && !zone->second.empty();
    return known ? zone->second : resource.time_zone;
  }

  absl::StatusOr<const Owner*> Described(ResourceId owner) {
    auto [known, is_new] = described_.try_emplace(owner);
    if (!is_new) return &known->second;
    ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(owner));
    if (!resource) return Internal(absl::StrCat("a claim is of ", owner, ", which is gone"));
    if (resource->kind == storage::Kind::kClosure) {
      ASSIGN_OR_RETURN(auto closure, Read<v1::Closure>(*resource));
      Describe(closure, known->second.occupancy);
    } else {
      ASSIGN_OR_RETURN(auto event, Read<v1::Event>(*resource));
      known->second.closed = !caller_.rights.SeesAllOf(event);
      for (int first : {0, kFirstOfMove}) {
        for (int i = first; BookingAt(event, i) != nullptr; ++i) {
          known->second.zones[i] = BookingAt(event, i)->time_zone();
        }
      }
      access::Show(caller_.rights, event);
      Describe(event, known->second.occupancy);
    }
    return &known->second;
  }

  storage::Snapshot& snapshot_;
  const Caller& caller_;
  const v1::QueryOccupancyRequest& request_;
  const int size_;
  HiddenOwners hidden_;
  StretchReader spaces_;
  StretchReader participants_;
  v1::QueryOccupancyResponse response_;
  std::map<ResourceId, Owner> described_;
  std::map<ResourceId, std::string> names_;  // that were looked up
  int atoms_ = 0;
  size_t bytes_ = 0;
  bool full_ = false;
};

}  // namespace

absl::StatusOr<v1::QueryOccupancyResponse> QueryOccupancy(
    storage::Snapshot& snapshot, const Caller& caller, const v1::QueryOccupancyRequest& request) {
  ASSIGN_OR_RETURN(auto position, StartOf(request));
  return OccupancyPage(snapshot, caller, request).Fill(position);
}

}  // namespace taqvim::schedule
