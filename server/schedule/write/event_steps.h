// `EventSteps`: brings drafts to the state that the items of a request ask for, one item
// after another. What an item gets wrong in its fields is collected for all
// items; what the state does not allow is returned at once.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/base/field_errors.h"
#include "server/schedule/claims/approver.h"
#include "server/schedule/drafts/drafts.h"
#include "server/schedule/stored/caller.h"
#include "taqvim/v1/approval_requests.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/hold_requests.pb.h"
#include "taqvim/v1/publish_requests.pb.h"

namespace taqvim::schedule {

class EventSteps {
 public:
  // What is to be the id of what an item creates without one; another with each
  // attempt.
  using Ids = std::function<std::string(int item, int attempt)>;

  // Without ids of its own, new ones are drawn.
  EventSteps(Drafts& drafts, const Caller& caller, Ids ids)
      : drafts_(drafts), caller_(caller), ids_(std::move(ids)) {}

  // Each takes the number of the item and the path of its request within the
  // whole one: `writes[3].create.`, or nothing.
  absl::Status Create(const v1::CreateEventRequest& request, int item, const std::string& path);
  absl::Status Update(const v1::UpdateEventRequest& request, int item, const std::string& path);
  absl::Status Confirm(const v1::ConfirmEventRequest& request, int item, const std::string& path);
  absl::Status Cancel(const v1::CancelEventRequest& request, int item, const std::string& path);
  absl::Status Delete(const v1::DeleteEventRequest& request, int item, const std::string& path);
  // Of all events that the request means.
  absl::Status Publish(const v1::PublishEventsRequest& request, int item, const std::string& path);
  absl::Status Unpublish(const v1::UnpublishEventsRequest& request, int item,
                         const std::string& path);
  absl::Status Prioritize(const v1::PrioritizeHoldRequest& request);
  absl::Status Approve(const v1::ApproveBookingRequest& request);
  absl::Status Refuse(const v1::RefuseBookingRequest& request);
  // What time does to a tentative event. The events that it hosts must have been
  // expired before.
  absl::Status Expire(const std::string& name);
  // The same to the move of a confirmed one.
  absl::Status LapseMove(const std::string& name);
  absl::Status Write(const v1::EventWrite& write, int item);
  // Withdraws what the approver, which decides about it no more, has to decide.
  absl::Status WithdrawApprovals(const std::string& name, const Approver& approver);
  // Claims the occurrences of a series that are newly reached.
  absl::Status Roll(const std::string& name);

  FieldErrors& errors() { return errors_; }
  // The event of each item, or all events of one that means several.
  const std::vector<std::string>& written() const { return written_; }
  // Events cancelled by a cascade.
  const std::vector<std::string>& cascaded() const { return cascaded_; }
  // Events that were moved with one, if that could be.
  const std::vector<std::string>& moved_along() const { return moved_along_; }

 private:
  std::string NewId(int item, int attempt);
  absl::StatusOr<std::string> NewName(const std::string& id, int item);
  absl::StatusOr<Draft*> Open(const std::string& name, std::string_view etag, int item,
                              std::string path);
  void ConfirmDraft(Draft& draft);
  v1::BookingApproval Decided(v1::ApprovalState state) const;

  Drafts& drafts_;
  const Caller& caller_;
  const Ids ids_;
  FieldErrors errors_;
  std::vector<std::string> written_;
  std::vector<std::string> cascaded_;
  std::vector<std::string> moved_along_;
};

}  // namespace taqvim::schedule
