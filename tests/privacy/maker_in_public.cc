// What is published, and what the public sees nothing of: a part of maker.h.
#include "tests/privacy/maker.h"

namespace taqvim::privacy {

// Opens the event to the public: what both are to have of it, and then that it is
// published.
void Maker::Publish() {
  if (Chance(random_, 0.2)) {
    const std::string request = "names: 'events/programme0'";
    programme_published_ ? WriteBoth(schedule::UnpublishEvents, request)
                         : WriteBoth(schedule::PublishEvents, request);
    programme_published_ = !programme_published_;
    return;
  }
  if (plans_.empty()) return;
  Plan& plan = Any();
  Plan changed = plan;
  changed.event.set_visibility(v1::VISIBILITY_PUBLIC);
  changed.event.mutable_publish_time()->set_seconds(1);
  if (changed.event.has_recurrence()) {
    changed.event.mutable_bookings(0)->mutable_tear_down()->set_seconds(60 * (1 + updates_++ % 30));
  }
  if (!Replace(changed)) return;
  plan = changed;
  const bool done = Write(schedule::PublishEvents, [&](int, v1::PublishEventsRequest& request) {
    request.add_names(plan.event.name());
  });
  published_ += done ? 1 : 0;
}

void Maker::Unpublish() {
  if (plans_.empty()) return;
  Plan& plan = Any();
  Write(schedule::UnpublishEvents,
        [&](int, v1::UnpublishEventsRequest& request) { request.add_names(plan.event.name()); });
  plan.event.clear_publish_time();
}

// What the public sees nothing of, or nothing of what is changed.
void Maker::ChangeUnseen() {
  if (Chance(random_, 0.5)) {
    Write(schedule::UpdateParticipant, [&](int twin, v1::UpdateParticipantRequest& request) {
      v1::GetParticipantRequest get;
      get.set_name("participants/q0");
      auto stored = twins_.of(twin).Run(schedule::GetParticipant, get);
      ASSERT_TRUE(stored.ok()) << stored.status();
      *request.mutable_participant() = stored->participant();
      *request.mutable_participant()->mutable_title() = secrets_.Text(twin);
    });
    return;
  }
  const std::vector<std::string> venues = VenueNames();
  const std::string& name = venues[Below(random_, static_cast<int>(venues.size()))];
  Write(schedule::UpdateVenue, [&](int twin, v1::UpdateVenueRequest& request) {
    *request.mutable_venue() = FindVenue(name, twin);
    (*request.mutable_venue()->mutable_external_ids())["crm"] = secrets_.Word(twin);
    request.mutable_update_mask()->add_paths("external_ids");
  });
}

void Maker::StepInPublic() {
  const int step = Below(random_, 10);
  if (step < 6) return Publish();
  if (step < 8) return Unpublish();
  ChangeUnseen();
}

}  // namespace taqvim::privacy
