#include "storage/postgres/journal/group_commands.h"

#include <optional>
#include <string_view>
#include <utility>

#include "proto/status_macros.h"
#include "storage/claim.h"
#include "storage/engine/bytes/ties.h"

namespace taqvim::storage::postgres {
namespace {

constexpr Statement kDeleteTaken{"DELETE FROM taken WHERE owner = ANY($1)"};
constexpr Statement kDeleteResource{"DELETE FROM resource WHERE id = ANY($1)"};
constexpr Statement kInsertResource{
    "INSERT INTO resource SELECT id, kind, name, archived, due, revision, links, claims, body"
    " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    " AS new(id, archived, due, revision, links, claims, body, kind, name)"};
// A body that is NULL stays.
constexpr Statement kUpdateResource{
    "UPDATE resource SET archived = new.archived, due = new.due, revision = new.revision,"
    " links = new.links, claims = new.claims, body = coalesce(new.body, resource.body)"
    " FROM unnest($1, $2, $3, $4, $5, $6, $7)"
    " AS new(id, archived, due, revision, links, claims, body) WHERE resource.id = new.id"};
constexpr Statement kInsertTaken{
    "INSERT INTO taken SELECT owner, atom, host, int8range(start, past)"
    " FROM unnest($1, $2, $3, $4, $5) AS new(owner, atom, host, start, past)"};
constexpr Statement kInsertLog{
    "INSERT INTO log SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};
constexpr Statement kInsertPart{"INSERT INTO log_part SELECT * FROM unnest($1, $2, $3, $4)"};
constexpr Statement kInsertDeletion{
    "INSERT INTO deletion SELECT DISTINCT * FROM unnest($1, $2, $3)"};
constexpr Statement kDeleteRequest{
    "DELETE FROM request USING unnest($1, $2) AS new(principal, id)"
    " WHERE request.principal = new.principal AND request.id = new.id AND revision < $3"};
constexpr Statement kInsertRequest{"INSERT INTO request SELECT * FROM unnest($1, $2, $3)"};

using Bytes = std::vector<std::optional<std::string_view>>;

// Rows of resources, a column each.
struct ResourceColumns {
  std::vector<int64_t> ids, kinds, dues, revisions;
  std::vector<std::string_view> names;
  std::vector<bool> archived;
  Bytes links, claims, bodies;

  void Add(const StoredRow& row, bool with_body) {
    ids.push_back(row.resource.id);
    kinds.push_back(static_cast<int64_t>(row.resource.kind));
    names.push_back(row.resource.name);
    archived.push_back(row.resource.archived);
    dues.push_back(row.resource.due);
    revisions.push_back(row.revision);
    links.emplace_back(row.links);
    claims.emplace_back(row.claims);
    with_body ? void(bodies.emplace_back(row.resource.body))
              : void(bodies.emplace_back(std::nullopt));
  }
  // In the order of both statements.
  Parameters Common() const {
    Parameters parameters;
    parameters.Ints(ids).Bools(archived).Ints(dues).Ints(revisions);
    return parameters.ManyBytes(links).ManyBytes(claims).ManyBytes(bodies);
  }
};

struct TakenColumns {
  std::vector<int64_t> owners, atoms, hosts, starts, ends;

  absl::Status Add(const StoredRow& row) {
    ASSIGN_OR_RETURN(const std::vector<Claim> claims, DecodeClaims(row.resource.id, row.claims));
    for (const Claim& claim : claims) {
      if (claim.kind != ClaimKind::kConfirmed) continue;
      owners.push_back(claim.owner);
      atoms.push_back(claim.atom);
      hosts.push_back(claim.host);
      starts.push_back(claim.interval.start);
      ends.push_back(claim.interval.end);
    }
    return absl::OkStatus();
  }
};

std::string_view ClaimsIn(const StoredRowPtr& row) {
  if (row == nullptr) return {};
  return row->claims;
}

// All deletes before all inserts: a name, or an atom, may be another's in the end.
absl::Status AddRows(const Group& group, std::vector<Connection::Command>& commands) {
  std::vector<int64_t> deleted, released;
  ResourceColumns inserted, updated;
  TakenColumns taken;
  for (const auto& [id, row] : group.rows) {
    if (row.before != nullptr && row.now == nullptr) deleted.push_back(id);
    if (row.before == nullptr && row.now != nullptr) inserted.Add(*row.now, true);
    if (row.before != nullptr && row.now != nullptr) {
      updated.Add(*row.now, row.now->revision != row.before->revision);
    }
    const std::string_view before = ClaimsIn(row.before), now = ClaimsIn(row.now);
    if (before == now) continue;
    if (!before.empty()) released.push_back(id);
    if (!now.empty()) RETURN_IF_ERROR(taken.Add(*row.now));
  }
  if (!released.empty()) commands.push_back({kDeleteTaken, Parameters().Ints(released)});
  if (!deleted.empty()) commands.push_back({kDeleteResource, Parameters().Ints(deleted)});
  if (!inserted.ids.empty()) {
    commands.push_back(
        {kInsertResource, inserted.Common().Ints(inserted.kinds).Texts(inserted.names)});
  }
  if (!updated.ids.empty()) commands.push_back({kUpdateResource, updated.Common()});
  if (!taken.owners.empty()) {
    Parameters parameters;
    parameters.Ints(taken.owners).Ints(taken.atoms).Ints(taken.hosts);
    commands.push_back({kInsertTaken, parameters.Ints(taken.starts).Ints(taken.ends)});
  }
  return absl::OkStatus();
}

std::string_view HashOf(const GroupRevision& revision) {
  if (revision.request_id.empty()) return "";
  return {reinterpret_cast<const char*>(revision.request_hash.data()),
          sizeof(revision.request_hash)};
}

void AddLog(const Group& group, std::vector<Connection::Command>& commands) {
  std::vector<int64_t> numbers, nonces, times, next_ids;
  std::vector<std::string_view> principals, requests, methods;
  Bytes changes, written, before, hashes, answers;
  for (const GroupRevision& one : group.revisions) {
    numbers.push_back(one.revision.number);
    nonces.push_back(static_cast<int64_t>(one.revision.nonce));
    times.push_back(absl::ToUnixMicros(one.time));
    next_ids.push_back(one.next_id);
    principals.push_back(one.principal);
    requests.push_back(one.request_id);
    methods.push_back(one.method);
    changes.emplace_back(one.changes);
    written.emplace_back(one.written);
    before.emplace_back(one.before);
    hashes.emplace_back(HashOf(one));
    answers.emplace_back(one.answer);
  }
  Parameters parameters;
  parameters.Ints(numbers).Ints(nonces).Ints(times).Ints(next_ids);
  parameters.Texts(principals).Texts(requests).Texts(methods).ManyBytes(changes);
  parameters.ManyBytes(written).ManyBytes(before).ManyBytes(hashes).ManyBytes(answers);
  commands.push_back({kInsertLog, std::move(parameters)});
}

void AddParts(const Group& group, std::vector<Connection::Command>& commands) {
  std::vector<int64_t> revisions, parts, firsts;
  Bytes changes;
  for (const GroupRevision& one : group.revisions) {
    for (size_t i = 0; i < one.parts.size(); ++i) {
      revisions.push_back(one.revision.number);
      parts.push_back(static_cast<int64_t>(i) + 1);
      firsts.push_back(one.parts[i].first);
      changes.emplace_back(one.parts[i].changes);
    }
  }
  if (revisions.empty()) return;
  commands.push_back(
      {kInsertPart, Parameters().Ints(revisions).Ints(parts).Ints(firsts).ManyBytes(changes)});
}

void AddDeletions(const Group& group, std::vector<Connection::Command>& commands) {
  std::vector<int64_t> kinds, revisions;
  std::vector<std::string_view> names;
  for (const GroupRevision& one : group.revisions) {
    for (const auto& [kind, name] : one.deletions) {
      kinds.push_back(static_cast<int64_t>(kind));
      names.push_back(name);
      revisions.push_back(one.revision.number);
    }
  }
  if (kinds.empty()) return;
  commands.push_back({kInsertDeletion, Parameters().Ints(kinds).Texts(names).Ints(revisions)});
}

void AddRequests(const Group& group, int64_t oldest_request,
                 std::vector<Connection::Command>& commands) {
  std::vector<std::string_view> principals, ids;
  std::vector<int64_t> revisions;
  for (const GroupRevision& one : group.revisions) {
    if (one.request_id.empty()) continue;
    principals.push_back(one.principal);
    ids.push_back(one.request_id);
    revisions.push_back(one.revision.number);
  }
  if (ids.empty()) return;
  Parameters of_requests;
  of_requests.Texts(principals).Texts(ids);
  Parameters expired = of_requests;
  commands.push_back({kDeleteRequest, expired.Int(oldest_request)});
  commands.push_back({kInsertRequest, of_requests.Ints(revisions)});
}

}  // namespace

absl::StatusOr<std::vector<Connection::Command>> CommandsOf(const Group& group,
                                                            int64_t oldest_request) {
  std::vector<Connection::Command> commands;
  RETURN_IF_ERROR(AddRows(group, commands));
  AddLog(group, commands);
  AddParts(group, commands);
  AddDeletions(group, commands);
  AddRequests(group, oldest_request, commands);
  return commands;
}

}  // namespace taqvim::storage::postgres
