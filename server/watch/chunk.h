// Responses of streams as lists of byte slices, which streams share.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/watch/large_revision.h"
#include "storage/revision.h"

namespace taqvim::watch {

// One revision as a view tells it. Copies share the bytes.
struct Told {
  storage::Revision revision;
  // The field `revisions` of a WatchChangesResponse.
  grpc::Slice content;
  // Its field `revision_token`: the token.
  grpc::Slice token;
  size_t size() const { return content.size(); }
};

// Fields of a WatchChangesResponse, and up to where it takes a stream: a revision and, of
// the one after it, so much.
struct Chunk {
  std::vector<grpc::Slice> fields;
  storage::Revision upto;
  Inside inside = {};

  bool empty() const { return fields.empty(); }
  grpc::ByteBuffer ToBuffer() const { return grpc::ByteBuffer(fields.data(), fields.size()); }
};

// The fields, as slices, or as bytes that are to count.
grpc::Slice TokenField(std::string_view token);
std::string RevisionField(std::string_view revision);
// The mark of a snapshot.
grpc::Slice CompleteField();

}  // namespace taqvim::watch
