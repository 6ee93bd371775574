#include "server/schedule/write/mutation.h"

#include <utility>

#include "server/schedule/event/facets.h"
#include "server/schedule/event/sequence.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/zone_topics.h"
#include "server/schedule/write/due.h"
#include "server/schedule/write/public_update_time.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

bool IsUnchanged(const Draft& draft) {
  if (draft.is_new()) return false;
  v1::Event before = draft.before;
  before.clear_etag();
  *before.mutable_update_time() = draft.after.update_time();
  return ToBody(before) == ToBody(draft.after);
}

}  // namespace

void AddClaims(const ClaimedDraft& draft, storage::Mutation& mutation) {
  if (!draft.claims_changed()) return;
  if (!draft.is_new()) mutation.release.push_back(draft.id);
  const std::vector<storage::Claim> claims = draft.AllClaims();
  mutation.claims.insert(mutation.claims.end(), claims.begin(), claims.end());
}

void AddTopics(const ClaimedDrafts& drafts, storage::Mutation& mutation) {
  for (const auto& [name, id] : drafts.new_topics()) {
    mutation.puts.push_back(
        {.id = id, .kind = Kind::kTopic, .name = name, .body = NewTopicBody(name)});
  }
}

void AddEvent(ClaimedDraft& draft, std::string body, storage::Mutation& mutation) {
  mutation.puts.push_back({.id = draft.id,
                           .kind = Kind::kEvent,
                           .name = draft.name(),
                           .body = std::move(body),
                           .links = std::move(draft.facts.links),
                           .facets = FacetsOf(draft.after),
                           .due = DueOf(draft.after)});
}

storage::Mutation MutationOf(ClaimedDrafts& drafts) {
  storage::Mutation mutation;
  AddTopics(drafts, mutation);
  for (ClaimedDraft* draft : drafts.all()) {
    if (draft->deleted) {
      mutation.release.push_back(draft->id);
      mutation.deletes.push_back(draft->id);
      continue;
    }
    AddClaims(*draft, mutation);
    if (!draft->written) continue;
    if (IsUnchanged(*draft)) {
      draft->after = draft->before;
      continue;
    }
    if (!draft->is_new()) {
      draft->after.set_sequence(SequenceAfter(draft->before, draft->after));
    }
    SettlePublicUpdateTime(draft->before, draft->after);
    draft->after.clear_etag();
    std::string body = ToBody(draft->after);
    draft->after.set_etag(EtagOf(body));
    AddEvent(*draft, std::move(body), mutation);
  }
  return mutation;
}

}  // namespace taqvim::schedule
