#include "client/cli/session/closed_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/testing/scripted_server.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// A server that has no room for more than two events in an answer.
class Closed : public ::testing::Test {
 protected:
  Closed() {
    server_.Answer<v1::BatchGetEventsRequest, v1::BatchGetEventsResponse>(
        [](const v1::BatchGetEventsRequest& request) -> absl::StatusOr<v1::BatchGetEventsResponse> {
          v1::BatchGetEventsResponse response;
          for (const std::string& name : request.names()) {
            if (name == "events/gone") return absl::NotFoundError("It is gone.");
            if (response.events_size() == 2) {
              response.add_remaining_names(name);
              continue;
            }
            v1::Event& event = *response.add_events();
            event.set_name(name);
            if (name == "events/board") event.set_visibility(v1::VISIBILITY_PRIVATE);
            if (name == "events/gala") event.mutable_publish_time()->set_seconds(1);
          }
          return response;
        });
  }

  ScriptedServer server_;
};

TEST_F(Closed, AreThosePrivateAndThoseUnpublishedBesideOthersThatAre) {
  EXPECT_THAT(
      ReadClosed(server_.client(), {"events/board", "events/fair", "events/gala", "events/talk"}),
      ElementsAre(Pair("events/board", "private"), Pair("events/fair", "unpublished"),
                  Pair("events/talk", "unpublished")));
  EXPECT_EQ(server_.Asked<v1::BatchGetEventsRequest>().size(), 2);
}

TEST_F(Closed, AreOnlyThosePrivateWhereNothingIsPublished) {
  EXPECT_THAT(ReadClosed(server_.client(), {"events/board", "events/talk"}),
              ElementsAre(Pair("events/board", "private")));
}

TEST_F(Closed, AreNotToldWhereTheyCannotBeRead) {
  EXPECT_THAT(ReadClosed(server_.client(), {"events/board", "events/gone"}), IsEmpty());
  EXPECT_THAT(ReadClosed(server_.client(), {}), IsEmpty());
}

}  // namespace
}  // namespace taqvim::cli
