// Translation of requests for changes into queries and streams of the hub.
#pragma once

#include "absl/status/statusor.h"
#include "server/rpc/calls/call.h"
#include "server/rpc/wire/revision_token.h"
#include "server/watch/hub.h"
#include "server/watch/list_changes.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::rpc {

// The encoder of revision tokens for what the hub sends.
watch::Tokens TokensOf(const RevisionTokens& tokens);

// Translate a request that is valid but for its token. INVALID_ARGUMENT when the token
// is damaged, FAILED_PRECONDITION when it is of another store.
absl::StatusOr<watch::ChangesQuery> ToQuery(const v1::ListChangesRequest& request,
                                            const std::shared_ptr<const access::Rights>& rights,
                                            const RevisionTokens& tokens);
absl::StatusOr<watch::StreamStart> ToStart(const v1::WatchChangesRequest& request,
                                           const std::shared_ptr<const access::Rights>& rights,
                                           const RevisionTokens& tokens);

}  // namespace taqvim::rpc
