// What the bench books: a place with many halls and ensembles, and requests
// that never collide.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/civil_time.h"
#include "client/environment.h"
#include "taqvim/v1/directory_service.grpc.pb.h"
#include "taqvim/v1/event_service.grpc.pb.h"
#include "taqvim/v1/venue_service.grpc.pb.h"

namespace taqvim::bench {

// Thread-safe.
class Programme {
 public:
  static constexpr int kVenues = 10;
  static constexpr int kSpaces = 200;
  static constexpr int kParticipants = 1000;
  static constexpr char kOwner[] = "organizations/ministry-of-culture";

  // The name of a space, counted from 0.
  static std::string SpaceName(int space);

  // Enters the organization, venues, spaces and participants. Aborts, with the
  // error, when the server refuses.
  void Enter(const std::shared_ptr<grpc::Channel>& channel);

  // The next concert: a hall and an ensemble for half an hour, with titles in
  // two languages and a time-ordered request id; about 400 bytes.
  void NextConcert(v1::CreateEventRequest& request);

  // The same as a batch that creates and confirms it.
  void NextConfirmed(v1::BatchWriteEventsRequest& request);

 private:
  const client::Environment environment_ = client::Environment::System();
  std::atomic<uint64_t> next_ = 0;
};

void SetTime(absl::CivilMinute minute, google::type::DateTime& time);

}  // namespace taqvim::bench
