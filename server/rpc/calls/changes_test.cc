// What a subscriber sees of the stream of changes, by the promises that it makes.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>

#include <thread>

#include "server/rpc/testing/access_fixture.h"
#include "server/rpc/testing/server_fixture.h"
#include "taqvim/v1/change_service.grpc.pb.h"
#include "taqvim/v1/event_service.grpc.pb.h"

namespace taqvim::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A stream and its reader.
class Watch {
 public:
  // As whom the secret says, if there is one.
  Watch(v1::ChangeService::Stub& stub, const v1::WatchChangesRequest& request,
        const std::string& secret = "") {
    if (!secret.empty()) context_.AddMetadata("authorization", "Bearer " + secret);
    reader_ = stub.WatchChanges(&context_, request);
  }
  ~Watch() {
    context_.TryCancel();
    if (!ended_) reader_->Finish();
  }

  v1::WatchChangesResponse Read() {
    v1::WatchChangesResponse response;
    EXPECT_TRUE(reader_->Read(&response)) << "The stream has ended: " << End().error_message();
    return response;
  }
  std::vector<v1::Revision> ReadRevisions(size_t count) {
    std::vector<v1::Revision> revisions;
    while (revisions.size() < count && !ended_) {
      const auto response = Read();
      revisions.insert(revisions.end(), response.revisions().begin(), response.revisions().end());
    }
    return revisions;
  }
  grpc::Status End() {
    v1::WatchChangesResponse response;
    while (reader_->Read(&response)) {
    }
    ended_ = true;
    return reader_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchChangesResponse>> reader_;
  bool ended_ = false;
};

constexpr int kLarge = 60;

class ChangesTest : public testing::ServerFixture {
 protected:
  ChangesTest() : stub_(v1::ChangeService::NewStub(channel_)) {}

  Watch WatchAll() { return Watch(*stub_, {}); }
  // The token of the write.
  std::string Create(const std::string& id) {
    const auto outcome = CreateOrganization(Organization(id));
    v1::CreateOrganizationResponse response;
    EXPECT_TRUE(outcome.status.ok() && response.ParseFromString(outcome.response))
        << outcome.status.error_message();
    return response.revision_token();
  }
  // A revision of kLarge events that is told in two parts.
  void WriteLarge() {
    v1::BatchWriteEventsRequest request;
    for (int i = 0; i < kLarge; ++i) {
      v1::CreateEventRequest& create = *request.add_writes()->mutable_create();
      v1::Event& event = *create.mutable_event();
      event.set_owner("organizations/owner");
      (*event.mutable_title())["en"] = "A talk";
      for (const char* language : {"az", "be", "bg", "cs", "da", "de", "el", "en", "es", "et"}) {
        (*event.mutable_description())[language] = std::string(5'000, 'x');
      }
      event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
      event.set_time_zone("Asia/Almaty");
      google::type::Date& day = *event.mutable_period()->mutable_dated()->mutable_first_day();
      day.set_year(2036), day.set_month(10), day.set_day(10);
      *event.mutable_period()->mutable_dated()->mutable_last_day() = day;
    }
    grpc::ClientContext context;
    v1::BatchWriteEventsResponse response;
    const auto status =
        v1::EventService::NewStub(channel_)->BatchWriteEvents(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  grpc::Status List(const v1::ListChangesRequest& request, v1::ListChangesResponse& response) {
    grpc::ClientContext context;
    return stub_->ListChanges(&context, request, &response);
  }
  static std::string ReasonOf(const grpc::Status& status) {
    return testing::Outcome{.status = status, .response = ""}.Reason();
  }
  static v1::WatchChangesRequest After(const std::string& token) {
    v1::WatchChangesRequest request;
    request.set_after_revision_token(token);
    return request;
  }

  std::unique_ptr<v1::ChangeService::Stub> stub_;
};

std::vector<std::string> NamesIn(const std::vector<v1::Revision>& revisions) {
  std::vector<std::string> names;
  for (const auto& revision : revisions) {
    for (const auto& change : revision.changes()) names.push_back(change.name());
  }
  return names;
}

TEST_F(ChangesTest, OrderedAndUniqueForEveryReader) {
  Watch one = WatchAll();
  Watch two = WatchAll();
  one.Read();
  two.Read();
  std::vector<std::thread> writers;
  for (const char* writer : {"a", "b", "c"}) {
    writers.emplace_back([this, writer] {
      for (int i = 0; i < 30; ++i) Create(writer + std::to_string(i));
    });
  }
  for (Watch* watch : {&one, &two}) {
    int64_t last = 0;
    for (const v1::Revision& revision : watch->ReadRevisions(90)) {
      EXPECT_EQ(revision.number(), last + 1);
      last = revision.number();
      EXPECT_THAT(revision.changes(), SizeIs(1));
    }
  }
  for (std::thread& writer : writers) writer.join();
}

TEST_F(ChangesTest, ResumableAfterAnyTokenOfAnyAnswer) {
  Create("first");
  const std::string token = Create("second");
  Create("third");
  Create("fourth");
  Watch watch(*stub_, After(token));
  const auto revisions = watch.ReadRevisions(2);
  EXPECT_THAT(NamesIn(revisions), ElementsAre("organizations/third", "organizations/fourth"));
  Watch again(*stub_, After(revisions[0].revision_token()));
  EXPECT_THAT(NamesIn(again.ReadRevisions(1)), ElementsAre("organizations/fourth"));
}

TEST_F(ChangesTest, BookmarkableWhenNothingMatches) {
  v1::WatchChangesRequest request;
  request.mutable_filter()->add_resource_kinds(v1::RESOURCE_KIND_VENUE);
  request.mutable_progress_interval()->set_seconds(1);
  Watch watch(*stub_, request);
  watch.Read();
  const std::string token = Create("first");
  v1::WatchChangesResponse progress = watch.Read();
  while (progress.revision_token() != token) progress = watch.Read();
  EXPECT_THAT(progress.revisions(), IsEmpty());
}

TEST_F(ChangesTest, WithASnapshotBeginsWithWhatIsThereAndGoesOn) {
  Create("first");
  Create("second");
  v1::WatchChangesRequest request;
  request.set_snapshot(true);
  Watch watch(*stub_, request);
  EXPECT_THAT(watch.Read().resources(), SizeIs(2));
  const auto mark = watch.Read();
  EXPECT_TRUE(mark.snapshot_complete());
  EXPECT_NE(mark.revision_token(), "");
  Create("third");
  EXPECT_THAT(NamesIn(watch.ReadRevisions(1)), ElementsAre("organizations/third"));
}

TEST_F(ChangesTest, OfAnotherStoreAreRefused) {
  Watch watch(*stub_, After(RevisionTokens("another").Encode({1, 2})));
  const grpc::Status end = watch.End();
  EXPECT_EQ(end.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(end), "TOKEN_OF_OTHER_STORE");
}

TEST_F(ChangesTest, OfAReplacedHistoryAreRefused) {
  Create("first");
  Watch watch(*stub_, After(RevisionTokens(sqlite_->store_id()).Encode({1, 4711})));
  EXPECT_EQ(ReasonOf(watch.End()), "HISTORY_REPLACED");
}

TEST_F(ChangesTest, AfterADamagedTokenAreRefusedWithTheField) {
  Watch watch(*stub_, After("no-token"));
  const testing::Outcome outcome{.status = watch.End(), .response = ""};
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(outcome.Field(), "after_revision_token");
}

TEST_F(ChangesTest, EndWithTheServerAndSayWhenToComeBack) {
  Watch watch = WatchAll();
  watch.Read();
  std::thread drain([this] { EXPECT_TRUE(server_->Drain(absl::Seconds(10))); });
  EXPECT_EQ(ReasonOf(watch.End()), "SHUTTING_DOWN");
  drain.join();
}

TEST_F(ChangesTest, AreListedWithTheTokensOfTheStream) {
  const std::string token = Create("first");
  Create("second");
  Create("third");
  v1::ListChangesRequest request;
  request.set_after_revision_token(token);
  request.set_page_size(1);
  v1::ListChangesResponse page;
  ASSERT_TRUE(List(request, page).ok());
  ASSERT_THAT(page.revisions(), SizeIs(1));
  EXPECT_EQ(page.revision_token(), page.revisions(0).revision_token());
  EXPECT_TRUE(page.more());
  Watch watch(*stub_, After(page.revision_token()));
  EXPECT_THAT(NamesIn(watch.ReadRevisions(1)), ElementsAre("organizations/third"));
}

TEST_F(ChangesTest, GoOnInsideARevisionAfterWhateverToken) {
  const std::string token = Create("owner");
  Create("other");
  WriteLarge();
  v1::ListChangesRequest request;
  request.set_after_revision_token(token);
  request.mutable_filter()->add_resource_kinds(v1::RESOURCE_KIND_EVENT);
  v1::ListChangesResponse first;
  ASSERT_TRUE(List(request, first).ok());
  ASSERT_THAT(first.revisions(), SizeIs(1));
  ASSERT_NE(first.next_page_token(), "");
  ASSERT_NE(first.revision_token(), token);
  request.set_page_token(first.next_page_token());
  v1::ListChangesResponse second, other;
  ASSERT_TRUE(List(request, second).ok());
  ASSERT_THAT(second.revisions(), SizeIs(1));
  EXPECT_EQ(first.revisions(0).changes_size() + second.revisions(0).changes_size(), kLarge);
  request.set_after_revision_token(first.revision_token());
  ASSERT_TRUE(List(request, other).ok());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(other, second));
  request.set_include_before(true);
  EXPECT_EQ(ReasonOf(List(request, other)), "INVALID_PAGE_TOKEN");
}

TEST_F(ChangesTest, AreListedFromNowOnWithoutAToken) {
  const std::string token = Create("first");
  v1::ListChangesResponse page;
  ASSERT_TRUE(List({}, page).ok());
  EXPECT_THAT(page.revisions(), IsEmpty());
  EXPECT_EQ(page.revision_token(), token);
}

TEST_F(ChangesTest, WithAnIntervalThatIsTooShortAreRefused) {
  v1::WatchChangesRequest request;
  request.mutable_progress_interval()->set_nanos(1);
  Watch watch(*stub_, request);
  EXPECT_EQ(watch.End().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

class ChangesOfRightsTest : public testing::AccessFixture {
 protected:
  ChangesOfRightsTest() : stub_(v1::ChangeService::NewStub(channel_)) {}

  static std::string ReasonOf(const grpc::Status& status) {
    return testing::Outcome{.status = status, .response = ""}.Reason();
  }

  std::unique_ptr<v1::ChangeService::Stub> stub_;
};

TEST_F(ChangesOfRightsTest, EndTheStreamsOfTheirPrincipalAndNoOthers) {
  const std::string secret = TokenOf("website", {"role: ROLE_VIEWER"});
  Watch watch(*stub_, {}, secret);
  Watch other(*stub_, {});
  watch.Read();
  other.Read();
  CallText("AccessService.CreateGrant", "grant { principal: 'website' role: ROLE_ORGANIZER }");
  EXPECT_EQ(ReasonOf(watch.End()), "RIGHTS_CHANGED");
  // Grants are no part of the stream; what is entered next is.
  CallText("DirectoryService.CreateOrganization",
           "organization { country: 'AZ' title { key: 'en' value: 'A library' } }");
  EXPECT_THAT(other.ReadRevisions(1)[0].changes(), SizeIs(1));
}

TEST_F(ChangesOfRightsTest, RefuseWhoHasNoRole) {
  Watch watch(*stub_, {}, TokenOf("stranger", {}));
  EXPECT_EQ(ReasonOf(watch.End()), "PERMISSION_DENIED");
}

}  // namespace
}  // namespace taqvim::rpc
