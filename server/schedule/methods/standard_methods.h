// The standard methods - get, list, create, update, delete - written once for
// every kind of resource that is not an event.
//
// What differs from kind to kind stands in a traits struct, derived from
// NoHooks:
//
//   using Message = v1::Space;
//   static constexpr storage::Kind kKind = storage::Kind::kSpace;
//   static constexpr char kField[] = "space";  // in the requests
//   Of(request), In(response), ListIn(response), IdOf(create_request): the
//       message, the field for it, the field for a page, the id asked for.
//   References(message): what it refers to.
//
// The functions are used by the operations of schedule/api.h, which they
// implement but for what a kind adds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/access/rights.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/base/names.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/event/resource_filter.h"
#include "server/schedule/stored/caller.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/references.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/scan.h"
#include "server/schedule/stored/uid.h"
#include "server/schedule/write/public_update_time.h"
#include "storage/transaction.h"

namespace taqvim::schedule::standard {

// What a method may add to a message before it is put: `before` is what is stored of it, null
// on creation.
struct Unprepared {
  void operator()(const auto* /*before*/, auto& /*after*/) const {}
};

// Default hooks: what a kind may add to the standard methods. `before` is the stored
// message, null on creation; `scope` the path to the message, such as `space`.
template <class M>
struct NoHooks {
  using Message = M;
  // Further checks of the message, before it is put.
  static absl::Status CheckPut(storage::Snapshot&, const std::string& /*scope*/,
                               const Message* /*before*/, const Message& /*after*/) {
    return absl::OkStatus();
  }
  // Creates what must exist before its references are resolved.
  static absl::Status BeforePut(storage::Transaction&, const Message& /*after*/) {
    return absl::OkStatus();
  }
  // Writes what follows from the message, once it is put.
  static absl::Status AfterPut(storage::Transaction&, storage::ResourceId,
                               const Message* /*before*/, const Message& /*after*/) {
    return absl::OkStatus();
  }
  // OK when nothing ahead needs it, so that it may be deleted or archived, else the
  // error, which names what the caller may see of that.
  static absl::Status CheckUnneeded(storage::Snapshot&, const access::Rights&,
                                    const storage::Resource&) {
    return absl::OkStatus();
  }
  // OK when it may be used again that was archived, else the error.
  static absl::Status CheckUsable(storage::Snapshot&, const Message& /*after*/) {
    return absl::OkStatus();
  }
  // Writes what follows once it is deleted.
  static absl::Status AfterDelete(storage::Transaction&, const storage::Resource&) {
    return absl::OkStatus();
  }
};

// A resource, and its message with the etag.
template <class Message>
struct Stored {
  std::shared_ptr<const storage::Resource> resource;
  Message message;
};

// NOT_FOUND when there is none of that name.
template <class Traits>
absl::StatusOr<Stored<typename Traits::Message>> FindStored(storage::Snapshot& snapshot,
                                                            const std::string& name) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(Traits::kKind, name));
  if (!resource) return NotFound(name);
  ASSIGN_OR_RETURN(auto message, Read<typename Traits::Message>(*resource));
  return Stored<typename Traits::Message>{std::move(resource), std::move(message)};
}

inline google::protobuf::Timestamp Now(storage::Snapshot& snapshot) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(snapshot.now()));
}

// The refusal to delete what others refer to: names up to ten of them that may be seen.
absl::Status StillReferredTo(storage::Snapshot& snapshot, const access::Rights& rights,
                             const storage::Resource& resource);

template <class Message>
bool IsArchived(const Message& message) {
  if constexpr (requires { message.archived(); }) return message.archived();
  return false;
}

// The facets of the message, for kinds that are searched.
template <class Message>
std::optional<storage::Facets> SearchedBy(const Message& message) {
  if constexpr (requires { FacetsOf(message); }) return FacetsOf(message);
  return std::nullopt;
}

// Puts the message under the id as it is, with these links.
template <class Traits>
absl::Status Apply(storage::Transaction& transaction, storage::ResourceId id,
                   const typename Traits::Message& message,
                   const std::vector<storage::Link>& links) {
  storage::Mutation mutation;
  mutation.puts.push_back({.id = id,
                           .kind = Traits::kKind,
                           .name = message.name(),
                           .body = ToBody(message),
                           .archived = IsArchived(message),
                           .links = links,
                           .facets = SearchedBy(message)});
  return transaction.Apply(std::move(mutation));
}

// Creates (`before` null) or replaces a message that is valid by CheckMessage,
// and returns it with its times and etag. Its name is set.
template <class Traits>
absl::StatusOr<typename Traits::Message> Put(storage::Transaction& transaction,
                                             const std::string& scope,
                                             const Stored<typename Traits::Message>* before,
                                             typename Traits::Message after) {
  const typename Traits::Message* stored = before ? &before->message : nullptr;
  RETURN_IF_ERROR(Traits::CheckPut(transaction, scope, stored, after));
  RETURN_IF_ERROR(Traits::BeforePut(transaction, after));
  ASSIGN_OR_RETURN(auto links, ResolveReferences(transaction, scope, Traits::References(after),
                                                 stored ? Traits::References(*stored)
                                                        : std::vector<Reference>{}));
  *after.mutable_update_time() = Now(transaction);
  *after.mutable_create_time() = stored ? stored->create_time() : after.update_time();
  after.set_uid(stored ? stored->uid() : NewUid(transaction));
  if constexpr (requires { SettlePublicUpdateTime(after, after); }) {
    SettlePublicUpdateTime(stored ? *stored : typename Traits::Message(), after);
  }
  const storage::ResourceId id = before ? before->resource->id : transaction.NewId();
  RETURN_IF_ERROR(Apply<Traits>(transaction, id, after, std::move(links)));
  RETURN_IF_ERROR(Traits::AfterPut(transaction, id, stored, after));
  after.set_etag(EtagOf(ToBody(after)));
  return after;
}

template <class Traits, class Response, class Request>
absl::StatusOr<Response> Get(storage::Snapshot& snapshot, const Caller& caller,
                             const Request& request) {
  ASSIGN_OR_RETURN(auto stored, FindStored<Traits>(snapshot, request.name()));
  access::ShowResource(caller.rights, stored.message);
  Response response;
  *Traits::In(response) = std::move(stored.message);
  return response;
}

// Reads the message as the caller sees it, and returns about how many bytes that is.
template <class Message>
absl::StatusOr<size_t> ReadShown(const access::Rights& rights, const storage::Resource& resource,
                                 Message& message) {
  RETURN_IF_ERROR(FromResource(resource, &message));
  if (!rights.IsPublic()) return resource.body.size();
  access::ShowResource(rights, message);
  return message.ByteSizeLong();
}

// Whether the filter asks for what the caller sees of no resource.
template <class Request>
bool AsksForHidden(const access::Rights& rights, const Request& request) {
  if constexpr (requires { request.filter(); }) {
    return rights.IsPublic() &&
           (!request.filter().external_id().empty() || !request.filter().apply_set().empty());
  }
  return false;
}

// Where a list request looks: the whole of a kind, or what is of one venue.
struct Listed {
  std::string name_prefix;
  storage::ResourceId venue = 0;
};

// NOT_FOUND when its parent does not exist.
template <class Traits, class Request>
absl::StatusOr<Listed> WhereListed(storage::Snapshot& snapshot, const Request& request) {
  if constexpr (requires { request.parent(); }) {
    if (request.parent() == "venues/-") return Listed();
    ASSIGN_OR_RETURN(auto venue, snapshot.Find(storage::Kind::kVenue, request.parent()));
    if (!venue) return NotFound(request.parent());
    return Listed{NamePrefix(Traits::kKind, request.parent()), venue->id};
  } else {
    return Listed();
  }
}

template <class Request>
bool Shows(const Request& request, const storage::Resource& resource) {
  if constexpr (requires { request.show_archived(); }) {
    return request.show_archived() || !resource.archived;
  }
  return true;
}

// A page of what a filter, which narrows the query, leaves.
template <class Traits, class Response, class Request>
absl::StatusOr<Response> ListFound(storage::Snapshot& snapshot, const Caller& caller,
                                   const Request& request, storage::SearchQuery query) {
  Response response;
  typename Traits::Message message;
  size_t bytes = 0;
  const auto look = [&](const storage::Resource& resource) -> absl::StatusOr<Look> {
    ASSIGN_OR_RETURN(bytes, ReadShown(caller.rights, resource, message));
    return Look{.matches = Shows(request, resource) && Matches(request.filter(), message),
                .work = bytes};
  };
  const auto take = [&](const storage::Resource&) -> absl::StatusOr<size_t> {
    *Traits::ListIn(response)->Add() = std::move(message);
    return bytes;
  };
  ASSIGN_OR_RETURN(auto next,
                   Scan(snapshot, std::move(query), PageSize(request.page_size()), look, take));
  response.set_next_page_token(ScanToken(request, next));
  return response;
}

// A page of all, or of those that the filter of the request means, where it has one.
template <class Traits, class Response, class Request>
absl::StatusOr<Response> List(storage::Snapshot& snapshot, const Caller& caller,
                              const Request& request) {
  ASSIGN_OR_RETURN(auto where, WhereListed<Traits>(snapshot, request));
  ASSIGN_OR_RETURN(auto after, ScanPosition(request));
  if (AsksForHidden(caller.rights, request)) return Response();
  if constexpr (requires { request.filter(); }) {
    storage::SearchQuery search{.kind = Traits::kKind, .after = after};
    ASSIGN_OR_RETURN(auto possible, Narrow(snapshot, request.filter(), search));
    if (!possible) return Response();
    if (!search.criteria.empty() || search.days.has_value()) {
      if (where.venue != 0) {
        search.criteria.push_back({.links = {{storage::LinkRole::kVenue, where.venue}}});
      }
      return ListFound<Traits, Response>(snapshot, caller, request, std::move(search));
    }
  }
  storage::ListQuery query{.kind = Traits::kKind, .name_prefix = where.name_prefix, .after = after};
  if constexpr (requires { request.show_archived(); })
    query.show_archived = request.show_archived();
  Response response;
  const auto take = [&](const storage::Resource& resource) -> absl::StatusOr<Taken> {
    typename Traits::Message message;
    ASSIGN_OR_RETURN(const size_t bytes, ReadShown(caller.rights, resource, message));
    if constexpr (requires { request.filter(); }) {
      if (!Matches(request.filter(), message)) return Taken{};
    }
    *Traits::ListIn(response)->Add() = std::move(message);
    return Taken{bytes};
  };
  ASSIGN_OR_RETURN(auto next, Scan(snapshot, query, PageSize(request.page_size()), take));
  response.set_next_page_token(ScanToken(request, next));
  return response;
}

// A name that is not taken: with the id asked for, or, without one, a new id.
// ALREADY_EXISTS when the one asked for is taken.
absl::StatusOr<std::string> NewName(storage::Transaction& transaction, storage::Kind kind,
                                    const std::string& parent, const std::string& id);

// The parent of a new resource, which must exist and not be archived: else
// INVALID_ARGUMENT at `parent`. Empty for kinds without one.
template <class Request>
absl::StatusOr<std::string> ParentOf(storage::Snapshot& snapshot, const Request& request) {
  if constexpr (requires { request.parent(); }) {
    ASSIGN_OR_RETURN(auto venue, snapshot.Find(storage::Kind::kVenue, request.parent()));
    if (!venue || venue->archived) return ReferenceNotFound("parent", request.parent());
    return request.parent();
  } else {
    return "";
  }
}

template <class Traits, class Response, class Request, class Prepare = Unprepared>
absl::StatusOr<Response> Create(storage::Transaction& transaction, const Request& request,
                                Prepare prepare = {}) {
  ASSIGN_OR_RETURN(auto parent, ParentOf(transaction, request));
  ASSIGN_OR_RETURN(auto name, NewName(transaction, Traits::kKind, parent, Traits::IdOf(request)));
  typename Traits::Message message = Traits::Of(request);
  ClearOutputOnly(&message);
  if (IsArchived(message)) {
    return InvalidField(absl::StrCat(Traits::kField, ".archived"),
                        "is for what there is already; leave it out of what is new");
  }
  message.set_name(name);
  prepare(static_cast<const typename Traits::Message*>(nullptr), message);
  ASSIGN_OR_RETURN(auto created,
                   Put<Traits>(transaction, Traits::kField, nullptr, std::move(message)));
  Response response;
  *Traits::In(response) = std::move(created);
  return response;
}

// The stored message with the change merged into it, checked as a whole.
template <class Traits, class Request>
absl::StatusOr<typename Traits::Message> Merge(const typename Traits::Message& stored,
                                               const Request& request) {
  typename Traits::Message merged = stored;
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), Traits::Of(request), &merged));
  FieldErrors errors;
  FieldErrors::Scope scope(errors, Traits::kField);
  CheckUpdated(stored, merged, errors);
  RETURN_IF_ERROR(errors.ToStatus());
  return merged;
}

// An update that changes nothing returns the stored message, and writes nothing.
template <class Traits, class Response, class Request, class Prepare = Unprepared>
absl::StatusOr<Response> Update(storage::Transaction& transaction, const Caller& caller,
                                const Request& request, Prepare prepare = {}) {
  const typename Traits::Message& change = Traits::Of(request);
  ASSIGN_OR_RETURN(auto stored, FindStored<Traits>(transaction, change.name()));
  if (change.etag() != stored.message.etag()) return EtagMismatch(change.name());
  auto merged = Merge<Traits>(stored.message, request);
  if (!merged.ok()) return merged.status();
  prepare(&stored.message, *merged);
  if (IsArchived(*merged) != IsArchived(stored.message)) {
    RETURN_IF_ERROR(IsArchived(*merged)
                        ? Traits::CheckUnneeded(transaction, caller.rights, *stored.resource)
                        : Traits::CheckUsable(transaction, *merged));
  }
  if (ToBody(*merged) != stored.resource->body) {
    merged = Put<Traits>(transaction, Traits::kField, &stored, *std::move(merged));
    if (!merged.ok()) return merged.status();
  }
  Response response;
  *Traits::In(response) = *std::move(merged);
  return response;
}

// What is referred to stays.
template <class Traits, class Response, class Request>
absl::StatusOr<Response> Delete(storage::Transaction& transaction, const Caller& caller,
                                const Request& request) {
  ASSIGN_OR_RETURN(auto stored, FindStored<Traits>(transaction, request.name()));
  if (request.etag() != stored.message.etag()) return EtagMismatch(request.name());
  const std::shared_ptr<const storage::Resource> resource = stored.resource;
  RETURN_IF_ERROR(Traits::CheckUnneeded(transaction, caller.rights, *resource));
  ASSIGN_OR_RETURN(auto referred, IsReferredTo(transaction, resource->id));
  if (referred) return StillReferredTo(transaction, caller.rights, *resource);
  storage::Mutation mutation;
  mutation.deletes.push_back(resource->id);
  RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
  RETURN_IF_ERROR(Traits::AfterDelete(transaction, *resource));
  return Response();
}

// Puts an assumed message: creates it, or replaces the one of that name, whatever its
// etag; an archived one, too. Writes nothing where nothing differs. `path` is where the
// message stands.
template <class Traits, class Prepare = Unprepared>
absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const typename Traits::Message& assumed, Prepare prepare = {}) {
  typename Traits::Message message = assumed;
  ClearOutputOnly(&message);
  message.set_name(assumed.name());
  auto stored = FindStored<Traits>(transaction, assumed.name());
  if (absl::IsNotFound(stored.status())) {
    prepare(static_cast<const typename Traits::Message*>(nullptr), message);
    return Put<Traits>(transaction, path, nullptr, std::move(message)).status();
  }
  if (!stored.ok()) return stored.status();
  message.set_uid(stored->message.uid());
  *message.mutable_create_time() = stored->message.create_time();
  *message.mutable_update_time() = stored->message.update_time();
  if constexpr (requires { message.has_public_update_time(); }) {
    if (stored->message.has_public_update_time()) {
      *message.mutable_public_update_time() = stored->message.public_update_time();
    }
  }
  prepare(&stored->message, message);
  if (ToBody(message) == stored->resource->body) return absl::OkStatus();
  return Put<Traits>(transaction, path, &*stored, std::move(message)).status();
}

}  // namespace taqvim::schedule::standard
