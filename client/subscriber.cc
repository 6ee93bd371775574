#include "client/subscriber.h"

#include <algorithm>
#include <utility>

#include "client/change_stream.h"
#include "client/error.h"
#include "proto/check.h"
#include "proto/status_macros.h"

namespace taqvim::client {
namespace {

// Whether what was told so far may not be what there is any more.
bool MustStartOver(const absl::Status& ended) {
  const std::string reason = DecodeError(ended).reason;
  return reason == "TOKEN_EXPIRED" || reason == "HISTORY_REPLACED" ||
         reason == "TOKEN_OF_OTHER_STORE" || reason == "RIGHTS_CHANGED";
}

// Whether the same request would only be refused again. All others pass: a server
// that stops, a proxy that gives up, a disk that is full.
bool IsRefusal(const absl::Status& ended) {
  switch (ended.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kUnauthenticated:
      return true;
    default:
      return false;
  }
}

}  // namespace

Subscriber::Subscriber(std::shared_ptr<grpc::Channel> channel, SubscriberOptions options,
                       Callback callback)
    : channel_(std::move(channel)),
      options_(std::move(options)),
      callback_(std::move(callback)),
      snapshot_(options_.snapshot && options_.token.empty()),
      token_(options_.token) {
  thread_ = std::thread([this] {
    const absl::Status result = Run();
    absl::MutexLock lock(&mutex_);
    result_ = result;
    ended_.Notify();
  });
}

Subscriber::~Subscriber() {
  CHECK(std::this_thread::get_id() != thread_.get_id());
  Stop();
  thread_.join();
}

void Subscriber::Stop() {
  absl::MutexLock lock(&mutex_);
  if (!stopping_.HasBeenNotified()) stopping_.Notify();
  if (stream_ != nullptr) stream_->Cancel();
}

absl::Status Subscriber::Wait() const {
  CHECK(std::this_thread::get_id() != thread_.get_id());
  ended_.WaitForNotification();
  absl::MutexLock lock(&mutex_);
  return result_;
}

std::string Subscriber::token() const {
  absl::MutexLock lock(&mutex_);
  return token_;
}

absl::Status Subscriber::Run() {
  const Environment& environment = options_.environment;
  const RetryPolicy& retry = options_.retry;
  int failures = 0;
  while (true) {
    const absl::Time begun = environment.now();
    const std::string before = token();
    absl::Status ended;
    RETURN_IF_ERROR(ReadStream(&ended));
    if (stopping_.HasBeenNotified()) return absl::OkStatus();
    const std::string after = token();
    // A stream on which all was quiet has told nothing new either, but stood for long.
    const bool stood = environment.now() - begun >= retry.longest_pause;
    failures = stood || (!after.empty() && after != before) ? 0 : failures + 1;
    RETURN_IF_ERROR(PrepareNext(ended));
    if (failures >= retry.attempts) return ended;
    const absl::Duration pause =
        PauseAfter(retry, std::max(failures, 1), ended, environment.random());
    if (options_.on_interruption) options_.on_interruption({ended, failures, pause});
    environment.wait(pause, stopping_);
  }
}

absl::Status Subscriber::ReadStream(absl::Status* ended) {
  // What a stream that broke off told in part comes again.
  parts_.Clear();
  ChangeStream stream(channel_, NextRequest());
  if (!SetStream(&stream)) return absl::OkStatus();
  // The pauses are this subscriber's, not those that the connection makes besides.
  grpc::experimental::ChannelResetConnectionBackoff(channel_.get());
  absl::Status told;
  v1::WatchChangesResponse response;
  while (told.ok() && stream.Read(2 * options_.progress_interval, &response) &&
         !stopping_.HasBeenNotified()) {
    told = Deliver(std::move(response));
  }
  SetStream(nullptr);
  if (told.ok() && !stopping_.HasBeenNotified()) *ended = stream.Finish();
  return told;
}

bool Subscriber::SetStream(ChangeStream* stream) {
  absl::MutexLock lock(&mutex_);
  const bool stopping = stopping_.HasBeenNotified();
  stream_ = stopping ? nullptr : stream;
  return !stopping;
}

v1::WatchChangesRequest Subscriber::NextRequest() const {
  v1::WatchChangesRequest request;
  if (!snapshot_) request.set_after_revision_token(token());
  request.set_snapshot(snapshot_);
  *request.mutable_filter() = options_.filter;
  request.set_include_before(options_.include_before);
  auto& interval = *request.mutable_progress_interval();
  interval.set_seconds(absl::ToInt64Seconds(options_.progress_interval));
  interval.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(options_.progress_interval - absl::Seconds(interval.seconds()))));
  return request;
}

absl::Status Subscriber::Deliver(v1::WatchChangesResponse response) {
  if (!Complete(&response)) return absl::OkStatus();
  const bool begins = snapshot_ && !begun_;
  if (begins) last_number_ = 0;
  RemoveRepeated(&response);
  const absl::Status status = callback_({response, begins, begins ? reason_ : absl::OkStatus()});
  if (status.ok()) Keep(response);
  return status;
}

bool Subscriber::Complete(v1::WatchChangesResponse* response) {
  if (response->revisions().empty()) return true;
  v1::Revision& first = *response->mutable_revisions(0);
  if (!first.continues() && parts_.number() == 0) return true;
  parts_.MergeFrom(first);
  if (first.continues()) return false;
  parts_.clear_continues();
  first.Swap(&parts_);
  parts_.Clear();
  return true;
}

// A server repeats nothing; what stands between may.
void Subscriber::RemoveRepeated(v1::WatchChangesResponse* response) {
  auto& revisions = *response->mutable_revisions();
  const auto repeated = [this](const v1::Revision& revision) {
    if (revision.number() <= last_number_) return true;
    last_number_ = revision.number();
    return false;
  };
  revisions.erase(std::remove_if(revisions.begin(), revisions.end(), repeated), revisions.end());
}

void Subscriber::Keep(const v1::WatchChangesResponse& response) {
  absl::MutexLock lock(&mutex_);
  if (snapshot_ || !response.revision_token().empty()) token_ = response.revision_token();
  if (!snapshot_) return;
  begun_ = !response.snapshot_complete();
  snapshot_ = begun_;
  if (!snapshot_) reason_ = absl::OkStatus();
}

absl::Status Subscriber::PrepareNext(const absl::Status& ended) {
  if (MustStartOver(ended)) {
    snapshot_ = true;
    reason_ = ended;
  } else if (IsRefusal(ended)) {
    return ended;
  } else if (begun_) {
    reason_ = ended;
  }
  begun_ = false;
  return absl::OkStatus();
}

}  // namespace taqvim::client
