#include "client/web/keyed/key_screens.h"

#include <optional>
#include <utility>

#include "client/web/keyed/key_address.h"
#include "client/web/keyed/planned_events.h"
#include "client/web/keyed/reserved_times.h"
#include "client/web/pages/page_response.h"
#include "client/web/pages/request_context.h"
#include "client/web/published/held_days.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// Of more screens than there are doors.
constexpr size_t kMostKept = 1'000;

// The one space or venue that the feed is of, and of nothing else; empty where there is none.
std::string PlaceOf(const v1::EventFilter& feed) {
  v1::EventFilter rest = feed;
  rest.clear_spaces();
  rest.clear_venues();
  const bool is_of_places =
      google::protobuf::util::MessageDifferencer::Equals(rest, v1::EventFilter());
  if (!is_of_places || feed.spaces_size() + feed.venues_size() != 1) return "";
  return feed.spaces_size() == 1 ? feed.spaces(0) : feed.venues(0);
}

}  // namespace

absl::StatusOr<Response> KeyScreens::Show(const Request& request, const Shown& shown,
                                          absl::Time now) {
  const std::string place = PlaceOf(shown.caller.access_token().feed_filter());
  if (place.empty()) return TextResponse(404, NoSuchFeed().message());
  ASSIGN_OR_RETURN(const Blocks blocks, BlocksFor(shown, now));
  std::optional<std::string> html;
  RETURN_IF_ERROR(WithContext(copy_, site_, request, now, [&](const PageContext& context) {
    html = KioskPage(place, blocks, context);
  }));
  if (!html) return TextResponse(404, NoSuchFeed().message());
  Response response = PageResponse(site_, 200, *std::move(html), LanguageOf(request));
  response.headers.Set("Cache-Control", "private, no-cache");
  return response;
}

absl::StatusOr<KeyScreens::Blocks> KeyScreens::BlocksFor(const Shown& shown, absl::Time now) {
  {
    absl::MutexLock lock(&mutex_);
    const auto kept = kept_.find(shown.kept_as);
    if (kept != kept_.end() && kept->second.edition == shown.edition) return kept->second.blocks;
  }
  const CivilDays days = HeldDays(absl::ToCivilDay(now, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const auto events, ReadPlannedEvents(shown.client, days, /*whole=*/false,
                                                        shown.caller.revision_token()));
  Blocks blocks;
  RETURN_IF_ERROR(copy_.Read(now, [&](const CopyView& view) {
    blocks = ReservedTimes(view.schedule, events, shown.caller.access_token().feed_filter());
  }));
  absl::MutexLock lock(&mutex_);
  if (kept_.size() >= kMostKept) kept_.clear();
  kept_[shown.kept_as] = {shown.edition, blocks};
  return blocks;
}

}  // namespace taqvim::web
