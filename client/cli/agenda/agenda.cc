#include "client/cli/agenda/agenda.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/agenda/agenda_days.h"
#include "client/cli/agenda/agenda_reader.h"
#include "client/cli/agenda/agenda_table.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/contract/contract.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/civil_dates.h"
#include "client/cli/fields/comma_list.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/output/answer_fields.h"
#include "client/cli/output/output.h"
#include "client/cli/session/closed_events.h"
#include "client/cli/session/similar_names.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

absl::Status AssignAll(const Catalog& catalog, const GivenFlag& given, v1::EventFilter& filter) {
  const FieldPath& path = given.flag->path;
  std::vector<std::string> values = {given.text};
  if (IsCommaList(*path.back(), catalog.comma_lists)) {
    ASSIGN_OR_RETURN(values, SplitList(given.text));
  }
  for (const std::string& value : values) RETURN_IF_ERROR(Assign(path, value, &filter));
  return absl::OkStatus();
}

absl::StatusOr<v1::EventFilter> FilterFrom(const Catalog& catalog, const Arguments& arguments) {
  v1::EventFilter filter;
  for (const GivenFlag& given : arguments.flags) {
    if (given.flag->path.empty()) continue;
    if (auto status = AssignAll(catalog, given, filter); !status.ok()) {
      return WithPrefix(absl::StrCat("--", given.flag->name, ": "), status);
    }
  }
  return filter;
}

absl::StatusOr<std::vector<std::string>> CitiesFrom(const Arguments& arguments) {
  std::vector<std::string> cities;
  for (const GivenFlag& given : arguments.flags) {
    if (given.flag->name != "city") continue;
    auto some = SplitList(given.text);
    if (!some.ok()) return WithPrefix("--city: ", some.status());
    cities.insert(cities.end(), some->begin(), some->end());
  }
  return cities;
}

// Leaves out what is called off, unless that is asked for, and other cities.
auto Keeper(const Arguments& arguments, const v1::EventFilter& filter,
            std::vector<std::string> wanted) {
  const bool all = IsSwitchedOn(arguments, "all") || filter.states_size() > 0;
  return [all, wanted](const v1::Occurrence& occurrence, const v1::ListOccurrencesResponse& page) {
    if (!all && occurrence.event_state() == v1::EVENT_STATE_CANCELLED) return false;
    const auto cities = CitiesOf(occurrence, page);
    const auto is_wanted = [&](const std::string& city) {
      return std::any_of(wanted.begin(), wanted.end(),
                         [&](const std::string& one) { return absl::EqualsIgnoreCase(one, city); });
    };
    return wanted.empty() || std::any_of(cities.begin(), cities.end(), is_wanted);
  };
}

// Those of the stops of culture days; `otherwise` where it has none, or cannot be read: what is
// wrong with the name is said where nothing takes place.
AgendaDays DaysOfProgramme(client::Client& client, const std::string& name, AgendaDays otherwise) {
  v1::GetEventRequest request;
  request.set_name(name);
  const auto response = client.Call<v1::GetEventResponse>(request);
  if (!response.ok() || response->event().culture_days().stops().empty()) return otherwise;
  const auto& stops = response->event().culture_days().stops();
  AgendaDays days{DayOf(stops[0].first_day()), DayOf(stops[0].last_day())};
  for (const v1::Stop& stop : stops) {
    days.first = std::min(days.first, DayOf(stop.first_day()));
    days.last = std::max(days.last, DayOf(stop.last_day()));
  }
  return days;
}

absl::StatusOr<AgendaQuestion> QuestionFrom(Session& session, const Arguments& arguments) {
  if (arguments.positionals.size() > 1) {
    return UsageError("Say the days in one word: taqvim agenda 2026-10-10..2026-10-14.");
  }
  AgendaQuestion question;
  const std::string days = arguments.positionals.empty() ? "" : arguments.positionals[0];
  ASSIGN_OR_RETURN(question.days, ReadAgendaDays(days, ReadAtFor(session.options)));
  ASSIGN_OR_RETURN(question.filter, FilterFrom(session.catalog, arguments));
  if (days.empty() && !question.filter.programme().empty()) {
    question.days = DaysOfProgramme(session.client(), question.filter.programme(), question.days);
  }
  ASSIGN_OR_RETURN(const auto limit, ReadLimit(arguments));
  question.limit = limit.value_or(std::numeric_limits<int>::max());
  ASSIGN_OR_RETURN(auto cities, CitiesFrom(arguments));
  question.keep = Keeper(arguments, question.filter, std::move(cities));
  return question;
}

absl::Status Print(Session& session, const AgendaQuestion& question,
                   const v1::ListOccurrencesResponse& agenda) {
  const Showing showing = ShowingFor(session.options, session.catalog);
  const Format format = session.options.format;
  const bool is_table = format == Format::kText || format == Format::kCsv;
  const ClosedEvents closed =
      is_table ? ReadClosed(session.client(), EventsOf(agenda)) : ClosedEvents();
  switch (format) {
    case Format::kText:
      if (agenda.occurrences().empty()) {
        session.err << "Nothing takes place from " << absl::FormatCivilTime(question.days.first)
                    << " to " << absl::FormatCivilTime(question.days.last) << ".\n";
        return absl::OkStatus();
      }
      session.out << RenderForPeople(
          AgendaTable(agenda, question.days.first, showing, AgendaDayCells::kOnce, closed), agenda,
          Style(session.options.color), session.options.width);
      return absl::OkStatus();
    case Format::kCsv:
      session.out << ToCsv(
          AgendaTable(agenda, question.days.first, showing, AgendaDayCells::kEach, closed));
      return absl::OkStatus();
    case Format::kName:
      for (const v1::Occurrence& one : agenda.occurrences()) session.out << one.event() << "\n";
      return absl::OkStatus();
    case Format::kYaml:
      session.out << EmitYaml(ToYaml(agenda));
      return absl::OkStatus();
    default: {
      ASSIGN_OR_RETURN(const auto json, ToJson(agenda));
      session.out << json;
      return absl::OkStatus();
    }
  }
}

std::vector<Flag> Flags();

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto question, QuestionFrom(session, arguments));
  const auto& type = *v1::Occurrence::descriptor();
  ASSIGN_OR_RETURN(const auto fields, ReadFields(arguments, type, session.options.format));
  ASSIGN_OR_RETURN(auto agenda, ReadAgenda(session.client(), question));
  if (agenda.listed.occurrences().empty()) {
    RETURN_IF_ERROR(CheckNamesExist(session, question.filter, Flags()));
  }
  if (fields) KeepFields(*fields, type, &agenda.listed);
  RETURN_IF_ERROR(Print(session, question, agenda.listed));
  if (agenda.more) session.err << "There is more; raise --limit.\n";
  return kExitOk;
}

// Those of the filter, but for its window: the days are said by their place.
std::vector<Flag> Flags() {
  std::vector<Flag> flags = {
      OwnListFlag("city", "CITY", "Only what takes place in one of these cities."),
      OwnFlag("all", "", "What was cancelled as well."),
      OwnFlag("limit", "NUMBER", "How many to show at most."),
  };
  flags.push_back(FieldsFlag(*v1::Occurrence::descriptor()));
  flags.front().takes_list = true;
  FlagRules rules;
  rules.reserved = FlagNames(flags);
  rules.leave_out = [](const FieldPath& path) { return path[0]->name() == "window"; };
  // Only the embedded descriptors have the comments, and only these fill the filter.
  const auto explained = FlagsOf(*Contract::Embedded().FindMessage("EventFilter"), rules);
  for (Flag& flag : FlagsOf(*v1::EventFilter::descriptor(), rules)) {
    flag.heading = "";
    flag.description = FindFlag(explained, flag.name)->description;
    flags.push_back(std::move(flag));
  }
  return flags;
}

}  // namespace

SpecialCommand AgendaCommand() {
  SpecialCommand command;
  command.name = "agenda";
  command.summary = "Shows what takes place, by day and in order of time.";
  command.description =
      "DAYS are week (seven days from today on, which is meant when nothing is said, unless it is "
      "of a --programme: then the days of its stops), month "
      "(thirty days), a day such as today, friday or 2026-10-10, or two of them such as "
      "2026-10-10..2026-10-14. The hours are those that are announced, without set-up and "
      "tear-down, by the clocks of where it takes place, or of --time-zone. What began before "
      "stands on the first day. Tentative and private events are marked, and those that are not "
      "published where others are.\n\n"
      "With -o json it prints the occurrences as ListOccurrences answers them, with -o csv a row "
      "for each.";
  command.arguments = "[DAYS]";
  command.flags = Flags();
  command.examples = {
      {"The coming week", "taqvim agenda"},
      {"Today in one city", "taqvim agenda today --city Astana"},
      {"Four days of a programme", "taqvim agenda 2035-10-09..2035-10-12 --programme astana-2035"},
      {"What an ensemble plays in a month", "taqvim agenda month --participant state-ensemble"},
  };
  command.prints_csv = true;
  command.is_read = true;
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
