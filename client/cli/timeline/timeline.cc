#include "client/cli/timeline/timeline.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/cli/fields/names.h"
#include "client/cli/text/usage_error.h"
#include "client/cli/timeline/timeline_build.h"
#include "client/cli/timeline/timeline_scope.h"
#include "client/cli/timeline/timeline_text.h"
#include "google/protobuf/util/json_util.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

constexpr int kWidthInPipe = 100;
constexpr int kNarrowest = 40;

// The width of the terminal, or what COLUMNS says, or that of a page.
int ScreenWidth() {
  winsize size{};
  int columns = 0;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    columns = size.ws_col;
  } else if (const char* variable = std::getenv("COLUMNS");
             variable == nullptr || !absl::SimpleAtoi(variable, &columns) || columns <= 0) {
    columns = kWidthInPipe;
  }
  return std::max(columns, kNarrowest);
}

absl::StatusOr<std::optional<absl::CivilDay>> DayFrom(const Arguments& arguments,
                                                      const char* flag) {
  const auto text = arguments.Find(flag);
  if (!text) return std::optional<absl::CivilDay>();
  absl::CivilDay day;
  if (!absl::ParseCivilTime(*text, &day)) {
    return UsageError(
        absl::StrCat("--", flag, ": \"", *text, "\" is not a date such as 2025-10-07."));
  }
  return std::optional<absl::CivilDay>(day);
}

std::vector<std::string> NamesFrom(const Arguments& arguments, const char* flag,
                                   const char* pattern) {
  std::vector<std::string> names;
  for (const GivenFlag& given : arguments.flags) {
    if (given.flag->name == flag) names.push_back(ExpandName(pattern, given.text));
  }
  return names;
}

absl::StatusOr<TimelineQuestion> QuestionFrom(const Arguments& arguments,
                                              const absl::TimeZone& here) {
  TimelineQuestion question;
  question.venues = NamesFrom(arguments, "venue", "venues/{venue}");
  question.participants = NamesFrom(arguments, "participant", "participants/{participant}");
  question.programme = ExpandName("events/{event}", arguments.Find("programme").value_or(""));
  question.with_participants = arguments.Find("participants").value_or("false") != "false";
  const std::string by = arguments.Find("by").value_or("day");
  if (by != "day" && by != "hour") {
    return UsageError(absl::StrCat("--by: \"", by, "\" is not one of day, hour."));
  }
  question.unit = by == "hour" ? TimelineUnit::kHour : TimelineUnit::kDay;
  ASSIGN_OR_RETURN(question.first_day, DayFrom(arguments, "from"));
  ASSIGN_OR_RETURN(question.last_day, DayFrom(arguments, "to"));
  question.today = absl::ToCivilDay(absl::Now(), here);
  return question;
}

// For programs: the occupancies as the server answers them.
absl::Status PrintJson(const v1::QueryOccupancyResponse& occupancy, std::ostream& out) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(occupancy, &json, options);
  if (!status.ok()) return absl::InternalError(std::string(status.message()));
  out << json;
  return absl::OkStatus();
}

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto question, QuestionFrom(arguments, session.options.here));
  ASSIGN_OR_RETURN(const auto scope, FindTimelineScope(session.client(), question));
  if (scope.places.empty() && scope.participants.empty()) {
    session.err << "There are no venues to show; create one with taqvim venues create, or apply "
                   "a file (taqvim help apply).\n";
    return kExitOk;
  }
  ASSIGN_OR_RETURN(const auto occupancy, ReadOccupancy(session.client(), scope));
  if (session.options.format != Format::kText) {
    RETURN_IF_ERROR(PrintJson(occupancy, session.out));
    return kExitOk;
  }
  session.out << DrawTimeline(BuildTimeline(scope, occupancy, session.options.languages),
                              {.width = ScreenWidth(), .color = session.options.color});
  return kExitOk;
}

Flag MakeFlag(const char* name, const char* value_name, const char* description,
              bool repeatable = false) {
  Flag flag;
  flag.name = name;
  flag.value_name = value_name;
  flag.description = description;
  flag.repeatable = repeatable;
  return flag;
}

}  // namespace

SpecialCommand TimelineCommand() {
  SpecialCommand command;
  command.name = "timeline";
  command.summary = "Draws what occupies spaces: spaces as rows, days or hours as columns.";
  command.description =
      "Shows confirmed events (#), closures (x) and holds (?) of each space, with a legend of "
      "their times, each in the zone of where it happens. Where several share a day or an hour, "
      "what is certain is shown first: what is confirmed before a closure, and that before a hold; "
      "+ says that there is more. Without flags it shows all venues for the two weeks from today; "
      "for a "
      "programme, its venues on the days of its stops. With -o json it prints the occupancies.";
  command.flags = {
      MakeFlag("venue", "VENUE", "A venue to show.", true),
      MakeFlag("participant", "PARTICIPANT", "A participant to show.", true),
      MakeFlag("programme", "EVENT", "Culture days whose venues and days to show."),
      MakeFlag("participants", "", "Show the participants of the programme, too."),
      MakeFlag("from", "DATE", "The first day. Default: that of the programme, else today."),
      MakeFlag("to", "DATE",
               "The last day, included. Default: that of the programme, else the "
               "first day and 13 more."),
      MakeFlag("by", "UNIT", "What a column is: day or hour. Default: day."),
  };
  command.flags.back().values = {"day", "hour"};
  command.examples = {
      {"The next two weeks everywhere", "taqvim timeline"},
      {"A programme, hour by hour", "taqvim timeline --programme astana-2035 --by hour"},
      {"A venue in October",
       "taqvim timeline --venue heydar-aliyev-centre --from 2035-10-01 --to 2035-10-31"},
  };
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
