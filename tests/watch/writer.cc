#include "tests/watch/writer.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/error.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/bookings.h"

namespace taqvim::watching {
namespace {

// A write waits for as long as the server is away, on however slow a machine.
constexpr absl::Duration kWriterPatience = absl::Minutes(10);

std::string Text(absl::CivilMinute minute) {
  return absl::StrFormat("%04d-%02d-%02d %02d:%02d", minute.year(), minute.month(), minute.day(),
                         minute.hour(), minute.minute());
}

}  // namespace

Writer::Writer(std::shared_ptr<grpc::Channel> channel, std::atomic<int>& slots, uint64_t seed)
    : client_(std::move(channel), {.timeout = kWriterPatience}), slots_(slots), random_(seed) {}

void Writer::Write(int writes) {
  for (int i = 0; i < writes; ++i) WriteOne();
}

void Writer::WriteOne() {
  const uint64_t dice = random_() % 20;
  if (events_.empty() || dice < 6) return Create();
  if (dice < 8) return CreateSeveral();
  if (dice < 9) return EnterParticipant();
  if (dice < 14) return Retitle(TakeEvent());
  const v1::Event event = TakeEvent();
  if (event.state() == v1::EVENT_STATE_CONFIRMED) return Cancel(event);
  return dice < 18 ? Confirm(event) : Delete(event);
}

v1::Event Writer::TakeEvent() {
  std::swap(events_[random_() % events_.size()], events_.back());
  v1::Event event = std::move(events_.back());
  events_.pop_back();
  return event;
}

// No title is given twice: a write that changes nothing is acknowledged, and not told.
std::string Writer::NewTitle() {
  return absl::StrCat(random_() % 2 == 0 ? kWord : "concert", " ", random_());
}

v1::Event Writer::NewEvent(const std::string& title) {
  const int slot = slots_++;
  const absl::CivilMinute start = absl::CivilMinute(2026, 1, 1) + 30 * slot;
  v1::Event event = testing::Concert(title, testing::Space(kHalls[slot % kHalls.size()]),
                                     Text(start), Text(start + 30));
  event.set_name(absl::StrCat("events/event-", slot));
  return event;
}

template <class Response, class Request>
std::optional<Response> Writer::Send(const Request& request, const std::string& name) {
  auto response = client_.Call<Response>(request);
  if (response.ok()) {
    acknowledged_.push_back({response->revision_token(), name});
    return *std::move(response);
  }
  const client::RemoteError error = client::DecodeError(response.status());
  EXPECT_TRUE(error.reason.empty() || client::IsRetryable(response.status()))
      << response.status() << "\n"
      << request.ShortDebugString();
  return std::nullopt;
}

template <class Response, class Request>
void Writer::SendEvent(const Request& request, const std::string& name) {
  auto response = Send<Response>(request, name);
  if (response) events_.push_back(std::move(*response->mutable_event()));
}

void Writer::Create() { Create(NewEvent(NewTitle())); }

void Writer::CreateRare() { Create(NewEvent(absl::StrCat(kRareWord, " ", random_()))); }

void Writer::Create(v1::Event event) {
  const std::string name = event.name();
  event.clear_name();
  SendEvent<v1::CreateEventResponse>(testing::CreateRequest(name.substr(name.find('/') + 1), event),
                                     name);
}

void Writer::CreateSeveral() {
  v1::BatchWriteEventsRequest request;
  std::string last;
  for (uint64_t i = 0; i < 2 + random_() % 3; ++i) {
    v1::Event event = NewEvent(NewTitle());
    last = event.name();
    event.clear_name();
    testing::AddBooked(request, last.substr(last.find('/') + 1), event);
  }
  Send<v1::BatchWriteEventsResponse>(request, last);
}

void Writer::WriteFestival(int events) {
  v1::BatchWriteEventsRequest create, retitle;
  std::string last;
  for (int i = 0; i < events; ++i) {
    v1::Event event = NewEvent(NewTitle());
    (*event.mutable_description())["en"] = std::string(5000, 'x');
    last = event.name();
    event.clear_name();
    v1::CreateEventRequest& one = *create.add_writes()->mutable_create();
    one = testing::CreateRequest(last.substr(last.find('/') + 1), event);
    one.set_confirm(true);
  }
  const auto created = Send<v1::BatchWriteEventsResponse>(create, last);
  if (!created) return;
  EXPECT_TRUE(created->events_omitted());
  for (const v1::Event& event : created->events()) {
    v1::UpdateEventRequest& one = *retitle.add_writes()->mutable_update();
    one.mutable_event()->set_name(event.name());
    one.mutable_event()->set_etag(event.etag());
    (*one.mutable_event()->mutable_title())["en"] = NewTitle();
    one.mutable_update_mask()->add_paths("title");
  }
  Send<v1::BatchWriteEventsResponse>(retitle, last);
}

void Writer::EnterParticipants(int count) {
  for (int i = 0; i < count; ++i) EnterParticipant();
}

void Writer::EnterParticipant() {
  v1::CreateParticipantRequest request;
  request.set_participant_id(absl::StrCat("participant-", slots_++));
  (*request.mutable_participant()->mutable_title())["en"] = NewTitle();
  Send<v1::CreateParticipantResponse>(request, "participants/" + request.participant_id());
}

void Writer::Confirm(const v1::Event& event) {
  v1::ConfirmEventRequest request;
  request.set_name(event.name());
  SendEvent<v1::ConfirmEventResponse>(request, event.name());
}

void Writer::Retitle(const v1::Event& event) {
  v1::UpdateEventRequest request;
  request.mutable_event()->set_name(event.name());
  request.mutable_event()->set_etag(event.etag());
  (*request.mutable_event()->mutable_title())["en"] = NewTitle();
  request.mutable_update_mask()->add_paths("title");
  SendEvent<v1::UpdateEventResponse>(request, event.name());
}

void Writer::Cancel(const v1::Event& event) {
  v1::CancelEventRequest request;
  request.set_name(event.name());
  Send<v1::CancelEventResponse>(request, event.name());
}

void Writer::Delete(const v1::Event& event) {
  v1::DeleteEventRequest request;
  request.set_name(event.name());
  request.set_etag(event.etag());
  Send<v1::DeleteEventResponse>(request, event.name());
}

}  // namespace taqvim::watching
