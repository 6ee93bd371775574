#include "client/cli/commands/several.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/commands/run_command.h"
#include "client/cli/commands/severe.h"
#include "client/cli/testing/scripted_server.h"
#include "client/cli/text/usage_error.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// A server with events and venues that all have an etag, and takes all writes but of one.
class SeveralTest : public ::testing::Test {
 protected:
  SeveralTest() {
    server_.Answer<v1::GetEventRequest, v1::GetEventResponse>(
        [](const v1::GetEventRequest& request) -> absl::StatusOr<v1::GetEventResponse> {
          v1::GetEventResponse response;
          response.mutable_event()->set_name(request.name());
          if (request.name() == "events/gala") {
            (*response.mutable_event()->mutable_title())["en"] = "Opening\ngala";
          }
          response.mutable_event()->set_etag("e");
          return response;
        });
    server_.Answer<v1::GetVenueRequest, v1::GetVenueResponse>(
        [](const v1::GetVenueRequest& request) -> absl::StatusOr<v1::GetVenueResponse> {
          v1::GetVenueResponse response;
          response.mutable_venue()->set_name(request.name());
          response.mutable_venue()->set_etag("e");
          return response;
        });
    server_.Answer<v1::ListEventsRequest, v1::ListEventsResponse>(
        [](const v1::ListEventsRequest& request) -> absl::StatusOr<v1::ListEventsResponse> {
          v1::ListEventsResponse response;
          if (request.filter().programme() != "events/days") return response;
          response.add_events()->set_name("events/gala");
          response.add_events()->set_name("events/talk");
          return response;
        });
    server_.Answer<v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>(
        [](const v1::BatchWriteEventsRequest& request)
            -> absl::StatusOr<v1::BatchWriteEventsResponse> {
          v1::BatchWriteEventsResponse response;
          for (const v1::EventWrite& write : request.writes()) {
            response.add_events()->set_name(write.has_confirm() ? write.confirm().name()
                                                                : write.delete_().name());
          }
          return response;
        });
    server_.Answer<v1::DeleteVenueRequest, v1::DeleteVenueResponse>(
        [](const v1::DeleteVenueRequest& request) -> absl::StatusOr<v1::DeleteVenueResponse> {
          if (request.name() == "venues/full")
            return absl::FailedPreconditionError("It is booked.");
          return v1::DeleteVenueResponse();
        });
  }

  RanCommand Run(const std::string& group, const std::string& verb,
                 const std::vector<std::string>& words) {
    const taqvim::cli::Command* command = FindCommand(*model_.FindGroup(group), verb);
    SpecialCommand special;
    special.flags = command->flags();
    special.run = [command](Session& session, const Arguments& arguments) {
      return RunCommand(session, *command, arguments);
    };
    return RunCommand(server_, special, words, options_);
  }

  // Somebody sits there, and says that.
  void Answer(const std::string& answer) {
    options_.read_answer = [answer] { return answer; };
  }

  const Model& model_ = Model::Embedded();
  ScriptedServer server_;
  GlobalOptions options_;
};

TEST_F(SeveralTest, EventsAreWrittenInOneBatch) {
  const RanCommand ran = Run("events", "confirm", {"gala", "talk", "--request-id", "12345678"});
  ASSERT_TRUE(ran.code.ok()) << ran.code.status().ToString();
  EXPECT_THAT(ran.out, AllOf(HasSubstr("events/gala"), HasSubstr("events/talk")));
  const auto batch = server_.Asked<v1::BatchWriteEventsRequest>();
  ASSERT_EQ(batch.size(), 1);
  EXPECT_EQ(batch[0].request_id(), "12345678");
  ASSERT_EQ(batch[0].writes_size(), 2);
  EXPECT_EQ(batch[0].writes(0).confirm().name(), "events/gala");
  EXPECT_EQ(batch[0].writes(1).confirm().name(), "events/talk");
  EXPECT_EQ(batch[0].writes(1).confirm().request_id(), "");
}

TEST_F(SeveralTest, ADryRunOfSeveralIsOneOfTheBatch) {
  EXPECT_EQ(Run("events", "delete", {"gala", "talk", "--dry-run"}).err,
            "Dry run: nothing was written.\n");
  const auto batch = server_.Asked<v1::BatchWriteEventsRequest>().front();
  EXPECT_TRUE(batch.validate_only());
  EXPECT_FALSE(batch.writes(0).delete_().validate_only());
  EXPECT_EQ(batch.writes(0).delete_().etag(), "e");
}

TEST_F(SeveralTest, AProgrammeMeansItsEventsToWhichItCanBeDone) {
  EXPECT_TRUE(Run("events", "confirm", {"--programme", "days"}).code.ok());
  EXPECT_EQ(server_.Asked<v1::BatchWriteEventsRequest>().front().writes_size(), 2);
  EXPECT_THAT(server_.Asked<v1::ListEventsRequest>().front().filter().states(),
              ElementsAre(v1::EVENT_STATE_TENTATIVE));
  EXPECT_TRUE(IsUsageError(Run("events", "confirm", {"--programme", "none"}).code.status()));
  EXPECT_TRUE(IsUsageError(Run("events", "confirm", {"x", "--programme", "days"}).code.status()));
}

TEST_F(SeveralTest, AnIdIsOfOneRequest) {
  const auto refused = Run("venues", "delete", {"a", "b", "--request-id", "12345678"}).code;
  EXPECT_TRUE(IsUsageError(refused.status())) << refused.status();
  EXPECT_TRUE(server_.Asked<v1::DeleteVenueRequest>().empty());
}

TEST_F(SeveralTest, OthersAreWrittenUntilOneIsRefused) {
  const RanCommand ran = Run("venues", "delete", {"a", "full", "b"});
  EXPECT_THAT(std::string(ran.code.status().message()),
              HasSubstr("full, after 1 of 3 that are done: It is booked."));
  EXPECT_EQ(server_.Asked<v1::DeleteVenueRequest>().size(), 2);
}

TEST_F(SeveralTest, WhatIsSevereIsAskedAtATerminal) {
  Answer("n");
  const RanCommand ran = Run("venues", "delete", {"a", "b"});
  EXPECT_TRUE(IsUsageError(ran.code.status()));
  EXPECT_THAT(ran.err, HasSubstr("This deletes 2: a, b, for good;"));
  const RanCommand one = Run("events", "delete", {"gala"});
  EXPECT_TRUE(IsUsageError(one.code.status()));
  EXPECT_THAT(one.err, HasSubstr("This deletes gala (“Opening gala”), for good;"));
  EXPECT_THAT(Run("events", "delete", {"gala", "talk"}).err,
              HasSubstr("This deletes 2: gala (“Opening gala”), talk, for good;"));
  EXPECT_TRUE(server_.Asked<v1::DeleteVenueRequest>().empty());
  Answer("Y");
  EXPECT_TRUE(Run("venues", "delete", {"a", "b"}).code.ok());
  EXPECT_EQ(server_.Asked<v1::DeleteVenueRequest>().size(), 2);
}

TEST_F(SeveralTest, ArchivingSaysWhatItDoesAndAsksAndTellsHowItIsUndone) {
  server_.Answer<v1::UpdateVenueRequest, v1::UpdateVenueResponse>(
      [](const v1::UpdateVenueRequest& request) -> absl::StatusOr<v1::UpdateVenueResponse> {
        v1::UpdateVenueResponse response;
        *response.mutable_venue() = request.venue();
        return response;
      });
  Answer("n");
  const RanCommand ran = Run("venues", "update", {"a", "--archived"});
  EXPECT_TRUE(IsUsageError(ran.code.status()));
  EXPECT_THAT(ran.err, HasSubstr("This archives venues/a. It stays readable"));
  EXPECT_TRUE(server_.Asked<v1::UpdateVenueRequest>().empty());
  EXPECT_TRUE(Run("venues", "update", {"a", "--archived=false"}).code.ok());
  EXPECT_TRUE(Run("venues", "update", {"a", "--city", "Baku"}).code.ok());
  const RanCommand done = Run("venues", "update", {"a", "--archived", "--yes"});
  EXPECT_TRUE(done.code.ok());
  EXPECT_THAT(done.err, HasSubstr("archived: false -> true\n"));
  EXPECT_THAT(done.err, HasSubstr("`taqvim venues update venues/a --archived=false`"));
}

TEST_F(SeveralTest, AnUpdateTellsWhatItChanges) {
  server_.Answer<v1::UpdateVenueRequest, v1::UpdateVenueResponse>(
      [](const v1::UpdateVenueRequest& request) -> absl::StatusOr<v1::UpdateVenueResponse> {
        v1::UpdateVenueResponse response;
        *response.mutable_venue() = request.venue();
        response.mutable_venue()->set_etag("e2");
        return response;
      });
  const std::string address(90, 'x');
  const RanCommand ran = Run("venues", "update", {"a", "--city", "Baku", "--address", address});
  EXPECT_THAT(ran.err, HasSubstr("city: (nothing) -> Baku\n"));
  EXPECT_THAT(ran.err, Not(HasSubstr(address)));
  EXPECT_THAT(ran.err, Not(HasSubstr("etag")));
  EXPECT_THAT(Run("venues", "update", {"a", "--address", address, "--dry-run"}).err,
              HasSubstr("address: (nothing) -> " + address + "\nDry run: nothing was written.\n"));
  options_.format = Format::kJson;
  EXPECT_EQ(Run("venues", "update", {"a", "--city", "Baku"}).err, "");
}

TEST_F(SeveralTest, InYamlTheyAreDocuments) {
  options_.format = Format::kYaml;
  EXPECT_EQ(Run("venues", "get", {"a", "b"}).out, "venues:\n  - id: a\n---\nvenues:\n  - id: b\n");
}

TEST_F(SeveralTest, NothingIsAskedOfADryRunOrWhereItIsSaid) {
  Answer("n");
  EXPECT_TRUE(Run("venues", "delete", {"a", "--dry-run"}).code.ok());
  EXPECT_TRUE(Run("venues", "delete", {"a", "--yes"}).code.ok());
  EXPECT_TRUE(Run("venues", "get", {"a", "b"}).code.ok());
}

TEST_F(SeveralTest, ACascadeSaysHowMuchItTakesWithIt) {
  server_.Answer<v1::CancelEventRequest, v1::CancelEventResponse>(
      [](const v1::CancelEventRequest&) -> absl::StatusOr<v1::CancelEventResponse> {
        v1::CancelEventResponse response;
        response.set_cascaded_total(7);
        return response;
      });
  Answer("");
  EXPECT_THAT(
      Run("events", "cancel", {"days", "--cascade"}).err,
      HasSubstr("This cancels days. What is cancelled is not planned again, and what it "
                "booked is free for others. It takes 7 other events with it.\nGo on? [y/N]"));
  EXPECT_TRUE(server_.Asked<v1::CancelEventRequest>().front().validate_only());
  EXPECT_EQ(server_.Asked<v1::CancelEventRequest>().size(), 1);
}

}  // namespace
}  // namespace taqvim::cli
