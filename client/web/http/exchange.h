// What a reply asks of the connection that its request came by.
#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/any_invocable.h"
#include "client/web/http/headers.h"
#include "client/web/http/loop.h"
#include "client/web/http/response.h"

namespace taqvim::web {

// Requests have numbers, and what is asked for another than the current one is dropped, as it
// is over. Called on the loop's thread, or, once that has ended, on any: by then all are over.
// The methods are those of Reply.
class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual Loop& loop() = 0;
  virtual void Send(uint64_t number, Response response) = 0;
  virtual void Begin(uint64_t number, int status, Headers headers) = 0;
  virtual void Write(uint64_t number, std::string bytes,
                     absl::AnyInvocable<void(bool still_there)> done) = 0;
  virtual void End(uint64_t number) = 0;
  virtual void Break(uint64_t number) = 0;
  virtual void OnGone(uint64_t number, absl::AnyInvocable<void()> gone) = 0;
};

}  // namespace taqvim::web
