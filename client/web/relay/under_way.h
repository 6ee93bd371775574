// Table of the calls that are under way: bounded in all and for each address, and ended as one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace taqvim::web {

// 0 of something: no limit.
struct CallLimits {
  // Calls under way, streams among them, until their answers have been taken.
  int calls = 2'000;
  // Of these, those of one address (NetworkOf in http/addresses.h). Many people come by one,
  // and each tab that is seen has a stream; more than their connections it need not be.
  int calls_of_an_address = 256;
  // Bytes of answers that their callers have not taken yet, in all and of one address. One
  // answer has at most 16 MiB.
  size_t held_bytes = 256 << 20;
  size_t held_bytes_of_an_address = 32 << 20;
};

// Thread-safe. Places may outlive it.
class UnderWay {
 private:
  struct State;

 public:
  // That of one call, which is given back on destruction. Thread-safe.
  class Place {
   public:
    Place(std::shared_ptr<State> state, uint64_t number, std::string network);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // Counts so many bytes for it, in the place of those before. False, and none are counted
    // any more, if that is too much.
    bool Hold(size_t bytes);
    // Has `cancel` called once when all is ended; at once when it has been. It must not block.
    void OnEnd(std::function<void()> cancel);
    // Whether all has been ended.
    bool has_ended() const;

   private:
    const std::shared_ptr<State> state_;
    const uint64_t number_;
    const std::string network_;
  };

  explicit UnderWay(const CallLimits& limits);

  // A place, or nullptr where there are as many as there may be, or all is ended.
  std::shared_ptr<Place> Enter(const std::string& network);

  // Ends all calls, and lets no more in.
  void End();
  // Waits until no place is taken any more.
  void AwaitNone() const;

  bool has_ended() const;
  int calls() const;
  size_t held_bytes() const;

 private:
  const std::shared_ptr<State> state_;
};

}  // namespace taqvim::web
