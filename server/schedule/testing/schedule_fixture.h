// A fixture for tests of the schedule: the real store on a file of its own, run
// by the test's thread, with a clock and random numbers that the test controls.
//
// Operations run whole, as they do behind a server: requests are normalized, and what
// Validate refuses never reaches the store. Requests can be written as protobuf text:
//
//   TEST_F(CreateVenueTest, WithoutCityFails) {
//     auto answer = Run(CreateVenue, "venue_id: 'library' venue { ... }");
//     EXPECT_EQ(ReasonOf(answer.status()), v1::ERROR_REASON_INVALID_FIELD);
//   }
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "proto/status_macros.h"
#include "server/base/request_limits.h"
#include "server/schedule/api.h"
#include "server/schedule/check/normalize.h"
#include "server/schedule/testing/from_text.h"
#include "storage/sqlite/store/sqlite_store.h"

namespace taqvim::schedule {

// When tests begin that do not say another time: 2025-01-01 00:00 UTC.
inline constexpr absl::Time kBeginning = absl::FromUnixSeconds(1735689600);

// A store of its own in a new directory, deleted in the end. One thread.
class ScheduleStore {
 public:
  template <class Request, class Response>
  using WriteMethod = absl::StatusOr<Response> (*)(storage::Transaction&, const Caller&,
                                                   const Request&);
  template <class Request, class Response>
  using ReadMethod = absl::StatusOr<Response> (*)(storage::Snapshot&, const Caller&,
                                                  const Request&);

  // The seed is that of the random numbers. A store does not go back before what
  // was written to it. With a data file it begins with a copy of that.
  explicit ScheduleStore(uint64_t seed = 1, absl::Time beginning = kBeginning,
                         const std::filesystem::path& data_file = "");
  ~ScheduleStore();
  ScheduleStore(const ScheduleStore&) = delete;
  ScheduleStore& operator=(const ScheduleStore&) = delete;

  storage::ManualStore& store() { return *store_; }
  // Copies the data file, with what is not in it yet, to that path and beside it, for a server that
  // goes on from there.
  void CopyTo(const std::filesystem::path& data_file) const;
  // Begins the random numbers anew.
  void Seed(uint64_t seed) { random_.seed(seed); }

  // The store's clock: the beginning until it is set.
  absl::Time now;
  // How much processor time passes whenever a read asks for it: none, so that reads
  // take as long as they need.
  absl::Duration tick = absl::ZeroDuration();
  // What a request may cost, and what the last write did, in units of work.
  storage::WorkLimits limits = kRequestLimits;
  int64_t spent = 0;
  // Whether the caller of a write has given up; asked as it works.
  std::function<bool()> cancelled;

  // Runs one write or read to its end.
  template <class Request, class Response>
  absl::StatusOr<Response> Run(WriteMethod<Request, Response> method,
                               const std::type_identity_t<Request>& request) {
    return RunWrite<Request, Response>(method, request, /*dry_run=*/false);
  }
  template <class Request, class Response>
  absl::StatusOr<Response> Run(ReadMethod<Request, Response> method,
                               const std::type_identity_t<Request>& request) {
    RETURN_IF_ERROR(Validate(request));
    absl::StatusOr<Response> answer = absl::UnknownError("The read did not run.");
    RETURN_IF_ERROR(RunRead([&](storage::Snapshot& snapshot) {
      answer = method(snapshot, caller_, request);
      return answer.status();
    }));
    return answer;
  }
  // The same, and undone in the end.
  template <class Request, class Response>
  absl::StatusOr<Response> DryRun(WriteMethod<Request, Response> method,
                                  const std::type_identity_t<Request>& request) {
    return RunWrite<Request, Response>(method, request, /*dry_run=*/true);
  }
  // With the request as protobuf text.
  template <class Snapshot, class Request, class Response>
  absl::StatusOr<Response> Run(absl::StatusOr<Response> (*method)(Snapshot&, const Caller&,
                                                                  const Request&),
                               const char* request) {
    return Run(method, FromText<Request>(request));
  }

  // Runs a function on a snapshot, and one that writes in a transaction.
  absl::Status RunRead(storage::ReadFunction function);
  storage::WriteOutcome RunTransaction(storage::WriteFunction function, bool dry_run = false) {
    return RunTransaction(std::move(function), dry_run, {});
  }
  storage::WriteOutcome RunTransaction(storage::WriteFunction function, bool dry_run,
                                       const storage::WorkLimits& may_cost);

 private:
  template <class Request, class Response>
  absl::StatusOr<Response> RunWrite(WriteMethod<Request, Response> method, const Request& request,
                                    bool dry_run) {
    Request received = request;
    Normalize(received);
    RETURN_IF_ERROR(Validate(received));
    const storage::WriteOutcome outcome = RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          auto response = method(transaction, caller_, received);
          spent = transaction.work().spent();
          if (!response.ok()) return response.status();
          return response->SerializeAsString();
        },
        dry_run, limits);
    if (!outcome.status.ok()) return outcome.status;
    Response response;
    if (!response.ParseFromString(outcome.answer)) return absl::InternalError("A broken answer.");
    return response;
  }

  const Caller caller_{"tester", access::Rights::All()};
  std::mt19937_64 random_;
  absl::Duration thread_time_;
  std::filesystem::path directory_;
  std::unique_ptr<storage::ManualStore> store_;
};

// The store, with a small world to begin from.
class ScheduleTest : public ::testing::Test {
 protected:
  explicit ScheduleTest(absl::Time beginning = kBeginning) : schedule_(1, beginning) {}

  // An organization of Azerbaijan, `organizations/{id}`.
  std::string AddOrganization(const std::string& id);
  std::string AddParticipant(const std::string& id);
  // A venue in Astana, always open, in the zone, `venues/{id}`.
  std::string AddVenue(const std::string& id, const std::string& time_zone = "Asia/Almaty");
  // A space of a venue, made of the parts, which are names.
  std::string AddSpace(const std::string& venue, const std::string& id,
                       const std::vector<std::string>& parts = {});
  // A talk of an organization that is added when it is missing, tentative or
  // confirmed, that books the space, venue or participant in these local times,
  // such as `2025-10-10 18:00`, in Asia/Almaty. `more` is text of its event
  // message.
  std::string AddHold(const std::string& id, const std::string& resource, const std::string& start,
                      const std::string& end, const std::string& more = "");
  std::string AddConfirmed(const std::string& id, const std::string& resource,
                           const std::string& start, const std::string& end,
                           const std::string& more = "");

  template <class Method, class Request>
  auto Run(Method method, const Request& request) {
    return schedule_.Run(method, request);
  }

  ScheduleStore schedule_;
};

// `2025-10-10 18:00` as the text of a google.type.DateTime, `2025-10-10` as
// that of a google.type.Date.
std::string DateTimeText(const std::string& civil_time);
std::string DateText(const std::string& civil_day);

}  // namespace taqvim::schedule
