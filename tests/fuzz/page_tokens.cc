// Page tokens: what was made is read back, for its question alone; what was not made is
// refused or, by chance, a position.
#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "proto/check.h"
#include "server/schedule/stored/page_token.h"
#include "taqvim/v1/event_requests.pb.h"
#include "tests/fuzz/input.h"

namespace schedule = taqvim::schedule;
using taqvim::v1::ListEventsRequest;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  ListEventsRequest question;
  question.set_page_size(input.Byte());
  // What is no UTF-8 never comes so far.
  question.mutable_filter()->set_text(
      absl::BytesToHexString(std::string(input.Take(input.Byte()))));
  const std::string position(input.Take(input.Byte()));

  ListEventsRequest next = question;
  next.set_page_token(schedule::MakePageToken(question, position));
  CHECK(schedule::PositionOf(next).value() == position);
  next.mutable_filter()->mutable_text()->push_back('x');
  CHECK(absl::IsInvalidArgument(schedule::PositionOf(next).status()));

  next = question;
  next.set_page_token(std::string(input.Rest()));
  const auto read = schedule::PositionOf(next);
  if (!read.ok()) CHECK(absl::IsInvalidArgument(read.status()));
  if (next.page_token().empty()) CHECK(read.value().empty());
  return 0;
}
