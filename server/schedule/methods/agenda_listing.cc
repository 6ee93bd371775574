#include "server/schedule/methods/agenda_listing.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/schedule/event/agenda.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/event/event_search.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/methods/occurrence_teller.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/scan.h"

namespace taqvim::schedule {
namespace {

using storage::ResourceId;
using storage::Start;

// Found at once: enough to be quick, few enough to hold.
constexpr int kChunk = 200;
constexpr int64_t kDaySeconds = 24 * 3600;

// Where a page ends: all up to that key are done.
struct Position {
  Start start;
  AgendaKey key = AgendaKey::Last();
};

std::string ToText(const Position& position) {
  const std::string start = absl::StrCat(position.start.second, ",", position.start.id);
  if (position.key == AgendaKey::Last()) return start;
  return absl::StrCat(start, ",", absl::FormatCivilTime(position.key.day), ",", position.key.stop);
}

absl::StatusOr<Position> PositionIn(const v1::ListOccurrencesRequest& request, int64_t begin) {
  ASSIGN_OR_RETURN(const auto text, PositionOf(request));
  Position position{.start = {begin, 0}};
  if (text.empty()) return position;
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  const bool has_key = parts.size() == 4;
  if ((parts.size() == 2 || has_key) && absl::SimpleAtoi(parts[0], &position.start.second) &&
      absl::SimpleAtoi(parts[1], &position.start.id) && position.start.second >= begin &&
      (!has_key || (absl::ParseCivilTime(parts[2], &position.key.day) &&
                    absl::SimpleAtoi(parts[3], &position.key.stop)))) {
    return position;
  }
  return InvalidField("page_token", "The page token is damaged; begin again without one.",
                      v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

// The second of all that began before the window.
int64_t BeforeWindow(const CivilDays& window) {
  return ToSecondNumber(absl::CivilSecond(window.first)) - 1;
}

// What a page knows of an event that it has come upon.
struct Known {
  explicit Known(v1::Event visible) : event(std::move(visible)), agenda(event) {}

  const v1::Event event;  // as the caller sees it
  const Agenda agenda;
  bool matches = false;
  bool open = false;
  size_t bytes = 0;
  bool looked_at = false;
};

class Page {
 public:
  Page(storage::Snapshot& snapshot, const Caller& caller, const v1::ListOccurrencesRequest& request,
       const Position& begin)
      : snapshot_(snapshot),
        rights_(caller.rights),
        request_(request),
        window_(WindowOf(request.window())),
        matcher_(request.filter()),
        begin_(begin),
        position_(begin),
        bounds_(PageSize(request.page_size())),
        teller_(snapshot, response_) {}

  absl::StatusOr<v1::ListOccurrencesResponse> Run() {
    ASSIGN_OR_RETURN(search_, EventSearch::Make(snapshot_, rights_, request_.filter()));
    if (!search_.has_value()) return response_;
    if (begin_.start.second == BeforeWindow(window_)) RETURN_IF_ERROR(ListWhatBeganBefore());
    if (!over_) RETURN_IF_ERROR(ListWhatBeginsInIt());
    if (over_) response_.set_next_page_token(MakePageToken(request_, ToText(position_)));
    return std::move(response_);
  }

 private:
  // The last event that needs not be looked at again of those that begin together.
  static ResourceId DoneOf(const Position& position) {
    return position.key == AgendaKey::Last() ? position.start.id : position.start.id - 1;
  }

  absl::Status ListWhatBeganBefore() {
    storage::SearchQuery query = search_->query();
    query.days = ToDayRange({window_.first - 1, window_.first});
    query.throughout = true;
    query.after = DoneOf(begin_);
    query.limit = kChunk;
    while (!over_) {
      ASSIGN_OR_RETURN(auto found, snapshot_.Search(query));
      for (ResourceId id : found.ids) {
        if (!over_) RETURN_IF_ERROR(LookAt({BeforeWindow(window_), id}));
      }
      if (over_ || found.complete) return absl::OkStatus();
      query.after = found.reached;
      Breathe({.start = {BeforeWindow(window_), found.reached}});
    }
    return absl::OkStatus();
  }

  absl::Status ListWhatBeginsInIt() {
    storage::StartQuery query{.criteria = search_->query().criteria, .limit = kChunk};
    query.through = ToSecondNumber(absl::CivilSecond(window_.last)) + kDaySeconds - 1;
    query.after = {BeforeWindow(window_), std::numeric_limits<ResourceId>::max()};
    query.after = std::max(query.after, {begin_.start.second, DoneOf(begin_)});
    while (!over_) {
      ASSIGN_OR_RETURN(auto found, snapshot_.SearchStarts(query));
      for (const Start& start : found.starts) {
        if (!over_) RETURN_IF_ERROR(LookAt(start));
      }
      if (over_ || found.complete) return absl::OkStatus();
      query.after = found.reached;
      Breathe({.start = found.reached});
    }
    return absl::OkStatus();
  }

  // Ends the page where it has come to, if its snapshot must be given up soon.
  void Breathe(const Position& reached) {
    if (!snapshot_.Hurries()) return;
    if (!bounds_.IsFull()) position_ = reached;
    over_ = true;
  }

  // nullptr when there is no such event, for the caller.
  absl::StatusOr<Known*> Find(ResourceId id) {
    auto [at, is_new] = known_.try_emplace(id);
    if (!is_new) return at->second.get();
    ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(id));
    if (!resource) return nullptr;
    v1::Event event;
    RETURN_IF_ERROR(FromResource(*resource, &event));
    if (!rights_.KnowsOf(event)) return nullptr;
    const bool open = rights_.SeesAllOf(event);
    access::Show(rights_, event);
    at->second = std::make_unique<Known>(std::move(event));
    Known& known = *at->second;
    known.matches = matcher_.Matches(known.event);
    known.open = open;
    known.bytes = open ? resource->body.size() : known.event.ByteSizeLong();
    return &known;
  }

  bool BeganBefore(const Start& start) const { return start.second == BeforeWindow(window_); }

  std::vector<AgendaKey> KeysOf(const Known& known, const Start& start) const {
    std::vector<AgendaKey> keys = BeganBefore(start) ? known.agenda.BegunBefore(window_.first)
                                                     : known.agenda.BeginningAt(start.second);
    if (start == begin_.start) {
      std::erase_if(keys, [this](const AgendaKey& key) { return key <= begin_.key; });
    }
    return keys;
  }

  // Whether looking at it is work: not where the caller must not learn that there was
  // anything to look at. By days an event may be found that is booked for longer than it
  // takes place; by a start, one that has moved.
  bool Counts(const Known& known, const Start& start, const std::vector<AgendaKey>& keys) const {
    if (keys.empty()) return known.open && BeganBefore(start);
    return known.matches || known.open || search_->CountsClosed(known.event);
  }

  // A full page goes on only until it has seen whether there is a next one.
  absl::Status LookAt(const Start& start) {
    ASSIGN_OR_RETURN(Known * known, Find(start.id));
    if (known == nullptr) return absl::OkStatus();
    const std::vector<AgendaKey> keys = KeysOf(*known, start);
    const bool counts = Counts(*known, start, keys);
    if (bounds_.IsFull()) {
      over_ = counts || snapshot_.Hurries();
      return absl::OkStatus();
    }
    if (counts) bounds_.Look(std::exchange(known->looked_at, true) ? 0 : known->bytes);
    if (known->matches) RETURN_IF_ERROR(Take(*known, start, keys));
    if (counts && !over_) position_ = {.start = start};
    if (!over_) Breathe({.start = start});
    return absl::OkStatus();
  }

  absl::Status Take(const Known& known, const Start& start, const std::vector<AgendaKey>& keys) {
    bool first = true;
    for (const AgendaKey& key : keys) {
      ASSIGN_OR_RETURN(auto told, teller_.Tell(known.agenda, key));
      over_ = !bounds_.HasRoomFor(told.bytes) || (!first && bounds_.IsFull());
      if (over_) return absl::OkStatus();
      first = false;
      for (size_t i = 0; i < told.places.size(); ++i) bounds_.Look(0);
      bounds_.Take(told.bytes);
      teller_.Add(std::move(told));
      position_ = {start, key};
    }
    return absl::OkStatus();
  }

  storage::Snapshot& snapshot_;
  const access::Rights& rights_;
  const v1::ListOccurrencesRequest& request_;
  const CivilDays window_;
  const EventMatcher matcher_;
  const Position begin_;
  Position position_;
  PageBounds bounds_;
  std::optional<EventSearch> search_;
  v1::ListOccurrencesResponse response_;
  OccurrenceTeller teller_;
  absl::flat_hash_map<ResourceId, std::unique_ptr<Known>> known_;
  bool over_ = false;
};

}  // namespace

absl::StatusOr<v1::ListOccurrencesResponse> ListAgenda(storage::Snapshot& snapshot,
                                                       const Caller& caller,
                                                       const v1::ListOccurrencesRequest& request) {
  ASSIGN_OR_RETURN(auto begin, PositionIn(request, BeforeWindow(WindowOf(request.window()))));
  return Page(snapshot, caller, request, begin).Run();
}

}  // namespace taqvim::schedule
