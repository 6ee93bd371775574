#include "client/cli/session/event_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/testing/scripted_server.h"
#include "client/error.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;

v1::EventWrite ConfirmationOf(const std::string& name) {
  v1::EventWrite write;
  write.mutable_confirm()->set_name(name);
  return write;
}

v1::Conflict ConflictOf(const std::string& event,
                        v1::ConflictSeverity severity = v1::CONFLICT_SEVERITY_BLOCKING) {
  v1::Conflict conflict;
  conflict.set_event(event);
  conflict.set_severity(severity);
  return conflict;
}

std::vector<std::string> EventsOf(const auto& conflicts) {
  std::vector<std::string> events;
  for (const v1::Conflict& conflict : conflicts) events.push_back(conflict.event());
  return events;
}

TEST(CheckWrites, GathersTheConflictsOfAllPages) {
  ScriptedServer server;
  server.Answer<v1::CheckEventsRequest, v1::CheckEventsResponse>(
      [](const v1::CheckEventsRequest& request) -> absl::StatusOr<v1::CheckEventsResponse> {
        v1::CheckEventsResponse page;
        page.set_blocked(true);
        page.set_total_is_lower_bound(true);
        const bool first = request.page_token().empty();
        *page.add_conflicts() = ConflictOf(first ? "events/a" : "events/b");
        if (first) page.set_next_page_token("2");
        if (first) page.add_suggestions()->set_message("free");
        return page;
      });
  v1::Assumptions assumptions;
  assumptions.add_venues()->set_name("venues/v");
  const auto checked = CheckWrites(
      server.client(), {ConfirmationOf("events/a"), ConfirmationOf("events/b")}, assumptions);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_THAT(EventsOf(checked->conflicts), ElementsAre("events/a", "events/b"));
  EXPECT_TRUE(checked->blocked);
  EXPECT_TRUE(checked->total_is_lower_bound);
  ASSERT_EQ(checked->suggestions.size(), 1);
  EXPECT_EQ(EventOf(checked->suggestions[0], checked->conflicts), "events/a");
  for (const auto& asked : server.Asked<v1::CheckEventsRequest>()) {
    EXPECT_EQ(asked.writes_size(), 2);
    EXPECT_EQ(asked.assumptions().venues_size(), 1);
    EXPECT_EQ(asked.page_size(), 10'000);
  }
}

TEST(EventOf, IsNamedByConflictsOrByWhatIsToBeSentInstead) {
  v1::CheckEventsResponse check;
  *check.add_conflicts() = ConflictOf("events/a");
  *check.add_conflicts() = ConflictOf("events/b");
  check.mutable_conflicts(1)->set_item(3);
  const auto suggest = [&](int item) -> v1::EventWrite& {
    v1::Suggestion& suggestion = *check.add_suggestions();
    suggestion.set_item(item);
    suggestion.set_message("free");
    return *suggestion.add_instead();
  };
  suggest(0);
  suggest(3).mutable_create()->set_event_id("b");
  suggest(4).mutable_create()->set_event_id("c");
  suggest(5).mutable_update()->mutable_event()->set_name("events/d");
  suggest(6).mutable_create()->mutable_event()->set_owner("organizations/o");
  std::vector<std::string> events;
  for (const v1::Suggestion& suggestion : check.suggestions()) {
    events.push_back(EventOf(suggestion, {check.conflicts().begin(), check.conflicts().end()}));
  }
  EXPECT_THAT(events, ElementsAre("events/a", "events/b", "events/c", "events/d", ""));
}

TEST(CheckWrites, AnswersWithTheErrorOfAnyPage) {
  ScriptedServer server;
  server.Answer<v1::CheckEventsRequest, v1::CheckEventsResponse>(
      [](const v1::CheckEventsRequest& request) -> absl::StatusOr<v1::CheckEventsResponse> {
        if (!request.page_token().empty()) return absl::PermissionDeniedError("no");
        v1::CheckEventsResponse page;
        page.set_next_page_token("2");
        return page;
      });
  EXPECT_TRUE(absl::IsPermissionDenied(CheckWrites(server.client(), {}).status()));
}

TEST(WriteBatch, WritesAllInOneCall) {
  ScriptedServer server;
  server.Answer<v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>(
      [](const v1::BatchWriteEventsRequest&) -> absl::StatusOr<v1::BatchWriteEventsResponse> {
        v1::BatchWriteEventsResponse response;
        response.add_events()->set_name("events/a");
        return response;
      });
  const auto wrote =
      WriteBatch(server.client(), {ConfirmationOf("events/a"), ConfirmationOf("events/b")});
  ASSERT_TRUE(wrote.ok()) << wrote.status();
  EXPECT_EQ(wrote->events(0).name(), "events/a");
  const auto asked = server.Asked<v1::BatchWriteEventsRequest>();
  ASSERT_EQ(asked.size(), 1);
  EXPECT_EQ(asked[0].writes(1).confirm().name(), "events/b");
  EXPECT_FALSE(asked[0].validate_only());
}

TEST(RefusalOf, IsThatOfTheServerWithoutWhatOnlyAdvises) {
  const auto status =
      RefusalOf("No.",
                {ConflictOf("events/a"), ConflictOf("events/b", v1::CONFLICT_SEVERITY_ADVISORY),
                 ConflictOf("events/c")},
                true);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  const auto error = client::DecodeError(status);
  EXPECT_EQ(error.reason, "SCHEDULE_CONFLICT");
  ASSERT_TRUE(error.conflicts.has_value());
  EXPECT_THAT(EventsOf(error.conflicts->conflicts()), ElementsAre("events/a", "events/c"));
  EXPECT_EQ(error.conflicts->total(), 2);
  EXPECT_TRUE(error.conflicts->total_is_lower_bound());
}

}  // namespace
}  // namespace taqvim::cli
