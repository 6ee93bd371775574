#include "server/rpc/calls/call_parts.h"

#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proto/trace_context.h"
#include "server/base/error_details.h"
#include "server/base/errors.h"
#include "server/rpc/calls/call.h"
#include "storage/refusal.h"

namespace taqvim::rpc {
namespace {

// Of one caller and one kind of end, each minute; more is counted.
constexpr int kLinesAMinute = 20;

// Whether the disk is what fails, or is full: nothing that a caller does mends that.
bool IsOfDisk(const absl::Status& cause) {
  if (storage::IsRefused(cause, storage::Refusal::kOutcomeUnknown)) return true;
  return absl::IsUnavailable(cause) && !storage::RefusalOf(cause).has_value() &&
         schedule::ReasonOf(cause) == v1::ERROR_REASON_UNSPECIFIED;
}

LogLevel LevelOf(const absl::Status& status, const absl::Status& cause, bool write) {
  if (IsOfDisk(cause)) return LogLevel::kError;
  switch (status.code()) {
    case absl::StatusCode::kInternal:
      return LogLevel::kError;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kUnavailable:
      return LogLevel::kWarning;
    case absl::StatusCode::kResourceExhausted:
      // What is over a limit is told in sum: a line for each would cost more than the refusal.
      return schedule::ReasonOf(status) == v1::ERROR_REASON_LIMIT_EXCEEDED ? LogLevel::kDebug
                                                                           : LogLevel::kWarning;
    default:
      return write && !status.ok() ? LogLevel::kInfo : LogLevel::kDebug;
  }
}

std::string ReasonName(const absl::Status& status) {
  constexpr absl::string_view kPrefix = "ERROR_REASON_";
  return status.ok() ? "" : v1::ErrorReason_Name(schedule::ReasonOf(status)).substr(kPrefix.size());
}

// Where the call stands in a trace; as empty texts where its caller says nothing, or more than one
// thing.
TraceContext TraceOf(const grpc::CallbackServerContext* context) {
  if (context == nullptr) return {};
  const auto [first, last] = context->client_metadata().equal_range(kTraceparent);
  if (first == last || std::next(first) != last) return {};
  return ParseTraceparent({first->second.data(), first->second.size()}).value_or(TraceContext());
}

void LogCallEnd(const Log& log, const CallEnd& end, absl::Duration took) {
  const bool writes = end.method.write != nullptr && !end.method.dry_run;
  const LogLevel level = LevelOf(end.told, end.cause, writes);
  if (!log.Wants(level)) return;
  // What a caller is told quotes titles; what it is refused for is its reason.
  const bool in_words = level >= LogLevel::kWarning || log.Wants(LogLevel::kDebug);
  const std::string reason = ReasonName(end.told);
  const std::string principal(end.principal);
  const TraceContext trace = TraceOf(end.context);
  const std::initializer_list<LogField> fields = {
      {"method", end.method.name},
      {"code", absl::StatusCodeToString(end.told.code())},
      {"reason", reason},
      {"cause", in_words ? end.cause.message() : ""},
      {"principal", principal},
      {"token", std::string(end.token)},
      {"request_id", std::string(end.request_id)},
      {"trace_id", std::string(trace.trace_id)},
      {"parent_id", std::string(trace.parent_id)},
      {"revision", end.revision},
      {"duration_us", absl::ToInt64Microseconds(took)},
      {"peer", end.context == nullptr ? "" : end.authenticator.PeerOf(*end.context)}};
  if (level == LogLevel::kWarning) return log.WarnSeldom(end.what, end.cause.message(), fields);
  if (level == LogLevel::kDebug) return log.Write(level, end.what, fields);
  log.WriteSeldom(level, kLinesAMinute, absl::StrCat(end.what, " ", reason, " ", principal),
                  end.what, fields);
}

}  // namespace

absl::StatusOr<grpc::Slice> BytesOf(const grpc::ByteBuffer& request) {
  if (!request.Valid()) {
    return schedule::MalformedRequest("the call has no message; send one, which may be empty");
  }
  grpc::Slice slice;
  if (!request.TrySingleSlice(&slice).ok() && !request.DumpToSingleSlice(&slice).ok()) {
    return schedule::MalformedRequest("the request cannot be read");
  }
  return slice;
}

bool AsksOthers(const Serving& serving, const Method& method,
                const absl::StatusOr<access::Identity>& identity) {
  if (!serving.directory.follows()) return false;
  if (!identity.ok()) return access::IsUnknownToken(identity.status());
  return method.watches || method.list || access::IsGrantable(identity->principal);
}

absl::Status Admit(Serving& serving, const Method& method, std::string_view account,
                   Limits::Use use, absl::Time now, Limits::Pass& pass) {
  const auto refusal =
      serving.limits.Admit(absl::string_view(account.data(), account.size()), use, now, pass);
  if (!refusal.has_value()) return absl::OkStatus();
  const absl::Status& status = serving.limits.StatusOf(refusal->limit);
  if (refusal->to_tell > 0) {
    serving.log.Write(LogLevel::kWarning, "A caller is over a limit.",
                      {{"principal", std::string(account)},
                       {"method", method.name},
                       {"refused", refusal->to_tell},
                       {"cause", status.message()}});
  }
  return status;
}

void TellCallEnd(Serving& serving, const CallEnd& end) {
  const absl::Duration took = absl::Now() - end.start;
  serving.counters.Ended(end.method, end.told, took);
  LogCallEnd(serving.log, end, took);
}

}  // namespace taqvim::rpc
