#include "client/cli/command/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "client/cli/command/global_flags.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/usage_error.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/publish_requests.pb.h"
#include "taqvim/v1/slot.pb.h"
#include "taqvim/v1/venue_service.pb.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class RequestTest : public ::testing::Test {
 protected:
  // What the command line `group verb ...` asks for.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Build(std::vector<std::string> words) {
    const Command& command = *FindCommand(*model_.FindGroup(words[0]), words[1]);
    words.erase(words.begin(), words.begin() + 2);
    std::vector<const Flag*> flags = PointersTo(command.flags());
    for (const Flag& flag : GlobalFlags()) flags.push_back(&flag);
    auto arguments = ParseArguments(words, flags);
    if (!arguments.ok()) return arguments.status();
    const ReadResource read = [this](const std::string& name) { return Stored(name); };
    const ReadAt at{absl::UnixEpoch(), absl::UTCTimeZone()};
    return BuildRequest(contract_, Catalog::Embedded(), command, *arguments, at, read, &notes_);
  }

  // The same as a generated message.
  template <class Request>
  Request Built(const std::vector<std::string>& words) {
    auto request = Build(words);
    EXPECT_TRUE(request.ok()) << request.status().ToString();
    Request generated;
    if (request.ok()) {
      EXPECT_TRUE(generated.ParseFromString((*request)->SerializeAsString()));
    }
    return generated;
  }

  std::string Refusal(const std::vector<std::string>& words) {
    auto request = Build(words);
    EXPECT_TRUE(IsUsageError(request.status()));
    return std::string(request.status().message());
  }

  std::string Write(const std::string& text) {
    const std::string path = dir_.Path("request.yaml");
    std::ofstream(path) << text;
    return path;
  }

  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Stored(const std::string& name) {
    reads_.push_back(name);
    if (fails_) return absl::PermissionDeniedError("no");
    // Only of events is anything looked at.
    for (const auto* resource : contract_.Resources()) {
      const bool is_other = resource->name() != "Event";
      if (is_other && MatchesPattern(NamePattern(*resource), name)) return contract_.New(*resource);
    }
    auto event = contract_.New(*contract_.FindMessage("Event"));
    v1::Event stored;
    stored.set_etag("stored-etag");
    (*stored.mutable_title())["en"] = "Old";
    (*stored.mutable_title())["kk"] = "Ескі";
    if (stored_start_) {
      auto& start = *stored.mutable_period()->mutable_timed()->mutable_start();
      start.set_year(2026);
      start.set_month(12);
      start.set_day(4);
      start.set_hours(18);
      auto& end = *stored.mutable_period()->mutable_timed()->mutable_end();
      end = start;
      end.set_hours(20);
    }
    stored.mutable_exhibition()->set_objects(7);
    for (const char* id : {"b1", "b2", "b3"}) {
      v1::Booking& booking = *stored.add_bookings();
      booking.set_id(id);
      booking.set_space(std::string("venues/library/spaces/") + id);
      booking.set_expected_attendance(80);
    }
    EXPECT_TRUE(event->ParseFromString(stored.SerializeAsString()));
    return event;
  }

  const testing::TempDir dir_;
  const Contract& contract_ = Contract::Embedded();
  const Model& model_ = Model::Embedded();
  std::vector<std::string> reads_;
  bool fails_ = false;
  // Whether what is stored begins on 2026-12-04 at 18:00.
  bool stored_start_ = false;
  RequestNotes notes_;
};

TEST_F(RequestTest, ExhibitionsCreateSetsTheKind) {
  const auto request = Built<v1::CreateEventRequest>(
      {"exhibitions", "create", "loops", "--title", "en=Loops", "--owner", "centre", "--objects",
       "148", "--first-day", "2024-05-01", "--last-day", "2024-09-01", "--dry-run"});
  EXPECT_EQ(request.event_id(), "loops");
  EXPECT_EQ(request.event().exhibition().objects(), 148);
  EXPECT_EQ(request.event().period().dated().last_day().month(), 9);
  EXPECT_TRUE(request.validate_only());
}

TEST_F(RequestTest, ExhibitionsCreateSetsTheKindWithoutAnyFlagOfIt) {
  const auto request = Built<v1::CreateEventRequest>(
      {"exhibitions", "create", "--title", "en=Loops", "--owner", "centre"});
  EXPECT_TRUE(request.event().has_exhibition());
}

TEST_F(RequestTest, ExhibitionsListFiltersByKind) {
  const auto request =
      Built<v1::ListEventsRequest>({"exhibitions", "list", "--first-day", "2024-05-01"});
  EXPECT_THAT(request.filter().kinds(), ElementsAre(v1::EVENT_KIND_EXHIBITION));
  EXPECT_EQ(request.filter().window().first_day().year(), 2024);
}

TEST_F(RequestTest, ListsWithoutParentListBelowAll) {
  EXPECT_EQ(Built<v1::ListSpacesRequest>({"spaces", "list"}).parent(), "venues/-");
  EXPECT_EQ(Built<v1::ListSpacesRequest>({"spaces", "list", "--venue", "a"}).parent(), "venues/a");
}

TEST_F(RequestTest, NamesMayBeShort) {
  EXPECT_EQ(Built<v1::GetEventRequest>({"events", "get", "gala"}).name(), "events/gala");
  EXPECT_EQ(Built<v1::GetSpaceRequest>({"spaces", "get", "hall", "--venue", "a"}).name(),
            "venues/a/spaces/hall");
  EXPECT_EQ(Built<v1::GetSpaceRequest>({"spaces", "get", "a/hall"}).name(), "venues/a/spaces/hall");
}

TEST_F(RequestTest, UpdateChangesWhatTheFlagsName) {
  const auto request = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--start", "2025-10-10T18:00", "--owner", "x"});
  EXPECT_EQ(request.event().name(), "events/gala");
  EXPECT_THAT(request.update_mask().paths(), UnorderedElementsAre("owner", "period.timed.start"));
}

TEST_F(RequestTest, UpdateReadsTheEtagOnceWhereNoneIsGiven) {
  const auto request =
      Built<v1::UpdateEventRequest>({"events", "update", "gala", "--title", "ru=Новый"});
  EXPECT_EQ(request.event().etag(), "stored-etag");
  EXPECT_THAT(reads_, ElementsAre("events/gala"));
}

TEST_F(RequestTest, UpdateReadsNothingWhereAnEtagIsGiven) {
  const auto request =
      Built<v1::UpdateEventRequest>({"events", "update", "gala", "--host", "x", "--etag", "mine"});
  EXPECT_EQ(request.event().etag(), "mine");
  EXPECT_THAT(reads_, IsEmpty());
}

TEST_F(RequestTest, UpdateKeepsTheOtherEntriesOfAMap) {
  const auto request = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--title", "ru=Новый", "--title", "kk="});
  EXPECT_EQ(request.event().title().size(), 2);
  EXPECT_EQ(request.event().title().at("en"), "Old");
  EXPECT_EQ(request.event().title().at("ru"), "Новый");
}

TEST_F(RequestTest, UpdateMaskMayNameFieldsAsFlagsDo) {
  const auto request = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--update-mask", "last-day,exhibition.objects"});
  EXPECT_THAT(request.update_mask().paths(),
              ElementsAre("period.dated.last_day", "exhibition.objects"));
}

TEST_F(RequestTest, UpdateOfNothingIsRefused) {
  EXPECT_THAT(Refusal({"events", "update", "gala"}), HasSubstr("Nothing is to be changed"));
}

TEST_F(RequestTest, DeleteReadsTheEtagAndCancelDoesNot) {
  EXPECT_EQ(Built<v1::DeleteEventRequest>({"events", "delete", "gala"}).etag(), "stored-etag");
  reads_.clear();
  Built<v1::CancelEventRequest>({"events", "cancel", "gala"});
  EXPECT_THAT(reads_, IsEmpty());
}

std::vector<std::string> IdsOf(const v1::Event& event) {
  std::vector<std::string> ids;
  for (const v1::Booking& booking : event.bookings()) ids.push_back(booking.id());
  return ids;
}

TEST_F(RequestTest, UpdateOfOneBookingKeepsTheOthersAndSendsAllWithTheEtagThatWasRead) {
  const auto request = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--booking", "id=b2,expected-attendance=120"});
  EXPECT_THAT(IdsOf(request.event()), ElementsAre("b1", "b2", "b3"));
  EXPECT_EQ(request.event().bookings(1).expected_attendance(), 120);
  EXPECT_EQ(request.event().bookings(1).space(), "venues/library/spaces/b2");
  EXPECT_EQ(request.event().etag(), "stored-etag");
  EXPECT_THAT(request.update_mask().paths(), ElementsAre("bookings"));
  EXPECT_THAT(reads_, ElementsAre("events/gala"));
  EXPECT_THAT(notes_.changes,
              ElementsAre("bookings: b2 expected_attendance 80 -> 120; 2 others stay"));
}

TEST_F(RequestTest, UpdateAddsRemovesAndReplacesBookings) {
  const auto changed = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--add-booking", "id=b4,space=library/b4", "--remove-booking",
       "b1", "--booking", "space=library/b3,set-up=1h"});
  EXPECT_THAT(IdsOf(changed.event()), ElementsAre("b2", "b3", "b4"));
  EXPECT_EQ(changed.event().bookings(1).set_up().seconds(), 3600);
  const auto replaced = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--replace-bookings", "id=c,space=library/c"});
  EXPECT_THAT(IdsOf(replaced.event()), ElementsAre("c"));
  EXPECT_THAT(notes_.changes, ElementsAre("bookings: 3 replaced by 1"));
  const auto none =
      Built<v1::UpdateEventRequest>({"events", "update", "gala", "--replace-bookings", ""});
  EXPECT_THAT(IdsOf(none.event()), IsEmpty());
  EXPECT_THAT(none.update_mask().paths(), ElementsAre("bookings"));
}

TEST_F(RequestTest, UpdateRefusesToGuessWhichBookingIsMeant) {
  EXPECT_THAT(Refusal({"events", "update", "gala", "--booking", "space=library/new"}),
              HasSubstr("--booking: It means none of those that there are: id=b1"));
  EXPECT_THAT(Refusal({"events", "update", "gala", "--excluded-day", "2026-12-29"}),
              HasSubstr("--add-excluded-day adds one"));
  EXPECT_THAT(Refusal({"events", "update", "gala", "--booking", "id=b1,set-up=1h",
                       "--replace-bookings", "id=c"}),
              HasSubstr("cannot be given together"));
}

TEST_F(RequestTest, FlagsOverrideTheFileAndChangeItsListsOneByOne) {
  const std::string path = Write(
      "title: {en: From file}\nowner: file\n"
      "bookings: [{id: a, space: x/a}, {id: b, space: x/b}]\n");
  const auto request = Built<v1::CreateEventRequest>(
      {"activities", "create", "-f", path, "--owner", "flag", "--form", "talk", "--booking",
       "id=b,set-up=1h", "--add-booking", "id=c,space=x/c", "--title", "ru=Новый"});
  EXPECT_EQ(request.event().title().at("en"), "From file");
  EXPECT_EQ(request.event().title().at("ru"), "Новый");
  EXPECT_EQ(request.event().owner(), "organizations/flag");
  EXPECT_THAT(IdsOf(request.event()), ElementsAre("a", "b", "c"));
  EXPECT_EQ(request.event().bookings(1).space(), "venues/x/spaces/b");
  EXPECT_THAT(Refusal({"activities", "create", "-f", path, "--booking", "space=x/new"}),
              HasSubstr("--add-booking adds one"));
  const auto replaced = Built<v1::CreateEventRequest>(
      {"activities", "create", "-f", path, "--form", "talk", "--replace-bookings", "id=z"});
  EXPECT_THAT(IdsOf(replaced.event()), ElementsAre("z"));
}

TEST_F(RequestTest, EachBookingOfANewEventIsGivenByAFlag) {
  const auto request = Built<v1::CreateEventRequest>({"activities", "create", "--title", "en=x",
                                                      "--owner", "o", "--form", "talk", "--booking",
                                                      "space=x/a", "--booking", "space=x/a"});
  EXPECT_EQ(request.event().bookings_size(), 2);
  EXPECT_THAT(notes_.changes, IsEmpty());
}

TEST_F(RequestTest, AnUpdateFromAFileSetsWhatIsEmptyClearsWhatIsNullAndKeepsTheRest) {
  const std::string path = Write(
      "name: events/gala\netag: e\n"
      "bookings: []\n"
      "exhibition: {objects: 0}\n"
      "host: ''\n"
      "agreement: null\n"
      "last_day: null\n");
  const auto request = Built<v1::UpdateEventRequest>({"events", "update", "-f", path});
  EXPECT_THAT(request.update_mask().paths(),
              UnorderedElementsAre("bookings", "exhibition.objects", "host", "agreement",
                                   "period.dated.last_day"));
  EXPECT_THAT(reads_, IsEmpty());
}

TEST_F(RequestTest, AFileMayBeTheOneEntryThatGetPrints) {
  const std::string path = dir_.Path("gala.yaml");
  std::ofstream(path) << "events:\n  - {id: gala, title: {en: Gala}, confirm: true}\n";
  const auto update = Built<v1::UpdateEventRequest>({"events", "update", "-f", path});
  EXPECT_EQ(update.event().name(), "events/gala");
  EXPECT_THAT(update.update_mask().paths(), ElementsAre("title"));
  EXPECT_EQ(
      Built<v1::CreateEventRequest>({"events", "create", "-f", path, "--owner", "o"}).event_id(),
      "gala");
  std::ofstream(path) << "venues: [{id: l, spaces: [{id: hall, title: {en: H}}]}]\n";
  const auto create = Built<v1::CreateSpaceRequest>({"spaces", "create", "-f", path});
  EXPECT_EQ(create.parent(), "venues/l");
  EXPECT_EQ(create.space_id(), "hall");
  std::ofstream(path) << "events: [{id: gala}, {id: talk}]\n";
  EXPECT_EQ(Refusal({"events", "update", "-f", path}),
            path +
                ":1: There is not one entry of events; `taqvim apply -f` takes files of any "
                "number.");
}

TEST_F(RequestTest, AnEmptyMappingInAFileClearsNothing) {
  const std::string path = Write("owner: o\nexhibition: {}\n");
  const auto request = Built<v1::UpdateEventRequest>({"events", "update", "gala", "-f", path});
  EXPECT_THAT(request.update_mask().paths(), ElementsAre("owner"));
}

TEST_F(RequestTest, AFileWithTheWholeRequestOfAnUpdateChangesWhatItHolds) {
  const std::string path = Write(
      "event: {name: events/gala, etag: e, host: null, period: {timed: {start: "
      "2025-10-10T18:00}}}\n"
      "overrides: [hold-ahead]\n");
  const auto request = Built<v1::UpdateEventRequest>({"events", "update", "-f", path});
  EXPECT_THAT(request.update_mask().paths(), UnorderedElementsAre("host", "period.timed.start"));
  EXPECT_EQ(request.overrides_size(), 1);
}

TEST_F(RequestTest, AFileMayHoldTheWholeRequest) {
  const std::string path = Write("event_id: gala\nevent: {title: {en: x}, owner: o}\n");
  EXPECT_EQ(Built<v1::CreateEventRequest>({"events", "create", "-f", path}).event_id(), "gala");
  const std::string writes = Write("writes: [{confirm: {name: gala}}]\n");
  EXPECT_EQ(Built<v1::BatchWriteEventsRequest>({"events", "batch-write", "-f", writes})
                .writes(0)
                .confirm()
                .name(),
            "events/gala");
}

TEST_F(RequestTest, AnUpdateFromAFileChangesWhatItHolds) {
  const std::string path = Write("name: events/gala\netag: e\nowner: o\ncreator: someone\n");
  const auto request = Built<v1::UpdateEventRequest>({"events", "update", "-f", path});
  EXPECT_THAT(request.update_mask().paths(), ElementsAre("owner"));
  EXPECT_EQ(request.event().etag(), "e");
}

TEST_F(RequestTest, ShortValuesFillTheRequest) {
  const auto talk = Built<v1::CreateEventRequest>(
      {"activities", "create", "talk", "--title", "en=Talk", "--owner", "o", "--form", "talk",
       "--start", "2026-12-04 18:00", "--end", "2:00", "--spoken-language", "az,kk", "--booking",
       "space=library/hall,start=2026-12-04 17:00,end=3:00"});
  EXPECT_EQ(talk.event().period().timed().end().day(), 5);
  EXPECT_EQ(talk.event().bookings(0).period().timed().end().day(), 5);
  EXPECT_THAT(talk.event().spoken_languages(), ElementsAre("az", "kk"));
  EXPECT_EQ(notes_.times.size(), 2U);
}

TEST_F(RequestTest, AnUpdateTakesTheDayOfWhatIsStored) {
  stored_start_ = true;
  const auto moved = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--start", "19:00", "--end", "21:00"});
  EXPECT_EQ(moved.event().period().timed().start().day(), 4);
  EXPECT_EQ(moved.event().period().timed().end().hours(), 21);
  EXPECT_THAT(reads_, ElementsAre("events/gala"));
}

TEST_F(RequestTest, AnEndGoesAlongWithItsStart) {
  stored_start_ = true;
  const auto moved =
      Built<v1::UpdateEventRequest>({"events", "update", "gala", "--start", "2026-12-01 19:00"});
  EXPECT_THAT(moved.update_mask().paths(),
              UnorderedElementsAre("period.timed.start", "period.timed.end"));
  EXPECT_EQ(moved.event().period().timed().end().day(), 1);
  EXPECT_EQ(moved.event().period().timed().end().hours(), 21);
  EXPECT_THAT(notes_.times, ElementsAre("The end goes along, to 2026-12-01 21:00; give --end for "
                                        "another length."));
  const auto longer =
      Built<v1::UpdateEventRequest>({"events", "update", "gala", "--end", "2026-12-04 23:00"});
  EXPECT_THAT(longer.update_mask().paths(), ElementsAre("period.timed.end"));
  const auto masked = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--start", "2026-12-04 17:00", "--update-mask", "start"});
  EXPECT_THAT(masked.update_mask().paths(), ElementsAre("period.timed.start"));
}

TEST_F(RequestTest, PartsOfASpaceAreInItsVenueAndNamesByPlaceMayBeAList) {
  const auto request =
      Built<v1::UpdateSpaceRequest>({"spaces", "update", "library/all", "--part", "a,b", "--etag",
                                     "e", "-f", Write("parts: [library/a, library/b]\n")});
  EXPECT_THAT(request.space().parts(),
              ElementsAre("venues/library/spaces/a", "venues/library/spaces/b"));
  const auto published = Built<v1::PublishEventsRequest>({"events", "publish", "gala,talk"});
  EXPECT_THAT(published.names(), ElementsAre("events/gala", "events/talk"));
}

TEST_F(RequestTest, ItemsByPlaceHaveShortValuesToo) {
  const auto request = Built<v1::FindSlotsRequest>(
      {"slots", "find", "duration=2h,space=\"library/a,library/b\"", "--first-day", "today..+2w",
       "--weekday", "friday-sunday", "--earliest-start", "9:00"});
  EXPECT_THAT(request.items(0).spaces(),
              ElementsAre("venues/library/spaces/a", "venues/library/spaces/b"));
  EXPECT_EQ(request.window().last_day().day(), 15);
  EXPECT_EQ(request.weekdays_size(), 3);
}

TEST_F(RequestTest, AFileHasNoWordsThatMeanAnotherDayTomorrow) {
  const std::string path = Write("first_day: tomorrow\n");
  EXPECT_THAT(Refusal({"events", "create", "-f", path}),
              HasSubstr("In a file, and in JSON, it would mean another time on another day"));
}

TEST_F(RequestTest, WhatIsMissingIsNamed) {
  EXPECT_THAT(Refusal({"events", "create"}),
              HasSubstr("needs --title KEY=VALUE, --owner ORGANIZATION"));
  EXPECT_THAT(Refusal({"events", "get"}), HasSubstr("needs NAME"));
  EXPECT_THAT(Refusal({"events", "get", "a", "b"}), HasSubstr("one argument too many"));
}

TEST_F(RequestTest, WhatIsWrongIsNamedWithItsFlag) {
  EXPECT_THAT(Refusal({"events", "create", "--first-day", "soon"}), HasSubstr("--first-day: "));
  EXPECT_THAT(
      Refusal({"events", "create", "--start", "2025-10-10T18:00", "--first-day", "2025-10-10"}),
      HasSubstr("--first-day and --start cannot be given together"));
  EXPECT_THAT(Refusal({"events", "create", "-f", "/does/not/exist"}),
              HasSubstr("/does/not/exist: No such file"));
}

// The words of a command as a shell takes it: spaces separate, double quotes group.
std::vector<std::string> ShellWords(const std::string& command) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (char c : command) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

TEST_F(RequestTest, EveryExampleOfHelpIsARequest) {
  for (const auto& [title, examples] : Catalog::Embedded().examples) {
    for (const Example& example : examples) {
      // What needs a file or a shell is run by tests/e2e/examples_test.py, as all are.
      if (example.command.find(" -f ") != std::string::npos) continue;
      if (example.command.find_first_of("$|>") != std::string::npos) continue;
      std::vector<std::string> words = ShellWords(example.command);
      ASSERT_EQ(words[0], "taqvim");
      words.erase(words.begin());
      EXPECT_EQ(words[0] + " " + words[1], title);
      const auto request = Build(words);
      EXPECT_TRUE(request.ok()) << example.command << "\n" << request.status().ToString();
    }
  }
}

TEST_F(RequestTest, OccupancyTakesResourcesByPlace) {
  const auto request = Build({"occupancy", "query", "venues/a", "venues/b", "--first-day",
                              "2025-10-06", "--last-day", "2025-10-12"});
  ASSERT_TRUE(request.ok()) << request.status().ToString();
  EXPECT_THAT((*request)->ShortDebugString(), HasSubstr("venues/b"));
}

TEST_F(RequestTest, UpdateNeverNamesWhatTheServerSetsNorTheEtagInItsMask) {
  const std::string path =
      Write("event: {name: events/gala, etag: e, owner: o, create_time: 2025-01-01T00:00:00Z}\n");
  EXPECT_THAT(Built<v1::UpdateEventRequest>({"events", "update", "-f", path}).update_mask().paths(),
              ElementsAre("owner"));
}

TEST_F(RequestTest, AnEmptyMappingInAFileSetsTheKindThatIsNotThereYet) {
  const std::string path = Write("owner: o\nactivity: {}\n");
  const auto request = Built<v1::UpdateEventRequest>({"events", "update", "gala", "-f", path});
  EXPECT_THAT(request.update_mask().paths(), UnorderedElementsAre("owner", "activity"));
}

TEST_F(RequestTest, AFileWithoutALineIsNotOfTheWholeRequest) {
  const std::string path = Write("[]\n");
  EXPECT_FALSE(Build({"events", "create", "-f", path}).ok());
}

// All fields of a resource that an update may name, in and below it.
void AddPaths(const google::protobuf::Descriptor& type, const FieldPath& above,
              std::vector<FieldPath>* paths) {
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    if (IsOutputOnly(field)) continue;
    FieldPath path = above;
    path.push_back(&field);
    paths->push_back(path);
    if (!field.is_repeated() && !IsText(field)) AddPaths(*field.message_type(), path, paths);
  }
}

TEST_F(RequestTest, AMaskMeansEachFieldByItsNameWhateverFlagsAreCalled) {
  int updates = 0;
  for (const Group& group : model_.groups()) {
    for (const Command& command : group.commands) {
      if (command.update_mask == nullptr) continue;
      ++updates;
      std::vector<FieldPath> paths;
      AddPaths(*command.resource->message_type(), {}, &paths);
      for (const FieldPath& path : paths) {
        const std::string field = PathText(path);
        auto request =
            Build({group.name, command.verb, "x", "--etag", "e", "--update-mask", field});
        ASSERT_TRUE(request.ok()) << command.title() << " " << field << request.status();
        const auto& mask = (*request)->GetReflection()->GetMessage(**request, command.update_mask);
        EXPECT_EQ(mask.GetReflection()->GetRepeatedString(
                      mask, mask.GetDescriptor()->FindFieldByName("paths"), 0),
                  field)
            << command.title();
      }
    }
  }
  EXPECT_GE(updates, 7);
}

TEST_F(RequestTest, AMaskNamesFieldsAsFlagsDoWhereNoFieldIsCalledSo) {
  const std::string mask =
      "admission,admission-address,first-day,culture-days.stops,event.owner,event.contact,nothing";
  const auto request = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--etag", "e", "--update-mask", mask});
  EXPECT_FALSE(request.event().has_admission());
  EXPECT_THAT(request.update_mask().paths(),
              ElementsAre("admission", "admission.address", "period.dated.first_day",
                          "culture_days.stops", "owner", "contact", "nothing"));
}

TEST_F(RequestTest, AFailedReadOfWhatIsStoredEndsIt) {
  fails_ = true;
  const std::string path = Write("owner: o\nexhibition: {}\n");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"events", "update", "gala", "-f", path},
        {"events", "update", "gala", "--booking", "id=b1,set-up=1h"},
        {"events", "update", "gala", "--owner", "o"},
        {"events", "delete", "gala"}}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Build(words).status())) << words[1];
  }
}

TEST_F(RequestTest, AListOfTheRequestItselfIsNotReadFromWhatIsStored) {
  const auto request = Built<v1::UpdateEventRequest>(
      {"events", "update", "gala", "--host", "x", "--etag", "e", "--overrides", "hold-ahead"});
  EXPECT_THAT(request.overrides(), ElementsAre(v1::CONFLICT_RULE_HOLD_AHEAD));
  EXPECT_THAT(request.update_mask().paths(), ElementsAre("host"));
  EXPECT_THAT(reads_, IsEmpty());
}

TEST_F(RequestTest, ABatchTakesOneWriteFromFlags) {
  const auto request = Built<v1::CheckEventsRequest>(
      {"events", "check", "gala", "--title", "en=Gala", "--owner", "o", "--start",
       "2035-10-10 18:00", "--end", "20:00", "--booking", "id=hall,space=v/hall", "--limit", "5"});
  ASSERT_EQ(request.writes_size(), 1);
  const v1::CreateEventRequest& create = request.writes(0).create();
  EXPECT_EQ(create.event_id(), "gala");
  EXPECT_EQ(create.event().owner(), "organizations/o");
  EXPECT_EQ(create.event().period().timed().end().hours(), 20);
  EXPECT_EQ(create.event().bookings(0).space(), "venues/v/spaces/hall");
}

TEST_F(RequestTest, AWriteFromFlagsNeedsWhatItsOwnCommandDoes) {
  EXPECT_THAT(
      Refusal({"events", "check", "--start", "2035-10-10 18:00"}),
      AllOf(HasSubstr("taqvim events check needs "), HasSubstr("--title"), HasSubstr("--owner")));
  EXPECT_EQ(Built<v1::CheckEventsRequest>({"events", "check"}).writes_size(), 0);
}

TEST_F(RequestTest, AWriteFromFlagsStandsBehindThoseOfAFile) {
  const std::string file = Write("writes: [{confirm: {name: talk}}]\n");
  const auto request = Built<v1::CheckEventsRequest>(
      {"events", "check", "-f", file, "--title", "en=Gala", "--owner", "o"});
  ASSERT_EQ(request.writes_size(), 2);
  EXPECT_EQ(request.writes(0).confirm().name(), "events/talk");
  EXPECT_EQ(request.writes(1).create().event().title().at("en"), "Gala");
}

}  // namespace
}  // namespace taqvim::cli
