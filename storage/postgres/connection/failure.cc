#include "storage/postgres/connection/failure.h"

#include <array>
#include <optional>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace taqvim::storage::postgres {
namespace {

// Where a status has the SQLSTATE.
constexpr char kStateUrl[] = "taqvim.storage/sqlstate";
constexpr char kConnectionFailure[] = "08006";

struct Row {
  std::string_view prefix;  // of the SQLSTATE; the first that fits counts
  PostgresFailure failure;
};

constexpr std::array kTable = {
    Row{"40003", PostgresFailure::kConnection},
    Row{"40", PostgresFailure::kRunAgain},
    Row{"23", PostgresFailure::kDisagrees},
    Row{"TQ001", PostgresFailure::kHeadMoved},
    Row{"TQ002", PostgresFailure::kOutOfDate},
    Row{"TQ003", PostgresFailure::kSessionOver},
    Row{"57P", PostgresFailure::kConnection},
    Row{"08", PostgresFailure::kConnection},
    // A transaction that was idle for too long is ended with its connection.
    Row{"25P03", PostgresFailure::kConnection},
    Row{"25006", PostgresFailure::kNotPrimary},
    Row{"57014", PostgresFailure::kTimeout},
    Row{"55P03", PostgresFailure::kTimeout},
    Row{"53", PostgresFailure::kFull},
    Row{"XX001", PostgresFailure::kDamage},
    Row{"XX002", PostgresFailure::kDamage},
    Row{"58", PostgresFailure::kDamage},
    Row{"42", PostgresFailure::kSetUp},
    Row{"28", PostgresFailure::kSetUp},
    Row{"3D000", PostgresFailure::kSetUp},
    Row{"3F000", PostgresFailure::kSetUp},
    Row{"0A000", PostgresFailure::kLostStatements},
    Row{"26000", PostgresFailure::kLostStatements},
};

PostgresFailure FailureOfState(std::string_view state) {
  for (const Row& row : kTable) {
    if (state.substr(0, row.prefix.size()) == row.prefix) return row.failure;
  }
  return PostgresFailure::kOther;
}

absl::StatusCode CodeOf(PostgresFailure failure) {
  switch (failure) {
    case PostgresFailure::kDamage:
      return absl::StatusCode::kDataLoss;
    case PostgresFailure::kDisagrees:
    case PostgresFailure::kOutOfDate:
    case PostgresFailure::kSetUp:
      return absl::StatusCode::kFailedPrecondition;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

}  // namespace

PostgresFailure FailureOf(const absl::Status& status) {
  const absl::optional<absl::Cord> state = status.GetPayload(kStateUrl);
  if (!state.has_value()) return PostgresFailure::kOther;
  return FailureOfState(std::string(*state));
}

bool EndsConnection(PostgresFailure failure) {
  return failure == PostgresFailure::kConnection || failure == PostgresFailure::kNotPrimary ||
         failure == PostgresFailure::kLostStatements;
}

absl::Status ErrorOfPostgres(std::string_view sql_state, std::string_view message) {
  const std::string state(sql_state);
  const std::string text(
      absl::StripSuffix(absl::string_view(message.data(), message.size()), "\n"));
  absl::Status status(CodeOf(FailureOfState(state)),
                      absl::StrCat("PostgreSQL says: ", text, " (", state, ")"));
  status.SetPayload(kStateUrl, absl::Cord(state));
  return status;
}

absl::Status ConnectionLost(std::string_view why) {
  absl::Status status = absl::UnavailableError(std::string(why));
  status.SetPayload(kStateUrl, absl::Cord(kConnectionFailure));
  return status;
}

}  // namespace taqvim::storage::postgres
