#include "client/cli/output/free_instead.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/session/event_batch.h"
#include "client/cli/testing/scripted_server.h"

namespace taqvim::cli {
namespace {

using ::testing::IsEmpty;

// A session with a server that knows of something else that is free.
class FreeInsteadTest : public ::testing::Test {
 protected:
  FreeInsteadTest() {
    server_.Answer<v1::CheckEventsRequest, v1::CheckEventsResponse>(
        [](const v1::CheckEventsRequest&) -> absl::StatusOr<v1::CheckEventsResponse> {
          v1::CheckEventsResponse response;
          response.add_suggestions()->set_message("The foyer is free.");
          response.add_conflicts()->set_event("events/gala");
          response.set_revision_token("r");
          return response;
        });
  }

  // What is free instead, after a refusal of the request of that command.
  v1::CheckEventsResponse After(const std::string& verb, const google::protobuf::Message& request,
                                const absl::Status& refusal, Format format = Format::kText) {
    GlobalOptions options;
    options.format = format;
    std::ostringstream out, err;
    const ContextFile contexts("");
    Session session{.contract = Contract::Embedded(),
                    .catalog = Catalog::Embedded(),
                    .model = model_,
                    .contexts = contexts,
                    .options = options,
                    .out = out,
                    .err = err,
                    .connection = server_.MakeClient()};
    const Command& command = *FindCommand(*model_.FindGroup("events"), verb);
    return FreeInsteadOf(WithFreeInstead(session, command, request, refusal));
  }

  ScriptedServer server_;
  const Model model_{Contract::Embedded(), Catalog::Embedded()};
  const absl::Status conflict_ = RefusalOf("No.", {v1::Conflict()}, false);
};

TEST_F(FreeInsteadTest, IsAskedForByTheWriteThatWasRefused) {
  v1::ConfirmEventRequest request;
  request.set_name("events/gala");
  request.set_request_id("id");
  request.set_validate_only(true);
  const auto found = After("confirm", request, conflict_);
  ASSERT_EQ(found.suggestions_size(), 1);
  EXPECT_EQ(found.suggestions(0).message(), "The foyer is free.");
  EXPECT_EQ(EventOf(found.suggestions(0)), "events/gala");
  EXPECT_EQ(found.revision_token(), "");
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
  EXPECT_EQ(After("batch-write", request, conflict_).suggestions_size(), 1);
  EXPECT_EQ(server_.Asked<v1::CheckEventsRequest>()[0].writes(1).confirm().name(), "events/b");
}

TEST_F(FreeInsteadTest, IsNotAskedForWhereNothingIsInConflictOrNobodyReadsIt) {
  v1::ConfirmEventRequest request;
  request.set_name("events/gala");
  EXPECT_THAT(After("confirm", request, absl::NotFoundError("none")).suggestions(), IsEmpty());
  EXPECT_THAT(After("confirm", request, conflict_, Format::kJson).suggestions(), IsEmpty());
  EXPECT_THAT(After("get", v1::GetEventRequest(), conflict_).suggestions(), IsEmpty());
  EXPECT_THAT(After("batch-write", v1::BatchWriteEventsRequest(), conflict_).suggestions(),
              IsEmpty());
  EXPECT_THAT(server_.Asked<v1::CheckEventsRequest>(), IsEmpty());
}

TEST_F(FreeInsteadTest, LeavesTheRefusalAsItIsWhereThereIsNone) {
  EXPECT_EQ(AttachFreeInstead(conflict_, v1::CheckEventsResponse()), conflict_);
  EXPECT_THAT(FreeInsteadOf(conflict_).suggestions(), IsEmpty());
  server_.Answer<v1::CheckEventsRequest, v1::CheckEventsResponse>(
      [](const v1::CheckEventsRequest&) -> absl::StatusOr<v1::CheckEventsResponse> {
        return absl::PermissionDeniedError("no");
      });
  v1::ConfirmEventRequest request;
  request.set_name("events/gala");
  EXPECT_THAT(After("confirm", request, conflict_).suggestions(), IsEmpty());
}

}  // namespace
}  // namespace taqvim::cli
