#include "server/schedule/free/suggested_writes.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "google/protobuf/util/message_differencer.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;

const std::string& ResourceOf(const v1::Booking& booking) {
  switch (booking.resource_case()) {
    case v1::Booking::kSpace:
      return booking.space();
    case v1::Booking::kVenue:
      return booking.venue();
    default:
      return booking.participant();
  }
}

// How many bookings have no period of their own.
int64_t HowManyShare(const v1::Event& event) {
  const auto& bookings = event.bookings();
  return std::count_if(bookings.begin(), bookings.end(),
                       [](const v1::Booking& one) { return !one.has_period(); });
}

// What a suggestion makes of an event; `now` is how the booking was judged.
class Taking {
 public:
  Taking(const v1::Suggestion& suggestion, const v1::Event& event, const v1::Booking& now)
      : suggestion_(suggestion),
        moves_(!MessageDifferencer::Equals(suggestion.period(),
                                           now.has_period() ? now.period() : event.period())),
        stays_(ResourceOf(now) == suggestion.resource()),
        moves_event_(moves_ && !now.has_period() && (stays_ || HowManyShare(event) == 1)) {}

  // Whether the event's own period moves, and with it all bookings that have no other.
  bool moves_event() const { return moves_event_; }
  void Change(v1::Booking& booking) const {
    if (!stays_) SetResource(booking);
    if (!booking.time_zone().empty()) booking.set_time_zone(suggestion_.time_zone());
    if (moves_ && !moves_event_) *booking.mutable_period() = suggestion_.period();
  }
  void ChangePeriod(v1::Event& event) const {
    if (moves_event_) *event.mutable_period() = suggestion_.period();
  }

 private:
  void SetResource(v1::Booking& booking) const {
    if (booking.has_venue()) return booking.set_venue(suggestion_.resource());
    booking.set_space(suggestion_.resource());
  }

  const v1::Suggestion& suggestion_;
  const bool moves_;
  const bool stays_;
  const bool moves_event_;
};

void AddPath(std::string_view path, google::protobuf::FieldMask& mask) {
  const auto& paths = mask.paths();
  const bool has = std::any_of(paths.begin(), paths.end(),
                               [&](const std::string& one) { return one == path || one == "*"; });
  if (!has) mask.add_paths(std::string(path));
}

// An update that changes nothing, of what the draft says.
void SayBookings(const ClaimedDraft& draft, v1::Event& event) {
  *event.mutable_bookings() = draft.after.bookings();
}

void Complete(const Taking& taking, int booking, v1::UpdateEventRequest& update) {
  taking.Change(*update.mutable_event()->mutable_bookings(booking));
  taking.ChangePeriod(*update.mutable_event());
  // Without a mask all is changed that is set.
  if (update.update_mask().paths().empty()) return;
  AddPath("bookings", *update.mutable_update_mask());
  if (taking.moves_event()) AddPath("period", *update.mutable_update_mask());
}

// The change of an event that an item only confirms.
v1::EventWrite UpdateBefore(const v1::ConfirmEventRequest& item, const ClaimedDraft& draft) {
  v1::EventWrite write;
  v1::UpdateEventRequest& update = *write.mutable_update();
  update.mutable_event()->set_name(draft.name());
  update.mutable_event()->set_etag(draft.before.etag());
  *update.mutable_overrides() = item.overrides();
  update.mutable_update_mask()->add_paths("bookings");
  SayBookings(draft, *update.mutable_event());
  return write;
}

// Whether the item says the bookings of the draft, so that they are changed there.
bool SaysBookings(const v1::Event& event, const ClaimedDraft& draft, int booking) {
  return event.bookings_size() == draft.after.bookings_size() &&
         ResourceOf(event.bookings(booking)) == ResourceOf(draft.after.bookings(booking));
}

}  // namespace

void AddInstead(const v1::EventWrite& item, const ClaimedDraft& draft, int booking,
                v1::Suggestion& suggestion) {
  const Taking taking(suggestion, draft.after, draft.after.bookings(booking));
  v1::EventWrite write = item;
  if (item.has_create()) {
    v1::Event& event = *write.mutable_create()->mutable_event();
    if (!SaysBookings(event, draft, booking)) return;
    taking.Change(*event.mutable_bookings(booking));
    taking.ChangePeriod(event);
    *suggestion.add_instead() = std::move(write);
  } else if (item.has_update()) {
    v1::Event& event = *write.mutable_update()->mutable_event();
    if (event.bookings().empty()) SayBookings(draft, event);
    if (!SaysBookings(event, draft, booking)) return;
    Complete(taking, booking, *write.mutable_update());
    *suggestion.add_instead() = std::move(write);
  } else if (item.has_confirm()) {
    v1::EventWrite update = UpdateBefore(item.confirm(), draft);
    Complete(taking, booking, *update.mutable_update());
    *suggestion.add_instead() = std::move(update);
    *suggestion.add_instead() = std::move(write);
  }
}

}  // namespace taqvim::schedule
