#include "server/base/errors.h"

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/base/error_details.h"
#include "server/base/field_errors.h"
#include "server/base/schedule_conflict.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// All bytes that a status puts into trailers, without the encoding.
size_t BytesOf(const absl::Status& status) {
  size_t bytes = status.message().size();
  status.ForEachPayload([&bytes](absl::string_view type_url, const absl::Cord& value) {
    bytes += type_url.size() + value.size();
  });
  return bytes;
}

TEST(FieldErrors, PrefixPathsWithTheScopesThatAreOpen) {
  FieldErrors errors;
  {
    FieldErrors::Scope event(errors, "event");
    {
      FieldErrors::Scope booking(errors, "bookings", 2);
      errors.Add("period.timed.end", "is required");
      errors.Add("", "books nothing");
    }
    errors.Add("title", "is required");
  }
  errors.Add("request_id", "is too short");
  std::vector<std::string> fields;
  for (const auto& violation : errors.violations()) fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("event.bookings[2].period.timed.end", "event.bookings[2]",
                                  "event.title", "request_id"));
}

TEST(FieldErrors, WithoutViolationsAreOk) { EXPECT_TRUE(FieldErrors().ToStatus().ok()); }

TEST(FieldErrors, SayTheFirstAndHowManyMore) {
  FieldErrors errors;
  errors.Add("event.title", "at least one language is required");
  EXPECT_EQ(errors.ToStatus().message(), "event.title: at least one language is required");
  errors.Add("event.owner", "is required");
  EXPECT_EQ(errors.ToStatus().message(),
            "event.title: at least one language is required (and 1 more field)");
  errors.Add("event.period", "is required");
  EXPECT_EQ(errors.ToStatus().message(),
            "event.title: at least one language is required (and 2 more fields)");
}

TEST(FieldErrors, CarryTheReasonOfTheFirst) {
  FieldErrors errors;
  errors.Add("timed.start", "is skipped", v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
  errors.Add("timed.end", "is wrong");
  const absl::Status status = errors.ToStatus();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
  EXPECT_THAT(ViolationsOf(status),
              ElementsAre(Pair("timed.end", "is wrong"), Pair("timed.start", "is skipped")));
}

TEST(FieldErrors, CountAllButStaySmall) {
  FieldErrors errors;
  for (int i = 0; i < 10000; ++i) {
    FieldErrors::Scope scope(errors, "writes", i);
    errors.Add("create.event.title", "at least one language is required");
  }
  EXPECT_TRUE(errors.full());
  EXPECT_EQ(errors.violations().size(), 100);
  const absl::Status status = errors.ToStatus();
  EXPECT_THAT(std::string(status.message()), HasSubstr("(and 9999 more fields)"));
  EXPECT_LT(BytesOf(status), 6 * 1024);
  EXPECT_GT(ViolationsOf(status).size(), 30);
}

TEST(Errors, CarryOneErrorInfoOfOurDomain) {
  const absl::Status status = EtagMismatch("events/concert");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(GetDetail(status, &info));
  EXPECT_EQ(info.reason(), "ETAG_MISMATCH");
  EXPECT_EQ(info.domain(), "taqvim.dev");
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
}

TEST(Errors, HaveTheReasonAndCodeThatTheContractDocuments) {
  using absl::StatusCode;
  const absl::Duration second = absl::Seconds(1);
  const struct {
    absl::Status status;
    StatusCode code;
    v1::ErrorReason reason;
  } cases[] = {
      {InvalidField("a", "b"), StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD},
      {MalformedRequest("b"), StatusCode::kInvalidArgument, v1::ERROR_REASON_MALFORMED_REQUEST},
      {NotFound("events/a"), StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND},
      {ReferenceNotFound("event.host", "events/a"), StatusCode::kInvalidArgument,
       v1::ERROR_REASON_REFERENCE_NOT_FOUND},
      {AlreadyExists("events/a"), StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS},
      {EtagMismatch("events/a"), StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH},
      {ScheduleConflict({}), StatusCode::kFailedPrecondition, v1::ERROR_REASON_SCHEDULE_CONFLICT},
      {HoldLapsed("events/a", absl::UnixEpoch()), StatusCode::kFailedPrecondition,
       v1::ERROR_REASON_HOLD_LAPSED},
      {IllegalState("events/a", "b"), StatusCode::kFailedPrecondition,
       v1::ERROR_REASON_ILLEGAL_STATE},
      {ResourceInUse("events/a", "b", {}), StatusCode::kFailedPrecondition,
       v1::ERROR_REASON_RESOURCE_IN_USE},
      {RequestIdReused("a"), StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_ID_REUSED},
      {WriteTooLarge(), StatusCode::kInvalidArgument, v1::ERROR_REASON_WRITE_TOO_LARGE},
      {Overloaded(second), StatusCode::kResourceExhausted, v1::ERROR_REASON_OVERLOADED},
      {ShuttingDown(second), StatusCode::kUnavailable, v1::ERROR_REASON_SHUTTING_DOWN},
      {OutcomeUnknown(), StatusCode::kUnavailable, v1::ERROR_REASON_OUTCOME_UNKNOWN},
      {ReadTooLarge(), StatusCode::kResourceExhausted, v1::ERROR_REASON_READ_TOO_LARGE},
      {TooCostly(), StatusCode::kResourceExhausted, v1::ERROR_REASON_TOO_COSTLY},
      {TooManyClaims(), StatusCode::kResourceExhausted, v1::ERROR_REASON_TOO_COSTLY},
      {DeadlineExceeded(), StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED},
      {Cancelled(), StatusCode::kCancelled, v1::ERROR_REASON_CANCELLED},
      {StoreUnavailable("b", second), StatusCode::kUnavailable, v1::ERROR_REASON_STORE_UNAVAILABLE},
      {ZoneBeingCorrected("venues/a"), StatusCode::kUnavailable,
       v1::ERROR_REASON_ZONE_BEING_CORRECTED},
      {Internal("b"), StatusCode::kInternal, v1::ERROR_REASON_INTERNAL},
      {DataLoss("b"), StatusCode::kDataLoss, v1::ERROR_REASON_INTERNAL},
  };
  for (const auto& [status, code, reason] : cases) {
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_EQ(ReasonOf(status), reason) << status;
    EXPECT_FALSE(status.message().empty());
  }
}

TEST(Errors, OfOthersHaveNoReason) {
  EXPECT_EQ(ReasonOf(absl::UnavailableError("the disk failed")), v1::ERROR_REASON_UNSPECIFIED);
}

TEST(NotFound, NamesTheResource) {
  google::rpc::ResourceInfo info;
  ASSERT_TRUE(GetDetail(NotFound("venues/library"), &info));
  EXPECT_EQ(info.resource_name(), "venues/library");
}

TEST(ReferenceNotFound, NamesFieldAndResource) {
  const absl::Status status = ReferenceNotFound("event.owner", "organizations/none");
  google::rpc::ResourceInfo info;
  ASSERT_TRUE(GetDetail(status, &info));
  EXPECT_EQ(info.resource_name(), "organizations/none");
  EXPECT_EQ(ViolationsOf(status).count("event.owner"), 1);
}

TEST(ResourceInUse, NamesADependent) {
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(GetDetail(ResourceInUse("venues/a", "has bookings", {"events/b"}), &failure));
  EXPECT_EQ(failure.violations(0).subject(), "events/b");
  EXPECT_EQ(failure.violations(0).type(), "RESOURCE_IN_USE");
}

TEST(Overloaded, SaysWhenToRetry) {
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(GetDetail(Overloaded(absl::Milliseconds(250)), &retry));
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
}

v1::Conflict Busy(int item, const std::string& message) {
  v1::Conflict conflict;
  conflict.set_item(item);
  conflict.set_rule(v1::CONFLICT_RULE_RESOURCE_BUSY);
  conflict.set_severity(v1::CONFLICT_SEVERITY_BLOCKING);
  conflict.set_counterpart("events/other");
  conflict.set_message(message);
  return conflict;
}

TEST(ScheduleConflict, OfOneSaysIt) {
  v1::ConflictReport report;
  *report.add_conflicts() = Busy(0, "the hall is taken");
  report.set_total(1);
  const absl::Status status = ScheduleConflict(report);
  EXPECT_EQ(status.message(), "1 conflict: the hall is taken");
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(GetDetail(status, &failure));
  ASSERT_EQ(failure.violations_size(), 1);
  EXPECT_EQ(failure.violations(0).type(), "RESOURCE_BUSY");
  EXPECT_EQ(failure.violations(0).subject(), "events/other");
  EXPECT_EQ(failure.violations(0).description(), "the hall is taken");
}

TEST(ScheduleConflict, CountsWhatRefusesAndNotTheAdvice) {
  v1::ConflictReport report;
  *report.add_conflicts() = Busy(0, "outside the programme");
  report.mutable_conflicts(0)->set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  *report.add_conflicts() = Busy(1, "the hall is taken");
  report.set_total(2);
  EXPECT_EQ(ScheduleConflict(report).message(), "1 conflict: the hall is taken");
  *report.add_conflicts() = Busy(2, "the foyer is taken");
  // Of what is not told nobody knows whether it is advice.
  report.set_total(30);
  EXPECT_EQ(ScheduleConflict(report).message(), "29 conflicts, the first: the hall is taken");
}

TEST(ScheduleConflict, CutsTheReportAndKeepsTheTotal) {
  v1::ConflictReport report;
  for (int i = 0; i < 1000; ++i) *report.add_conflicts() = Busy(i, std::string(200, 'x'));
  report.set_total(1234);
  const absl::Status status = ScheduleConflict(report);
  v1::ConflictReport sent;
  ASSERT_TRUE(GetDetail(status, &sent));
  EXPECT_EQ(sent.total(), 1234);
  EXPECT_LE(sent.ByteSizeLong(), 4096);
  EXPECT_GT(sent.conflicts_size(), 10);
  for (int i = 0; i < sent.conflicts_size(); ++i) EXPECT_EQ(sent.conflicts(i).item(), i);
  EXPECT_LT(BytesOf(status), 6 * 1024);
}

TEST(ScheduleConflict, ShortensTheFirstWhenItAloneIsTooLong) {
  v1::Conflict conflict = Busy(0, std::string(3000, 'x'));
  for (int i = 0; i < 20; ++i) {
    (*conflict.mutable_counterpart_title())["x-" + std::to_string(i)] = std::string(500, 'y');
  }
  v1::ConflictReport report;
  *report.add_conflicts() = conflict;
  report.set_total(1);
  const absl::Status status = ScheduleConflict(report);
  v1::ConflictReport sent;
  ASSERT_TRUE(GetDetail(status, &sent));
  ASSERT_EQ(sent.conflicts_size(), 1);
  EXPECT_LE(sent.ByteSizeLong(), 4096);
  EXPECT_EQ(sent.conflicts(0).counterpart(), "events/other");
  EXPECT_LT(BytesOf(status), 6 * 1024);
}

}  // namespace
}  // namespace taqvim::schedule
