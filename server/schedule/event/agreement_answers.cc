#include "server/schedule/event/agreement_answers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "google/protobuf/util/message_differencer.h"

namespace taqvim::schedule {
namespace {

// By party.
using Answers = std::map<std::string, v1::PartyAnswer>;

bool IsAskedAnew(const v1::Agreement& before, const v1::Agreement& after) {
  const auto parties = [](const v1::Agreement& agreement) {
    return std::set<std::string>(agreement.parties().begin(), agreement.parties().end());
  };
  return parties(before) != parties(after) || before.has_last_day() != after.has_last_day() ||
         !google::protobuf::util::MessageDifferencer::Equals(before.last_day(), after.last_day());
}

// Sets the answers, and who is awaited, in the order of the parties.
void SetAnswers(Answers answers, v1::Agreement& agreement) {
  agreement.clear_answers();
  agreement.clear_awaited_parties();
  for (const std::string& party : agreement.parties()) {
    const auto said = answers.find(party);
    const bool accepted =
        said != answers.end() && said->second.decision() == v1::PARTY_DECISION_ACCEPTED;
    if (!accepted) agreement.add_awaited_parties(party);
    if (said != answers.end()) *agreement.add_answers() = std::move(said->second);
  }
}

v1::PartyAnswer MakeAnswer(const Answerer& answerer, const std::string& party,
                           v1::PartyDecision decision) {
  v1::PartyAnswer answer;
  answer.set_organization(party);
  answer.set_decision(decision);
  *answer.mutable_answer_time() = answerer.now;
  answer.set_principal(std::string(answerer.caller.principal));
  return answer;
}

Answers AnswersOf(const v1::Agreement& agreement) {
  Answers answers;
  for (const v1::PartyAnswer& said : agreement.answers()) answers[said.organization()] = said;
  return answers;
}

// As the parties are. Where nobody was ever asked, nobody is awaited now.
void PutInOrder(v1::Agreement& agreement) {
  if (agreement.answers().empty() && agreement.awaited_parties().empty()) return;
  SetAnswers(AnswersOf(agreement), agreement);
}

}  // namespace

void AskParties(const Answerer& answerer, const v1::Agreement* before, v1::Agreement& after) {
  if (before != nullptr && !IsAskedAnew(*before, after)) return PutInOrder(after);
  Answers answers;
  for (const std::string& party : after.parties()) {
    if (!answerer.caller.rights.MayOrganize(party)) continue;
    answers[party] = MakeAnswer(answerer, party, v1::PARTY_DECISION_ACCEPTED);
  }
  SetAnswers(std::move(answers), after);
}

void Answer(const Answerer& answerer, const std::string& party, v1::PartyDecision decision,
            const TextMap& reason, v1::Agreement& agreement) {
  Answers answers = AnswersOf(agreement);
  v1::PartyAnswer answer = MakeAnswer(answerer, party, decision);
  if (decision == v1::PARTY_DECISION_DECLINED) *answer.mutable_reason() = reason;
  answers[party] = std::move(answer);
  SetAnswers(std::move(answers), agreement);
}

}  // namespace taqvim::schedule
