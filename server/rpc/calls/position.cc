#include "server/rpc/calls/position.h"

#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/watch/refusals.h"

namespace taqvim::rpc {

absl::StatusOr<std::optional<storage::Revision>> ToPosition(const std::string& token,
                                                            absl::string_view field,
                                                            const RevisionTokens& tokens) {
  if (token.empty()) return std::optional<storage::Revision>();
  auto revision = tokens.Decode(token);
  if (revision.ok()) return std::optional(*revision);
  if (absl::IsFailedPrecondition(revision.status())) return watch::TokenOfOtherStore();
  return schedule::InvalidField(
      {field.data(), field.size()},
      "is no token; send one exactly as the `revision_token` of an answer held it");
}

absl::StatusOr<std::optional<storage::Revision>> LeastRevision(const Method& method,
                                                               const Method::Message& request,
                                                               const RevisionTokens& tokens) {
  if (method.min_revision == nullptr) return std::optional<storage::Revision>();
  return ToPosition(request.GetReflection()->GetString(request, method.min_revision),
                    method.min_revision->name(), tokens);
}

absl::Status CheckReached(storage::Snapshot& snapshot, const storage::Revision& least) {
  const storage::Revision reached = snapshot.revision();
  if (least == reached) return absl::OkStatus();
  if (least.number >= reached.number) return watch::HistoryReplaced();
  ASSIGN_OR_RETURN(const auto kept, snapshot.RevisionAt(least.number));
  return kept.has_value() && *kept != least ? watch::HistoryReplaced() : absl::OkStatus();
}

}  // namespace taqvim::rpc
