// Two schedules with the same clock and the same random numbers, written alike
// but for what of events is hidden.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/rpc/calls/method.h"
#include "server/rpc/wire/revision_token.h"
#include "server/schedule/api.h"
#include "server/schedule/testing/schedule_fixture.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::privacy {

// An answer with the revision it stands for, and an error with its details, as the
// bytes that a caller receives.
std::string AnswerBytes(const std::string& answer, const storage::Revision& revision);
std::string ErrorBytes(const absl::Status& status);

// A request for each of the twins.
template <class Request>
using Pair = std::array<Request, 2>;

// For one thread.
class Twins {
 public:
  explicit Twins(uint64_t seed) : first_(seed), second_(seed) {}

  // One of them, 0 or 1.
  schedule::ScheduleStore& of(int twin) { return twin == 0 ? first_ : second_; }

  absl::Time now() const { return first_.now; }
  void Advance(absl::Duration duration);

  // Writes on behalf of the operator. The same must come of both requests: what is
  // hidden is chosen so that nothing depends on it. Whether it was accepted.
  template <class Request, class Response>
  bool Write(schedule::ScheduleStore::WriteMethod<Request, Response> method,
             const Pair<Request>& requests) {
    Pair<absl::Status> statuses;
    for (int twin : {0, 1}) statuses[twin] = of(twin).Run(method, requests[twin]).status();
    return SameOutcome(statuses, requests);
  }

  // The event as the operator sees it; it exists.
  v1::Event Get(int twin, const std::string& name);

  // All that a caller receives: the answer with the revision it stands for, or the
  // error with its details, as bytes.
  std::string Ask(int twin, const rpc::Method& method, const schedule::Caller& caller,
                  const google::protobuf::Message& request);

  // The number of the newest revision of both, and the token of any up to that; 0 is
  // the beginning.
  int64_t newest() { return of(0).store().newest_revision().number; }
  std::string TokenOf(int64_t revision);
  rpc::RevisionTokens TokensOf(int twin) {
    return rpc::RevisionTokens(of(twin).store().store_id());
  }

 private:
  std::string AskForChanges(int twin, const schedule::Caller& caller,
                            const v1::ListChangesRequest& request);

  template <class Request>
  static bool SameOutcome(const Pair<absl::Status>& statuses, const Pair<Request>& requests) {
    EXPECT_EQ(statuses[0].code(), statuses[1].code())
        << "What came of a write depended on what is hidden.\n"
        << statuses[0] << "\n"
        << statuses[1] << "\n"
        << requests[0].DebugString() << requests[1].DebugString();
    return statuses[0].ok();
  }

  schedule::ScheduleStore first_, second_;
};

}  // namespace taqvim::privacy
