// Agreements, what their parties say to them, and what may be confirmed under them.
#include "tests/property/model/agreements_model.h"

#include <algorithm>
#include <set>

#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/model.h"
#include "tests/property/model/organizations.h"
#include "tests/property/model/standing_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;

bool HasParty(const v1::Agreement& agreement, const std::string& organization) {
  const auto& parties = agreement.parties();
  return std::find(parties.begin(), parties.end(), organization) != parties.end();
}

v1::PartyAnswer* AnswerOf(v1::Agreement& agreement, const std::string& party) {
  for (v1::PartyAnswer& answer : *agreement.mutable_answers()) {
    if (answer.organization() == party) return &answer;
  }
  return nullptr;
}

// Puts the answers in the order of the parties, and says who is awaited.
void Settle(v1::Agreement& agreement) {
  v1::Agreement said = agreement;
  agreement.clear_answers();
  agreement.clear_awaited_parties();
  for (const std::string& party : agreement.parties()) {
    const v1::PartyAnswer* answer = AnswerOf(said, party);
    if (answer != nullptr) *agreement.add_answers() = *answer;
    if (answer == nullptr || answer->decision() != v1::PARTY_DECISION_ACCEPTED) {
      agreement.add_awaited_parties(party);
    }
  }
}

void Say(const std::string& party, const v1::PartyAnswer& what, int64_t now,
         v1::Agreement& agreement) {
  v1::PartyAnswer* known = AnswerOf(agreement, party);
  if (known != nullptr && known->decision() == what.decision()) return;
  v1::PartyAnswer& answer = known != nullptr ? *known : *agreement.add_answers();
  answer = what;
  answer.set_organization(party);
  answer.mutable_answer_time()->set_seconds(now);
}

// Whoever writes it accepts it for those for whom they speak.
void Ask(int64_t now, v1::Agreement& agreement) {
  v1::PartyAnswer accepted;
  accepted.set_decision(v1::PARTY_DECISION_ACCEPTED);
  agreement.clear_answers();
  for (const std::string& party : agreement.parties()) {
    if (SpeaksFor(party)) Say(party, accepted, now, agreement);
  }
}

bool IsAskedAnew(const v1::Agreement& before, const v1::Agreement& after) {
  std::multiset<std::string> were(before.parties().begin(), before.parties().end());
  std::multiset<std::string> are(after.parties().begin(), after.parties().end());
  return were != are || before.has_last_day() != after.has_last_day() ||
         !MessageDifferencer::Equals(before.last_day(), after.last_day());
}

bool HasUnknownParty(const v1::Agreement& agreement) {
  return std::any_of(
      agreement.parties().begin(), agreement.parties().end(), [](const std::string& party) {
        return std::find(std::begin(kOrganizations), std::end(kOrganizations), party) ==
               std::end(kOrganizations);
      });
}

bool IsProposal(const v1::Agreement& agreement) { return !agreement.awaited_parties().empty(); }

}  // namespace

bool IsUnderProposal(const World& world, const v1::Event& event) {
  const auto agreement = world.agreements.find(event.agreement());
  return agreement != world.agreements.end() && IsProposal(agreement->second.message);
}

void AddUnderProposal(const World& world, const Stored<v1::Event>& stored,
                      std::vector<v1::StandingConflict>& all) {
  const v1::Event& event = stored.message;
  if (!IsConfirmed(event) || !IsUnderProposal(world, event)) return;
  if (!IsStillAhead(world, event, stored.claims)) return;
  v1::StandingConflict& found = all.emplace_back();
  found.set_kind(v1::CONFLICT_KIND_AGREEMENT_PROPOSED);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_event(event.name());
  conflict.set_rule(v1::CONFLICT_RULE_AGREEMENT_PROPOSED);
  conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  conflict.set_counterpart(event.agreement());
  *conflict.mutable_counterpart_title() = world.agreements.at(event.agreement()).message.title();
}

// Of what is confirmed, or asked to be, or put under another agreement while it is.
void EventWritesModel::JudgeAgreement(const Draft& draft) {
  if (!IsUnderProposal(world_, draft.after)) return;
  const v1::Event before = draft.before != nullptr ? draft.before->message : v1::Event();
  const bool stays = IsConfirmed(before) && before.agreement() == draft.after.agreement();
  if (!draft.confirming && (!IsConfirmed(draft.after) || stays)) return;
  v1::Conflict& conflict = AddConflict(draft, -1, v1::CONFLICT_RULE_AGREEMENT_PROPOSED);
  conflict.set_counterpart(draft.after.agreement());
  *conflict.mutable_counterpart_title() =
      world_.agreements.at(draft.after.agreement()).message.title();
}

void EventWritesModel::CheckAgreement(const Draft& draft) {
  const std::string& name = draft.after.agreement();
  if (!name.empty() && !world_.agreements.contains(name)) {
    malformed_.insert(v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  }
}

// What it makes of the events under it that its caller sees, in the order of reports.
std::vector<v1::Conflict> Model::UnderProposal(const std::string& agreement) const {
  return StandingWith([&](const v1::StandingConflict& found) {
    if (found.kind() != v1::CONFLICT_KIND_AGREEMENT_PROPOSED ||
        found.conflict().counterpart() != agreement) {
      return false;
    }
    const v1::Event& event = world_.events.at(found.conflict().event()).message;
    return event.visibility() != v1::VISIBILITY_PRIVATE || SpeaksFor(event.owner());
  });
}

Verdict Model::PutAgreement(const v1::Agreement& agreement) {
  if (HasUnknownParty(agreement)) return Refused(kInvalid, v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  world_.agreements[agreement.name()].message = agreement;
  Verdict verdict;
  verdict.owners.insert(agreement.name());
  return verdict;
}

Verdict Model::Answer(const v1::CreateAgreementRequest& request) {
  v1::Agreement agreement = request.agreement();
  agreement.set_name("agreements/" + request.agreement_id());
  if (world_.agreements.contains(agreement.name())) {
    return Refused(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS);
  }
  Ask(world_.now, agreement);
  Settle(agreement);
  return PutAgreement(agreement);
}

// Whether there is one as the caller read it; nullptr, and why not.
v1::Agreement* Model::FindAgreement(const std::string& name, const std::string& etag,
                                    Verdict& verdict) {
  const auto stored = world_.agreements.find(name);
  if (stored == world_.agreements.end()) {
    verdict = Refused(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  } else if (stored->second.etag != etag) {
    verdict = Refused(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH);
  } else {
    return &stored->second.message;
  }
  return nullptr;
}

Verdict Model::Answer(const v1::UpdateAgreementRequest& request) {
  const v1::Agreement& change = request.agreement();
  Verdict verdict;
  const v1::Agreement* stored = FindAgreement(change.name(), change.etag(), verdict);
  if (stored == nullptr) return verdict;
  v1::Agreement agreement = *stored;
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "title") *agreement.mutable_title() = change.title();
    if (path == "parties") *agreement.mutable_parties() = change.parties();
    if (path == "last_day") {
      agreement.clear_last_day();
      if (change.has_last_day()) *agreement.mutable_last_day() = change.last_day();
    }
  }
  if (IsAskedAnew(*stored, agreement)) Ask(world_.now, agreement);
  Settle(agreement);
  verdict = PutAgreement(agreement);
  if (verdict.ok() && IsProposal(agreement)) verdict.conflicts = UnderProposal(agreement.name());
  return verdict;
}

template <class Request>
Verdict Model::Say(const Request& request, const v1::PartyAnswer& what) {
  Verdict verdict;
  v1::Agreement* agreement = FindAgreement(request.name(), request.etag(), verdict);
  if (agreement == nullptr) return verdict;
  const bool declines = what.decision() == v1::PARTY_DECISION_DECLINED;
  if (declines && !IsProposal(*agreement)) {
    return Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  }
  if (!request.party().empty() && !HasParty(*agreement, request.party())) {
    return Refused(kInvalid, v1::ERROR_REASON_INVALID_FIELD);
  }
  const v1::Agreement before = *agreement;
  for (const std::string& party : before.parties()) {
    const bool meant = request.party().empty() ? SpeaksFor(party) : party == request.party();
    if (meant && IsProposal(before)) property::Say(party, what, world_.now, *agreement);
  }
  Settle(*agreement);
  verdict.owners.insert(request.name());
  return verdict;
}

Verdict Model::Answer(const v1::AcceptAgreementRequest& request) {
  v1::PartyAnswer accepted;
  accepted.set_decision(v1::PARTY_DECISION_ACCEPTED);
  return Say(request, accepted);
}

Verdict Model::Answer(const v1::DeclineAgreementRequest& request) {
  v1::PartyAnswer declined;
  declined.set_decision(v1::PARTY_DECISION_DECLINED);
  *declined.mutable_reason() = request.reason();
  return Say(request, declined);
}

Verdict Model::Answer(const v1::DeleteAgreementRequest& request) {
  Verdict verdict;
  if (FindAgreement(request.name(), request.etag(), verdict) == nullptr) return verdict;
  for (const auto& [name, event] : world_.events) {
    if (event.message.agreement() != request.name()) continue;
    return Refused(kFailedPrecondition, v1::ERROR_REASON_RESOURCE_IN_USE);
  }
  world_.agreements.erase(request.name());
  verdict.owners.insert(request.name());
  return verdict;
}

}  // namespace taqvim::property
