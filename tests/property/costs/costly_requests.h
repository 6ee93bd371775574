// Requests that cost as much as the contract lets them, made at random.
#pragma once

#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "server/schedule/testing/schedule_fixture.h"
#include "tests/property/costs/allocations.h"

namespace taqvim::schedule {

// What came of one request.
struct Costs {
  std::string kind;     // such as `check`
  std::string details;  // such as `of 40 writes`
  absl::Status status;
  int64_t units = 0;
  Allocations allocations;
  // Of the processor.
  absl::Duration time = absl::ZeroDuration();
};

std::ostream& operator<<(std::ostream& out, const Costs& one);

// A world of two venues of many spaces, and of participants, hosts and programmes,
// which fills as requests are made in it.
class CostlyRequests {
 public:
  explicit CostlyRequests(uint64_t seed);

  // Makes the next request.
  Costs Next();

 private:
  static constexpr int kSpaces = 40;

  int64_t Below(int64_t end) { return static_cast<int64_t>(random_() % end); }
  bool OneIn(int64_t times) { return Below(times) == 0; }
  template <class T>
  const T& OneOf(const std::vector<T>& all) {
    return all[Below(static_cast<int64_t>(all.size()))];
  }

  void Build();
  void AddVenue(const std::string& id);
  // Books as densely as single requests can.
  void Fill();
  std::string NewId() { return "e" + std::to_string(++ids_); }
  // Writes of events, as the dice say.
  v1::BatchWriteEventsRequest Batch();
  v1::Event Event(int bookings, bool repeats);
  v1::Event Hosted();
  v1::Event CultureDays();
  void AddBooking(v1::Event& event);
  void AddUpdate(v1::BatchWriteEventsRequest& batch);
  // Of series whose claims are not too many for one event.
  std::string Rule(int bookings);

  Costs WriteBatch();
  Costs CheckBatch();
  Costs CheckAssumed();
  Costs CancelAll();
  Costs ChangeParts();
  Costs ChangeHours();
  Costs ChangeZone();
  Costs ChangeStops();
  Costs Close();
  // What a write of this method and request costs.
  template <class Method, class Request>
  Costs Run(std::string kind, std::string details, Method method, const Request& request);
  // The costs of what the function does.
  template <class Function>
  Costs Measure(std::string kind, std::string details, Function function);
  Costs RunCheck(std::string kind, std::string details, const v1::CheckEventsRequest& check);
  // Remembers what a batch has written.
  void Keep(const v1::BatchWriteEventsRequest& batch);
  v1::Event Stored(const std::string& name);

  std::mt19937_64 random_;
  ScheduleStore schedule_;
  int ids_ = 0;
  std::vector<std::string> venues_, spaces_, participants_;
  std::vector<std::string> events_, hosts_, programmes_;
};

}  // namespace taqvim::schedule
