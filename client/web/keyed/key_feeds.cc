#include "client/web/keyed/key_feeds.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/web/calendar/calendar.h"
#include "client/web/http/addresses.h"
#include "client/web/http/conditional.h"
#include "client/web/keyed/planned_calendar.h"
#include "client/web/keyed/planned_events.h"
#include "client/web/published/held_days.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// When to ask again while the server cannot be asked, and for what is too large, at which waiting
// mends little.
constexpr absl::Duration kAskAgain = absl::Seconds(60);
constexpr absl::Duration kAskSeldom = absl::Hours(6);
// In seconds.
constexpr char kScreenAgain[] = "60";

HttpLimits FailureLimits(int failures, absl::Duration apart) {
  HttpLimits limits;
  limits.requests_a_second = 1 / absl::ToDoubleSeconds(apart);
  limits.requests_in_a_burst = failures;
  return limits;
}

// Whether the server lets nobody read by the key.
bool IsNoKey(const absl::Status& status) {
  return absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status) ||
         absl::IsNotFound(status);
}

Response Refusal(const absl::Status& status) {
  if (absl::IsNotFound(status)) return TextResponse(404, status.message());
  if (absl::IsInvalidArgument(status)) return TextResponse(400, status.message());
  if (absl::IsOutOfRange(status)) return TryLater(503, status.message(), kAskSeldom);
  if (absl::IsInternal(status)) {
    return TextResponse(500, "The calendar could not be made.");
  }
  return TryLater(503, "The schedule cannot be reached; please come again in a minute.", kAskAgain);
}

}  // namespace

KeyFeeds::KeyFeeds(const Copy& copy, Options options)
    : copy_(copy),
      options_(std::move(options)),
      failure_limits_(FailureLimits(options_.failures, options_.failure_apart)),
      failures_(failure_limits_, options_.clock),
      screens_(copy, options_.site) {}

Response KeyFeeds::Answer(const Request& request) {
  const auto address = ParseKeyAddress(request.path, request.query);
  Response response = request.method != "GET" ? MethodNotAllowed({"GET"})
                      : address.ok()          ? AnswerKey(request, *address)
                                              : Refusal(address.status());
  response.headers.Set("X-Robots-Tag", "noindex, nofollow");
  // A screen has nobody who would try it again.
  const bool is_screen = address.ok() && address->is_screen;
  if (is_screen && response.status >= 400) response.headers.Set("Refresh", kScreenAgain);
  return response;
}

Response KeyFeeds::AnswerKey(const Request& request, const KeyAddress& address) {
  const std::string network = NetworkOf(request.address);
  if (const absl::Duration wait = failures_.WaitOf(network); wait > absl::ZeroDuration()) {
    return TryLater(429, "There were too many addresses of no calendar.", wait);
  }
  const absl::Time now = options_.now();
  auto response = AskFor(request, address, now);
  if (IsNoKey(response.status())) {
    failures_.CountRequest(network);
    return Refusal(NoSuchFeed());
  }
  // What the server does not understand is nothing that the caller said.
  if (absl::IsInvalidArgument(response.status())) return Refusal(absl::InternalError(""));
  if (!response.ok()) return Refusal(response.status());
  return Conditional(request, *std::move(response), now);
}

absl::StatusOr<Response> KeyFeeds::AskFor(const Request& request, const KeyAddress& address,
                                          absl::Time now) {
  ASSIGN_OR_RETURN(const auto client, options_.client_of(address.secret));
  ASSIGN_OR_RETURN(const auto caller, client->Call<v1::GetCallerResponse>(v1::GetCallerRequest()));
  ASSIGN_OR_RETURN(const FeedEdition edition, EditionOf(caller, now));
  // A hash, so that a secret is in memory no longer than its request.
  const std::string kept_as = absl::StrCat(StrongEtag(address.secret), address.language);
  const KeyScreens::Shown shown{*client, caller, kept_as, edition};
  return address.is_screen ? screens_.Show(request, shown, now) : FeedOf(address, shown, now);
}

absl::StatusOr<Response> KeyFeeds::FeedOf(const KeyAddress& address, const KeyScreens::Shown& shown,
                                          absl::Time now) {
  auto kept = cache_.Find(shown.kept_as, shown.edition);
  if (!kept) {
    ASSIGN_OR_RETURN(kept, MakeFeed(shown.client, address, shown.caller, now));
    cache_.Put(shown.kept_as, shown.edition, *kept);
  }
  Response response;
  response.headers = {{"Content-Type", "text/calendar; charset=utf-8"},
                      {"ETag", kept->etag},
                      // By who asked alone, and asked for again each time.
                      {"Cache-Control", "private, no-cache"},
                      {"Content-Disposition", "inline"}};
  response.body = kept->bytes;
  return response;
}

absl::StatusOr<FeedEdition> KeyFeeds::EditionOf(const v1::GetCallerResponse& caller,
                                                absl::Time now) const {
  FeedEdition edition;
  edition.day = absl::ToCivilDay(now, absl::UTCTimeZone());
  RETURN_IF_ERROR(copy_.Read(now, [&](const CopyView& view) {
    edition.version = absl::StrCat(view.version, " ", StrongEtag(caller.SerializeAsString()));
  }));
  return edition;
}

absl::StatusOr<FeedBytes> KeyFeeds::MakeFeed(client::Client& client, const KeyAddress& address,
                                             const v1::GetCallerResponse& caller,
                                             absl::Time now) const {
  const v1::AccessToken& key = caller.access_token();
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  ASSIGN_OR_RETURN(const auto events,
                   ReadPlannedEvents(client, HeldDays(today), IsWhole(key.feed_filter()),
                                     caller.revision_token()));
  absl::StatusOr<std::string> bytes = absl::InternalError("nothing was made");
  RETURN_IF_ERROR(copy_.Read(now, [&](const CopyView& view) {
    bytes = WriteCalendar(MakePlannedCalendar({.places = view.schedule,
                                               .events = events,
                                               .key = key,
                                               .secret = address.secret,
                                               .language = address.language,
                                               .uid_domain = options_.site.uid_domain,
                                               .today = today}));
  }));
  RETURN_IF_ERROR(bytes.status());
  FeedBytes feed{.bytes = nullptr, .etag = StrongEtag(*bytes)};
  feed.bytes = MakeBytes(*std::move(bytes));
  return feed;
}

}  // namespace taqvim::web
