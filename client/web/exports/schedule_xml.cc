#include "client/web/exports/schedule_xml.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/markup/markup_writer.h"
#include "client/web/exports/name_uuid.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/pages/listing.h"
#include "client/web/published/civil.h"
#include "client/web/published/instants.h"
#include "client/web/words/dates.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

constexpr absl::Duration kLongest = absl::Hours(100);
// Of those on which culture days last: they may be said to do so for thousands of years.
constexpr size_t kMostDays = 366;

// One time of an event, with what is worked out of it.
struct Session {
  const v1::Event* event;
  const Occurrence* occurrence;
  absl::Time start;
  absl::Time end;
  std::string room;
};

// By day, and by room in order of their names.
using Rooms = std::map<std::string, std::vector<Session>>;
using Days = std::map<absl::CivilDay, Rooms>;

const google::type::DateTime& StartOf(const Session& session) {
  return session.occurrence->period.timed().start();
}

// Its spaces, or else where it takes place.
std::string RoomOf(const v1::Event& event, const PageContext& context) {
  std::vector<std::string> rooms;
  for (const v1::Booking& booking : event.bookings()) {
    const v1::Space* space = context.schedule.FindSpace(booking.space());
    if (space != nullptr) rooms.push_back(context.Text(space->title()));
  }
  return rooms.empty() ? PlacesText(context.schedule, event, context.languages)
                       : absl::StrJoin(rooms, ", ");
}

std::string GuidOf(const Session& session) {
  const v1::Event& event = *session.event;
  if (!event.has_recurrence()) return event.uid();
  return NameUuid(event.uid(), absl::FormatCivilTime(session.occurrence->day));
}

std::string IdOf(const v1::Event& event) {
  return event.name().substr(event.name().rfind('/') + 1);
}

std::string SlugOf(const Session& session) {
  const std::string id = IdOf(*session.event);
  if (!session.event->has_recurrence()) return id;
  return absl::StrCat(id, "-", absl::FormatCivilTime(session.occurrence->day));
}

class ScheduleXmlWriter {
 public:
  ScheduleXmlWriter(const PublishedEvent& programme, const PageContext& context)
      : programme_(programme), context_(context) {}

  std::string Write() && {
    Collect();
    out_.Verbatim("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out_.Open("schedule");
    out_.Empty("generator", {{"name", "taqvim-web"}});
    out_.Element("version", {},
                 absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", changed_, absl::UTCTimeZone()));
    WriteConference();
    int index = 0;
    for (const auto& [day, rooms] : days_) WriteDay(++index, day, rooms);
    return std::move(out_).Finish();
  }

 private:
  void Collect() {
    changed_ = ModifiedAt(programme_.event);
    for (const Occurrence& stop : programme_.occurrences) {
      const CivilDays days = DaysOf(stop.period);
      for (absl::CivilDay day = days.first; day <= days.last && days_.size() < kMostDays; ++day) {
        days_[day];
      }
    }
    for (const PublishedEvent* member : context_.schedule.EventsOf(programme_.event.name())) {
      changed_ = std::max(changed_, ModifiedAt(member->event));
      if (member->event.state() == v1::EVENT_STATE_CANCELLED) continue;
      for (const Occurrence& occurrence : member->occurrences) Add(member->event, occurrence);
    }
    for (auto& [day, rooms] : days_) {
      for (auto& [room, sessions] : rooms) {
        std::sort(sessions.begin(), sessions.end(), [](const Session& a, const Session& b) {
          return std::make_pair(a.start, a.event->name()) <
                 std::make_pair(b.start, b.event->name());
        });
      }
    }
  }

  void Add(const v1::Event& event, const Occurrence& occurrence) {
    if (!occurrence.period.has_timed()) return;
    const auto& timed = occurrence.period.timed();
    Session session{&event, &occurrence, InstantOf(timed.start(), occurrence.time_zone),
                    InstantOf(timed.end(), occurrence.time_zone), RoomOf(event, context_)};
    if (session.end - session.start >= kLongest) return;
    if (zone_.empty()) zone_ = occurrence.time_zone;
    Rooms& rooms = days_[absl::CivilDay(SecondOf(timed.start()))];
    rooms[session.room].push_back(std::move(session));
  }

  void WriteConference() {
    out_.Open("conference");
    out_.Element("title", {}, context_.Text(programme_.event.title()));
    out_.Element("acronym", {}, IdOf(programme_.event));
    if (!days_.empty()) {
      out_.Element("start", {}, absl::FormatCivilTime(days_.begin()->first));
      out_.Element("end", {}, absl::FormatCivilTime(days_.rbegin()->first));
    }
    out_.Element("days", {}, absl::StrCat(days_.size()));
    out_.Element("timeslot_duration", {}, "00:05");
    out_.Element("base_url", {}, absl::StrCat(context_.site.address, PathOf(programme_.event)));
    if (!zone_.empty()) out_.Element("time_zone_name", {}, zone_);
    out_.Close();
  }

  // From its first event to the end of its last; the whole day where there is none.
  std::pair<absl::Time, absl::Time> HoursOf(absl::CivilDay day, const Rooms& rooms) const {
    if (rooms.empty()) return {absl::FromCivil(day, Zone()), absl::FromCivil(day + 1, Zone())};
    std::pair<absl::Time, absl::Time> hours = {absl::InfiniteFuture(), absl::InfinitePast()};
    for (const auto& [room, sessions] : rooms) {
      for (const Session& session : sessions) {
        hours.first = std::min(hours.first, session.start);
        hours.second = std::max(hours.second, session.end);
      }
    }
    return hours;
  }

  // By whose clocks days begin.
  absl::TimeZone Zone() const {
    absl::TimeZone zone = absl::UTCTimeZone();
    absl::LoadTimeZone(zone_, &zone);
    return zone;
  }

  std::string Stamp(absl::Time time) const {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", time, Zone());
  }

  void WriteDay(int index, absl::CivilDay day, const Rooms& rooms) {
    const auto [start, end] = HoursOf(day, rooms);
    out_.Open("day", {{"index", absl::StrCat(index)},
                      {"date", absl::FormatCivilTime(day)},
                      {"start", Stamp(start)},
                      {"end", Stamp(end)}});
    for (const auto& [room, sessions] : rooms) {
      out_.Open("room", {{"name", room}});
      for (const Session& session : sessions) WriteSession(session);
      out_.Close();
    }
    out_.Close();
  }

  // Positive, of 31 bits, as some apps keep it so; none twice.
  std::string NumberOf(const std::string& guid) {
    uint32_t number = 0;
    const std::string hash = NameUuid(guid, "number");
    (void)absl::SimpleHexAtoi(hash.substr(0, 8), &number);
    do {
      number = (number & 0x7fffffff) == 0x7fffffff ? 1 : (number & 0x7fffffff) + 1;
    } while (!numbers_.insert(number).second);
    return absl::StrCat(number);
  }

  void WriteSession(const Session& session) {
    const v1::Event& event = *session.event;
    const std::string guid = GuidOf(session);
    const int64_t minutes = absl::ToInt64Minutes(session.end - session.start);
    const auto& languages = event.spoken_languages();
    std::string type = CategoryKey(event);
    type = std::string(absl::StripPrefix(absl::StripPrefix(type, "form-"), "kind-"));
    out_.Open("event", {{"guid", guid}, {"id", NumberOf(guid)}});
    out_.Element("room", {}, session.room);
    out_.Element("title", {}, context_.Text(event.title()));
    out_.Element("subtitle", {}, "");
    out_.Element("type", {}, type);
    out_.Element("date", {}, InstantText(StartOf(session), session.occurrence->time_zone));
    out_.Element("start", {}, HourText(SecondOf(StartOf(session))));
    out_.Element("duration", {}, absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60));
    out_.Element("abstract", {}, "");
    out_.Element("slug", {}, SlugOf(session));
    out_.Element("track", {}, KindText(event, context_));
    out_.Element("language", {}, languages.empty() ? "" : languages[0]);
    out_.Element("description", {}, context_.Text(event.description()));
    if (!event.web_address().empty()) {
      out_.Open("links");
      out_.Element("link", {{"href", event.web_address()}}, event.web_address());
      out_.Close();
    }
    out_.Element("url", {}, absl::StrCat(context_.site.address, context_.Link(PathOf(event))));
    out_.Close();
  }

  const PublishedEvent& programme_;
  const PageContext& context_;
  MarkupWriter out_;
  Days days_;
  absl::Time changed_;
  // Of its first event.
  std::string zone_;
  std::set<uint32_t> numbers_;
};

}  // namespace

std::string ScheduleXml(const PublishedEvent& programme, const PageContext& context) {
  return ScheduleXmlWriter(programme, context).Write();
}

}  // namespace taqvim::web
