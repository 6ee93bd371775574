#include "server/access/scope_events.h"

#include <algorithm>
#include <deque>
#include <set>
#include <vector>

#include "absl/functional/function_ref.h"
#include "proto/status_macros.h"
#include "server/access/mask.h"
#include "server/base/event_state.h"
#include "server/base/request_limits.h"
#include "taqvim/v1/hold_requests.pb.h"
#include "taqvim/v1/participant.pb.h"

namespace taqvim::access {
namespace {

using schedule::IsLive;
using schedule::IsMovePending;
using schedule::IsOfParticipant;
using schedule::kMostPublished;
using storage::Kind;
using storage::LinkRole;

constexpr char kEvents[] = "events/";
constexpr int kMostCascaded = 1000;

// One request that writes events.
class EventWriter {
 public:
  explicit EventWriter(const Question& question) : question_(question) {}

  // Events that the request itself creates are judged where it does so.
  void Expect(const v1::BatchWriteEventsRequest& request);
  absl::Status Create(const v1::CreateEventRequest& request);
  absl::Status Update(const v1::UpdateEventRequest& request);
  absl::Status Cancel(const v1::CancelEventRequest& request);
  absl::Status Change(const std::string& name) { return MayWrite(name).status(); }
  absl::Status Publish(const v1::PublishEventsRequest& request);
  absl::Status Unpublish(const v1::UnpublishEventsRequest& request);
  absl::Status Write(const v1::EventWrite& write);

 private:
  absl::StatusOr<std::shared_ptr<const v1::Event>> Find(const std::string& name) {
    return FindMessage<v1::Event>(question_.store, Kind::kEvent, name);
  }
  // The stored event; null for one that the request creates.
  absl::StatusOr<std::shared_ptr<const v1::Event>> MayWrite(const std::string& name);
  // That the event may be tied to the other, unless it is already.
  absl::Status MayTie(const std::string& other, const std::string& before);
  absl::Status Cascade(const std::string& name);
  absl::StatusOr<std::vector<std::string>> TakenAlong(storage::ResourceId id,
                                                      const std::vector<LinkRole>& by, int most);
  // That the events of the programme which are meant may be written; the caller may see
  // those.
  absl::Status Members(const std::string& programme,
                       absl::FunctionRef<bool(const v1::Event&)> is_meant);

  const Question& question_;
  std::set<std::string> created_;
};

void EventWriter::Expect(const v1::BatchWriteEventsRequest& request) {
  for (const v1::EventWrite& write : request.writes()) {
    if (!write.create().event_id().empty()) created_.insert(kEvents + write.create().event_id());
  }
}

absl::StatusOr<std::shared_ptr<const v1::Event>> EventWriter::MayWrite(const std::string& name) {
  auto event = Find(name);
  if (!event.ok()) return event;
  if (*event == nullptr && created_.contains(name)) return event;
  if (*event != nullptr && question_.rights.MayOrganize((*event)->owner())) return event;
  return Denied(kOrganizer, "the organization that owns " + name);
}

absl::Status EventWriter::MayTie(const std::string& other, const std::string& before) {
  return other.empty() || other == before ? absl::OkStatus() : MayWrite(other).status();
}

absl::Status EventWriter::Create(const v1::CreateEventRequest& request) {
  const v1::Event& event = request.event();
  RETURN_IF_ERROR(MayOrganize(question_, event.owner(), "an event"));
  RETURN_IF_ERROR(MayTie(event.host(), ""));
  return MayTie(event.culture_days().reciprocal(), "");
}

absl::Status EventWriter::Update(const v1::UpdateEventRequest& request) {
  const v1::Event& change = request.event();
  ASSIGN_OR_RETURN(auto stored, MayWrite(change.name()));
  static const v1::Event& none = v1::Event::default_instance();
  const v1::Event& before = stored == nullptr ? none : *stored;
  const auto& mask = request.update_mask();
  if (Changes(mask, "owner", !change.owner().empty())) {
    RETURN_IF_ERROR(MayOrganize(question_, change.owner(), change.name()));
  }
  if (Changes(mask, "host", !change.host().empty())) {
    RETURN_IF_ERROR(MayTie(change.host(), before.host()));
  }
  const std::string& reciprocal = change.culture_days().reciprocal();
  if (!Changes(mask, "culture_days.reciprocal", !reciprocal.empty())) return absl::OkStatus();
  return MayTie(reciprocal, before.culture_days().reciprocal());
}

absl::Status EventWriter::Cancel(const v1::CancelEventRequest& request) {
  RETURN_IF_ERROR(MayWrite(request.name()).status());
  return request.cascade() ? Cascade(request.name()) : absl::OkStatus();
}

// The names of the live events that are cancelled with the one, by links that
// are stored; what a batch adds to them it writes itself.
absl::StatusOr<std::vector<std::string>> EventWriter::TakenAlong(storage::ResourceId id,
                                                                 const std::vector<LinkRole>& by,
                                                                 int most) {
  // More are refused anyway.
  ASSIGN_OR_RETURN(auto ids, question_.store.Referrers(id, by, 0, most + 1));
  std::vector<std::string> names;
  for (storage::ResourceId referrer : ids) {
    ASSIGN_OR_RETURN(auto resource, question_.store.FindById(referrer));
    if (resource != nullptr) names.push_back(resource->name);
  }
  return names;
}

absl::Status EventWriter::Cascade(const std::string& name) {
  std::set<std::string> seen = {name};
  std::deque<std::string> open = {name};
  for (; !open.empty(); open.pop_front()) {
    ASSIGN_OR_RETURN(auto resource, question_.store.Find(Kind::kEvent, open.front()));
    if (resource == nullptr) continue;
    ASSIGN_OR_RETURN(auto along, TakenAlong(resource->id, {LinkRole::kHost, LinkRole::kProgramme},
                                            kMostCascaded));
    for (const std::string& other : along) {
      ASSIGN_OR_RETURN(auto event, Find(other));
      if (event == nullptr || !IsLive(*event) || !seen.insert(other).second) continue;
      if (!question_.rights.MayOrganize(event->owner())) {
        return Denied(kOrganizer, "the owners of all events that are cancelled with " + name);
      }
      open.push_back(other);
    }
  }
  return absl::OkStatus();
}

absl::Status EventWriter::Members(const std::string& programme,
                                  absl::FunctionRef<bool(const v1::Event&)> is_meant) {
  RETURN_IF_ERROR(MayWrite(programme).status());
  ASSIGN_OR_RETURN(auto resource, question_.store.Find(Kind::kEvent, programme));
  if (resource == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto names, TakenAlong(resource->id, {LinkRole::kProgramme}, kMostPublished));
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(auto event, Find(name));
    if (event == nullptr || !is_meant(*event)) continue;
    if (question_.rights.MayOrganize(event->owner())) continue;
    return Denied(kOrganizer, "the owners of all events of " + programme + " that it is about");
  }
  return absl::OkStatus();
}

absl::Status EventWriter::Publish(const v1::PublishEventsRequest& request) {
  for (const std::string& name : request.names()) RETURN_IF_ERROR(MayWrite(name).status());
  if (request.programme().empty()) return absl::OkStatus();
  return Members(request.programme(), [](const v1::Event& event) {
    return IsLive(event) && event.visibility() != v1::VISIBILITY_PRIVATE;
  });
}

absl::Status EventWriter::Unpublish(const v1::UnpublishEventsRequest& request) {
  for (const std::string& name : request.names()) RETURN_IF_ERROR(MayWrite(name).status());
  if (request.programme().empty()) return absl::OkStatus();
  return Members(request.programme(),
                 [](const v1::Event& event) { return event.has_publish_time(); });
}

absl::Status EventWriter::Write(const v1::EventWrite& write) {
  switch (write.write_case()) {
    case v1::EventWrite::kCreate:
      return Create(write.create());
    case v1::EventWrite::kUpdate:
      return Update(write.update());
    case v1::EventWrite::kConfirm:
      return Change(write.confirm().name());
    case v1::EventWrite::kCancel:
      return Cancel(write.cancel());
    case v1::EventWrite::kDelete:
      return Change(write.delete_().name());
    case v1::EventWrite::kPublish:
      return Publish(write.publish());
    case v1::EventWrite::kUnpublish:
      return Unpublish(write.unpublish());
    case v1::EventWrite::WRITE_NOT_SET:
      break;
  }
  return Denied(kOrganizer, "the events of the batch");
}

// The one name in a request of a batch.
template <class Request>
const std::string& OneName(const Request& request) {
  return request.names().empty() ? request.programme() : request.names(0);
}

// The stored event that a write is about; empty for a new one.
const std::string& NameIn(const v1::EventWrite& write) {
  switch (write.write_case()) {
    case v1::EventWrite::kUpdate:
      return write.update().event().name();
    case v1::EventWrite::kConfirm:
      return write.confirm().name();
    case v1::EventWrite::kDelete:
      return write.delete_().name();
    case v1::EventWrite::kPublish:
      return OneName(write.publish());
    case v1::EventWrite::kUnpublish:
      return OneName(write.unpublish());
    default:
      return write.cancel().name();
  }
}

// Whether the caller decides who comes first in what is booked.
absl::StatusOr<bool> Orders(const Question& question, const v1::Booking& booking) {
  if (booking.has_space()) return question.rights.MayManage(VenueOf(booking.space()));
  if (booking.has_venue()) return question.rights.MayManage(booking.venue());
  ASSIGN_OR_RETURN(
      auto participant,
      FindMessage<v1::Participant>(question.store, Kind::kParticipant, booking.participant()));
  return participant != nullptr && question.rights.MayOrganize(participant->organization());
}

// The venue or the participant that is booked, whole or in part.
std::string_view BookedOf(const v1::Booking& booking) {
  if (booking.has_participant()) return booking.participant();
  return VenueOf(booking.has_space() ? booking.space() : booking.venue());
}

// Whether the caller decides about the booking.
bool Decides(const Rights& rights, const v1::Booking& booking) {
  const std::string_view of = BookedOf(booking);
  return booking.has_participant() ? rights.MayDecideFor(of) : !of.empty() && rights.MayManage(of);
}

}  // namespace

absl::Status OrganizerOf(const Question& question, const v1::CreateEventRequest& request) {
  return EventWriter(question).Create(request);
}

absl::Status OrganizerOf(const Question& question, const v1::UpdateEventRequest& request) {
  return EventWriter(question).Update(request);
}

absl::Status OrganizerOf(const Question& question, const v1::DeleteEventRequest& request) {
  return EventWriter(question).Change(request.name());
}

absl::Status OrganizerOf(const Question& question, const v1::ConfirmEventRequest& request) {
  return EventWriter(question).Change(request.name());
}

absl::Status OrganizerOf(const Question& question, const v1::CancelEventRequest& request) {
  return EventWriter(question).Cancel(request);
}

absl::Status OrganizerOf(const Question& question, const v1::PublishEventsRequest& request) {
  return EventWriter(question).Publish(request);
}

absl::Status OrganizerOf(const Question& question, const v1::UnpublishEventsRequest& request) {
  return EventWriter(question).Unpublish(request);
}

absl::Status OrganizerOf(const Question& question, const v1::BatchWriteEventsRequest& request) {
  EventWriter writer(question);
  writer.Expect(request);
  for (const v1::EventWrite& write : request.writes()) {
    RETURN_IF_ERROR(writer.Write(write));
  }
  return absl::OkStatus();
}

absl::Status SeesWhatIsChecked(const Question& question) {
  if (question.rights.SeesEverything()) return absl::OkStatus();
  const auto& request = RequestOf<v1::CheckEventsRequest>(question);
  std::set<std::string> created;
  for (const v1::EventWrite& write : request.writes()) {
    if (write.has_create()) created.insert(kEvents + write.create().event_id());
  }
  for (const v1::EventWrite& write : request.writes()) {
    if (write.has_create()) continue;
    const std::string& name = NameIn(write);
    ASSIGN_OR_RETURN(auto event, FindMessage<v1::Event>(question.store, Kind::kEvent, name));
    if (event == nullptr && created.contains(name)) continue;
    if (event != nullptr && question.rights.SeesAllOf(*event)) continue;
    return Denied(kOrganizer, "the organization that owns " + name);
  }
  return absl::OkStatus();
}

absl::Status DecidesOn(const Question& question, const std::string& event,
                       const std::string& booking, const std::string& approver) {
  const Rights& rights = question.rights;
  ASSIGN_OR_RETURN(auto stored, FindMessage<v1::Event>(question.store, Kind::kEvent, event));
  static const v1::Event& none = v1::Event::default_instance();
  const v1::Event& decided = stored == nullptr ? none : *stored;
  bool found = false, decides = false;
  // Of a confirmed event only its move waits for anybody.
  for (const v1::Booking& one :
       IsMovePending(decided) ? decided.move().bookings() : decided.bookings()) {
    if (booking.empty() ? BookedOf(one) != approver : one.id() != booking) continue;
    found = true;
    decides |= Decides(rights, one);
  }
  // Who decides everywhere is told what is not there, where that tells nothing of what is.
  const bool told = stored == nullptr || booking.empty() || rights.SeesAllOf(*stored);
  if (!found && told) {
    const bool participant = booking.empty() && IsOfParticipant(approver);
    decides = participant ? rights.OrganizesAll() : rights.ManagesAll();
  }
  if (!booking.empty()) {
    return Allow(decides, kVenueManager,
                 "the venue, or organizer for the organization of the participant, whose booking "
                 "by " +
                     event + " is named");
  }
  return IsOfParticipant(approver)
             ? Allow(decides, kOrganizer,
                     "the organization of the participant whose booking by " + event + " is named")
             : Allow(decides, kVenueManager, "the venue whose booking by " + event + " is named");
}

absl::Status OrdersHolds(const Question& question) {
  if (question.rights.ManagesAll()) return absl::OkStatus();
  const auto& request = RequestOf<v1::PrioritizeHoldRequest>(question);
  ASSIGN_OR_RETURN(auto stored,
                   FindMessage<v1::Event>(question.store, Kind::kEvent, request.name()));
  int count = 0;
  bool orders = stored != nullptr;
  for (int i = 0; orders && i < stored->bookings_size(); ++i) {
    const v1::Booking& booking = stored->bookings(i);
    if (!request.booking().empty() && booking.id() != request.booking()) continue;
    ASSIGN_OR_RETURN(auto one, Orders(question, booking));
    orders = one;
    ++count;
  }
  return Allow(
      orders && count > 0, kVenueManager,
      "every venue whose booking by " + request.name() + " is ordered (name one with `booking`)");
}

}  // namespace taqvim::access
