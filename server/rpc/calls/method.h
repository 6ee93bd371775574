// A method of the contract with its operation, type-erased, so that one piece of code
// serves all methods.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "proto/status_macros.h"
#include "server/access/directory.h"
#include "server/access/methods.h"
#include "server/rpc/wire/decode.h"
#include "server/rpc/wire/encode.h"
#include "server/schedule/api.h"
#include "server/schedule/check/normalize.h"
#include "server/schedule/check/validate_changes.h"
#include "server/watch/list_changes.h"
#include "storage/transaction.h"

namespace taqvim::rpc {

struct Serving;

// Immutable once made; thread-safe.
struct Method {
  using Message = google::protobuf::Message;
  using Answer = absl::StatusOr<std::string>;
  template <class View>
  using Operation = std::function<Answer(View&, const schedule::Caller&, const Message&)>;

  // The full name in the contract, such as `taqvim.v1.EventService.GetEvent`.
  std::string name;
  // Default instances of what goes in and comes out.
  const Message* request = nullptr;
  const Message* response = nullptr;
  std::shared_ptr<const RequestType> type;  // of the request
  // Normalizes a request and validates it: INVALID_ARGUMENT with every malformed field.
  std::function<absl::Status(Message&)> receive;
  // The operation. Exactly one of `read`, `write`, `list` and `watches` is set. The
  // answer is the bytes of the response without its revision token.
  Operation<storage::Snapshot> read;
  Operation<storage::Transaction> write;
  // Who may call it; null when the table of access has no row for it.
  const access::MethodAccess* access = nullptr;
  // Lists changes from the log; the answer is without its token, too.
  std::function<absl::StatusOr<watch::ChangesPage>(Serving&, const access::Identity&,
                                                   const Message&)>
      list;
  // Whether it streams changes; see WatchCall.
  bool watches = false;
  // Whether it is a write that is always undone.
  bool dry_run = false;
  // Whether anything may come of it.
  bool writes_for_good() const { return write != nullptr && !dry_run; }
  // Whether it is given the rules of zones that are installed when it is called, which
  // are in force from then on, unless it is a dry run. Others are given those in force
  // when they run.
  bool reads_zones = false;
  // Of a write whose few bytes may take up to five thousand events along: whether those of
  // a request do. Empty where none do.
  std::function<bool(const Message&)> takes_many;
  // Fields of the request; nullptr for methods without.
  const google::protobuf::FieldDescriptor* request_id = nullptr;
  const google::protobuf::FieldDescriptor* validate_only = nullptr;
  // The field of a read that says of which revision it is to be at least.
  const google::protobuf::FieldDescriptor* min_revision = nullptr;
  // The repeated field of a batch's items.
  const google::protobuf::FieldDescriptor* writes = nullptr;
  // The field of the response for the revision token.
  const google::protobuf::FieldDescriptor* revision = nullptr;
};

template <class View, class Request, class Response>
using TypedOperation = absl::StatusOr<Response>(View&, const schedule::Caller&, const Request&);

template <class View, class Request, class Response>
Method::Operation<View> WithoutTypes(TypedOperation<View, Request, Response>* operation) {
  return [operation](View& view, const schedule::Caller& caller,
                     const Method::Message& request) -> Method::Answer {
    ASSIGN_OR_RETURN(auto response, operation(view, caller, static_cast<const Request&>(request)));
    // In the order of stored bytes, which the store then finds in it again.
    std::string bytes;
    AppendDeterministic(response, bytes);
    return bytes;
  };
}

template <class Request, class Response>
Method Declare(absl::string_view name) {
  return {.name = std::string(name),
          .request = &Request::default_instance(),
          .response = &Response::default_instance(),
          .type = std::make_shared<const RequestType>(*Request::descriptor()),
          .receive =
              [](Method::Message& message) {
                auto& request = static_cast<Request&>(message);
                schedule::Normalize(request);
                return schedule::Validate(request);
              },
          .access = access::FindMethodAccess({name.data(), name.size()}),
          .request_id = Request::descriptor()->FindFieldByName("request_id"),
          .validate_only = Request::descriptor()->FindFieldByName("validate_only"),
          .min_revision = Request::descriptor()->FindFieldByName("min_revision_token"),
          .writes = Request::descriptor()->FindFieldByName("writes"),
          .revision = Response::descriptor()->FindFieldByName("revision_token")};
}

template <class Request, class Response>
Method Read(absl::string_view name,
            TypedOperation<storage::Snapshot, Request, Response>* operation) {
  Method method = Declare<Request, Response>(name);
  method.read = WithoutTypes(operation);
  return method;
}

template <class Request, class Response>
Method Write(absl::string_view name,
             TypedOperation<storage::Transaction, Request, Response>* operation) {
  Method method = Declare<Request, Response>(name);
  method.write = WithoutTypes(operation);
  return method;
}

// See Method::takes_many.
template <class Request, class Response>
Method Write(absl::string_view name,
             TypedOperation<storage::Transaction, Request, Response>* operation,
             std::type_identity_t<bool(const Request&)>* takes_many) {
  Method method = Write(name, operation);
  method.takes_many = [takes_many](const Method::Message& request) {
    return takes_many(static_cast<const Request&>(request));
  };
  return method;
}

// See Method::reads_zones, and takes_many.
template <class Request, class Response>
Method WriteWithNewZones(absl::string_view name,
                         TypedOperation<storage::Transaction, Request, Response>* operation,
                         std::type_identity_t<bool(const Request&)>* takes_many) {
  Method method = Write(name, operation, takes_many);
  method.reads_zones = true;
  return method;
}

// The methods of the log of changes.
Method ListsChanges(absl::string_view name);
Method WatchesChanges(absl::string_view name);

// An entry for a write that is judged and always undone.
template <class Request, class Response>
Method DryRun(absl::string_view name,
              TypedOperation<storage::Transaction, Request, Response>* operation) {
  Method method = Write(name, operation);
  method.dry_run = true;
  return method;
}

}  // namespace taqvim::rpc
