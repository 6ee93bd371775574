// Several events in one write.
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class BatchWriteEventsTest : public EventsTest {
 protected:
  void AddCreate(const std::string& id, const std::string& space, const std::string& start,
                 const std::string& end) {
    v1::CreateEventRequest& create = *batch_.add_writes()->mutable_create();
    create.set_event_id(id);
    *create.mutable_event() = FromText<v1::Event>(
        absl::StrCat("title { key: 'en' value: 'A concert' } owner: 'organizations/owner' "
                     "activity { form: ACTIVITY_FORM_CONCERT } ",
                     Timed(start, end), "bookings { space: '", space, "' }"));
    batch_.add_writes()->mutable_confirm()->set_name("events/" + id);
  }

  void AddMove(const std::string& name, const std::string& space) {
    v1::UpdateEventRequest& update = *batch_.add_writes()->mutable_update();
    *update.mutable_event() = Get(name);
    update.mutable_event()->mutable_bookings(0)->set_space(space);
    update.mutable_update_mask()->add_paths("bookings");
  }

  void AddDelete(const std::string& name) {
    v1::DeleteEventRequest& gone = *batch_.add_writes()->mutable_delete_();
    gone.set_name(name);
    gone.set_etag(Get(name).etag());
  }
  absl::StatusCode GetCode(const std::string& name) {
    v1::GetEventRequest request;
    request.set_name(name);
    return Run(GetEvent, request).status().code();
  }

  v1::BatchWriteEventsRequest batch_;
};

TEST_F(BatchWriteEventsTest, SwapsTwoHalls) {
  AddConfirmed("concert", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddConfirmed("talk", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddMove("events/concert", gallery_);
  AddMove("events/talk", hall_);
  auto swapped = Run(BatchWriteEvents, batch_);
  ASSERT_TRUE(swapped.ok()) << swapped.status();
  EXPECT_EQ(Get("events/concert").bookings(0).space(), gallery_);
  EXPECT_EQ(Get("events/talk").bookings(0).space(), hall_);
}

TEST_F(BatchWriteEventsTest, DeletesBesideOtherWrites) {
  AddHold("old", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("kept", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddDelete("events/old");
  batch_.add_writes()->mutable_confirm()->set_name("events/kept");
  const int64_t before = Revision();
  auto written = Run(BatchWriteEvents, batch_);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(Revision(), before + 1);
  ASSERT_EQ(written->events_size(), 2);
  EXPECT_EQ(written->events(0).ShortDebugString(), "name: \"events/old\"");
  EXPECT_EQ(written->events(1).state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_EQ(GetCode("events/old"), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Get("events/kept").waivers().empty()) << "no hold was ahead of it";
}

TEST_F(BatchWriteEventsTest, DeletesWhatOnlyOthersThatGoReferTo) {
  AddHold("day", hall_, "2025-10-10 10:00", "2025-10-10 20:00");
  AddHold("song", hall_, "2025-10-10 11:00", "2025-10-10 12:00", "host: 'events/day'");
  AddHold("speech", hall_, "2025-10-10 13:00", "2025-10-10 14:00", "host: 'events/day'");
  AddDelete("events/day");
  AddDelete("events/song");
  const absl::Status refusal = Run(BatchWriteEvents, batch_).status();
  EXPECT_EQ(ReasonOf(refusal), v1::ERROR_REASON_RESOURCE_IN_USE);
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(GetDetail(refusal, &failure));
  ASSERT_EQ(failure.violations_size(), 1);
  EXPECT_EQ(failure.violations(0).subject(), "events/speech");
  AddDelete("events/speech");
  auto written = Run(BatchWriteEvents, batch_);
  ASSERT_TRUE(written.ok()) << written.status();
  for (const char* name : {"events/day", "events/song", "events/speech"}) {
    EXPECT_EQ(GetCode(name), absl::StatusCode::kNotFound) << name;
  }
}

TEST_F(BatchWriteEventsTest, HasNothingMoreToSayOfWhatItDeletes) {
  AddHold("old", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddDelete("events/old");
  batch_.add_writes()->mutable_confirm()->set_name("events/old");
  EXPECT_EQ(Run(BatchWriteEvents, batch_).status().code(), absl::StatusCode::kNotFound);
  batch_.mutable_writes()->RemoveLast();
  AddCreate("old", gallery_, "2025-10-11 18:00", "2025-10-11 20:00");
  EXPECT_EQ(Run(BatchWriteEvents, batch_).status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(GetCode("events/old"), absl::StatusCode::kOk);
}

// Among so many ids of one millisecond some random parts are alike.
TEST_F(BatchWriteEventsTest, GivesEachEventAnIdOfItsOwnWithinOneMillisecond) {
  for (int i = 0; i < 100; ++i) {
    v1::CreateEventRequest& create = *batch_.add_writes()->mutable_create();
    *create.mutable_event() = FromText<v1::Event>(
        absl::StrCat("title { key: 'en' value: 'An anniversary' } owner: 'organizations/owner' "
                     "commemoration { honourees: 'A poet' } ",
                     Dated("2025-10-10", "2025-10-10")));
  }
  for (int batch = 0; batch < 80; ++batch) {
    auto written = Run(BatchWriteEvents, batch_);
    ASSERT_TRUE(written.ok()) << "batch " << batch << ": " << written.status();
  }
}

TEST_F(BatchWriteEventsTest, ReportsAConflictInsideItOnBothItems) {
  AddCreate("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddCreate("b", hall_, "2025-10-10 19:00", "2025-10-10 21:00");
  auto refused = Run(BatchWriteEvents, batch_);
  EXPECT_THAT(Lines(refused.status()), ElementsAre("0 events/a RESOURCE_BUSY events/b",
                                                   "2 events/b RESOURCE_BUSY events/a"));
}

TEST_F(BatchWriteEventsTest, WithBadEventsOfTwentyWritesNothingAndReportsEachOfThem) {
  AddConfirmed("opera", hall_, "2025-10-10 08:00", "2025-10-10 10:00");
  Close("2025-10-11", "repair");
  for (int i = 0; i < 20; ++i) {
    // Two hours each, but for two: one in the opera, one in the repair.
    const std::string day = absl::StrCat("2025-10-", i == 4 ? 10 : i == 13 ? 11 : 12 + i / 12);
    const std::string hour = absl::StrCat(i == 4 ? 9 : 2 * (i % 12));
    const auto time = [&](const std::string& minutes) {
      return absl::StrCat(day, " ", hour.size() == 1 ? "0" : "", hour, ":", minutes);
    };
    AddCreate(absl::StrCat("e", i), hall_, time("00"), time("59"));
  }
  const int64_t before = Revision();
  auto refused = Run(BatchWriteEvents, batch_);
  EXPECT_THAT(Lines(refused.status()),
              UnorderedElementsAre("8 events/e4 RESOURCE_BUSY events/opera",
                                   "26 events/e13 VENUE_CLOSED venues/library/closures/repair"));
  EXPECT_EQ(Revision(), before);
  EXPECT_EQ(Run(ListEvents, "")->events_size(), 1);
}

TEST_F(BatchWriteEventsTest, WithAMalformedEventSaysNothingOfConflicts) {
  AddConfirmed("opera", hall_, "2025-10-10 08:00", "2025-10-10 10:00");
  AddCreate("bad", hall_, "2025-10-10 08:00", "2025-10-10 10:00");
  AddCreate("worse", "venues/library/spaces/cellar", "2025-10-10 08:00", "2025-10-10 10:00");
  auto refused = Run(BatchWriteEvents, batch_);
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
}

TEST_F(BatchWriteEventsTest, MayPutAnEventInsideOneThatComesLater) {
  v1::CreateEventRequest& song = *batch_.add_writes()->mutable_create();
  song.set_event_id("song");
  *song.mutable_event() = FromText<v1::Event>(absl::StrCat(
      "title { key: 'en' value: 'A song' } owner: 'organizations/owner' host: "
      "'events/day' activity { form: ACTIVITY_FORM_CONCERT } ",
      Timed("2025-10-10 12:00", "2025-10-10 13:00"), "bookings { space: '", hall_, "' }"));
  AddCreate("day", hall_, "2025-10-10 10:00", "2025-10-10 20:00");
  batch_.add_writes()->mutable_confirm()->set_name("events/song");
  auto written = Run(BatchWriteEvents, batch_);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(written->events_size(), 4);
  EXPECT_EQ(Get("events/song").state(), v1::EVENT_STATE_CONFIRMED);
}

using CheckEventsTest = BatchWriteEventsTest;

TEST_F(CheckEventsTest, SaysWhatABatchWouldInPagesAndWritesNothing) {
  AddCreate("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddCreate("b", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddCreate("c", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  const std::vector<std::string> expected = Lines(Run(BatchWriteEvents, batch_).status());
  ASSERT_EQ(expected.size(), 6);
  v1::CheckEventsRequest check;
  *check.mutable_writes() = batch_.writes();
  check.set_page_size(4);
  const int64_t before = Revision();
  std::vector<std::string> lines;
  do {
    auto page = schedule_.DryRun(CheckEvents, check);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_TRUE(page->blocked());
    EXPECT_EQ(page->total_size(), 6);
    for (const std::string& line : Lines(page->conflicts())) lines.push_back(line);
    check.set_page_token(page->next_page_token());
  } while (!check.page_token().empty());
  EXPECT_EQ(lines, expected);
  EXPECT_EQ(Revision(), before);
}

TEST_F(CheckEventsTest, TakesVenuesThatAreNotThereYetAsIfTheyWere) {
  AddCreate("a", "venues/palace/spaces/stage", "2025-10-10 18:00", "2025-10-10 20:00");
  v1::CheckEventsRequest check;
  *check.mutable_writes() = batch_.writes();
  EXPECT_EQ(ReasonOf(schedule_.DryRun(CheckEvents, check).status()),
            v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  *check.mutable_assumptions() = FromText<v1::Assumptions>(R"pb(
    venues {
      name: 'venues/palace'
      title { key: 'en' value: 'The palace' }
      country: 'KZ'
      city: 'Astana'
      time_zone: 'Asia/Almaty'
      opening_hours {
        day: MONDAY
        open { hours: 9 }
        close { hours: 18 }
      }
    }
    spaces {
      name: 'venues/palace/spaces/stage'
      title { key: 'en' value: 'The stage' }
    }
  )pb");
  auto judged = schedule_.DryRun(CheckEvents, check);
  ASSERT_TRUE(judged.ok()) << judged.status();
  EXPECT_THAT(Lines(judged->conflicts()),
              ElementsAre("0 events/a OUTSIDE_OPENING_HOURS venues/palace"));
  EXPECT_EQ(Run(ListVenues, "")->venues_size(), 1);
}

TEST_F(CheckEventsTest, TellsAllThatIsWrongWithWhatItAssumes) {
  v1::CheckEventsRequest check;
  *check.mutable_assumptions() = FromText<v1::Assumptions>(R"pb(
    organizations {
      name: 'organizations/trust'
      title { key: 'en' value: 'The trust' }
      country: 'KZ'
    }
    spaces {
      name: 'venues/library/spaces/both'
      title { key: 'en' value: 'Both' }
      parts: 'venues/library/spaces/stage'
      parts: 'venues/library/spaces/pit'
    }
    spaces {
      name: 'venues/library/spaces/all'
      title { key: 'en' value: 'All' }
      parts: 'venues/library/spaces/both'
      parts: 'venues/library/spaces/balcony'
    }
    agreements {
      name: 'agreements/old'
      title { key: 'en' value: 'Old' }
      parties: 'organizations/trust'
      parties: 'organizations/nobody'
    }
  )pb");
  const absl::Status wrong = schedule_.DryRun(CheckEvents, check).status();
  EXPECT_EQ(ReasonOf(wrong), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(wrong, &detail)) << wrong;
  std::vector<std::string> fields;
  for (const auto& violation : detail.field_violations()) fields.push_back(violation.field());
  EXPECT_THAT(
      fields,
      ElementsAre("assumptions.spaces[0].parts[0]", "assumptions.spaces[0].parts[1]",
                  "assumptions.spaces[1].parts[1]", "assumptions.agreements[0].parties[1]"));
}

}  // namespace
}  // namespace taqvim::schedule
