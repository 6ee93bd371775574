// A client that writes at random, and keeps what was acknowledged.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "client/client.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::watching {

// The spaces of `venues/library`, and the word that some titles have.
inline const std::vector<std::string> kHalls = {"hall-a", "hall-b", "hall-c"};
inline constexpr char kWord[] = "festival";
// One that only those have that are made as rare.
inline constexpr char kRareWord[] = "jubilee";

// An accepted write: its revision and the resource that it changed.
struct Acknowledged {
  std::string token;
  std::string name;
};

// For one thread. Each writes events of its own, in times of their own.
class Writer {
 public:
  // `slots` are shared by all writers.
  Writer(std::shared_ptr<grpc::Channel> channel, std::atomic<int>& slots, uint64_t seed);

  // So many writes. What fails for the connection is sent again, a few times; after
  // that it may or may not have happened.
  void Write(int writes);
  // A festival: so many events in one batch, some 5 KB each, and all of them changed in
  // another.
  void WriteFestival(int events);
  // One event that is rare.
  void CreateRare();
  // So many participants.
  void EnterParticipants(int count);
  // Leaves alone what it has written so far.
  void Forget() { events_.clear(); }
  const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }

 private:
  void WriteOne();
  void Create();
  void Create(v1::Event event);
  void CreateSeveral();
  void EnterParticipant();
  void Confirm(const v1::Event& event);
  void Retitle(const v1::Event& event);
  void Cancel(const v1::Event& event);
  void Delete(const v1::Event& event);

  v1::Event NewEvent(const std::string& title);
  std::string NewTitle();
  v1::Event TakeEvent();
  template <class Response, class Request>
  std::optional<Response> Send(const Request& request, const std::string& name);
  // The same where the answer is an event, which it keeps.
  template <class Response, class Request>
  void SendEvent(const Request& request, const std::string& name);

  client::Client client_;
  std::atomic<int>& slots_;
  std::mt19937_64 random_;
  // Its live events, as they were answered last.
  std::vector<v1::Event> events_;
  std::vector<Acknowledged> acknowledged_;
};

}  // namespace taqvim::watching
