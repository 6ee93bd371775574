// Agreements: a part of server/schedule/api.h.
#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"
#include "server/schedule/api.h"
#include "server/schedule/event/agreement_answers.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/methods/assumptions.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/standing/agreement_conflicts.h"
#include "server/schedule/stored/reference_fields.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

struct Agreements : standard::NoHooks<v1::Agreement> {
  static constexpr Kind kKind = Kind::kAgreement;
  static constexpr char kField[] = "agreement";
  static const auto& Of(const auto& request) { return request.agreement(); }
  static const auto& IdOf(const auto& request) { return request.agreement_id(); }
  static auto* In(auto& response) { return response.mutable_agreement(); }
  static auto* ListIn(auto& response) { return response.mutable_agreements(); }
  static std::vector<Reference> References(const Message& agreement) {
    return ReferencesOf(agreement);
  }
};

// Asks the parties of what is written. What is assumed of an agreement says nothing of that.
auto AsksParties(storage::Transaction& transaction, const Caller& caller) {
  return [&transaction, &caller](const v1::Agreement* before, v1::Agreement& after) {
    if (before != nullptr) {
      *after.mutable_answers() = before->answers();
      *after.mutable_awaited_parties() = before->awaited_parties();
    }
    AskParties({caller, standard::Now(transaction)}, before, after);
  };
}

// The parties for which the request answers: the one that it names, or all for which the
// caller organizes.
template <class Request>
absl::StatusOr<std::vector<std::string>> AnsweringParties(const Caller& caller,
                                                          const Request& request,
                                                          const v1::Agreement& agreement) {
  const auto& parties = agreement.parties();
  const std::string& named = request.party();
  if (named.empty()) {
    std::vector<std::string> own;
    std::copy_if(parties.begin(), parties.end(), std::back_inserter(own),
                 [&](const std::string& party) { return caller.rights.MayOrganize(party); });
    return own;
  }
  if (std::find(parties.begin(), parties.end(), named) != parties.end()) return std::vector{named};
  return InvalidField("party", absl::StrCat(named, " is no party of ", agreement.name(),
                                            ", which are ", absl::StrJoin(parties, ", ")));
}

// Whether the party has said so already.
bool HasSaid(const v1::Agreement& agreement, const std::string& party, v1::PartyDecision decision) {
  return std::any_of(agreement.answers().begin(), agreement.answers().end(),
                     [&](const v1::PartyAnswer& said) {
                       return said.organization() == party && said.decision() == decision;
                     });
}

// The agreement with the answer in it. Writes nothing where all have accepted, or have said
// so.
template <class Response, class Request>
absl::StatusOr<Response> PutAnswer(storage::Transaction& transaction, const Caller& caller,
                                   const Request& request,
                                   const standard::Stored<v1::Agreement>& stored,
                                   v1::PartyDecision decision, const TextMap& reason) {
  ASSIGN_OR_RETURN(auto parties, AnsweringParties(caller, request, stored.message));
  v1::Agreement agreement = stored.message;
  bool says_more = false;
  for (const std::string& party : parties) {
    if (!IsProposal(stored.message) || HasSaid(agreement, party, decision)) continue;
    Answer({caller, standard::Now(transaction)}, party, decision, reason, agreement);
    says_more = true;
  }
  Response response;
  if (!says_more) {
    *response.mutable_agreement() = stored.message;
    return response;
  }
  ASSIGN_OR_RETURN(
      *response.mutable_agreement(),
      (standard::Put<Agreements>(transaction, "agreement", &stored, std::move(agreement))));
  return response;
}

// The stored agreement, as the caller read it.
template <class Request>
absl::StatusOr<standard::Stored<v1::Agreement>> FindAsRead(storage::Snapshot& snapshot,
                                                           const Request& request) {
  ASSIGN_OR_RETURN(auto stored, standard::FindStored<Agreements>(snapshot, request.name()));
  if (request.etag() != stored.message.etag()) return EtagMismatch(request.name());
  return stored;
}

}  // namespace

absl::StatusOr<v1::GetAgreementResponse> GetAgreement(storage::Snapshot& snapshot,
                                                      const Caller& caller,
                                                      const v1::GetAgreementRequest& request) {
  return standard::Get<Agreements, v1::GetAgreementResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::ListAgreementsResponse> ListAgreements(
    storage::Snapshot& snapshot, const Caller& caller, const v1::ListAgreementsRequest& request) {
  return standard::List<Agreements, v1::ListAgreementsResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::CreateAgreementResponse> CreateAgreement(
    storage::Transaction& transaction, const Caller& caller,
    const v1::CreateAgreementRequest& request) {
  return standard::Create<Agreements, v1::CreateAgreementResponse>(
      transaction, request, AsksParties(transaction, caller));
}

absl::StatusOr<v1::UpdateAgreementResponse> UpdateAgreement(
    storage::Transaction& transaction, const Caller& caller,
    const v1::UpdateAgreementRequest& request) {
  ASSIGN_OR_RETURN(auto response,
                   (standard::Update<Agreements, v1::UpdateAgreementResponse>(
                       transaction, caller, request, AsksParties(transaction, caller))));
  if (!IsProposal(response.agreement())) return response;
  ASSIGN_OR_RETURN(auto stored, transaction.Find(Kind::kAgreement, response.agreement().name()));
  ASSIGN_OR_RETURN(*response.mutable_conflicts(),
                   ConflictsOfAgreement(transaction, caller.rights, *stored));
  return response;
}

absl::StatusOr<v1::DeleteAgreementResponse> DeleteAgreement(
    storage::Transaction& transaction, const Caller& caller,
    const v1::DeleteAgreementRequest& request) {
  return standard::Delete<Agreements, v1::DeleteAgreementResponse>(transaction, caller, request);
}

absl::StatusOr<v1::AcceptAgreementResponse> AcceptAgreement(
    storage::Transaction& transaction, const Caller& caller,
    const v1::AcceptAgreementRequest& request) {
  ASSIGN_OR_RETURN(auto stored, FindAsRead(transaction, request));
  return PutAnswer<v1::AcceptAgreementResponse>(transaction, caller, request, stored,
                                                v1::PARTY_DECISION_ACCEPTED, {});
}

absl::StatusOr<v1::DeclineAgreementResponse> DeclineAgreement(
    storage::Transaction& transaction, const Caller& caller,
    const v1::DeclineAgreementRequest& request) {
  ASSIGN_OR_RETURN(auto stored, FindAsRead(transaction, request));
  if (!IsProposal(stored.message)) {
    return IllegalState(request.name(),
                        "has been accepted by all its parties; change its last day or its "
                        "parties, and it is asked for anew");
  }
  return PutAnswer<v1::DeclineAgreementResponse>(transaction, caller, request, stored,
                                                 v1::PARTY_DECISION_DECLINED, request.reason());
}

absl::Status PutAssumed(storage::Transaction& transaction, const Caller& caller,
                        const std::string& path, const v1::Agreement& agreement) {
  return standard::PutAssumed<Agreements>(transaction, path, agreement,
                                          AsksParties(transaction, caller));
}

}  // namespace taqvim::schedule
