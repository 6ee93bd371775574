#include "storage/engine/write/transaction.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/engine/index/search.h"
#include "storage/refusal.h"

namespace taqvim::storage {
namespace {

// Of the images before, and of those after.
constexpr int64_t kMaxImageBytes = 16 << 20;
// Most writes read less, and need not remember what.
constexpr int kUnrememberedReads = 256;

bool Before(const Link& a, const Link& b) {
  return std::tuple(a.role, a.target) < std::tuple(b.role, b.target);
}

bool Matches(const ListQuery& query, const Resource& resource) {
  return resource.kind == query.kind && resource.id > query.after &&
         (query.show_archived || !resource.archived) &&
         absl::StartsWith(resource.name, query.name_prefix);
}

absl::Status Unknown(ResourceId id) {
  return absl::InvalidArgumentError(
      absl::StrCat("A mutation names resource ", id, ", which does not exist."));
}

}  // namespace

WriteTransaction::WriteTransaction(Memory& memory, Rows& rows, const Environment& environment,
                                   absl::Time now, DueClock& clock, Work& work)
    : memory_(memory),
      rows_(rows),
      environment_(environment),
      now_(now),
      clock_(clock),
      work_(work),
      first_new_id_(memory.position.next_id) {}

absl::Time WriteTransaction::due_time() const {
  if (!due_time_.has_value()) due_time_ = clock_.Now();
  return *due_time_;
}

absl::Status WriteTransaction::Note(absl::Status status) {
  failure_.Update(status);
  return status;
}

int64_t WriteTransaction::CostOf(const Resource& found) {
  const bool remembers = ++reads_ > kUnrememberedReads;
  const bool again = remembers && !read_.insert(found.id).second;
  return again ? Work::OfReadingAgain(found.body.size()) : Work::OfReading(found.body.size());
}

void WriteTransaction::NoteDue(const Resource& found) {
  if (found.due == 0 || absl::FromUnixSeconds(found.due) > due_time()) return;
  met_due_.insert(found.id);
}

absl::StatusOr<std::shared_ptr<const Resource>> WriteTransaction::Counted(
    std::shared_ptr<const Resource> found) {
  if (!work_.Count(found == nullptr ? Work::kSearch : CostOf(*found))) return Note(work_.status());
  return found;
}

absl::StatusOr<std::shared_ptr<const Resource>> WriteTransaction::Taken(
    absl::StatusOr<std::shared_ptr<const Resource>> found) {
  if (!found.ok()) return Note(found.status());
  if (*found != nullptr) {
    memory_.indexes.cache().Insert(*found);
    NoteDue(**found);
  }
  return Counted(*std::move(found));
}

absl::StatusOr<std::shared_ptr<const Resource>> WriteTransaction::Find(Kind kind,
                                                                       std::string_view name) {
  if (const PendingResource* pending = pending_.Find(kind, name)) return Counted(pending->after);
  if (std::shared_ptr<const Resource> cached = memory_.indexes.cache().Find(kind, name)) {
    NoteDue(*cached);
    return Counted(std::move(cached));
  }
  return Taken(rows_.Find(kind, name));
}

absl::StatusOr<std::shared_ptr<const Resource>> WriteTransaction::FindById(ResourceId id) {
  if (const PendingResource* pending = pending_.Find(id)) return Counted(pending->after);
  if (std::shared_ptr<const Resource> cached = memory_.indexes.cache().FindById(id)) {
    NoteDue(*cached);
    return Counted(std::move(cached));
  }
  return Taken(rows_.FindById(id));
}

absl::StatusOr<std::vector<Resource>> WriteTransaction::List(const ListQuery& query) {
  const auto& touched = pending_.resources();
  // Any touched resource may have to leave the list.
  ListQuery wider = query;
  wider.limit = std::min(query.limit, 1 << 30) + static_cast<int>(touched.size());
  absl::StatusOr<std::vector<Resource>> listed = rows_.List(wider);
  if (!listed.ok()) return Note(listed.status());
  std::vector<Resource>& resources = *listed;
  std::erase_if(resources, [&](const Resource& one) { return touched.contains(one.id); });
  for (const Resource& one : resources) NoteDue(one);
  for (const auto& [id, pending] : touched) {
    if (pending.after != nullptr && Matches(query, *pending.after)) {
      resources.push_back(*pending.after);
    }
  }
  std::sort(resources.begin(), resources.end(),
            [](const Resource& a, const Resource& b) { return a.id < b.id; });
  if (resources.size() > static_cast<size_t>(query.limit)) resources.resize(query.limit);
  for (const Resource& one : resources) work_.Count(Work::OfReading(one.body.size()));
  if (!work_.status().ok()) return Note(work_.status());
  return listed;
}

absl::StatusOr<SearchPage> WriteTransaction::Search(const SearchQuery& query) {
  SearchPage page =
      storage::Search(memory_.indexes.links(), memory_.indexes.facets(), query, kCurrent);
  const auto looked_at = static_cast<int64_t>(page.ids.size() + pending_.resources().size());
  if (!work_.Count(Work::kSearch + looked_at)) return Note(work_.status());
  const ResourceId end = page.complete ? std::numeric_limits<ResourceId>::max() : page.reached;
  // Facets of what is pending are not in the index yet.
  const size_t found = page.ids.size();
  for (const auto& [id, pending] : pending_.resources()) {
    const bool listed = pending.after != nullptr && pending.after->kind == query.kind;
    if (listed && id > query.after && id <= end) page.ids.push_back(id);
  }
  std::inplace_merge(page.ids.begin(), page.ids.begin() + found, page.ids.end());
  page.ids.erase(std::unique(page.ids.begin(), page.ids.end()), page.ids.end());
  if (page.ids.size() > static_cast<size_t>(query.limit)) {
    page.ids.resize(query.limit);
    page.reached = page.ids.back();
    page.complete = false;
  }
  return page;
}

absl::StatusOr<StartPage> WriteTransaction::SearchStarts(const StartQuery& query) {
  StartPage page =
      storage::SearchStarts(memory_.indexes.links(), memory_.indexes.facets(), query, kCurrent);
  const auto looked_at = static_cast<int64_t>(page.starts.size() + pending_.resources().size());
  if (!work_.Count(Work::kSearch + looked_at)) return Note(work_.status());
  const auto is_of_page = [&](const Start& start) {
    return query.after < start && start.second <= query.through &&
           (page.complete || start <= page.reached);
  };
  // Those of what is pending are not in the index yet.
  for (const auto& [id, pending] : pending_.resources()) {
    const std::optional<Facets>& facets = pending.ties.facets;
    if (pending.after == nullptr || pending.after->kind != query.kind || !facets) continue;
    for (int64_t second : facets->starts) {
      if (is_of_page({second, id})) page.starts.push_back({second, id});
    }
  }
  std::sort(page.starts.begin(), page.starts.end());
  page.starts.erase(std::unique(page.starts.begin(), page.starts.end()), page.starts.end());
  if (page.starts.size() > static_cast<size_t>(query.limit)) {
    page.starts.resize(query.limit);
    page.reached = page.starts.back();
    page.complete = false;
  }
  return page;
}

absl::StatusOr<std::vector<Claim>> WriteTransaction::ClaimsOverlapping(ResourceId atom,
                                                                       const Interval& interval,
                                                                       ClaimKinds kinds,
                                                                       int limit) {
  int64_t looked_at = Work::kSearch;
  std::vector<Claim> claims =
      memory_.indexes.claims().Overlapping(atom, interval, kinds, limit, kCurrent, looked_at);
  if (!work_.Count(looked_at)) return Note(work_.status());
  return claims;
}

absl::StatusOr<std::vector<Claim>> WriteTransaction::ClaimsOf(ResourceId owner) {
  const PendingResource* pending = pending_.Find(owner);
  absl::StatusOr<std::vector<Claim>> claims;
  if (pending != nullptr) {
    claims = pending->ties.claims;
  } else if (!IsNew(owner)) {
    claims = rows_.ClaimsOf(owner);
    if (!claims.ok()) return Note(claims.status());
  }
  if (!work_.Count(Work::kSearch + claims->size())) return Note(work_.status());
  SortClaimsOfOwner(*claims);
  return claims;
}

absl::StatusOr<std::vector<ResourceId>> WriteTransaction::Referrers(
    ResourceId target, const std::vector<LinkRole>& roles, ResourceId after, int limit) {
  std::vector<ResourceId> ids =
      memory_.indexes.links().Referrers(target, roles, after, limit, kCurrent);
  if (!work_.Count(Work::kSearch + ids.size())) return Note(work_.status());
  return ids;
}

absl::StatusOr<HistoryPage> WriteTransaction::History(const HistoryQuery& query) {
  absl::StatusOr<HistoryPage> page = rows_.History(query);
  if (page.ok() || IsRefused(page.status(), Refusal::kNotOfThatHistory)) return page;
  return Note(page.status());
}

absl::StatusOr<std::optional<Revision>> WriteTransaction::RevisionAt(int64_t number) {
  if (!work_.Count(Work::kSearch)) return Note(work_.status());
  absl::StatusOr<std::optional<Revision>> revision = rows_.RevisionAt(number);
  if (!revision.ok()) return Note(revision.status());
  return revision;
}

absl::Status WriteTransaction::Apply(Mutation mutation) {
  if (!failure().ok()) return failure_;
  return Note(TryApply(mutation));
}

absl::Status WriteTransaction::TryApply(Mutation& mutation) {
  absl::Status status;
  for (ResourceId owner : mutation.release) status.Update(Release(owner));
  for (ResourceId id : mutation.deletes) {
    if (status.ok()) status = Delete(id);
  }
  for (Put& put : mutation.puts) {
    if (status.ok()) status = PutOne(put);
  }
  for (Rederived& rederived : mutation.rederived) {
    if (status.ok()) status = Rederive(rederived);
  }
  for (ResourceId id : mutation.deletes) {
    if (status.ok()) status = CheckUnreferred(id);
  }
  if (status.ok() && std::max(pending_.bytes_before(), pending_.bytes_after()) > kMaxImageBytes) {
    status = Refused(Refusal::kWriteTooLarge,
                     "One write would change more than 16 MiB of resources; split it into "
                     "several.");
  }
  for (bool contested : {false, true}) {
    for (const Claim& claim : mutation.claims) {
      if ((claim.kind == ClaimKind::kContested) != contested) continue;
      if (status.ok()) status = AddClaim(claim);
    }
  }
  return status;
}

absl::Status WriteTransaction::Release(ResourceId owner) {
  absl::StatusOr<PendingResource*> pending = Touch(owner);
  if (pending.ok() && *pending != nullptr) RemoveClaims(**pending);
  return pending.status();
}

void WriteTransaction::RemoveClaims(PendingResource& pending) {
  std::vector<Claim>& claims = pending.ties.claims;
  if (claims.empty()) return;
  work_.Count(Work::kChangeClaim * claims.size());
  for (const Claim& claim : claims) memory_.indexes.claims().Remove(claim, own_revision());
  claims.clear();
  pending.ties_changed = true;
}

absl::StatusOr<PendingResource*> WriteTransaction::Touch(ResourceId id) {
  if (pending_.Find(id) != nullptr) return &pending_.Touched(id);
  absl::StatusOr<std::shared_ptr<const Resource>> before = FindById(id);
  if (!before.ok()) return before.status();
  if (*before == nullptr) return nullptr;
  absl::StatusOr<Ties> ties = rows_.TiesOf(id);
  if (!ties.ok()) return ties.status();
  if (!work_.Count(ties->claims.size() + ties->links.size())) return work_.status();
  return &pending_.Add(id, *std::move(before), *std::move(ties));
}

absl::StatusOr<PendingResource*> WriteTransaction::TouchExisting(ResourceId id) {
  absl::StatusOr<PendingResource*> pending = Touch(id);
  if (pending.ok() && (*pending == nullptr || (*pending)->after == nullptr)) return Unknown(id);
  return pending;
}

absl::Status WriteTransaction::Delete(ResourceId id) {
  absl::StatusOr<PendingResource*> pending = TouchExisting(id);
  if (!pending.ok()) return pending.status();
  SetLinks(id, **pending, {});
  SetFacets(**pending, std::nullopt);
  SetDue(id, **pending, 0);
  RemoveClaims(**pending);
  pending_.SetAfter(id, nullptr);
  return absl::OkStatus();
}

absl::Status WriteTransaction::PutOne(Put& put) {
  if (!work_.Count(Work::OfStoring(put.body.size()))) return work_.status();
  std::sort(put.links.begin(), put.links.end(), Before);
  put.links.erase(std::unique(put.links.begin(), put.links.end()), put.links.end());
  bool create =
      IsNew(put.id) && put.id < memory_.position.next_id && pending_.Find(put.id) == nullptr;
  return create ? Create(put) : Replace(put);
}

absl::Status WriteTransaction::Create(Put& put) {
  absl::StatusOr<std::shared_ptr<const Resource>> same = Find(put.kind, put.name);
  if (!same.ok()) return same.status();
  if (*same != nullptr) {
    return absl::AlreadyExistsError(absl::StrCat("There already is a ", put.name, "."));
  }
  PendingResource& pending = pending_.Add(put.id, nullptr, {});
  SetLinks(put.id, pending, std::move(put.links));
  SetFacets(pending, std::move(put.facets));
  SetDue(put.id, pending, put.due);
  pending_.SetAfter(put.id, std::make_shared<const Resource>(
                                Resource{put.id, put.kind, std::move(put.name), std::move(put.body),
                                         put.archived, put.due}));
  return absl::OkStatus();
}

absl::Status WriteTransaction::Replace(Put& put) {
  absl::StatusOr<PendingResource*> pending = TouchExisting(put.id);
  if (!pending.ok()) return pending.status();
  const Resource& old = *(*pending)->after;
  if (old.kind != put.kind || old.name != put.name) {
    return absl::InvalidArgumentError(
        absl::StrCat("The name and kind of ", old.name, " cannot change."));
  }
  SetLinks(put.id, **pending, std::move(put.links));
  SetFacets(**pending, std::move(put.facets));
  SetDue(put.id, **pending, put.due);
  pending_.SetAfter(put.id, std::make_shared<const Resource>(
                                Resource{put.id, put.kind, std::move(put.name), std::move(put.body),
                                         put.archived, put.due}));
  return absl::OkStatus();
}

absl::Status WriteTransaction::Rederive(Rederived& rederived) {
  absl::StatusOr<PendingResource*> pending = TouchExisting(rederived.id);
  if (!pending.ok()) return pending.status();
  SetFacets(**pending, std::move(rederived.facets));
  SetDue(rederived.id, **pending, rederived.due);
  if (!rederived.body) return absl::OkStatus();
  const Resource& old = *(*pending)->after;
  pending_.SetAfter(rederived.id, std::make_shared<const Resource>(Resource{
                                      old.id, old.kind, old.name, *std::move(rederived.body),
                                      old.archived, rederived.due}));
  return absl::OkStatus();
}

void WriteTransaction::SetLinks(ResourceId id, PendingResource& pending, std::vector<Link> links) {
  std::vector<Link>& old = pending.ties.links;
  if (old == links) return;
  work_.Count(Work::kChangeLink * (old.size() + links.size()));
  for (const Link& link : old) {
    if (!std::binary_search(links.begin(), links.end(), link, Before)) {
      memory_.indexes.links().Remove(id, link, own_revision());
    }
  }
  for (const Link& link : links) {
    if (!std::binary_search(old.begin(), old.end(), link, Before)) {
      memory_.indexes.links().Add(id, link, own_revision());
    }
  }
  old = std::move(links);
  pending.ties_changed = true;
}

void WriteTransaction::SetFacets(PendingResource& pending, std::optional<Facets> facets) {
  if (pending.ties.facets == facets) return;
  pending.ties.facets = std::move(facets);
  pending.ties_changed = true;
}

void WriteTransaction::SetDue(ResourceId id, PendingResource& pending, int64_t due) {
  int64_t& old = pending.ties.due;
  if (old == due) return;
  if (old != 0) memory_.indexes.due().Remove(id, old, own_revision());
  if (due != 0) memory_.indexes.due().Add(id, due, own_revision());
  old = due;
  pending.ties_changed = true;
}

absl::Status WriteTransaction::CheckUnreferred(ResourceId id) const {
  std::vector<ResourceId> referrers = memory_.indexes.links().Referrers(id, {}, 0, 1, kCurrent);
  if (referrers.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("Resource ", id,
                                                    " cannot be deleted, because resource ",
                                                    referrers.front(), " refers to it."));
}

// Whether the owner blocked the same atom at the same time before the transaction.
absl::StatusOr<bool> WriteTransaction::StoodBefore(const Claim& claim) {
  if (IsNew(claim.owner)) return false;
  absl::StatusOr<std::vector<Claim>> stored = rows_.ClaimsOf(claim.owner);
  if (!stored.ok()) return stored.status();
  if (!work_.Count(stored->size())) return work_.status();
  return std::any_of(stored->begin(), stored->end(), [&](const Claim& old) {
    return Blocks(old.kind) && old.atom == claim.atom && old.interval == claim.interval &&
           old.host == claim.host;
  });
}

absl::Status WriteTransaction::CheckFree(const Claim& claim) {
  int64_t looked_at = 0;
  std::optional<Claim> other = memory_.indexes.claims().Collision(claim, looked_at);
  if (!work_.Count(looked_at)) return work_.status();
  if (!other) return absl::OkStatus();
  if (other->kind == ClaimKind::kContested) {
    absl::StatusOr<bool> stood = StoodBefore(claim);
    if (!stood.ok() || *stood) return stood.status();
  }
  return absl::FailedPreconditionError(absl::StrCat("Resource ", claim.owner, " cannot claim atom ",
                                                    claim.atom, ", because resource ", other->owner,
                                                    " holds it at that time."));
}

absl::Status WriteTransaction::AddClaim(const Claim& claim) {
  if (claim.interval.start >= claim.interval.end) {
    return absl::InvalidArgumentError("A claim must end after its start.");
  }
  absl::StatusOr<PendingResource*> owner = TouchExisting(claim.owner);
  if (!owner.ok()) return owner.status();
  if (claim.kind == ClaimKind::kConfirmed) {
    RETURN_IF_ERROR(CheckFree(claim));
  }
  if (!work_.Count(Work::kChangeClaim)) return work_.status();
  memory_.indexes.claims().Add(claim, own_revision());
  (*owner)->ties.claims.push_back(claim);
  (*owner)->ties_changed = true;
  return absl::OkStatus();
}

}  // namespace taqvim::storage
