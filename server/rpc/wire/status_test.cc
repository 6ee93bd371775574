#include "server/rpc/wire/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/base/error_details.h"
#include "server/base/errors.h"
#include "server/base/schedule_conflict.h"
#include "storage/refusal.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), status.error_code());
  EXPECT_EQ(details.message(), status.error_message());
  return details;
}

template <class Detail>
std::vector<Detail> All(const google::rpc::Status& status) {
  std::vector<Detail> found;
  for (const auto& any : status.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) found.push_back(detail);
  }
  return found;
}

// What the store says, and what the caller is told.
struct Mapping {
  absl::Status store;
  grpc::StatusCode code;
  std::string reason;
};

std::vector<Mapping> Mappings() {
  using grpc::StatusCode;
  using storage::Refusal;
  using storage::Refused;
  return {
      {Refused(Refusal::kQueueFull, "full"), StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED"},
      {Refused(Refusal::kTooLate, "late"), StatusCode::DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"},
      {Refused(Refusal::kReadTooLong, "long"), StatusCode::RESOURCE_EXHAUSTED, "READ_TOO_LARGE"},
      {Refused(Refusal::kTooCostly, "long"), StatusCode::RESOURCE_EXHAUSTED, "TOO_COSTLY"},
      {Refused(Refusal::kTooManyClaims, "many"), StatusCode::RESOURCE_EXHAUSTED, "TOO_COSTLY"},
      {Refused(Refusal::kCancelled, "gone"), StatusCode::CANCELLED, "CANCELLED"},
      {Refused(Refusal::kRequestIdReused, "id"), StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED"},
      {Refused(Refusal::kWriteTooLarge, "16 MiB"), StatusCode::INVALID_ARGUMENT, "WRITE_TOO_LARGE"},
      {Refused(Refusal::kClosing, "closed"), StatusCode::UNAVAILABLE, "SHUTTING_DOWN"},
      {Refused(Refusal::kOutcomeUnknown, "sync failed"), StatusCode::UNAVAILABLE,
       "OUTCOME_UNKNOWN"},
      {Refused(Refusal::kOutsideLog, "page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {Refused(Refusal::kNotOfThatHistory, "page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::PermissionDeniedError("no role"), StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED"},
      {absl::UnavailableError("disk full"), StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE"},
      // What the store did not refuse is nobody's fault but ours.
      {absl::InvalidArgumentError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::AlreadyExistsError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::ResourceExhaustedError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::DeadlineExceededError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::CancelledError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::OutOfRangeError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::DataLossError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::InternalError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {absl::FailedPreconditionError("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {schedule::Internal("page 7"), StatusCode::INTERNAL, "INTERNAL"},
      {schedule::NotFound("events/a"), StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"},
  };
}

TEST(Status, EveryErrorCarriesExactlyOneReason) {
  for (const Mapping& mapping : Mappings()) {
    const grpc::Status status = ToGrpc(ForCaller(mapping.store, "request-1"));
    EXPECT_EQ(status.error_code(), mapping.code) << mapping.store;
    const auto reasons = All<google::rpc::ErrorInfo>(DetailsOf(status));
    ASSERT_EQ(reasons.size(), 1) << mapping.store;
    EXPECT_EQ(reasons[0].reason(), mapping.reason) << mapping.store;
    EXPECT_EQ(reasons[0].domain(), "taqvim.dev");
  }
}

TEST(Status, KeepsTheCauseOfADefectToItself) {
  for (const Mapping& mapping : Mappings()) {
    const grpc::Status status = ToGrpc(ForCaller(mapping.store, "request-1"));
    EXPECT_EQ(status.error_details().find("page 7"), std::string::npos) << mapping.store;
  }
}

TEST(Status, DoesNotSayWhereADatabaseIsThatDoesNotAnswer) {
  absl::Status lost = absl::UnavailableError("connection to 10.1.2.3 as admin failed");
  lost.SetPayload("a back end's", absl::Cord("08006"));
  const grpc::Status told = ToGrpc(ForCaller(lost, ""));
  EXPECT_EQ(told.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(told.error_message(), HasSubstr("The database does not answer"));
  EXPECT_THAT(told.error_details(), Not(HasSubstr("10.1.2.3")));
}

TEST(Status, OfAFullQueueSaysWhenToRetry) {
  const auto status = ToGrpc(ForCaller(storage::Refused(storage::Refusal::kQueueFull, "full"), ""));
  EXPECT_EQ(All<google::rpc::RetryInfo>(DetailsOf(status)).size(), 1);
}

TEST(Status, OfAReusedRequestIdNamesTheField) {
  const auto status = ToGrpc(
      ForCaller(storage::Refused(storage::Refusal::kRequestIdReused, "other hash"), "request-1"));
  const auto details = All<google::rpc::BadRequest>(DetailsOf(status));
  ASSERT_EQ(details.size(), 1);
  EXPECT_EQ(details[0].field_violations(0).field(), "request_id");
}

TEST(Status, OfSuccessIsOk) { EXPECT_TRUE(ToGrpc(ForCaller(absl::OkStatus(), "")).ok()); }

size_t WireSize(const grpc::Status& status) {
  return status.error_message().size() * 3 + (status.error_details().size() + 2) / 3 * 4 + 160;
}

TEST(Status, WithALargeReportIsCutAndKeepsTheTotal) {
  v1::ConflictReport report;
  for (int i = 0; i < 300; ++i) {
    auto* conflict = report.add_conflicts();
    conflict->set_event(absl::StrCat("events/number-", i));
    conflict->set_message("Зал занят другим мероприятием в это время.");
  }
  report.set_total(300);
  absl::Status status = schedule::ScheduleConflict(report);
  schedule::AddDetail(status, report);  // the whole of it, past the schedule's own bound
  const grpc::Status sent = ToGrpc(status);
  EXPECT_LE(WireSize(sent), kMaxTrailerBytes + 2 * sent.error_message().size());
  const auto reports = All<v1::ConflictReport>(DetailsOf(sent));
  ASSERT_EQ(reports.size(), 1);
  EXPECT_EQ(reports[0].total(), 300);
  EXPECT_GT(reports[0].conflicts_size(), 20);
  EXPECT_LT(reports[0].conflicts_size(), 300);
  EXPECT_EQ(reports[0].conflicts(0).event(), "events/number-0");
}

TEST(Status, WithOneHugeDetailLosesItButNotTheReason) {
  absl::Status status = schedule::NotFound("events/a");
  google::rpc::DebugInfo info;
  info.set_detail(std::string(20'000, 'x'));
  schedule::AddDetail(status, info);
  const grpc::Status sent = ToGrpc(status);
  EXPECT_LE(WireSize(sent), kMaxTrailerBytes);
  EXPECT_EQ(All<google::rpc::ErrorInfo>(DetailsOf(sent)).size(), 1);
  EXPECT_EQ(All<google::rpc::ResourceInfo>(DetailsOf(sent)).size(), 1);
}

TEST(Status, WithALongMessageIsCutBetweenCharacters) {
  std::string message = "a";
  for (int i = 0; i < 2'000; ++i) message += "қ";
  const grpc::Status sent = ToGrpc(ForCaller(absl::UnavailableError(message), ""));
  EXPECT_EQ(sent.error_message().size(), 511);
  EXPECT_LE(WireSize(sent), kMaxTrailerBytes);
}

}  // namespace
}  // namespace taqvim::rpc
