// Table of the kinds of resources that `taqvim apply` writes, and the calls that read
// and write a resource of any of them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/client.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::cli {

// One kind of resource.
struct ApplyKind {
  // The key of its list in a file, such as `venues`.
  std::string key;
  // The generated message, such as taqvim.v1.Venue.
  const google::protobuf::Descriptor* resource;
  // The service with its methods.
  const google::protobuf::ServiceDescriptor* service;
  // The key of the list in whose entries this one stands; empty for a list of
  // its own.
  std::string within;
};

// In the order in which they are written: each after those that it refers to.
const std::vector<ApplyKind>& ApplyKinds();

// The kind with that key; nullptr when there is none.
const ApplyKind* FindApplyKind(absl::string_view key);

// The kind that has names of that form; nullptr when none has.
const ApplyKind* FindKindOf(absl::string_view name);

// Fields of the filter that a list takes, and a value for each, as flags take them.
using ListFilter = std::vector<std::pair<std::string, std::string>>;

// All resources of the kind that the filter leaves, below whatever they stand, in the order in
// which the server lists them.
absl::StatusOr<std::vector<std::unique_ptr<google::protobuf::Message>>> ListResources(
    client::Client& client, const ApplyKind& kind, const ListFilter& filter);

// Of a resource of any kind.
std::string NameOf(const google::protobuf::Message& resource);

// The resource as it is. NOT_FOUND when there is none of that name.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> GetResource(client::Client& client,
                                                                       const ApplyKind& kind,
                                                                       const std::string& name);

// Answer of a call that writes a resource, or validates the write.
struct WrittenResource {
  std::unique_ptr<google::protobuf::Message> resource;
  // The confirmed events that are in conflict with it, as closures make them.
  v1::ConflictReport conflicts;
};

// Whether a call writes, or only says what it would do.
enum class WriteMode { kWrite, kValidateOnly };

// Creates the resource under its name.
absl::StatusOr<WrittenResource> CreateResource(client::Client& client, const ApplyKind& kind,
                                               const google::protobuf::Message& resource,
                                               WriteMode mode);

// Changes the fields named in the mask; the resource carries its etag.
absl::StatusOr<WrittenResource> UpdateResource(client::Client& client, const ApplyKind& kind,
                                               const google::protobuf::Message& resource,
                                               const std::vector<std::string>& mask,
                                               WriteMode mode);

// Deletes the resource, or says whether that would be refused; it carries its etag.
absl::Status DeleteResource(client::Client& client, const ApplyKind& kind,
                            const google::protobuf::Message& resource, WriteMode mode);

}  // namespace taqvim::cli
