#include "client/cli/session/similar_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/cord.h"
#include "client/cli/testing/scripted_server.h"
#include "google/rpc/error_details.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::IsEmpty;

absl::Status Missing(const std::string& name, const char* reason = "RESOURCE_NOT_FOUND") {
  absl::Status status = absl::NotFoundError(name + " does not exist.");
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  google::rpc::ResourceInfo resource;
  resource.set_resource_name(name);
  for (const google::protobuf::Message* detail :
       std::vector<const google::protobuf::Message*>{&info, &resource}) {
    status.SetPayload("type.googleapis.com/" + detail->GetDescriptor()->full_name(),
                      absl::Cord(detail->SerializeAsString()));
  }
  return status;
}

// A server with one library, of which strangers may not know whether a theatre is there.
class SimilarNamesTest : public ::testing::Test {
 protected:
  SimilarNamesTest() {
    server_.Answer<v1::GetVenueRequest, v1::GetVenueResponse>(
        [](const v1::GetVenueRequest& request) -> absl::StatusOr<v1::GetVenueResponse> {
          if (request.name() == "venues/theatre") return absl::PermissionDeniedError("no");
          if (request.name() != "venues/library") return Missing(request.name());
          v1::GetVenueResponse response;
          response.mutable_venue()->set_name(request.name());
          return response;
        });
    server_.Answer<v1::ListVenuesRequest, v1::ListVenuesResponse>(
        [](const v1::ListVenuesRequest&) -> absl::StatusOr<v1::ListVenuesResponse> {
          v1::ListVenuesResponse response;
          response.add_venues()->set_name("venues/library");
          response.add_venues()->set_name("venues/museum");
          return response;
        });
  }

  absl::Status In(const std::function<absl::Status(Session&)>& check) {
    absl::Status status;
    SpecialCommand command;
    command.run = [&](Session& session, const Arguments&) -> absl::StatusOr<int> {
      status = check(session);
      return 0;
    };
    RunCommand(server_, command, {});
    return status;
  }
  absl::Status Check(const std::vector<std::string>& venues) {
    return In([&](Session& session) {
      v1::ListEventsRequest request;
      for (const std::string& venue : venues) request.mutable_filter()->add_venues(venue);
      const Command& command = *FindCommand(*session.model.FindGroup("events"), "list");
      const auto dynamic = session.contract.New(*command.method->input_type());
      dynamic->ParseFromString(request.SerializeAsString());
      return CheckNamesExist(session, *dynamic, command.flags());
    });
  }
  std::string Similar(const absl::Status& to) {
    return SimilarNameOf(In([&](Session& session) { return WithSimilarName(session, to); }));
  }

  ScriptedServer server_;
};

TEST_F(SimilarNamesTest, SayByWhichFlagANameIsGivenThatIsOfNothing) {
  const absl::Status status = Check({"venues/library", "venues/libary"});
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_EQ(status.message(), "--venue: venues/libary does not exist.");
  EXPECT_EQ(Similar(status), "library");
}

TEST_F(SimilarNamesTest, SayNothingOfNamesThatExistOrOfWhichNobodyMayKnow) {
  EXPECT_TRUE(Check({"venues/library"}).ok());
  EXPECT_TRUE(Check({"venues/theatre"}).ok());
  EXPECT_TRUE(Check({"venues/-"}).ok());
  EXPECT_TRUE(Check({}).ok());
  EXPECT_EQ(server_.Asked<v1::GetVenueRequest>().size(), 2);
}

TEST_F(SimilarNamesTest, ReadTwentyNamesAtMost) {
  std::vector<std::string> venues(30, "venues/library");
  EXPECT_TRUE(Check(venues).ok());
  EXPECT_EQ(server_.Asked<v1::GetVenueRequest>().size(), 20);
}

TEST_F(SimilarNamesTest, AreFoundForReferencesToo) {
  EXPECT_EQ(Similar(Missing("venues/musem", "REFERENCE_NOT_FOUND")), "museum");
  EXPECT_THAT(Similar(Missing("venues/elsewhere")), IsEmpty());
  EXPECT_THAT(Similar(Missing("venues/musem", "RESOURCE_IN_USE")), IsEmpty());
  EXPECT_THAT(Similar(absl::NotFoundError("x")), IsEmpty());
}

}  // namespace
}  // namespace taqvim::cli
