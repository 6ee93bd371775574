// What venues and participants decide: a part of generator.h.
#include "tests/property/generator/generator.h"

namespace taqvim::property {
namespace {

// Names who approves in a decision, and nobody else.
template <class DecisionRequest>
void NameApprover(const v1::BookingApproval& approval, DecisionRequest& request) {
  approval.has_participant() ? request.set_participant(approval.participant())
                             : request.set_venue(approval.venue());
}

}  // namespace

// One that waits for an approval, more often than not; seldom one that has lapsed.
std::string Generator::AskedEvent() {
  const bool lapsed = Chance(5);
  std::vector<std::string> names;
  for (const auto& [name, stored] : world_.events) {
    const v1::Event& event = stored.message;
    const bool asked = event.has_ask_time() || event.has_move();
    const bool meant = lapsed ? event.state() == v1::EVENT_STATE_EXPIRED : asked;
    if (meant) names.push_back(name);
  }
  return names.empty() || Chance(3) ? LiveEvent(v1::EVENT_STATE_TENTATIVE) : Pick(names);
}

// Of one booking, or of all open ones of a venue or a participant.
template <class DecisionRequest>
DecisionRequest Generator::Decide() {
  DecisionRequest request;
  request.set_name(AskedEvent());
  request.set_venue(Chance(80) ? "venues/palace" : Venue());
  if (Chance(30)) request.set_participant(Pick(world_.participants).first);
  auto event = world_.events.find(request.name());
  if (event == world_.events.end()) return request;
  if (Chance(50)) request.set_etag(Etag(event->second.etag));
  const v1::Event& asked = event->second.message;
  const auto& approvals = asked.has_move() ? asked.move().approvals() : asked.approvals();
  if (!approvals.empty() && Chance(70)) NameApprover(Pick(approvals), request);
  if (Chance(60) && !approvals.empty()) {
    request.set_booking(Pick(approvals).booking());
    if (Chance(70)) request.clear_approver();
  }
  if (Chance(3)) request.set_booking("unknown");
  return request;
}

Request Generator::Decision() {
  if (Chance(20)) {
    auto refusal = Decide<v1::RefuseBookingRequest>();
    (*refusal.mutable_reason())["en"] = "Not then";
    return refusal;
  }
  auto approval = Decide<v1::ApproveBookingRequest>();
  AddOverrides(approval.mutable_overrides());
  return approval;
}

}  // namespace taqvim::property
