#include "server/rpc/call_parts.h"

#include "absl/time/clock.h"
#include "server/rpc/call.h"
#include "server/schedule/errors.h"

namespace taqvim::rpc {
namespace {

LogLevel LevelOf(const absl::Status& status, bool write) {
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

void LogCallEnd(const Log& log, const CallEnd& end) {
  const LogLevel level = LevelOf(end.told, end.method.write != nullptr && !end.method.dry_run);
  if (!log.Wants(level)) return;
  const std::initializer_list<LogField> fields = {
      {"method", end.method.name},
      {"code", absl::StatusCodeToString(end.told.code())},
      {"reason", ReasonName(end.told)},
      {"cause", end.cause.message()},
      {"principal", std::string(end.principal)},
      {"request_id", std::string(end.request_id)},
      {"revision", end.revision},
      {"duration_us", absl::ToInt64Microseconds(absl::Now() - end.start)},
      {"peer", end.context == nullptr ? "" : end.authenticator.PeerOf(*end.context)}};
  if (level == LogLevel::kWarning) return log.WarnSeldom(end.what, end.cause.message(), fields);
  log.Write(level, end.what, fields);
}

}  // namespace taqvim::rpc
