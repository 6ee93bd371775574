#include "client/web/http/bounded_log.h"

#include "absl/strings/str_cat.h"

namespace taqvim::web {

void BoundedLog::Say(absl::string_view sentence) {
  if (sink_ == nullptr) return;
  const auto [may, left_out] = Count();
  if (!may) return;
  if (left_out > 0) {
    sink_(absl::StrCat(left_out, " ", what_, " are not told of, as there were too many."));
  }
  sink_(sentence);
}

std::pair<bool, int> BoundedLog::Count() {
  const absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_();
  if (now >= second_ + absl::Seconds(1)) {
    second_ = now;
    said_ = 0;
  }
  if (said_ >= a_second_) {
    ++left_out_;
    return {false, 0};
  }
  ++said_;
  return {true, std::exchange(left_out_, 0)};
}

}  // namespace taqvim::web
