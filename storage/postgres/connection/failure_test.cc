#include "storage/postgres/connection/failure.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace taqvim::storage::postgres {
namespace {

TEST(PostgresFailureTest, EachStateOfTheTableMeansWhatTheDecisionSays) {
  using enum PostgresFailure;
  const std::vector<std::pair<std::string, PostgresFailure>> table = {
      {"40001", kRunAgain},       {"40P01", kRunAgain},   {"23P01", kDisagrees},
      {"23505", kDisagrees},      {"TQ001", kHeadMoved},  {"TQ002", kOutOfDate},
      {"TQ003", kSessionOver},    {"57P01", kConnection}, {"57P02", kConnection},
      {"57P03", kConnection},     {"08006", kConnection}, {"08003", kConnection},
      {"08001", kConnection},     {"40003", kConnection}, {"25P03", kConnection},
      {"25006", kNotPrimary},     {"57014", kTimeout},    {"55P03", kTimeout},
      {"53100", kFull},           {"53200", kFull},       {"53300", kFull},
      {"XX001", kDamage},         {"58030", kDamage},     {"42P01", kSetUp},
      {"28P01", kSetUp},          {"3D000", kSetUp},      {"0A000", kLostStatements},
      {"26000", kLostStatements}, {"P0001", kOther}};
  for (const auto& [state, failure] : table) {
    EXPECT_EQ(FailureOf(ErrorOfPostgres(state, "so it is\n")), failure) << state;
  }
  EXPECT_EQ(FailureOf(ConnectionLost("gone")), kConnection);
  EXPECT_EQ(FailureOf(absl::InternalError("of another")), kOther);
}

TEST(PostgresFailureTest, CallersAreToldToRetryUnlessSomebodyHasToSeeToIt) {
  const auto code = [](const char* state) { return ErrorOfPostgres(state, "text").code(); };
  EXPECT_EQ(code("57P01"), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code("53100"), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code("XX001"), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code("42501"), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code("23P01"), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace taqvim::storage::postgres
