#include "client/cli/output/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

#include "absl/strings/cord.h"
#include "client/cli/contract/contract.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/output/cell.h"
#include "client/cli/output/view.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/usage_error.h"
#include "google/rpc/error_details.pb.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/occupancy.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Render, AlignsByColumnsAndDropsEmptyOnes) {
  const Table table{{"TITLE", "HOST", "STATE"}, {{"文化", "", "tentative"}, {"Gala", "", "x"}}};
  EXPECT_EQ(Render(table, Style()), "TITLE  STATE\n文化   tentative\nGala   x\n");
}

v1::Event CultureDays() {
  v1::Event event;
  auto status = FillFromYaml(YAML::Load(R"(
title: {en: Days, kk: Күндері}
stops:
  - {city: Astana, first_day: 2025-10-09, last_day: 2025-10-11}
  - {city: Almaty, first_day: 2025-10-12, last_day: 2025-10-13}
create_time: 2025-01-01T00:00:00Z
time_zone: Asia/Baku
)"),
                             "", &event);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return event;
}

std::string Cell(const std::vector<std::string>& paths, const std::vector<std::string>& zone = {}) {
  return CellText(CultureDays(), {.title = "", .paths = paths, .zone = zone},
                  {{"kk-KZ", "kk", "en"}, absl::UTCTimeZone()});
}

TEST(CellText, ShowsTextsInTheLanguageOfThePerson) { EXPECT_EQ(Cell({"title"}), "Күндері"); }

TEST(CellText, ShowsAllOfAListOrTheOneAskedFor) {
  EXPECT_EQ(Cell({"culture_days.stops.city"}), "Astana, Almaty");
  EXPECT_EQ(Cell({"culture_days.stops[0].first_day"}), "2025-10-09");
  EXPECT_EQ(Cell({"culture_days.stops[-1].last_day"}), "2025-10-13");
}

TEST(CellText, ShowsTheFirstPathThatIsSet) {
  EXPECT_EQ(Cell({"period.dated.first_day", "culture_days.stops[0].city"}), "Astana");
  EXPECT_EQ(Cell({"period.timed.start"}), "");
}

TEST(CellText, ShowsWhichMemberOfAOneofIsSet) { EXPECT_EQ(Cell({"kind"}), "culture days"); }

TEST(CellText, ShowsInstantsInTheZoneOfTheRow) {
  EXPECT_EQ(Cell({"create_time"}), "2025-01-01 04:00");
  EXPECT_EQ(Cell({"create_time"}, {"host", "time_zone"}), "2025-01-01 04:00");
}

TEST(CellText, ShowsTheOffsetOfALocalTimeThatTheClocksShowTwice) {
  v1::Event event;
  ASSERT_TRUE(FillFromYaml(YAML::Load("{start: 2025-10-26T02:30, end: 2025-10-26T02:45+01:00, "
                                      "time_zone: Europe/Berlin}"),
                           "", &event)
                  .ok());
  const auto cell = [&](const char* path, const std::vector<std::string>& zone) {
    return CellText(event, {.title = "", .paths = {path}, .zone = zone}, {});
  };
  EXPECT_EQ(cell("period.timed.start", {"time_zone"}), "2025-10-26 02:30+02:00");
  // The zone of the event stands beside it.
  EXPECT_EQ(cell("period.timed.start", {}), "2025-10-26 02:30+02:00");
  EXPECT_EQ(cell("period.timed.end", {"time_zone"}), "2025-10-26 02:45+01:00");
}

// What a list of occupancies of two zones shows to somebody in one of them.
std::string Occupancies(const std::vector<std::string>& zones, const char* here) {
  v1::QueryOccupancyResponse response;
  for (const std::string& zone : zones) {
    v1::Occupancy& occupancy = *response.add_occupancies();
    occupancy.mutable_start_time()->set_seconds(1760101200);  // 2025-10-10T13:00:00Z
    occupancy.set_time_zone(zone);
    occupancy.set_event("events/gala");
  }
  const auto* field = response.GetDescriptor()->FindFieldByName("occupancies");
  const auto columns = ColumnsFor(Catalog::Embedded(), "", *field->message_type());
  return Render(TableOf(response, *field, columns, {{"en"}, ZoneNamed(here)}), Style());
}

TEST(TableOf, SaysTheZoneWhereRowsDifferOrItIsNotThatOfThePerson) {
  EXPECT_EQ(Occupancies({"Asia/Almaty"}, "Asia/Almaty"),
            "FROM              BY\n"
            "2025-10-10 18:00  events/gala\n");
  EXPECT_EQ(Occupancies({"Asia/Almaty"}, "UTC"),
            "FROM              TIME ZONE    BY\n"
            "2025-10-10 18:00  Asia/Almaty  events/gala\n");
  EXPECT_EQ(Occupancies({"Asia/Almaty", "Asia/Baku"}, "Asia/Almaty"),
            "FROM              TIME ZONE    BY\n"
            "2025-10-10 18:00  Asia/Almaty  events/gala\n"
            "2025-10-10 17:00  Asia/Baku    events/gala\n");
}

TEST(ViewOf, AlignsValuesAndIndentsWhatIsNested) {
  EXPECT_EQ(ViewOf(YAML::Load("{name: a, activity: {form: talk}, list: [{x: 1, yy: 2}, {x: 3}]}"),
                   Style()),
            "name:          a\n"
            "activity.form: talk\n"
            "list:          - x:  1\n"
            "                 yy: 2\n"
            "               - x: 3\n");
}

class PrintResponseTest : public ::testing::Test {
 protected:
  struct Printed {
    std::string out;
    std::string err;
  };

  // What the answer of `events list`, say, reads like.
  Printed Print(const std::string& group, const std::string& verb,
                const google::protobuf::Message& response, Format format = Format::kText,
                bool is_dry_run = false) {
    GlobalOptions options;
    options.format = format;
    options.languages = {"en"};
    options.here = absl::UTCTimeZone();
    options.zone_given = zone_given_;
    std::ostringstream out, err;
    const ContextFile contexts("");
    Session session{.contract = Contract::Embedded(),
                    .catalog = Catalog::Embedded(),
                    .model = model_,
                    .contexts = contexts,
                    .options = options,
                    .out = out,
                    .err = err};
    const Command& command = *FindCommand(*model_.FindGroup(group), verb);
    // As a program has it: of the types that it was built with.
    const auto dynamic = Contract::Embedded().New(*command.method->output_type());
    EXPECT_TRUE(dynamic->ParseFromString(response.SerializeAsString()));
    EXPECT_TRUE(PrintResponse(session, command, *dynamic, choice_, is_dry_run).ok());
    return {out.str(), err.str()};
  }

  static v1::ListEventsResponse TwoEvents() {
    v1::ListEventsResponse response;
    for (const char* id : {"gala", "talk"}) {
      v1::Event& event = *response.add_events();
      event.set_name(std::string("events/") + id);
      (*event.mutable_title())["en"] = id;
    }
    response.set_next_page_token("2");
    response.set_revision_token("r");
    return response;
  }

  const Model& model_ = Model::Embedded();
  bool zone_given_ = false;
  ListChoice choice_;
};

TEST_F(PrintResponseTest, ShowsAListAsATableWithoutWhatIsForPrograms) {
  const Printed printed = Print("events", "list", TwoEvents());
  EXPECT_THAT(printed.out, HasSubstr("events/gala"));
  EXPECT_THAT(printed.out, HasSubstr("events/talk"));
  EXPECT_THAT(printed.out, Not(HasSubstr("Events\n")));
  EXPECT_THAT(printed.out, Not(HasSubstr("evision")));
  EXPECT_THAT(printed.out, Not(HasSubstr("oken")));
  EXPECT_EQ(printed.err, "");
}

TEST_F(PrintResponseTest, SaysThatNothingMatches) {
  const Printed printed = Print("events", "list", v1::ListEventsResponse());
  EXPECT_EQ(printed.out, "");
  EXPECT_EQ(printed.err, "Nothing matches.\n");
}

TEST_F(PrintResponseTest, SaysThatItIsDoneWhereNothingIsAnswered) {
  EXPECT_EQ(Print("events", "delete", v1::DeleteEventResponse()).out, "Done.\n");
  v1::DeleteEventResponse response;
  EXPECT_EQ(Print("events", "delete", response, Format::kName).out, "");
  EXPECT_EQ(Print("events", "delete", response, Format::kText, true).out, "It would be done.\n");
}

TEST_F(PrintResponseTest, ShowsOneResourceFieldByField) {
  v1::GetEventResponse response;
  response.mutable_event()->set_name("events/gala");
  response.mutable_event()->set_owner("organizations/o");
  EXPECT_EQ(Print("events", "get", response).out, "name:  events/gala\nowner: organizations/o\n");
  EXPECT_EQ(Print("events", "get", response, Format::kYaml).out,
            "events:\n  - id: gala\n    owner: organizations/o\n");
  EXPECT_EQ(Print("events", "get", response, Format::kName).out, "events/gala\n");
  EXPECT_THAT(Print("events", "get", response, Format::kJson).out,
              HasSubstr("\"name\": \"events/gala\""));
}

TEST_F(PrintResponseTest, WritesTimesOfAViewAsTablesDo) {
  v1::GetEventResponse response;
  *response.mutable_event() = CultureDays();
  response.mutable_event()->mutable_update_time()->set_nanos(141515935);
  const std::string view = Print("events", "get", response).out;
  EXPECT_THAT(view, AllOf(HasSubstr("create_time:        2025-01-01 04:00\n"),
                          HasSubstr("update_time:        1970-01-01 04:00\n"),
                          Not(HasSubstr("Times are"))));
  zone_given_ = true;
  EXPECT_THAT(Print("events", "get", response).out,
              AllOf(HasSubstr("create_time:        2025-01-01 00:00\n"),
                    HasSubstr("Times are by the clocks of UTC.\n")));
}

TEST_F(PrintResponseTest, GivesProgramsTheFieldsThatTheyChoose) {
  choice_.fields = *FieldChoice::Parse(*Contract::Embedded().FindMessage("Event"), "name");
  const std::string list = Print("events", "list", TwoEvents(), Format::kJson).out;
  EXPECT_THAT(list, AllOf(HasSubstr("events/gala"), HasSubstr("\"nextPageToken\": \"2\""),
                          Not(HasSubstr("title"))));
  v1::GetEventResponse response;
  *response.mutable_event() = TwoEvents().events(0);
  EXPECT_EQ(Print("events", "get", response, Format::kYaml).out, "name: events/gala\n");
  // Of other messages nothing was chosen.
  EXPECT_THAT(Print("venues", "get", v1::GetVenueResponse(), Format::kJson).out, "{}\n");
}

TEST_F(PrintResponseTest, PrintsListsInYamlAsApplyTakesThem) {
  EXPECT_EQ(Print("events", "list", TwoEvents(), Format::kYaml).out,
            "events:\n"
            "  - id: gala\n    title:\n      en: gala\n"
            "  - id: talk\n    title:\n      en: talk\n");
  v1::ListSpacesResponse spaces;
  spaces.add_spaces()->set_name("venues/library/spaces/hall");
  EXPECT_EQ(Print("spaces", "list", spaces, Format::kYaml).out,
            "venues:\n  - id: library\n    spaces:\n      - id: hall\n");
}

TEST_F(PrintResponseTest, NamesAllOfAList) {
  EXPECT_EQ(Print("events", "list", TwoEvents(), Format::kName).out, "events/gala\nevents/talk\n");
}

TEST_F(PrintResponseTest, KeepsInYamlWhatIsToldBesidesTheResource) {
  v1::CreateAccessTokenResponse response;
  response.mutable_access_token()->set_name("accessTokens/t");
  response.set_secret("once");
  const std::string yaml = Print("access-tokens", "create", response, Format::kYaml).out;
  EXPECT_THAT(yaml, HasSubstr("secret: once"));
  EXPECT_THAT(yaml, HasSubstr("name: accessTokens/t"));
}

TEST_F(PrintResponseTest, SaysAtLeastOfANumberThatIsALowerBound) {
  v1::CheckEventsResponse response;
  response.set_total_size(12);
  response.set_blocked(true);
  EXPECT_EQ(Print("events", "check", response).out, "Total size: 12\nBlocked: true\n");
  response.set_total_is_lower_bound(true);
  EXPECT_EQ(Print("events", "check", response).out, "Total size: at least 12\nBlocked: true\n");
}

TEST_F(PrintResponseTest, HeadsTheListsThatAreNotWhatWasAskedFor) {
  v1::CheckEventsResponse response;
  response.add_suggestions()->set_resource("venues/library/spaces/foyer");
  EXPECT_EQ(Print("events", "check", response).out,
            "\nSuggestions\nWHERE\nvenues/library/spaces/foyer\n");
}

TEST(Render, CutsNothingAndCleansWhatSteersTheTerminal) {
  const Table table{{"A", "LONGER"}, {{"x\n", "1"}, {"longest", "2\033"}}};
  EXPECT_EQ(Render(table, Style()), "A        LONGER\nx        1\nlongest  2\n");
  EXPECT_EQ(Render({{"A", "B"}, {}}, Style()), "\n");
}

}  // namespace
}  // namespace taqvim::cli
