#include "client/web/pages/json_ld.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/markup/json.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/partners.h"
#include "client/web/pages/pictures.h"
#include "client/web/published/instants.h"

namespace taqvim::web {
namespace {

using markup::JsonObject;

constexpr size_t kMostSubEvents = 100;

JsonObject Thing(const char* type, const std::string& name) {
  JsonObject thing;
  thing.AddText("@type", type);
  thing.AddText("name", name);
  return thing;
}

void AddTimes(const Occurrence& occurrence, JsonObject& event) {
  const v1::Period& period = occurrence.period;
  if (period.has_timed()) {
    event.AddText("startDate", InstantText(period.timed().start(), occurrence.time_zone));
    event.AddText("endDate", InstantText(period.timed().end(), occurrence.time_zone));
    return;
  }
  const CivilDays days = DaysOf(period);
  event.AddText("startDate", absl::FormatCivilTime(days.first));
  if (!IsPermanent(period)) event.AddText("endDate", absl::FormatCivilTime(days.last));
}

std::string StatusOf(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_CANCELLED ? "https://schema.org/EventCancelled"
                                                    : "https://schema.org/EventScheduled";
}

// What schema.org calls who takes part so.
const char* PropertyOf(const Party& party) {
  if (party.role == "partner-sponsor") return "sponsor";
  if (party.role == "partner-lender") return "contributor";
  return "organizer";
}

void AddParties(const v1::Event& event, const PageContext& context, JsonObject& thing) {
  std::map<std::string, std::vector<std::string>> by_property;
  for (const Party& party : PartiesOf(event, context)) {
    JsonObject one = Thing("Organization", TitleOf(party, context));
    if (party.organization != nullptr) {
      const std::string path = context.Link(PathOf(party.organization->name()));
      one.AddText("url", absl::StrCat(context.site.address, path));
    }
    by_property[PropertyOf(party)].push_back(one.Text());
  }
  for (const auto& [property, parties] : by_property) thing.AddList(property, parties);
}

void AddWorks(const v1::Event& event, const PageContext& context, JsonObject& thing) {
  std::vector<std::string> works;
  for (const v1::Work& work : event.works()) {
    JsonObject one = Thing("CreativeWork", context.Text(work.title()));
    one.AddText("creator", work.creator());
    works.push_back(one.Text());
  }
  thing.AddList(event.has_exhibition() ? "workFeatured" : "workPerformed", works);
}

// All of it but its times.
void AddFacts(const v1::Event& event, const PageContext& context, JsonObject& thing) {
  thing.AddText("description", context.Text(event.description()));
  thing.AddText("url", absl::StrCat(context.site.address, context.Link(PathOf(event))));
  thing.AddText("eventStatus", StatusOf(event));
  const std::string places = PlacesText(context.schedule, event, context.languages);
  if (!places.empty()) {
    JsonObject place = Thing("Place", places);
    place.AddText("address", places);
    thing.Add("location", place.Text());
  }
  AddParties(event, context, thing);
  AddWorks(event, context, thing);
  std::vector<std::string> pictures;
  for (const v1::Picture* picture : ShownPictures(event, context.site)) {
    pictures.push_back(picture->address());
  }
  thing.AddTexts("image", pictures);
  if (event.admission().kind() == v1::ADMISSION_KIND_FREE) {
    thing.Add("isAccessibleForFree", "true");
  }
  thing.AddTexts("inLanguage", {event.spoken_languages().begin(), event.spoken_languages().end()});
}

JsonObject EventOf(const PublishedEvent& event, const PageContext& context) {
  JsonObject thing = Thing("Event", context.Text(event.event.title()));
  if (const Occurrence* next = NextOf(event, context.today)) AddTimes(*next, thing);
  AddFacts(event.event, context, thing);
  return thing;
}

// Without a `<`, which could end the element that it stands in.
std::string Written(JsonObject thing) {
  thing.AddText("@context", "https://schema.org");
  return absl::StrReplaceAll(thing.Text(), {{"<", "\\u003c"}});
}

void AddStops(const PublishedEvent& programme, JsonObject& thing) {
  if (programme.occurrences.empty()) return;
  CivilDays days = DaysOf(programme.occurrences.front().period);
  std::vector<std::string> places;
  for (const Occurrence& stop : programme.occurrences) {
    days.first = std::min(days.first, DaysOf(stop.period).first);
    days.last = std::max(days.last, DaysOf(stop.period).last);
    places.push_back(Thing("Place", stop.city).Text());
  }
  thing.AddText("startDate", absl::FormatCivilTime(days.first));
  thing.AddText("endDate", absl::FormatCivilTime(days.last));
  thing.AddList("location", places);
}

}  // namespace

std::string JsonLdOf(const PublishedEvent& event, const PageContext& context) {
  return Written(EventOf(event, context));
}

std::string JsonLdOfProgramme(const PublishedEvent& programme,
                              const std::vector<const PublishedEvent*>& events,
                              const PageContext& context) {
  JsonObject thing = Thing("Event", context.Text(programme.event.title()));
  AddStops(programme, thing);
  AddFacts(programme.event, context, thing);
  std::vector<std::string> members;
  for (const PublishedEvent* event : events) {
    if (event->event.has_culture_days() || members.size() == kMostSubEvents) continue;
    members.push_back(EventOf(*event, context).Text());
  }
  thing.AddList("subEvent", members);
  return Written(std::move(thing));
}

}  // namespace taqvim::web
