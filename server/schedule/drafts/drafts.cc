#include "server/schedule/drafts/drafts.h"

#include <algorithm>
#include <tuple>

#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/schedule/event/hosts.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {

using storage::Kind;

bool HadClaim(const Draft& draft, const storage::Claim& claim,
              absl::FunctionRef<bool(const storage::Claim&)> counts) {
  const auto place = [](const storage::Claim& one) {
    return std::tuple(one.atom, one.interval.start);
  };
  // Ordered by atom, then start.
  const auto [first, end] = std::equal_range(
      draft.claims_before.begin(), draft.claims_before.end(), claim,
      [&](const storage::Claim& a, const storage::Claim& b) { return place(a) < place(b); });
  return std::any_of(first, end, [&](const storage::Claim& old) {
    return old.interval == claim.interval && old.host == claim.host && counts(old);
  });
}

google::protobuf::Timestamp Drafts::now() const {
  return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(
      absl::ToUnixNanos(transaction_.now()));
}

absl::StatusOr<Draft*> Drafts::Open(std::string_view name) {
  if (Draft* draft = Find(name)) return draft;
  ASSIGN_OR_RETURN(auto resource, transaction_.Find(Kind::kEvent, name));
  if (!resource) return nullptr;
  ASSIGN_OR_RETURN(auto event, Read<v1::Event>(*resource));
  RETURN_IF_ERROR(ReadHosts(event.host()));
  ASSIGN_OR_RETURN(auto claims, transaction_.ClaimsOf(resource->id));
  Draft& draft = Add(resource->id, std::string(name));
  draft.stored = std::move(resource);
  draft.before = std::move(event);
  draft.after = draft.before;
  ClaimsApart apart = TakeApart(claims);
  draft.claims_before = std::move(apart.own);
  draft.move_claims_before = std::move(apart.of_move);
  return &draft;
}

absl::Status Drafts::ReadHosts(std::string host) {
  return ForEachHost(std::move(host),
                     [this](const std::string& name) -> absl::StatusOr<std::string> {
                       ASSIGN_OR_RETURN(auto resource, transaction_.Find(Kind::kEvent, name));
                       if (!resource) return "";
                       ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
                       return event->host();
                     });
}

Draft* Drafts::Find(std::string_view name) {
  auto at = by_name_.find(name);
  return at == by_name_.end() ? nullptr : drafts_[at->second].get();
}

Draft* Drafts::FindById(storage::ResourceId id) {
  auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : drafts_[at->second].get();
}

Draft& Drafts::Add(storage::ResourceId id, std::string name) {
  const size_t place = drafts_.size();
  Draft& draft = *drafts_.emplace_back(std::make_unique<Draft>());
  draft.id = id;
  draft.after.set_name(name);
  by_name_.emplace(std::move(name), place);
  by_id_.emplace(id, place);
  return draft;
}

void Drafts::Replace(std::unique_ptr<Draft> later) {
  const size_t place = by_id_.at(later->id);
  drafts_[place] = std::move(later);
}

absl::StatusOr<std::shared_ptr<const v1::Event>> Drafts::Final(std::string_view name) {
  if (Draft* draft = Find(name)) {
    if (draft->deleted) return nullptr;
    return std::shared_ptr<const v1::Event>(std::shared_ptr<void>(), &draft->after);
  }
  ASSIGN_OR_RETURN(auto resource, transaction_.Find(Kind::kEvent, name));
  if (!resource) return nullptr;
  return ReadShared<v1::Event>(*resource);
}

absl::StatusOr<storage::ResourceId> Drafts::IdOf(std::string_view name) {
  if (Draft* draft = Find(name)) return draft->id;
  ASSIGN_OR_RETURN(auto resource, transaction_.Find(Kind::kEvent, name));
  return resource ? resource->id : 0;
}

absl::StatusOr<storage::ResourceId> Drafts::FindTopic(const std::string& name) {
  if (auto at = new_topics_.find(name); at != new_topics_.end()) return at->second;
  ASSIGN_OR_RETURN(auto resource, transaction_.Find(Kind::kTopic, name));
  return resource ? resource->id : 0;
}

absl::StatusOr<storage::ResourceId> Drafts::MakeTopic(const std::string& name) {
  auto id = FindTopic(name);
  if (!id.ok() || *id != 0) return id;
  return new_topics_[name] = transaction_.NewId();
}

std::vector<const Draft*> Drafts::DraftsReferring(const std::string& name) {
  for (; looked_through_ < drafts_.size(); ++looked_through_) {
    const v1::Event& event = drafts_[looked_through_]->after;
    work().Count(1);
    for (const std::string* to :
         {&event.host(), &event.programme(), &event.culture_days().reciprocal()}) {
      if (to->empty()) continue;
      std::vector<size_t>& places = referring_[*to];
      if (places.empty() || places.back() != looked_through_) places.push_back(looked_through_);
    }
  }
  std::vector<const Draft*> drafts;
  const auto found = referring_.find(name);
  if (found == referring_.end()) return drafts;
  work().Count(static_cast<int64_t>(found->second.size()));
  for (size_t place : found->second) drafts.push_back(drafts_[place].get());
  return drafts;
}

void Drafts::ReferencesChanged() {
  referring_.clear();
  looked_through_ = 0;
}

absl::StatusOr<std::vector<std::string>> Drafts::Referring(const Draft& draft,
                                                           storage::LinkRole role) {
  auto refers = [&](const v1::Event& event) {
    return (role == storage::LinkRole::kHost ? event.host() : event.programme()) ==
           draft.after.name();
  };
  std::vector<std::string> names;
  for (const Draft* other : DraftsReferring(draft.after.name())) {
    if (refers(other->after)) names.push_back(other->after.name());
  }
  RETURN_IF_ERROR(work().status());
  if (draft.is_new()) return names;
  ASSIGN_OR_RETURN(auto referring, AllReferrers(transaction_, draft.id, {role}));
  for (storage::ResourceId id : referring) {
    if (FindById(id) != nullptr) continue;  // its draft says better
    ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
    if (resource) names.push_back(resource->name);
  }
  return names;
}

}  // namespace taqvim::schedule
