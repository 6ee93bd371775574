#include "server/rpc/calls/changes.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/rpc/calls/call_parts.h"
#include "server/rpc/calls/position.h"

namespace taqvim::rpc {
namespace {

constexpr int kDefaultPageSize = 100;
constexpr absl::string_view kAfter = "after_revision_token";
constexpr absl::Duration kDefaultProgressInterval = absl::Minutes(1);

template <class Request>
watch::Interest ToInterest(const Request& request,
                           const std::shared_ptr<const access::Rights>& rights) {
  return {.filter = request.filter(), .include_before = request.include_before(), .rights = rights};
}

absl::Duration ProgressInterval(const v1::WatchChangesRequest& request) {
  if (!request.has_progress_interval()) return kDefaultProgressInterval;
  return absl::Seconds(request.progress_interval().seconds()) +
         absl::Nanoseconds(request.progress_interval().nanos());
}

absl::StatusOr<watch::ChangesPage> List(Serving& serving, const access::Identity& identity,
                                        const Method::Message& message) {
  ASSIGN_OR_RETURN(const auto query, ToQuery(static_cast<const v1::ListChangesRequest&>(message),
                                             identity.rights, serving.tokens));
  return watch::ListChanges(serving.store, TokensOf(serving.tokens), query);
}

}  // namespace

watch::Tokens TokensOf(const RevisionTokens& tokens) {
  return [tokens](const storage::Revision& revision) { return tokens.Encode(revision); };
}

Method ListsChanges(absl::string_view name) {
  Method method = Declare<v1::ListChangesRequest, v1::ListChangesResponse>(name);
  method.list = List;
  return method;
}

Method WatchesChanges(absl::string_view name) {
  Method method = Declare<v1::WatchChangesRequest, v1::WatchChangesResponse>(name);
  method.watches = true;
  return method;
}

absl::StatusOr<watch::ChangesQuery> ToQuery(const v1::ListChangesRequest& request,
                                            const std::shared_ptr<const access::Rights>& rights,
                                            const RevisionTokens& tokens) {
  ASSIGN_OR_RETURN(auto after, ToPosition(request.after_revision_token(), kAfter, tokens));
  return watch::ChangesQuery{
      .interest = ToInterest(request, rights),
      .after = after,
      .from_oldest = request.from_oldest(),
      .page_size = request.page_size() == 0 ? kDefaultPageSize : request.page_size()};
}

absl::StatusOr<watch::StreamStart> ToStart(const v1::WatchChangesRequest& request,
                                           const std::shared_ptr<const access::Rights>& rights,
                                           const RevisionTokens& tokens) {
  ASSIGN_OR_RETURN(auto after, ToPosition(request.after_revision_token(), kAfter, tokens));
  return watch::StreamStart{.interest = ToInterest(request, rights),
                            .after = after,
                            .snapshot = request.snapshot(),
                            .progress_interval = ProgressInterval(request)};
}

}  // namespace taqvim::rpc
