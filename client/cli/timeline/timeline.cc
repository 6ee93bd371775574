#include "client/cli/timeline/timeline.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <iterator>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/fields/comma_list.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/output/answer_fields.h"
#include "client/cli/output/output.h"
#include "client/cli/session/closed_events.h"
#include "client/cli/text/time_words.h"
#include "client/cli/text/usage_error.h"
#include "client/cli/timeline/timeline_build.h"
#include "client/cli/timeline/timeline_hours.h"
#include "client/cli/timeline/timeline_html.h"
#include "client/cli/timeline/timeline_scope.h"
#include "client/cli/timeline/timeline_svg.h"
#include "client/cli/timeline/timeline_text.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

constexpr int kWidthInPipe = 80;
constexpr int kNarrowest = 40;

int WidthFor(const GlobalOptions& options) {
  return std::max(options.width > 0 ? options.width : kWidthInPipe, kNarrowest);
}

// Reader of the days that flags say, which tells how it understood words.
class DayReader {
 public:
  DayReader(const Session& session, const Arguments& arguments)
      : session_(session), arguments_(arguments) {}

  // A weekday is counted from `first`; nullopt when the flag is not given.
  absl::StatusOr<std::optional<absl::CivilDay>> Read(const char* flag,
                                                     std::optional<absl::CivilDay> first) {
    const auto text = arguments_.Find(flag);
    if (!text) return std::optional<absl::CivilDay>();
    const TimePhrase read = ReadDay(*text, ReadAtFor(session_.options), first);
    const auto day = ParseDayForm(read.text);
    if (!day) {
      return UsageError(absl::StrCat("--", flag, ": \"", *text,
                                     "\" is not a date such as 2025-10-07, tomorrow or friday.",
                                     AdviceOn(*text)));
    }
    from_today_ = from_today_ || read.from_today;
    if (!read.told.empty()) {
      session_.err << "--" << flag << ": " << *text << " is " << read.told << ".\n";
    }
    return day;
  }

  void TellToday() const {
    if (from_today_) session_.err << TodayTold(ReadAtFor(session_.options)) << "\n";
  }

 private:
  const Session& session_;
  const Arguments& arguments_;
  bool from_today_ = false;
};

absl::StatusOr<std::vector<std::string>> NamesFrom(const Arguments& arguments, const char* flag,
                                                   const char* pattern) {
  std::vector<std::string> names;
  for (const GivenFlag& given : arguments.flags) {
    if (given.flag->name != flag) continue;
    const auto values = SplitList(given.text);
    if (!values.ok()) return WithPrefix(absl::StrCat("--", flag, ": "), values.status());
    for (const std::string& value : *values) names.push_back(ExpandName(pattern, value));
  }
  return names;
}

// In the order of TimelineUnit.
constexpr const char* kUnits[] = {"hour", "day", "week", "month", "year"};

absl::StatusOr<std::optional<TimelineUnit>> UnitFrom(const Arguments& arguments) {
  const auto by = arguments.Find("by");
  if (!by) return std::optional<TimelineUnit>();
  const auto found = std::find(std::begin(kUnits), std::end(kUnits), *by);
  if (found == std::end(kUnits)) {
    return UsageError(
        absl::StrCat("--by: \"", *by, "\" is not one of ", absl::StrJoin(kUnits, ", "), "."));
  }
  return std::optional<TimelineUnit>(static_cast<TimelineUnit>(found - std::begin(kUnits)));
}

absl::StatusOr<TimelineQuestion> QuestionFrom(const Session& session, const Arguments& arguments) {
  TimelineQuestion question;
  ASSIGN_OR_RETURN(question.venues, NamesFrom(arguments, "venue", "venues/{venue}"));
  ASSIGN_OR_RETURN(question.participants,
                   NamesFrom(arguments, "participant", "participants/{participant}"));
  ASSIGN_OR_RETURN(question.spaces, NamesFrom(arguments, "space", "venues/{venue}/spaces/{space}"));
  ASSIGN_OR_RETURN(question.organizations,
                   NamesFrom(arguments, "organization", "organizations/{organization}"));
  ASSIGN_OR_RETURN(question.cities, NamesFrom(arguments, "city", ""));
  question.programme = ExpandName("events/{event}", arguments.Find("programme").value_or(""));
  question.with_participants = IsSwitchedOn(arguments, "participants");
  ASSIGN_OR_RETURN(question.unit, UnitFrom(arguments));
  if (session.options.zone_given) question.shown_in = session.options.here;
  DayReader days(session, arguments);
  ASSIGN_OR_RETURN(question.first_day, days.Read("from", std::nullopt));
  ASSIGN_OR_RETURN(question.last_day, days.Read("to", question.first_day));
  days.TellToday();
  question.today = absl::ToCivilDay(session.options.now, session.options.here);
  return question;
}

// For programs: the occupancies as the server answers them, or only some fields of each.
absl::Status PrintForPrograms(Session& session, v1::QueryOccupancyResponse occupancy,
                              const std::optional<FieldChoice>& fields) {
  if (fields) KeepFields(*fields, *v1::Occupancy::descriptor(), &occupancy);
  if (session.options.format == Format::kYaml) {
    session.out << EmitYaml(ToYaml(occupancy));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto json, ToJson(occupancy));
  session.out << json;
  return absl::OkStatus();
}

// The events of which the reader may know more than that they are there.
std::set<std::string> KnownEvents(const v1::QueryOccupancyResponse& occupancy) {
  std::set<std::string> names;
  for (const v1::Occupancy& one : occupancy.occupancies()) {
    if (!one.event().empty() && !one.title().empty()) names.insert(one.event());
  }
  return names;
}

std::string Drawn(const Timeline& timeline, const GlobalOptions& options) {
  if (options.format == Format::kSvg) return DrawTimelineAsSvg(timeline);
  if (options.format == Format::kHtml) return DrawTimelineAsHtml(timeline);
  return DrawTimeline(timeline, {.width = WidthFor(options), .color = options.color});
}

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  if (!arguments.positionals.empty()) {
    return UsageError(absl::StrCat("\"", arguments.positionals[0],
                                   "\" is one argument too many for taqvim timeline: give its days "
                                   "as --from DATE --to DATE."));
  }
  ASSIGN_OR_RETURN(const auto fields,
                   ReadFields(arguments, *v1::Occupancy::descriptor(), session.options.format));
  ASSIGN_OR_RETURN(const auto question, QuestionFrom(session, arguments));
  ASSIGN_OR_RETURN(const auto scope, FindTimelineScope(session.client(), question));
  if (scope.places.empty() && scope.participants.empty()) {
    session.err << (question.cities.empty()
                        ? "There are no venues to show; create one with taqvim venues create, or "
                          "apply a file (taqvim help apply).\n"
                        : "There are no venues in that city; taqvim venues list shows where there "
                          "are.\n");
    return kExitOk;
  }
  ASSIGN_OR_RETURN(const auto occupancy, ReadOccupancy(session.client(), scope));
  const Format format = session.options.format;
  if (format != Format::kText && format != Format::kSvg && format != Format::kHtml) {
    RETURN_IF_ERROR(PrintForPrograms(session, occupancy, fields));
    return kExitOk;
  }
  ASSIGN_OR_RETURN(const auto occurrences, ReadOccurrences(session.client(), scope, occupancy));
  const Timeline timeline = BuildTimeline(scope, occupancy, occurrences, session.options.languages,
                                          ReadClosed(session.client(), KnownEvents(occupancy)));
  session.out << Drawn(timeline, session.options);
  return kExitOk;
}

}  // namespace

SpecialCommand TimelineCommand() {
  SpecialCommand command;
  command.name = "timeline";
  command.summary = "Draws what occupies halls: spaces as rows, time as columns.";
  command.description =
      "Shows confirmed events (#), closures (x) and holds (?) of each space, and apart from the "
      "hours that are announced what is set up or torn down (:). A legend has their times, each "
      "in the zone of where it happens; with --time-zone all of it is drawn by "
      "the clocks of that zone. Private events are marked, and those that are not published where "
      "others are. Where several share a column, what is certain is shown "
      "first: what is confirmed before a closure, and that before a hold; + says that there is "
      "more. What is cancelled is not drawn. Without flags it shows all venues for the two weeks "
      "from today; for a programme, its venues on the days of its stops.\n\n"
      "With -o svg or -o html it prints a picture in one file, for paper, for a browser, and to "
      "send; html also lists what is when, and is easier to read on a phone. Both have the hours "
      "of days on which the clocks are changed: 23 or 25. With -o json it prints the "
      "occupancies.";
  command.flags = {
      OwnListFlag("venue", "VENUE", "A venue to show."),
      OwnListFlag("space", "SPACE", "A space to show, such as library/hall, with its parts."),
      OwnListFlag("city", "CITY", "A city whose venues to show, in whatever spelling."),
      OwnListFlag(
          "organization", "ORGANIZATION",
          "An organization to show: the venues that it runs, and those that its events book "
          "on these days."),
      OwnListFlag("participant", "PARTICIPANT", "A participant to show."),
      OwnFlag("programme", "EVENT", "Culture days whose venues and days to show."),
      OwnFlag("participants", "", "Show the participants of the programme, too."),
      OwnFlag("from", "DATE", "The first day. Default: that of the programme, else today."),
      OwnFlag("to", "DATE",
              "The last day, included. Default: that of the programme, else the last of two "
              "weeks; with --by, of one day, two weeks, 12 weeks, a year or 5 years."),
      OwnFlag("by", "UNIT",
              "What a column is: hour, day, week, month or year. Default: hour for one day, day "
              "for up to 62, week for up to 366, month for up to 5 years, else year."),
  };
  command.draws = true;
  command.is_read = true;
  command.flags.back().values = {std::begin(kUnits), std::end(kUnits)};
  command.flags.push_back(FieldsFlag(*v1::Occupancy::descriptor()));
  command.examples = {
      {"The next two weeks everywhere", "taqvim timeline"},
      {"A programme, hour by hour", "taqvim timeline --programme astana-2035 --by hour"},
      {"A venue in October",
       "taqvim timeline --venue heydar-aliyev-centre --from 2035-10-01 --to 2035-10-31"},
      {"One hall on one day, by hour",
       "taqvim timeline --space astana-library/hall --from 2035-10-10 --to 2035-10-10"},
      {"A year of an institution, week by week",
       "taqvim timeline --organization national-library --from 2035-01-01 --to 2035-12-31"},
      {"A page to print or to send", "taqvim timeline --city Astana -o html > astana.html"},
  };
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
