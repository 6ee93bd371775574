#include "server/rpc/status.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/schedule/errors.h"
#include "storage/store.h"

namespace taqvim::rpc {
namespace {

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
  absl::Status unknown = absl::UnavailableError("sync failed");
  unknown.SetPayload(std::string(storage::kOutcomeUnknownPayload), absl::Cord());
  return {
      {absl::ResourceExhaustedError("full"), grpc::StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED"},
      {absl::DeadlineExceededError("late"), grpc::StatusCode::DEADLINE_EXCEEDED,
       "DEADLINE_EXCEEDED"},
      {absl::CancelledError("gone"), grpc::StatusCode::CANCELLED, "CANCELLED"},
      {absl::AlreadyExistsError("id"), grpc::StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED"},
      {absl::InvalidArgumentError("3 MiB"), grpc::StatusCode::INVALID_ARGUMENT, "WRITE_TOO_LARGE"},
      {unknown, grpc::StatusCode::UNAVAILABLE, "OUTCOME_UNKNOWN"},
      {absl::UnavailableError("disk full"), grpc::StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE"},
      {absl::DataLossError("page 7"), grpc::StatusCode::INTERNAL, "INTERNAL"},
      {absl::InternalError("page 7"), grpc::StatusCode::INTERNAL, "INTERNAL"},
      {absl::FailedPreconditionError("page 7"), grpc::StatusCode::INTERNAL, "INTERNAL"},
      {schedule::Internal("page 7"), grpc::StatusCode::INTERNAL, "INTERNAL"},
      {schedule::NotFound("events/a"), grpc::StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"},
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

TEST(Status, OfAFullQueueSaysWhenToRetry) {
  const auto status = ToGrpc(ForCaller(absl::ResourceExhaustedError("full"), ""));
  EXPECT_EQ(All<google::rpc::RetryInfo>(DetailsOf(status)).size(), 1);
}

TEST(Status, OfAReusedRequestIdNamesTheField) {
  const auto status = ToGrpc(ForCaller(absl::AlreadyExistsError("other hash"), "request-1"));
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
