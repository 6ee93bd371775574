#include "client/cli/agenda/upcoming.h"

#include <algorithm>
#include <ostream>
#include <set>
#include <string>

#include "client/cli/agenda/agenda_reader.h"
#include "client/cli/agenda/agenda_table.h"
#include "client/cli/fields/civil_dates.h"
#include "client/cli/session/similar_names.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

// As much of the window as an agenda can be of.
AgendaDays DaysOf(const v1::EventFilter& filter, absl::CivilDay today) {
  const v1::DateWindow& window = filter.window();
  const absl::CivilDay first = window.has_first_day() ? DayOf(window.first_day()) : today;
  const absl::CivilDay most = first + (kMostAgendaDays - 1);
  return {first, window.has_last_day() ? std::min(DayOf(window.last_day()), most) : most};
}

bool IsCalledOff(v1::EventState state) {
  return state == v1::EVENT_STATE_CANCELLED || state == v1::EVENT_STATE_EXPIRED;
}

}  // namespace

absl::StatusOr<int> PrintUpcoming(Session& session, const google::protobuf::Message& request,
                                  const std::vector<Flag>& flags, int limit) {
  v1::ListEventsRequest asked;
  asked.ParseFromString(request.SerializeAsString());
  AgendaQuestion question;
  question.days =
      DaysOf(asked.filter(), absl::ToCivilDay(session.options.now, session.options.here));
  question.filter = asked.filter();
  question.filter.clear_window();
  question.limit = limit;
  std::set<std::string> seen;
  question.keep = [&](const v1::Occurrence& occurrence, const v1::ListOccurrencesResponse&) {
    const bool off = asked.filter().states().empty() && IsCalledOff(occurrence.event_state());
    return !off && !IsOver(occurrence, session.options.now) &&
           seen.insert(occurrence.event()).second;
  };
  ASSIGN_OR_RETURN(const auto agenda, ReadAgenda(session.client(), question));
  const std::string until = absl::FormatCivilTime(question.days.last);
  if (agenda.listed.occurrences().empty()) {
    RETURN_IF_ERROR(CheckNamesExist(session, request, flags));
    session.err << "Nothing is ahead until " << until
                << " that matches; --all lists what is later, over or cancelled, too.\n";
    return kExitOk;
  }
  const Table table = UpcomingTable(agenda.listed, ShowingFor(session.options, session.catalog),
                                    ReadClosed(session.client(), EventsOf(agenda.listed)));
  session.out << RenderForPeople(table, agenda.listed, Style(session.options.color),
                                 session.options.width);
  if (agenda.more) session.err << "There is more; raise --limit.\n";
  session.err << "Left out is what is over or cancelled, or begins after " << until
              << "; --all lists it, too.\n";
  return kExitOk;
}

}  // namespace taqvim::cli
