#include "client/cli/output/free_instead.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <sstream>

#include "client/cli/command/global_flags.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/testing/scripted_server.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// An event with two bookings, as it is stored.
v1::Event StoredGala() {
  v1::Event gala;
  gala.set_name("events/gala");
  gala.set_etag("e");
  for (const char* id : {"b1", "b2"}) {
    v1::Booking& booking = *gala.add_bookings();
    booking.set_id(id);
    booking.set_space(std::string("venues/v/spaces/") + id);
  }
  return gala;
}

v1::Conflict ConflictOf(const std::string& event, const std::string& booking) {
  v1::Conflict conflict;
  conflict.set_event(event);
  conflict.set_booking(booking);
  conflict.set_resource("venues/v/spaces/" + booking);
  conflict.set_severity(v1::CONFLICT_SEVERITY_BLOCKING);
  conflict.set_message(booking + " is taken.");
  return conflict;
}

// A session with a server that knows of something else that is free, of the first write, as the
// test says what is to be sent instead of it.
class FreeInsteadTest : public ::testing::Test {
 protected:
  using Instead = std::function<void(const v1::EventWrite&, v1::Suggestion&)>;

  FreeInsteadTest() {
    server_.Answer<v1::CheckEventsRequest, v1::CheckEventsResponse>(
        [this](const v1::CheckEventsRequest& request) -> absl::StatusOr<v1::CheckEventsResponse> {
          v1::CheckEventsResponse response;
          v1::Suggestion& suggestion = *response.add_suggestions();
          suggestion.set_booking("b1");
          suggestion.set_message("The foyer is free.");
          if (instead_) instead_(request.writes(0), suggestion);
          response.mutable_conflicts()->Assign(conflicts_.begin(), conflicts_.end());
          response.set_revision_token("r");
          return response;
        });
    server_.Answer<v1::GetEventRequest, v1::GetEventResponse>(
        [](const v1::GetEventRequest&) -> absl::StatusOr<v1::GetEventResponse> {
          v1::GetEventResponse response;
          *response.mutable_event() = StoredGala();
          return response;
        });
  }

  // What is free instead, after a refusal of a request of the method, which those words sent.
  std::vector<FreeInstead> After(const std::vector<std::string>& words, const std::string& method,
                                 const google::protobuf::Message& request,
                                 const absl::Status& refusal) {
    std::ostringstream out, err;
    const ContextFile contexts("");
    Session session{.contract = Contract::Embedded(),
                    .catalog = Catalog::Embedded(),
                    .model = model_,
                    .contexts = contexts,
                    .options = {},
                    .out = out,
                    .err = err,
                    .connection = server_.MakeClient()};
    const Command& command = *FindCommand(*model_.FindGroup("events"), words[0]);
    std::vector<const Flag*> flags = PointersTo(command.flags());
    for (const Flag& flag : GlobalFlags()) flags.push_back(&flag);
    const auto arguments = ParseArguments({words.begin() + 1, words.end()}, flags);
    EXPECT_TRUE(arguments.ok()) << arguments.status();
    // As commands send it.
    const auto sent = session.contract.New(*session.contract.FindMethod(method)->input_type());
    sent->ParseFromString(request.SerializeAsString());
    return AttachedFreeInstead(
        WithFreeInstead(session, {command, *arguments}, method, *sent, refusal));
  }
  std::vector<FreeInstead> AfterConfirming(const std::vector<std::string>& words) {
    v1::ConfirmEventRequest request;
    request.set_name("events/gala");
    return After(words, "ConfirmEvent", request, conflict_);
  }

  // A change of the gala that comes before its confirmation.
  static void MoveFirst(const v1::EventWrite& write, v1::Suggestion& suggestion) {
    v1::UpdateEventRequest& update = *suggestion.add_instead()->mutable_update();
    *update.mutable_event() = StoredGala();
    update.mutable_event()->mutable_bookings(0)->set_space("venues/v/spaces/foyer");
    *suggestion.add_instead() = write;
  }

  ScriptedServer server_;
  std::vector<v1::Conflict> conflicts_ = {ConflictOf("events/gala", "b1")};
  Instead instead_;
  const Model& model_ = Model::Embedded();
  const absl::Status conflict_ = RefusalOf("No.", {v1::Conflict()}, false);
};

TEST_F(FreeInsteadTest, IsAskedForByTheWriteThatWasRefused) {
  v1::ConfirmEventRequest request;
  request.set_name("events/gala");
  request.set_request_id("id");
  request.set_validate_only(true);
  const auto found = After({"confirm", "gala"}, "ConfirmEvent", request, conflict_);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].suggestion.message(), "The foyer is free.");
  EXPECT_EQ(found[0].event, "events/gala");
  EXPECT_THAT(found[0].commands, IsEmpty());
  const auto asked = server_.Asked<v1::CheckEventsRequest>();
  ASSERT_EQ(asked.size(), 1);
  ASSERT_EQ(asked[0].writes_size(), 1);
  EXPECT_EQ(asked[0].writes(0).confirm().name(), "events/gala");
  EXPECT_EQ(asked[0].writes(0).confirm().request_id(), "");
  EXPECT_FALSE(asked[0].writes(0).confirm().validate_only());
}

TEST_F(FreeInsteadTest, IsAskedForByAllWritesOfABatch) {
  v1::BatchWriteEventsRequest request;
  request.add_writes()->mutable_confirm()->set_name("events/a");
  request.add_writes()->mutable_confirm()->set_name("events/b");
  EXPECT_THAT(After({"batch-write"}, "BatchWriteEvents", request, conflict_), SizeIs(1));
  EXPECT_EQ(server_.Asked<v1::CheckEventsRequest>()[0].writes(1).confirm().name(), "events/b");
}

TEST_F(FreeInsteadTest, IsTakenByWhatWasTypedWithOtherFlags) {
  v1::CreateEventRequest request;
  request.set_event_id("gala");
  (*request.mutable_event()->mutable_title())["en"] = "Gala";
  request.mutable_event()->set_owner("organizations/o");
  request.mutable_event()->add_bookings()->set_space("venues/v/spaces/hall");
  instead_ = [](const v1::EventWrite& write, v1::Suggestion& suggestion) {
    *suggestion.add_instead() = write;
    suggestion.mutable_instead(0)
        ->mutable_create()
        ->mutable_event()
        ->mutable_bookings(0)
        ->set_space("venues/v/spaces/foyer");
  };
  const auto found = After({"create", "gala", "--title", "en=Gala", "--owner", "o", "--booking",
                            "space=v/hall", "--server", "h:1"},
                           "CreateEvent", request, conflict_);
  EXPECT_EQ(LineToPaste(found[0]),
            "taqvim events create gala --title en=Gala --owner o --booking "
            "space=venues/v/spaces/foyer --server h:1");
}

TEST_F(FreeInsteadTest, IsTakenByAChangeBeforeWhatWasTyped) {
  instead_ = MoveFirst;
  const auto found = AfterConfirming({"confirm", "gala", "--context", "work"});
  EXPECT_EQ(LineToPaste(found[0]),
            "taqvim events update events/gala --context work --booking "
            "id=b1,space=venues/v/spaces/foyer && taqvim events confirm gala --context work");
}

TEST_F(FreeInsteadTest, OfAnUpdateIsSaidOfTheBookingThatIsStored) {
  v1::UpdateEventRequest request;
  request.mutable_event()->set_name("events/gala");
  request.mutable_event()->set_time_zone("Asia/Baku");
  instead_ = [](const v1::EventWrite& write, v1::Suggestion& suggestion) {
    *suggestion.add_instead() = write;
    v1::Event& event = *suggestion.mutable_instead(0)->mutable_update()->mutable_event();
    *event.mutable_bookings() = StoredGala().bookings();
    event.mutable_bookings(1)->set_space("venues/v/spaces/foyer");
  };
  const auto found =
      After({"update", "gala", "--time-zone", "Asia/Baku"}, "UpdateEvent", request, conflict_);
  EXPECT_EQ(LineToPaste(found[0]),
            "taqvim events update gala --time-zone Asia/Baku --booking "
            "id=b2,space=venues/v/spaces/foyer");
}

TEST_F(FreeInsteadTest, OfABatchIsTakenByAChangeBeforeItAndSaysWhatElseIsInTheWay) {
  conflicts_.push_back(ConflictOf("events/other", "b7"));
  instead_ = MoveFirst;
  v1::BatchWriteEventsRequest request;
  request.add_writes()->mutable_confirm()->set_name("events/gala");
  request.add_writes()->mutable_confirm()->set_name("events/other");
  const auto found = After({"confirm", "gala", "other"}, "BatchWriteEvents", request, conflict_);
  EXPECT_THAT(LineToPaste(found[0]), ::testing::EndsWith(" && taqvim events confirm gala other"));
  EXPECT_THAT(found[0].remaining, ElementsAre("b7 is taken."));
  // What was typed says nothing of one write of a batch.
  instead_ = [](const v1::EventWrite&, v1::Suggestion& suggestion) {
    suggestion.add_instead()->mutable_create()->set_event_id("gala");
  };
  EXPECT_EQ(LineToPaste(After({"batch-write"}, "BatchWriteEvents", request, conflict_)[0]), "");
}

TEST_F(FreeInsteadTest, SaysWhichOtherBookingsAreStillInTheWay) {
  conflicts_.push_back(ConflictOf("events/gala", "b2"));
  conflicts_.push_back(ConflictOf("events/gala", "b3"));
  conflicts_.back().set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  instead_ = MoveFirst;
  EXPECT_THAT(AfterConfirming({"confirm", "gala"})[0].remaining, ElementsAre("b2 is taken."));
  // Where the whole event moves, all that has no time of its own moves along.
  instead_ = [](const v1::EventWrite& write, v1::Suggestion& suggestion) {
    MoveFirst(write, suggestion);
    v1::Event& event = *suggestion.mutable_instead(0)->mutable_update()->mutable_event();
    event.mutable_period()->mutable_timed()->mutable_start()->set_hours(20);
  };
  EXPECT_THAT(AfterConfirming({"confirm", "gala"})[0].remaining, IsEmpty());
  instead_ = [move = instead_](const v1::EventWrite& write, v1::Suggestion& suggestion) {
    move(write, suggestion);
    v1::Event& event = *suggestion.mutable_instead(0)->mutable_update()->mutable_event();
    *event.mutable_bookings(1)->mutable_period() = event.period();
  };
  EXPECT_THAT(AfterConfirming({"confirm", "gala"})[0].remaining, ElementsAre("b2 is taken."));
}

TEST_F(FreeInsteadTest, IsNotAskedForWhereNothingIsInConflict) {
  v1::ConfirmEventRequest request;
  request.set_name("events/gala");
  EXPECT_THAT(After({"confirm", "gala"}, "ConfirmEvent", request, absl::NotFoundError("none")),
              IsEmpty());
  EXPECT_THAT(After({"get", "gala"}, "GetEvent", v1::GetEventRequest(), conflict_), IsEmpty());
  EXPECT_THAT(After({"batch-write"}, "BatchWriteEvents", v1::BatchWriteEventsRequest(), conflict_),
              IsEmpty());
  EXPECT_THAT(server_.Asked<v1::CheckEventsRequest>(), IsEmpty());
}

TEST_F(FreeInsteadTest, LeavesTheRefusalAsItIsWhereThereIsNone) {
  EXPECT_EQ(AttachFreeInstead(conflict_, {}), conflict_);
  EXPECT_THAT(AttachedFreeInstead(conflict_), IsEmpty());
  server_.Answer<v1::CheckEventsRequest, v1::CheckEventsResponse>(
      [](const v1::CheckEventsRequest&) -> absl::StatusOr<v1::CheckEventsResponse> {
        return absl::PermissionDeniedError("no");
      });
  EXPECT_THAT(AfterConfirming({"confirm", "gala"}), IsEmpty());
}

}  // namespace
}  // namespace taqvim::cli
