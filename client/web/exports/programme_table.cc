#include "client/web/exports/programme_table.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/web/exports/csv.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/partners.h"
#include "client/web/published/civil.h"
#include "client/web/words/dates.h"

namespace taqvim::web {
namespace {

std::vector<Happening> Times(const PublishedEvent& programme, const PageContext& context) {
  std::vector<Happening> times;
  for (const PublishedEvent* event : context.schedule.EventsOf(programme.event.name())) {
    if (event->event.has_culture_days()) continue;
    for (const Occurrence& occurrence : event->occurrences) times.push_back({event, &occurrence});
  }
  const auto start_of = [](const Happening& happening) {
    const v1::Period& period = happening.occurrence->period;
    return period.has_timed() ? SecondOf(period.timed().start())
                              : absl::CivilSecond(DaysOf(period).first);
  };
  std::sort(times.begin(), times.end(), [&](const Happening& a, const Happening& b) {
    return std::make_tuple(start_of(a), a.event->event.name()) <
           std::make_tuple(start_of(b), b.event->event.name());
  });
  return times;
}

std::string StateText(const v1::Event& event, const PageContext& context) {
  if (event.state() != v1::EVENT_STATE_CANCELLED) return "";
  const std::string reason = context.Text(event.cancel_reason());
  return reason.empty() ? context.In("cancelled")
                        : context.In("cancelled-because", {{"reason", reason}});
}

std::string AdmissionText(const v1::Event& event, const PageContext& context) {
  const v1::AdmissionKind kind = event.admission().kind();
  return kind == v1::ADMISSION_KIND_FREE         ? context.In("admission-free")
         : kind == v1::ADMISSION_KIND_TICKETED   ? context.In("admission-ticketed")
         : kind == v1::ADMISSION_KIND_INVITATION ? context.In("admission-invitation")
                                                 : "";
}

std::string PartiesText(const v1::Event& event, const PageContext& context) {
  std::vector<std::string> names;
  for (const Party& party : PartiesOf(event, context)) {
    names.push_back(TitleOf(party, context));
  }
  return absl::StrJoin(names, "; ");
}

std::vector<std::string> RowOf(const Happening& happening, const PageContext& context) {
  const v1::Event& event = happening.event->event;
  const v1::Period& period = happening.occurrence->period;
  const CivilDays days = DaysOf(period);
  std::vector<std::string> row = {absl::FormatCivilTime(days.first), "", "", ""};
  if (period.has_timed()) {
    const absl::CivilSecond end = SecondOf(period.timed().end());
    row = {row[0], HourText(SecondOf(period.timed().start())),
           absl::FormatCivilTime(absl::CivilDay(end)), HourText(end)};
  } else if (!IsPermanent(period)) {
    row[2] = absl::FormatCivilTime(days.last);
  }
  row.insert(row.end(),
             {period.has_timed() ? happening.occurrence->time_zone : "",
              context.Text(event.title()), KindText(event, context), StateText(event, context),
              PlacesText(context.schedule, event, context.languages),
              absl::StrJoin(event.spoken_languages(), " "), AdmissionText(event, context),
              PartiesText(event, context),
              absl::StrCat(context.site.address, context.Link(PathOf(event)))});
  return row;
}

}  // namespace

std::string ProgrammeTable(const PublishedEvent& programme, const PageContext& context) {
  CsvWriter table;
  table.Row({"first_day", "start", "last_day", "end", "time_zone", "title", "kind", "cancelled",
             "place", "languages", "admission", "organizations", "page"});
  for (const Happening& happening : Times(programme, context)) {
    table.Row(RowOf(happening, context));
  }
  return std::move(table).Finish();
}

}  // namespace taqvim::web
