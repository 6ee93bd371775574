#include "storage/work.h"

#include "storage/refusal.h"

namespace taqvim::storage {

absl::Status Work::Ending() const {
  if (spent_ > limits_.units) {
    return Refused(Refusal::kTooCostly, "It takes more work than one function may.");
  }
  if (cancelled_ != nullptr && *cancelled_ && (*cancelled_)()) {
    return Refused(Refusal::kCancelled, "It was cancelled before it was done.");
  }
  if (deadline_ != absl::InfiniteDuration() && deadline_ < env_->SinceFixedMoment()) {
    return Refused(Refusal::kTooLate, "Its deadline passed before it was done.");
  }
  return absl::OkStatus();
}

bool Work::Look() {
  next_look_ = spent_ + kBetweenLooks;
  if (status_.ok()) status_ = Ending();
  return status_.ok();
}

absl::Status Work::SpendClaims(int64_t claims) {
  claims_ += claims;
  if (status_.ok() && claims_ > limits_.claims) {
    status_ = Refused(Refusal::kTooManyClaims, "It makes more claims than one function may.");
  }
  return Spend(claims);
}

}  // namespace taqvim::storage
