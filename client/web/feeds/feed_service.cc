#include "client/web/feeds/feed_service.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/calendar/calendar.h"
#include "client/web/http/conditional.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// When to ask again while the schedule is not known.
constexpr absl::Duration kAskAgain = absl::Seconds(30);

Response Refusal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return TextResponse(404, status.message());
    case absl::StatusCode::kInvalidArgument:
      return TextResponse(400, status.message());
    case absl::StatusCode::kUnavailable:
      return TryLater(503, status.message(), kAskAgain);
    default:
      return TextResponse(500,
                          "The calendar could not be made; whoever runs this site can read why.");
  }
}

// A single event is a file to open; what one subscribes to is none.
std::string Disposition(const FeedAddress& address) {
  if (address.scope != FeedScope::kEvent) return "inline";
  const std::string id = address.resource.substr(address.resource.rfind('/') + 1);
  return absl::StrCat("attachment; filename=\"", id, ".ics\"");
}

}  // namespace

FeedService::FeedService(const Copy& copy, FeedSite site, std::function<absl::Time()> now)
    : copy_(copy), site_(std::move(site)), now_(std::move(now)) {}

bool FeedService::Answers(absl::string_view path) { return absl::StartsWith(path, "/calendar/"); }

Response FeedService::Answer(const Request& request) {
  if (request.method != "GET") return MethodNotAllowed({"GET"});
  const auto address = ParseFeedAddress(request.path, request.query);
  if (!address.ok()) return Refusal(address.status());
  if (address->view != FeedView::kCalendar) {
    return Refusal(absl::NotFoundError("There is no page at this address."));
  }
  const absl::Time now = now_();
  auto feed = FeedAt(*address, now);
  if (!feed.ok()) return Refusal(feed.status());
  Response response;
  response.headers = {{"Content-Type", "text/calendar; charset=utf-8"},
                      {"ETag", feed->etag},
                      // Kept, and asked for again each time: what is taken back is gone at once.
                      {"Cache-Control", "public, no-cache"},
                      {"Content-Disposition", Disposition(*address)},
                      // A page says the same better.
                      {"X-Robots-Tag", "noindex"},
                      // Pages of others may show it.
                      {"Access-Control-Allow-Origin", "*"},
                      {"Cross-Origin-Resource-Policy", "cross-origin"}};
  response.body = std::move(feed->bytes);
  return Conditional(request, std::move(response), now);
}

absl::StatusOr<FeedBytes> FeedService::FeedAt(const FeedAddress& address, absl::Time now) {
  const std::string text = AddressText(address, FeedView::kCalendar);
  absl::StatusOr<FeedBytes> found = absl::InternalError("nothing was read");
  RETURN_IF_ERROR(copy_.Read(now, [&](const CopyView& view) {
    const FeedEdition edition{absl::StrCat(view.version),
                              absl::ToCivilDay(now, absl::UTCTimeZone())};
    if (auto kept = cache_.Find(text, edition)) {
      found = *std::move(kept);
      return;
    }
    found = [&]() -> absl::StatusOr<FeedBytes> {
      ASSIGN_OR_RETURN(const auto calendar, MakeFeed(view.schedule, address, site_, edition.day));
      ASSIGN_OR_RETURN(auto bytes, WriteCalendar(calendar));
      FeedBytes feed{.bytes = nullptr, .etag = StrongEtag(bytes)};
      feed.bytes = MakeBytes(std::move(bytes));
      cache_.Put(text, edition, feed);
      return feed;
    }();
  }));
  return found;
}

}  // namespace taqvim::web
