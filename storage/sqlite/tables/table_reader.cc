#include "storage/sqlite/tables/table_reader.h"

#include <algorithm>
#include <limits>
#include <string>

namespace taqvim::storage {
namespace {

constexpr char kFindById[] =
    "SELECT id, kind, name, archived, body, due FROM resource WHERE id = ?";
static_assert(Kind::kEvent == Kind{16}, "the statements and the index resource_rare say 16");
// Each list is tied to what makes it cheap: events are most of the table, the
// rarer kinds have an index of their own, and so have their names, of which those
// under a prefix are few enough to be sorted. Nothing lists events by their names.
constexpr char kListEvents[] =
    "SELECT id, kind, name, archived, body, due FROM resource NOT INDEXED "
    "WHERE kind = ?1 AND id > ?2 AND archived <= ?3 AND name >= ?5 AND name < ?6 "
    "ORDER BY id LIMIT ?4";
constexpr char kListRare[] =
    "SELECT id, kind, name, archived, body, due FROM resource INDEXED BY resource_rare "
    "WHERE kind = ?1 AND kind <> 16 AND id > ?2 AND archived <= ?3 ORDER BY id LIMIT ?4";
constexpr char kListPrefix[] =
    "SELECT id, kind, name, archived, body, due FROM resource INDEXED BY resource_name "
    "WHERE kind = ?1 AND kind <> 16 AND id > ?2 AND archived <= ?3 AND name >= ?5 AND name < ?6 "
    "ORDER BY id LIMIT ?4";
constexpr char kClaimsOf[] = "SELECT claims FROM resource WHERE id = ?";
constexpr char kTiesOf[] = "SELECT links, claims, due, revision FROM resource WHERE id = ?";
constexpr char kNewest[] = "SELECT revision, nonce, time FROM log ORDER BY revision DESC LIMIT 1";

Resource ReadResource(const Query& query) {
  return {.id = query.Int(0),
          .kind = static_cast<Kind>(query.Int(1)),
          .name = std::string(query.Bytes(2)),
          .body = std::string(query.Bytes(4)),
          .archived = query.Int(3) != 0,
          .due = query.Int(5)};
}

absl::StatusOr<std::shared_ptr<const Resource>> ReadOne(Query& query) {
  if (query.Next()) return std::make_shared<const Resource>(ReadResource(query));
  if (!query.status().ok()) return query.status();
  return nullptr;
}

// The least text above all that start with the prefix; names are ASCII.
std::string PrefixEnd(std::string prefix) {
  if (prefix.empty()) return "\x7f";
  ++prefix.back();
  return prefix;
}

}  // namespace

TableReader::TableReader(Connection& connection, const NameIndex& names, absl::Status& status)
    : names_(names),
      find_by_id_(connection, kFindById, status),
      list_events_(connection, kListEvents, status),
      list_rare_(connection, kListRare, status),
      list_prefix_(connection, kListPrefix, status),
      claims_of_(connection, kClaimsOf, status),
      ties_of_(connection, kTiesOf, status),
      newest_(connection, kNewest, status),
      revision_at_(connection, "SELECT nonce FROM log WHERE revision = ?", status),
      history_(connection, status) {}

absl::StatusOr<std::unique_ptr<TableReader>> TableReader::Create(Connection& connection,
                                                                 const NameIndex& names) {
  absl::Status status;
  std::unique_ptr<TableReader> reader(new TableReader(connection, names, status));
  if (!status.ok()) return status;
  return reader;
}

absl::StatusOr<std::shared_ptr<const Resource>> TableReader::Find(Kind kind,
                                                                  std::string_view name) {
  for (ResourceId id : names_.MayHave(kind, name)) {
    absl::StatusOr<std::shared_ptr<const Resource>> found = FindById(id);
    if (!found.ok()) return found.status();
    if (*found != nullptr && (*found)->kind == kind && (*found)->name == name) return found;
  }
  return nullptr;
}

absl::StatusOr<std::shared_ptr<const Resource>> TableReader::FindById(ResourceId id) {
  Query query(find_by_id_);
  query.Bind(id);
  return ReadOne(query);
}

absl::StatusOr<std::vector<Resource>> TableReader::List(const ListQuery& list) {
  const bool events = list.kind == Kind::kEvent;
  const bool prefixed = !list.name_prefix.empty();
  const std::string end = PrefixEnd(list.name_prefix);
  Query query(events ? list_events_ : prefixed ? list_prefix_ : list_rare_);
  query.Bind(static_cast<int64_t>(list.kind)).Bind(list.after).Bind(list.show_archived ? 1 : 0);
  query.Bind(std::max(list.limit, 0));
  if (events || prefixed) query.BindText(list.name_prefix).BindText(end);
  std::vector<Resource> resources;
  while (query.Next()) resources.push_back(ReadResource(query));
  if (!query.status().ok()) return query.status();
  return resources;
}

absl::StatusOr<std::vector<Claim>> TableReader::ClaimsOf(ResourceId owner) {
  Query query(claims_of_);
  query.Bind(owner);
  if (query.Next()) return DecodeClaims(owner, query.Bytes(0));
  if (!query.status().ok()) return query.status();
  return std::vector<Claim>();
}

absl::StatusOr<Ties> TableReader::TiesOf(ResourceId id) {
  Query query(ties_of_);
  query.Bind(id);
  if (!query.Next()) {
    if (!query.status().ok()) return query.status();
    return Ties();
  }
  Ties ties{.due = query.Int(2), .revision = query.Int(3)};
  absl::Status status = DecodeLinks(query.Bytes(0), ties.links, ties.facets);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Claim>> claims = DecodeClaims(id, query.Bytes(1));
  if (!claims.ok()) return claims.status();
  ties.claims = *std::move(claims);
  return ties;
}

absl::StatusOr<HistoryPage> TableReader::History(const HistoryQuery& query) {
  absl::StatusOr<std::shared_ptr<const Resource>> resource = Find(query.kind, query.name);
  if (!resource.ok()) return resource.status();
  return WalkHistory(history_, query, resource->get());
}

absl::StatusOr<std::optional<Revision>> TableReader::RevisionAt(int64_t number) {
  Query query(revision_at_);
  query.Bind(number);
  std::optional<Revision> revision;
  if (query.Next()) revision = Revision{number, static_cast<uint64_t>(query.Int(0))};
  if (!query.status().ok()) return query.status();
  return revision;
}

absl::StatusOr<JournalReader::Newest> TableReader::NewestRevision() {
  Query query(newest_);
  JournalReader::Newest newest;
  if (query.Next()) {
    newest.revision = {query.Int(0), static_cast<uint64_t>(query.Int(1))};
    newest.time = absl::FromUnixMicros(query.Int(2));
  }
  if (!query.status().ok()) return query.status();
  return newest;
}

}  // namespace taqvim::storage
