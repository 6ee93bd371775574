// What answers say beside the events that were written is bounded, whatever it is.
#include "server/schedule/judge/answer_bounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/schedule_service.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::schedule {
namespace {

constexpr size_t kTwoMebibytes = 2 << 20;

// With the longest title that an event may have.
v1::Conflict Large(int number) {
  v1::Conflict conflict;
  conflict.set_event(absl::StrCat("events/e", 100000 + number));
  for (int language = 0; language < 20; ++language) {
    (*conflict.mutable_counterpart_title())[absl::StrCat("x", language)] = std::string(500, 't');
  }
  return conflict;
}

TEST(AnswerBytes, AListIsCutAndHasNoGaps) {
  AnswerBytes room(100);
  EXPECT_TRUE(room.Take(50));
  EXPECT_FALSE(room.Take(60));
  EXPECT_FALSE(room.Take(1));
}

TEST(TellAdvisories, KeepsToTwoMebibytesAndCountsThemAll) {
  std::vector<v1::Conflict> conflicts;
  for (int i = 0; i < 2000; ++i) conflicts.push_back(Large(i));
  std::vector<std::string> names;
  for (int i = 0; i < 50'000; ++i) names.push_back(absl::StrCat("events/", std::string(60, 'n')));
  v1::BatchWriteEventsResponse response;
  AnswerBytes room;
  TellCascaded(names, room, response);
  TellAdvisories(conflicts, static_cast<int32_t>(conflicts.size()), room, response);
  EXPECT_EQ(response.advisory_total(), 2000);
  EXPECT_EQ(response.cascaded_total(), 50'000);
  EXPECT_GT(response.cascaded_events_size(), 5000);
  EXPECT_GT(response.advisories_size(), 100);
  EXPECT_EQ(response.advisories(0).event(), "events/e100000");
  EXPECT_LE(response.ByteSizeLong(), kTwoMebibytes);
}

TEST(TellAdvisories, LeavesOutNothingThatFits) {
  const std::vector<v1::Conflict> conflicts = {Large(0), Large(1)};
  v1::CancelEventResponse response;
  AnswerBytes room;
  TellCascaded({"events/a"}, room, response);
  TellAdvisories(conflicts, static_cast<int32_t>(conflicts.size()), room, response);
  EXPECT_EQ(response.advisories_size(), 2);
  EXPECT_EQ(response.advisory_total(), 2);
  EXPECT_EQ(response.cascaded_events_size(), 1);
  EXPECT_EQ(response.cascaded_total(), 1);
}

TEST(BoundReport, KeepsToTwoMebibytesAndToAThousandInOrder) {
  v1::ConflictReport report;
  for (int i = 0; i < 1500; ++i) *report.add_conflicts() = Large(1500 - i);
  report.set_total(1500);
  BoundReport(report);
  EXPECT_EQ(report.total(), 1500);
  EXPECT_EQ(report.conflicts(0).event(), "events/e100001");
  EXPECT_LE(report.ByteSizeLong(), kTwoMebibytes);
  v1::ConflictReport small;
  for (int i = 0; i < 1500; ++i) small.add_conflicts()->set_event("events/a");
  BoundReport(small);
  EXPECT_EQ(small.conflicts_size(), kMaxReported);
}

// Whoever adds a list to the answer of a write says how it is bounded: with its total,
// as a report, as a page, or here.
TEST(Answers, OfWritesHaveNoListWithoutATotal) {
  const std::set<std::string> bounded = {
      // Events: what was written, in brief where it is much.
      "taqvim.v1.BatchWriteEventsResponse.events", "taqvim.v1.PublishEventsResponse.events",
      "taqvim.v1.UnpublishEventsResponse.events",
      // Pages.
      "taqvim.v1.CheckEventsResponse.conflicts", "taqvim.v1.CheckEventsResponse.suggestions",
      // One call moves about a hundred.
      "taqvim.v1.RederiveTimesResponse.moved_events",
      "taqvim.v1.RederiveTimesResponse.moved_closures",
      "taqvim.v1.RederiveTimesResponse.rederived_time_zones",
      "taqvim.v1.RederiveTimesResponse.remaining_time_zones"};
  const auto* files = v1::CreateEventRequest::descriptor()->file()->pool();
  for (const char* name : {"EventService", "VenueService", "ScheduleService", "DirectoryService"}) {
    const auto* service = files->FindServiceByName(absl::StrCat("taqvim.v1.", name));
    ASSERT_NE(service, nullptr) << name;
    for (int m = 0; m < service->method_count(); ++m) {
      const auto* request = service->method(m)->input_type();
      const bool writes = request->FindFieldByName("validate_only") != nullptr ||
                          service->method(m)->name() == "CheckEvents";
      const auto* response = service->method(m)->output_type();
      for (int f = 0; writes && f < response->field_count(); ++f) {
        const auto* field = response->field(f);
        if (!field->is_repeated() || bounded.contains(field->full_name())) continue;
        const bool advice = field->name() == "advisories";
        const std::string one =
            advice ? "advisory" : field->name().substr(0, field->name().find('_'));
        EXPECT_NE(response->FindFieldByName(one + "_total"), nullptr) << field->full_name();
      }
    }
  }
}

}  // namespace
}  // namespace taqvim::schedule
