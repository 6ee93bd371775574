// A unary call, from its bytes to its answer.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/arena.h"
#include "server/access/directory.h"
#include "server/rpc/callers/authenticate.h"
#include "server/rpc/calls/call_counters.h"
#include "server/rpc/calls/method.h"
#include "server/rpc/limits/in_flight.h"
#include "server/rpc/limits/limits.h"
#include "server/rpc/limits/open_streams.h"
#include "server/rpc/log/log.h"
#include "server/rpc/wire/revision_token.h"
#include "server/watch/hub.h"
#include "storage/store.h"

namespace taqvim::rpc {

// The parts of the server that calls use; outlives all calls. Each part is thread-safe.
struct Serving {
  storage::Store& store;
  const Log& log;
  CallCounters& counters;
  access::Directory& directory;
  OpenStreams& streams;
  RevisionTokens tokens;
  InFlight in_flight;
  Limits limits;
  watch::Hub hub;
};

// Independent of how gRPC serves it (reactors.h). Does not block.
//
// First the caller is let in, by the headers alone; then the request is read and
// checked on the thread that received it, and the store runs the operation on a thread
// of its own and answers from there.
//
// A call is finished exactly once: by a refusal before the store was asked, or by the
// store's answer, which always comes. Cancellation only sets a flag that the store
// checks before it begins; so it cannot race with the answer.
class Call {
 public:
  // All outlive the call, which is deleted when gRPC is done with it.
  Call(const Method& method, Serving& serving, const Authenticator& authenticator,
       grpc::CallbackServerContext& context);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Checks the caller: known, allowed to call the method, within its limits. Calls `serve` when it
  // is; else the call has been refused, and nothing more is to be done. Where other servers may
  // have changed that, it makes sure first, and goes on on a thread of the store's.
  using Next = absl::AnyInvocable<void()>;
  void LetIn(Next serve);
  // Serves a call that was let in, with its message; a buffer that is not valid stands
  // for no message.
  void Serve(const grpc::ByteBuffer& request);
  // Ends a call that was let in and is not served.
  void Refuse(const absl::Status& status);
  // Cancels: nobody waits for the answer any more. Thread-safe.
  void GiveUp() { cancelled_.store(true, std::memory_order_relaxed); }

 protected:
  virtual ~Call();

  // Finish the call on gRPC's side. The call may be deleted by then, so they come last.
  virtual void SendAnswer(grpc::ByteBuffer answer) = 0;
  virtual void SendRefusal(const grpc::Status& status) = 0;

 private:
  // As LetIn, by what the directory has now.
  void LetInNow(Next serve);
  // Why the caller is not let in.
  absl::Status CheckCaller();
  absl::Status Decode(const grpc::ByteBuffer& request);
  void Read();
  void List();
  void Write();
  storage::WriteOptions MakeWriteOptions();
  // Of the data that what it writes is derived by; empty where nobody else writes by other.
  std::string ZoneVersion(bool dry_run) const;
  // Whether the caller's roles reach what the request names, and the store has come as
  // far as it asks for.
  absl::Status CheckBefore(storage::Snapshot& store) const;
  // Answers a write that changes grants or tokens, when the directory has the new
  // rights.
  void CountRights(storage::WriteOutcome outcome);
  bool ValidateOnly() const;

  // Each ends the call, which may be deleted then.
  void Answer(std::string answer, const storage::Revision& revision);
  // Refuses with a cause that only the log has.
  void Refuse(const absl::Status& status, const absl::Status& cause);

  void TellEnd(const absl::Status& status, const absl::Status& cause, int64_t revision) const;

  const Method& method_;
  Serving& serving_;
  const Authenticator& authenticator_;
  grpc::CallbackServerContext& context_;
  // Both settled once the caller is let in.
  absl::StatusOr<access::Identity> identity_;
  std::optional<schedule::Caller> caller_;  // without rights when there is no identity
  const absl::Time start_;
  std::atomic<bool> cancelled_ = false;
  bool counted_ = false;
  std::string account_;
  Limits::Pass pass_;
  google::protobuf::Arena arena_;
  google::protobuf::Message* request_;
  size_t request_bytes_ = 0;
  WireShape::Hash request_hash_ = {};
  std::string request_id_;
  // Of a read, the revision of which it is to be at least.
  std::optional<storage::Revision> least_;
  // The answer of a read.
  std::string answer_;
  storage::Revision revision_;
};

}  // namespace taqvim::rpc
