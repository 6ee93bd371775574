#include "client/cli/session/event_batch.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/rpc/error_details.pb.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

template <class Detail>
void Attach(const Detail& detail, absl::Status* status) {
  status->SetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()),
                     absl::Cord(detail.SerializeAsString()));
}

v1::CheckEventsRequest CheckOf(const std::vector<v1::EventWrite>& writes,
                               const v1::Assumptions& assumptions) {
  v1::CheckEventsRequest request;
  request.mutable_writes()->Assign(writes.begin(), writes.end());
  *request.mutable_assumptions() = assumptions;
  return request;
}

}  // namespace

v1::EventWrite UpdateOfFields(const v1::Event& event, const std::vector<std::string>& mask) {
  using google::protobuf::util::FieldMaskUtil;
  v1::EventWrite write;
  v1::UpdateEventRequest& update = *write.mutable_update();
  for (const std::string& path : mask) update.mutable_update_mask()->add_paths(path);
  FieldMaskUtil::MergeMessageTo(event, update.update_mask(), {}, update.mutable_event());
  update.mutable_event()->set_name(event.name());
  update.mutable_event()->set_etag(event.etag());
  return write;
}

size_t BytesOfCheck(const std::vector<v1::EventWrite>& writes, const v1::Assumptions& assumptions) {
  // A page token is as large as a conflict.
  constexpr size_t kTokenBytes = 8 << 10;
  return CheckOf(writes, assumptions).ByteSizeLong() + kTokenBytes;
}

std::string EventOf(const v1::Suggestion& suggestion, const std::vector<v1::Conflict>& conflicts) {
  for (const v1::Conflict& conflict : conflicts) {
    if (conflict.item() == suggestion.item() && !conflict.event().empty()) return conflict.event();
  }
  if (suggestion.instead().empty()) return "";
  const v1::EventWrite& write = suggestion.instead(0);
  const std::string& id = write.create().event_id();
  return id.empty() ? write.update().event().name() : absl::StrCat("events/", id);
}

absl::StatusOr<CheckedWrites> CheckWrites(client::Client& client,
                                          const std::vector<v1::EventWrite>& writes,
                                          const v1::Assumptions& assumptions) {
  CheckedWrites checked;
  v1::CheckEventsRequest request = CheckOf(writes, assumptions);
  request.set_page_size(10'000);
  do {
    ASSIGN_OR_RETURN(auto response, client.Call<v1::CheckEventsResponse>(request));
    checked.blocked = response.blocked();
    checked.total_is_lower_bound = response.total_is_lower_bound();
    checked.suggestions.insert(checked.suggestions.end(), response.suggestions().begin(),
                               response.suggestions().end());
    for (v1::Conflict& conflict : *response.mutable_conflicts()) {
      checked.conflicts.push_back(std::move(conflict));
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return checked;
}

absl::StatusOr<v1::BatchWriteEventsResponse> WriteBatch(client::Client& client,
                                                        const std::vector<v1::EventWrite>& writes,
                                                        BatchMode mode) {
  v1::BatchWriteEventsRequest request;
  request.set_validate_only(mode == BatchMode::kValidateOnly);
  request.mutable_writes()->Assign(writes.begin(), writes.end());
  return client.Call<v1::BatchWriteEventsResponse>(request);
}

absl::Status RefusalOf(absl::string_view message, const std::vector<v1::Conflict>& conflicts,
                       bool total_is_lower_bound) {
  v1::ConflictReport report;
  for (const v1::Conflict& conflict : conflicts) {
    if (conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY) continue;
    *report.add_conflicts() = conflict;
  }
  report.set_total(report.conflicts_size());
  report.set_total_is_lower_bound(total_is_lower_bound);
  google::rpc::ErrorInfo info;
  info.set_reason("SCHEDULE_CONFLICT");
  info.set_domain("taqvim.dev");
  absl::Status status = absl::FailedPreconditionError(message);
  Attach(info, &status);
  Attach(report, &status);
  return status;
}

}  // namespace taqvim::cli
