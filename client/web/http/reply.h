// The one answer to a request, as a handler gives it: whole, or in parts.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"

namespace taqvim::web {

// Either Send is called, once; or Begin, then Write as often as there is something, then End.
// To do otherwise is a defect, and ends the process. One that is dropped without an answer
// is a 500; one that is dropped before End breaks off, as after Break. All may be called from
// any thread, one at a time, and none of them blocks. Callbacks are called on one of the
// server's threads, or within the call when the server has stopped, and must not block.
class Reply {
 public:
  virtual ~Reply() = default;

  virtual void Send(Response response) = 0;

  // Begins an answer whose length is not known. The headers as in Response.
  virtual void Begin(int status, Headers headers) = 0;
  // `done` is called when the bytes have gone to the system, or with false when they will not,
  // as the caller is gone; before that nothing more may be written. So one piece is held in
  // memory, however slowly the caller reads. An empty one writes nothing.
  virtual void Write(std::string bytes, absl::AnyInvocable<void(bool still_there)> done) = 0;
  // Ends it; only when what was written is done.
  virtual void End() = 0;
  // Ends it so that the caller knows that something is missing: the connection is closed
  // without the last chunk, or, before Begin, the caller gets a 500.
  virtual void Break() = 0;

  // Has `gone` called once if the caller closes the connection, or it is lost, before the
  // answer is complete; at once when that has happened. At most one is kept.
  // Of one that closes only its own side for sending, a whole answer is still sent. One that
  // has sent more than 16 KiB of further requests is seen to go only when it is written to.
  virtual void OnGone(absl::AnyInvocable<void()> gone) = 0;
};

// Called on one of the server's threads, with each request when its body is there. Must not
// block.
using Handler = std::function<void(Request, std::shared_ptr<Reply>)>;

}  // namespace taqvim::web
