#include "storage/postgres/schema/schema.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/postgres/schema/tables.h"

namespace taqvim::storage::postgres {
namespace {

constexpr char kApplication[] = "taqvim";
constexpr int64_t kOldestServer = 140000;

constexpr Statement kHasSchema{"SELECT FROM pg_namespace WHERE nspname = $1"};
constexpr Statement kHasMeta{
    "SELECT FROM pg_class WHERE relname = 'meta' AND relnamespace = $1::text::regnamespace"};
constexpr Statement kMeta{
    "SELECT max(value) FILTER (WHERE key = 'application'), max(value) FILTER (WHERE key = "
    "'schema'),"
    " max(value) FILTER (WHERE key = 'store_id'), max(value) FILTER (WHERE key = 'epoch') FROM "
    "meta"};
constexpr Statement kSetting{
    "SELECT current_setting('server_version_num'), pg_is_in_recovery(),"
    " current_setting('default_transaction_read_only'), current_setting('fsync'),"
    " current_setting('full_page_writes'), current_setting('synchronous_commit'),"
    " current_setting('server_encoding'), current_setting('server_version')"};

std::string TextAt(const Result& result, int column) {
  return std::string(result.Bytes(0, column));
}

absl::Status Unfit(std::string_view what) {
  return absl::FailedPreconditionError(std::string(what));
}

// What a server of PostgreSQL must be and do.
absl::Status CheckServer(Connection& connection) {
  ASSIGN_OR_RETURN(const Result is, connection.Ask(kSetting, {}));
  int64_t version = 0;
  if (!absl::SimpleAtoi(TextAt(is, 0), &version) || version < kOldestServer) {
    return Unfit(absl::StrCat("The database is served by PostgreSQL ", TextAt(is, 7),
                              ", and Taqvim needs 14 or newer; move it to a newer one."));
  }
  if (is.Int(0, 1) != 0 || TextAt(is, 2) == "on") {
    return Unfit(
        "The database cannot be written: it is a standby, or read-only. Name the primary, or set "
        "default_transaction_read_only to off.");
  }
  for (const auto& [column, name] : {std::pair(3, "fsync"), {4, "full_page_writes"}}) {
    if (TextAt(is, column) == "on") continue;
    return Unfit(
        absl::StrCat("The database would lose what it has committed when its machine fails (", name,
                     " is off); set it to on."));
  }
  const std::string commit = TextAt(is, 5);
  if (commit == "off" || commit == "local") {
    return Unfit(
        absl::StrCat("The database answers commits before they last (synchronous_commit is ",
                     commit, "); set it to on for this user or database."));
  }
  if (TextAt(is, 6) == "UTF8") return absl::OkStatus();
  return Unfit(absl::StrCat("The database is in ", TextAt(is, 6),
                            ", and names need UTF8; make one with `createdb --encoding=UTF8 "
                            "--template=template0`."));
}

absl::Status CheckVersion(int64_t version, const std::string& schema) {
  if (version == kPostgresSchema) return absl::OkStatus();
  const bool newer = version > kPostgresSchema;
  return Unfit(absl::StrCat("The schema ", schema, " is of version ", version,
                            ", and this program knows ", kPostgresSchema,
                            newer ? "; use the Taqvim that brought it there, or a newer one."
                                  : "; have its owner bring it forward with this program first."));
}

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

std::string GrantsTo(const std::string& role, const std::string& schema) {
  if (role.empty()) return "";
  return absl::StrCat("GRANT USAGE ON SCHEMA ", schema, " TO ", role,
                      "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ", schema,
                      " TO ", role, ";");
}

}  // namespace

absl::Status MakeSchema(Connection& connection, const std::string& schema,
                        const std::string& store_id, const std::string& runtime_role) {
  const bool plain = IsPlainName(schema) && (runtime_role.empty() || IsPlainName(runtime_role));
  if (!plain) {
    return absl::InvalidArgumentError(
        "The schema and the role need names of lower-case letters, digits and underscores.");
  }
  ASSIGN_OR_RETURN(const Result there, connection.Ask(kHasSchema, Parameters().Text(schema)));
  if (there.rows() > 0) {
    return absl::AlreadyExistsError(absl::StrCat(
        "There is a schema ", schema, " already, and it is left as it is; name another."));
  }
  // Sent together, they are one transaction.
  return connection.Execute(absl::StrCat(
      "CREATE SCHEMA ", schema, ";", kTables, "INSERT INTO meta VALUES('application', '",
      kApplication, "'), ('schema', '", kPostgresSchema, "'), ('epoch', '1'), ('store_id', ",
      Quoted(store_id), ");", GrantsTo(runtime_role, schema)));
}

absl::StatusOr<SchemaIdentity> CheckSchema(Connection& connection, const std::string& schema) {
  RETURN_IF_ERROR(CheckServer(connection));
  ASSIGN_OR_RETURN(const Result there, connection.Ask(kHasSchema, Parameters().Text(schema)));
  if (there.rows() == 0) {
    return absl::NotFoundError(
        absl::StrCat("The database has no schema ", schema,
                     "; make it first, as the user that is to own it, or name another database."));
  }
  ASSIGN_OR_RETURN(const Result has_meta, connection.Ask(kHasMeta, Parameters().Text(schema)));
  const std::string foreign = absl::StrCat("The schema ", schema,
                                           " is of another program, and is left as it is; name "
                                           "another schema or database.");
  if (has_meta.rows() == 0) return Unfit(foreign);
  const absl::StatusOr<Result> meta = connection.Ask(kMeta, {});
  if (!meta.ok() && meta.status().code() == absl::StatusCode::kFailedPrecondition) {
    return Unfit(foreign);
  }
  RETURN_IF_ERROR(meta.status());
  int64_t version = 0;
  SchemaIdentity identity{.store_id = TextAt(*meta, 2)};
  const bool ours = TextAt(*meta, 0) == kApplication &&
                    absl::SimpleAtoi(TextAt(*meta, 1), &version) &&
                    absl::SimpleAtoi(TextAt(*meta, 3), &identity.epoch);
  if (!ours) return Unfit(foreign);
  RETURN_IF_ERROR(CheckVersion(version, schema));
  return identity;
}

}  // namespace taqvim::storage::postgres
