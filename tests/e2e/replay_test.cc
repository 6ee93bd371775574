// A request that is sent again under its request id happens once.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using testing::IsBadField;
using testing::IsRefusal;

v1::Event Recital(const std::string& title) {
  return testing::Concert(title, testing::Space("hall"), "2026-03-01 18:00", "2026-03-01 20:00");
}

// A request whose event gets its name from the server, so that a second booking
// would be a second event.
v1::CreateEventRequest Request(const std::string& request_id, const std::string& title) {
  v1::CreateEventRequest request = testing::CreateRequest("", Recital(title));
  request.set_request_id(request_id);
  return request;
}

class Replay : public ::testing::Test {
 protected:
  Replay() { testing::EnterLibrary(server_.client()); }

  absl::StatusOr<v1::CreateEventResponse> Send(const v1::CreateEventRequest& request) {
    return server_.client().Call<v1::CreateEventResponse>(request);
  }
  size_t EventCount() { return testing::ListAll(server_.client()).size(); }

  // The answer to a request, which must be a success.
  std::string AnswerTo(const v1::CreateEventRequest& request) {
    const auto response = Send(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->ShortDebugString() : "";
  }

  testing::Taqvimd server_;
};

TEST_F(Replay, BooksOnceAndAnswersTheSame) {
  const std::string first = AnswerTo(Request("recital-0001", "Recital"));
  EXPECT_EQ(AnswerTo(Request("recital-0001", "Recital")), first);
  EXPECT_EQ(EventCount(), 1);
}

TEST_F(Replay, AnswersTheSameAfterTheEventHasChanged) {
  const std::string first = AnswerTo(Request("recital-0001", "Recital"));
  const std::string name = testing::ListAll(server_.client()).front().name();
  ASSERT_TRUE(testing::Cancel(server_.client(), name).ok());
  EXPECT_EQ(AnswerTo(Request("recital-0001", "Recital")), first);
  EXPECT_EQ(testing::Get(server_.client(), name)->state(), v1::EVENT_STATE_CANCELLED);
}

TEST_F(Replay, BooksOnceAcrossARestart) {
  const std::string first = AnswerTo(Request("recital-0001", "Recital"));
  EXPECT_EQ(server_.Stop(), 0);
  server_.Start();
  EXPECT_EQ(AnswerTo(Request("recital-0001", "Recital")), first);
  EXPECT_EQ(EventCount(), 1);
}

TEST_F(Replay, BooksOnceAcrossAKill) {
  const std::string first = AnswerTo(Request("recital-0001", "Recital"));
  server_.Kill();
  server_.Start();
  EXPECT_EQ(AnswerTo(Request("recital-0001", "Recital")), first);
  EXPECT_EQ(EventCount(), 1);
}

TEST_F(Replay, OfABatchBooksOnceAcrossAKill) {
  v1::BatchWriteEventsRequest batch;
  batch.set_request_id("recital-0001");
  testing::AddBooked(batch, "recital", Recital("Recital"));
  const auto first = server_.client().Call<v1::BatchWriteEventsResponse>(batch);
  ASSERT_TRUE(first.ok()) << first.status();
  server_.Kill();
  server_.Start();
  const auto second = server_.client().Call<v1::BatchWriteEventsResponse>(batch);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->ShortDebugString(), first->ShortDebugString());
}

TEST_F(Replay, WithAnotherBodyIsRefused) {
  AnswerTo(Request("recital-0001", "Recital"));
  EXPECT_THAT(Send(Request("recital-0001", "Another recital")).status(),
              IsBadField("REQUEST_ID_REUSED", "request_id"));
  EXPECT_EQ(EventCount(), 1);
}

TEST_F(Replay, WithAnotherBodyIsRefusedAcrossAKill) {
  AnswerTo(Request("recital-0001", "Recital"));
  server_.Kill();
  server_.Start();
  EXPECT_THAT(Send(Request("recital-0001", "Another recital")).status(),
              IsBadField("REQUEST_ID_REUSED", "request_id"));
  EXPECT_EQ(EventCount(), 1);
}

TEST_F(Replay, WithAnotherMethodIsRefused) {
  AnswerTo(Request("recital-0001", "Recital"));
  v1::CancelEventRequest cancel;
  cancel.set_name(testing::ListAll(server_.client()).front().name());
  cancel.set_request_id("recital-0001");
  EXPECT_THAT(server_.client().Call<v1::CancelEventResponse>(cancel).status(),
              IsBadField("REQUEST_ID_REUSED", "request_id"));
}

TEST_F(Replay, IsNotLookedAtWhenTheCallOnlyValidates) {
  v1::CreateEventRequest validating = Request("recital-0001", "Recital");
  validating.set_validate_only(true);
  EXPECT_TRUE(Send(validating).ok());
  EXPECT_EQ(EventCount(), 0);
  // The id is still free, and stays out of later validations.
  AnswerTo(Request("recital-0001", "Another recital"));
  EXPECT_TRUE(Send(validating).ok());
  EXPECT_EQ(EventCount(), 1);
}

TEST_F(Replay, OfARefusalIsJudgedAnew) {
  ASSERT_TRUE(testing::Book(server_.client(), "rehearsal", Recital("Rehearsal")).ok());
  EXPECT_THAT(Send(Request("recital-0001", "Recital")).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "SCHEDULE_CONFLICT"));
  ASSERT_TRUE(testing::Cancel(server_.client(), "events/rehearsal").ok());
  EXPECT_TRUE(Send(Request("recital-0001", "Recital")).ok());
}

TEST_F(Replay, BySixteenClientsAtOnceBooksOnce) {
  constexpr int kClients = 16;
  for (int round = 0; round < testing::Rounds(20, 5); ++round) {
    const auto request = Request(absl::StrCat("recital-at-once-", round), "Recital");
    std::vector<std::string> answers(kClients);
    std::vector<std::thread> threads;
    for (std::string& answer : answers) {
      threads.emplace_back([&] { answer = AnswerTo(request); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& answer : answers) EXPECT_EQ(answer, answers.front());
    EXPECT_EQ(EventCount(), round + 1);
  }
}

TEST_F(Replay, AStaleEtagIsAbortedAndNothingIsWritten) {
  const auto event = testing::Create(server_.client(), "recital", Recital("Recital"));
  ASSERT_TRUE(event.ok()) << event.status();
  ASSERT_TRUE(testing::Confirm(server_.client(), event->name()).ok());
  const std::string before = testing::Everything(server_.client());

  v1::UpdateEventRequest update;
  update.mutable_event()->set_name(event->name());
  update.mutable_event()->set_etag(event->etag());
  (*update.mutable_event()->mutable_title())["en"] = "Late recital";
  update.mutable_update_mask()->add_paths("title");
  const auto kAborted = absl::StatusCode::kAborted;
  EXPECT_THAT(server_.client().Call<v1::UpdateEventResponse>(update).status(),
              IsRefusal(kAborted, "ETAG_MISMATCH"));

  v1::BatchWriteEventsRequest batch;
  testing::AddBooked(
      batch, "matinee",
      testing::Concert("Matinee", testing::Space("hall"), "2026-03-02 11:00", "2026-03-02 12:00"));
  *batch.add_writes()->mutable_update() = update;
  EXPECT_THAT(server_.client().Call<v1::BatchWriteEventsResponse>(batch).status(),
              IsRefusal(kAborted, "ETAG_MISMATCH"));

  v1::CancelEventRequest cancel;
  cancel.set_name(event->name());
  cancel.set_etag(event->etag());
  EXPECT_THAT(server_.client().Call<v1::CancelEventResponse>(cancel).status(),
              IsRefusal(kAborted, "ETAG_MISMATCH"));
  EXPECT_EQ(testing::Everything(server_.client()), before);
}

}  // namespace
}  // namespace taqvim::e2e
