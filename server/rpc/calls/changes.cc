#include "server/rpc/calls/changes.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/rpc/calls/call_parts.h"
#include "server/rpc/calls/position.h"
#include "server/schedule/stored/page_token.h"

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

// Where inside a revision a page of changes goes on, as the position of a page token.
std::string PositionIn(const watch::ChangesPage& page) {
  return absl::StrCat(page.upto.number, " ", page.upto.nonce, " ", page.inside.parts, " ",
                      page.inside.changes);
}

// What a page token is bound to. It says itself where to go on, so where the pages began does
// not count: revisions in which nothing matches may lie between.
v1::ListChangesRequest Question(v1::ListChangesRequest request) {
  request.clear_after_revision_token();
  request.clear_from_oldest();
  return request;
}

absl::Status GoOnInside(const std::string& position, watch::ChangesQuery& query) {
  const std::vector<std::string> parts = absl::StrSplit(position, ' ');
  storage::Revision after;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &after.number) ||
      !absl::SimpleAtoi(parts[1], &after.nonce) ||
      !absl::SimpleAtoi(parts[2], &query.inside.parts) ||
      !absl::SimpleAtoi(parts[3], &query.inside.changes)) {
    return schedule::InvalidField("page_token", "is damaged; send it as it was received.",
                                  v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  }
  query.after = after;
  query.from_oldest = false;
  return absl::OkStatus();
}

absl::StatusOr<watch::ChangesPage> List(Serving& serving, const access::Identity& identity,
                                        const Method::Message& message) {
  const auto& request = static_cast<const v1::ListChangesRequest&>(message);
  ASSIGN_OR_RETURN(const auto query, ToQuery(request, identity.rights, serving.tokens));
  ASSIGN_OR_RETURN(auto page, watch::ListChanges(serving.store, TokensOf(serving.tokens), query));
  if (page.inside == watch::Inside()) return page;
  v1::ListChangesResponse rest;
  rest.set_next_page_token(schedule::MakePageToken(Question(request), PositionIn(page)));
  page.response += rest.SerializeAsString();
  return page;
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
  ASSIGN_OR_RETURN(const auto position, schedule::PositionOf(Question(request)));
  watch::ChangesQuery query = {
      .interest = ToInterest(request, rights),
      .after = after,
      .from_oldest = request.from_oldest(),
      .page_size = request.page_size() == 0 ? kDefaultPageSize : request.page_size()};
  if (!position.empty()) {
    RETURN_IF_ERROR(GoOnInside(position, query));
  }
  return query;
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
