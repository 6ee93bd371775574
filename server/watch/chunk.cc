#include "server/watch/chunk.h"

#include "server/watch/wire.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::watch {
namespace {

using v1::WatchChangesResponse;

std::string BytesField(int number, std::string_view value) {
  std::string field;
  field.reserve(value.size() + 8);
  AppendBytes(number, value, field);
  return field;
}

}  // namespace

grpc::Slice TokenField(std::string_view token) {
  return BytesField(WatchChangesResponse::kRevisionTokenFieldNumber, token);
}

std::string RevisionField(std::string_view revision) {
  return BytesField(WatchChangesResponse::kRevisionsFieldNumber, revision);
}

grpc::Slice CompleteField() {
  std::string field;
  AppendNumber(WatchChangesResponse::kSnapshotCompleteFieldNumber, 1, field);
  return grpc::Slice(field);
}

}  // namespace taqvim::watch
