// Random agreements, what their parties say, and what is published.
#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/property/generator/generator.h"
#include "tests/property/model/organizations.h"

namespace taqvim::property {
namespace {

constexpr size_t kManyAgreements = 8;

}  // namespace

// One that all have accepted, more often than not; also none.
std::string Generator::Agreement() {
  if (Chance(2)) return "agreements/unknown";
  std::vector<std::string> names, accepted;
  for (const auto& [name, stored] : world_.agreements) {
    names.push_back(name);
    if (stored.message.awaited_parties().empty()) accepted.push_back(name);
  }
  if (names.empty() || Chance(15)) return "";
  return !accepted.empty() && Chance(60) ? Pick(accepted) : Pick(names);
}

void Generator::SetPublicity(v1::Event& event) {
  if (Chance(12)) event.set_agreement(Agreement());
  if (Chance(8)) event.set_visibility(v1::VISIBILITY_PRIVATE);
}

bool Generator::ChangePublicity(v1::UpdateEventRequest& request) {
  if (Chance(5)) {
    request.mutable_event()->set_agreement(Agreement());
    request.mutable_update_mask()->add_paths("agreement");
  } else if (Chance(5)) {
    request.mutable_event()->set_visibility(Chance(50) ? v1::VISIBILITY_PRIVATE
                                                       : v1::VISIBILITY_PUBLIC);
    request.mutable_update_mask()->add_paths("visibility");
  }
  return !request.update_mask().paths().empty();
}

// One that is published, or is not, more often than not; also one that has ended.
std::string Generator::PublishedEvent(bool published) {
  std::vector<std::string> names;
  for (const auto& [name, stored] : world_.events) {
    if (stored.message.has_publish_time() != published) continue;
    if (IsLive(stored.message) || Chance(5)) names.push_back(name);
  }
  return names.empty() || Chance(3) ? LiveEvent(v1::EVENT_STATE_CONFIRMED) : Pick(names);
}

template <class PublishingRequest>
PublishingRequest Generator::Publishing(bool published) {
  PublishingRequest request;
  if (Chance(30)) {
    request.set_programme(Chance(5) ? LiveEvent() : Programme());
    if (!request.programme().empty()) return request;
  }
  std::set<std::string> names;
  for (int i = 1 + Below(4); i > 0; --i) names.insert(PublishedEvent(published));
  for (const std::string& name : names) request.add_names(name);
  return request;
}

Request Generator::PublishRequest() {
  if (Chance(70)) return Publishing<v1::PublishEventsRequest>(/*published=*/false);
  return Publishing<v1::UnpublishEventsRequest>(/*published=*/true);
}

void Generator::AddPublish(const std::string& name, v1::BatchWriteEventsRequest& batch) {
  if (Chance(70)) {
    batch.add_writes()->mutable_publish()->add_names(name);
  } else {
    batch.add_writes()->mutable_unpublish()->add_names(name);
  }
}

void Generator::SetParties(v1::Agreement& agreement) {
  std::vector<std::string> names(std::begin(kOrganizations), std::end(kOrganizations));
  agreement.clear_parties();
  // The first two speak for themselves.
  const size_t count = 2 + Below(2);
  if (Chance(40)) names.resize(2);
  while (agreement.parties_size() < count && !names.empty()) {
    const int at = Below(static_cast<int>(names.size()));
    agreement.add_parties(names[at]);
    names.erase(names.begin() + at);
  }
  if (Chance(2)) agreement.add_parties("organizations/unknown");
}

Request Generator::AgreementRequest() {
  if (world_.agreements.size() < kManyAgreements && Chance(40)) {
    v1::CreateAgreementRequest request;
    request.set_agreement_id(absl::StrCat("a", Chance(95) ? next_id_++ : 1));
    (*request.mutable_agreement()->mutable_title())["en"] = "A memorandum";
    SetParties(*request.mutable_agreement());
    return request;
  }
  if (world_.agreements.empty()) return Create();
  const auto& [name, stored] = Pick(world_.agreements);
  if (Chance(10)) {
    v1::DeleteAgreementRequest request;
    request.set_name(name);
    request.set_etag(Etag(stored.etag));
    return request;
  }
  return Chance(40) ? ChangeAgreement(name, stored) : AnswerAgreement(name, stored);
}

// Other parties, the same in another order, another last day, or only another title.
Request Generator::ChangeAgreement(const std::string& name, const Stored<v1::Agreement>& stored) {
  v1::UpdateAgreementRequest request;
  v1::Agreement& agreement = *request.mutable_agreement();
  agreement = stored.message;
  agreement.set_name(name);
  agreement.set_etag(Etag(stored.etag));
  const int choice = Below(4);
  if (choice == 0) {
    SetParties(agreement);
    request.mutable_update_mask()->add_paths("parties");
  } else if (choice == 1) {
    std::reverse(agreement.mutable_parties()->begin(), agreement.mutable_parties()->end());
    request.mutable_update_mask()->add_paths("parties");
  } else if (choice == 2) {
    agreement.clear_last_day();
    if (Chance(70)) *agreement.mutable_last_day() = DateOf(Today() + Below(3));
    request.mutable_update_mask()->add_paths("last_day");
  } else {
    (*agreement.mutable_title())["en"] = absl::StrCat("Memorandum ", Below(3));
    request.mutable_update_mask()->add_paths("title");
  }
  return request;
}

// Of the party that is awaited, more often than not.
Request Generator::AnswerAgreement(const std::string& name, const Stored<v1::Agreement>& stored) {
  std::string party;
  if (Chance(60) && !stored.message.awaited_parties().empty()) {
    party = Pick(stored.message.awaited_parties());
  } else if (Chance(70)) {
    party = kOrganizations[Below(std::size(kOrganizations))];
  }
  if (Chance(75)) {
    v1::AcceptAgreementRequest request;
    request.set_name(name);
    request.set_etag(Etag(stored.etag));
    request.set_party(party);
    return request;
  }
  v1::DeclineAgreementRequest request;
  request.set_name(name);
  request.set_etag(Etag(stored.etag));
  request.set_party(party);
  (*request.mutable_reason())["en"] = "Not like that";
  return request;
}

}  // namespace taqvim::property
