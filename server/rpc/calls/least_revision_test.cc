// Reads that ask for a revision at least, of every method that reads.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/message.h"
#include "server/rpc/calls/methods.h"
#include "server/rpc/testing/access_fixture.h"
#include "server/rpc/wire/revision_token.h"
#include "taqvim/v1/directory_service.pb.h"

namespace taqvim::rpc {
namespace {

using google::protobuf::MethodDescriptor;

constexpr char kWindow[] =
    "window { first_day { year: 2030 month: 5 day: 1 } last_day { year: 2030 month: 5 day: 2 } }";
constexpr char kField[] = "min_revision_token";

// A valid request of each; those that are not named need nothing.
std::string RequestOf(const std::string& method) {
  if (method == "AccessService.GetGrant") return "name: 'grants/own'";
  if (method == "DirectoryService.GetOrganization") return "name: 'organizations/own'";
  if (method == "DirectoryService.GetParticipant") return "name: 'participants/own'";
  if (method == "DirectoryService.GetAgreement") return "name: 'agreements/own'";
  if (method == "EventService.GetEvent") return "name: 'events/own'";
  if (method == "EventService.BatchGetEvents") return "names: 'events/own'";
  if (method == "EventService.ListOccurrences") return kWindow;
  if (method == "EventService.ListEventRevisions") return "name: 'events/own'";
  if (method == "EventService.CheckEvents") return "writes { confirm { name: 'events/own' } }";
  if (method == "ScheduleService.QueryOccupancy") {
    return absl::StrCat("resources: 'venues/own' ", kWindow);
  }
  if (method == "ScheduleService.FindSlots") {
    return absl::StrCat("items { duration { seconds: 3600 } spaces: 'venues/own/spaces/hall' } ",
                        kWindow);
  }
  if (method == "VenueService.GetVenue") return "name: 'venues/own'";
  if (method == "VenueService.GetSpace") return "name: 'venues/own/spaces/hall'";
  if (method == "VenueService.GetClosure") return "name: 'venues/own/closures/repair'";
  if (method == "VenueService.ListSpaces") return "parent: 'venues/own'";
  if (method == "VenueService.ListClosures") return "parent: 'venues/own'";
  return "";
}

class LeastRevisionTest : public testing::AccessFixture {
 protected:
  // Of all services, as the contract marks them; without those that go on after a
  // revision, which that is for.
  static std::vector<std::string> Reads() {
    std::vector<std::string> reads;
    for (const auto* service : ContractServices()) {
      for (int i = 0; i < service->method_count(); ++i) {
        const MethodDescriptor& method = *service->method(i);
        const bool reads_only = method.options().idempotency_level() ==
                                google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
        if (!reads_only || method.input_type()->FindFieldByName("after_revision_token")) continue;
        reads.push_back(absl::StrCat(service->name(), ".", method.name()));
      }
    }
    return reads;
  }

  testing::Outcome Ask(const std::string& method, const std::string& token) {
    auto request = Request(method, RequestOf(method));
    const auto* field = request->GetDescriptor()->FindFieldByName(kField);
    EXPECT_NE(field, nullptr) << method;
    if (field != nullptr) request->GetReflection()->SetString(request.get(), field, token);
    return CallMessage(method, *request);
  }
  // The token of a write, which is the newest revision.
  std::string Write(const std::string& id) {
    return Do<v1::CreateOrganizationResponse>(
               "DirectoryService.CreateOrganization",
               absl::StrCat("organization_id: '", id,
                            "' organization { country: 'AZ' title { key: 'en' value: 'One' } }"))
        .revision_token();
  }
  RevisionTokens Tokens() { return RevisionTokens(store_->store_id()); }
};

TEST_F(LeastRevisionTest, IsAskedByEveryRead) {
  const std::vector<std::string> reads = Reads();
  EXPECT_GE(reads.size(), 26);
  const std::string first = Write("first"), second = Write("second");
  for (const std::string& method : reads) {
    for (const std::string& token : {std::string(), first, second}) {
      EXPECT_TRUE(Ask(method, token).status.ok())
          << method << ": " << Ask(method, token).status.error_message();
    }
  }
}

TEST_F(LeastRevisionTest, OfAnotherStoreIsRefusedByEveryRead) {
  const std::string token = RevisionTokens("another").Encode({1, 2});
  for (const std::string& method : Reads()) {
    const auto outcome = Ask(method, token);
    EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION) << method;
    EXPECT_EQ(outcome.Reason(), "TOKEN_OF_OTHER_STORE") << method;
  }
}

TEST_F(LeastRevisionTest, OfAReplacedHistoryIsRefusedByEveryRead) {
  const auto newest = store_->newest_revision();
  for (const std::string& method : Reads()) {
    // Of that number, of an earlier one, and of one that was not made yet.
    for (int64_t number : {newest.number, newest.number - 1, newest.number + 1}) {
      const auto outcome = Ask(method, Tokens().Encode({number, newest.nonce + 1}));
      EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION) << method;
      EXPECT_EQ(outcome.Reason(), "HISTORY_REPLACED") << method << " of " << number;
    }
  }
}

TEST_F(LeastRevisionTest, ThatIsNoTokenIsRefusedWithTheFieldByEveryRead) {
  for (const std::string& method : Reads()) {
    const auto outcome = Ask(method, "no-token");
    EXPECT_EQ(outcome.Reason(), "INVALID_FIELD") << method;
    EXPECT_EQ(outcome.Field(), kField) << method;
  }
}

// As of those that were trimmed, the log has nothing of the one before its first.
TEST_F(LeastRevisionTest, OfARevisionThatTheLogDoesNotHaveAnyMoreIsBelieved) {
  for (const std::string& method : Reads()) {
    EXPECT_TRUE(Ask(method, Tokens().Encode({0, 5})).status.ok()) << method;
  }
}

TEST_F(LeastRevisionTest, MayChangeBetweenPages) {
  Write("one");
  Write("two");
  v1::ListOrganizationsRequest request;
  request.set_page_size(1);
  const auto first = CallMessage("DirectoryService.ListOrganizations", request);
  v1::ListOrganizationsResponse page;
  ASSERT_TRUE(page.ParseFromString(first.response));
  request.set_page_token(page.next_page_token());
  request.set_min_revision_token(Write("three"));
  EXPECT_TRUE(CallMessage("DirectoryService.ListOrganizations", request).status.ok());
}

}  // namespace
}  // namespace taqvim::rpc
