#include "tests/festival/audience.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "taqvim/v1/change_service.grpc.pb.h"
#include "tests/support/taqvimd.h"

namespace taqvim::festival {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(180);

v1::WatchChangesRequest RequestFor(const watching::Interest& interest, const std::string& after) {
  v1::WatchChangesRequest request;
  request.set_after_revision_token(after);
  *request.mutable_filter() = interest.filter;
  request.set_include_before(interest.include_before);
  request.mutable_progress_interval()->set_seconds(1);
  return request;
}

size_t FingerprintOf(const v1::Change& change) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    change.SerializeToCodedStream(&coded);
  }
  return std::hash<std::string>()(bytes);
}

std::pair<int64_t, size_t> FingerprintOf(const v1::Revision& revision) {
  std::string all;
  for (const v1::Change& change : revision.changes()) absl::StrAppend(&all, FingerprintOf(change));
  return {revision.number(), std::hash<std::string>()(all)};
}

// Puts a part to the others. True when the revision is whole, and then in `revision`.
bool Complete(v1::Revision& parts, v1::Revision& revision) {
  if (parts.number() == 0 && !revision.continues()) return true;
  parts.set_number(revision.number());
  for (v1::Change& change : *revision.mutable_changes()) parts.add_changes()->Swap(&change);
  if (revision.continues()) return false;
  revision.Clear();
  revision.Swap(&parts);
  return true;
}

}  // namespace

Told FingerprintsOf(const std::vector<v1::Revision>& revisions) {
  Told told;
  for (const v1::Revision& revision : revisions) told.push_back(FingerprintOf(revision));
  return told;
}

Audience::Audience(AudienceKind kind, std::shared_ptr<grpc::Channel> channel,
                   const std::string& after, std::function<void()> on_part)
    : kind_(std::move(kind)), channel_(std::move(channel)) {
  if (!kind_.access_token.empty()) {
    context_.AddMetadata("authorization", "Bearer " + kind_.access_token);
  }
  thread_ = std::thread([this, after, on_part = std::move(on_part)] { Read(after, on_part); });
}

Audience::~Audience() {
  context_.TryCancel();
  if (thread_.joinable()) thread_.join();
}

void Audience::Read(const std::string& after, const std::function<void()>& on_part) {
  const auto stub = v1::ChangeService::NewStub(channel_);
  const auto stream = stub->WatchChanges(&context_, RequestFor(kind_.interest, after));
  v1::WatchChangesResponse response;
  while (stream->Read(&response)) {
    const auto& revisions = response.revisions();
    if (!revisions.empty() && revisions.rbegin()->continues()) on_part();
    Take(response);
  }
  const grpc::Status status = stream->Finish();
  absl::MutexLock lock(&mutex_);
  ended_ = absl::StrCat(status.error_code(), " ", status.error_message());
}

void Audience::Take(v1::WatchChangesResponse& response) {
  Told told;
  for (v1::Revision& revision : *response.mutable_revisions()) {
    if (Complete(parts_, revision)) told.push_back(FingerprintOf(revision));
  }
  absl::MutexLock lock(&mutex_);
  told_.insert(told_.end(), told.begin(), told.end());
  token_ = response.revision_token();
}

Told Audience::EndAt(const std::function<std::string()>& newest) {
  const absl::Time deadline = absl::Now() + kPatience;
  bool there = false;
  while (!there && absl::Now() < deadline) {
    const std::string token = newest();
    absl::MutexLock lock(&mutex_);
    const auto has_come = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return token_ == token; };
    there = mutex_.AwaitWithTimeout(absl::Condition(&has_come), absl::Seconds(1));
    if (!ended_.empty()) break;
  }
  EXPECT_TRUE(there) << kind_.name << " is not where the server is";
  context_.TryCancel();
  thread_.join();
  absl::MutexLock lock(&mutex_);
  return told_;
}

Told Listed(const AudienceKind& kind, const std::string& server, const std::string& after) {
  const auto client = testing::ConnectOnce(server, {.token = kind.access_token});
  return FingerprintsOf(watching::List(*client, after, kind.interest, 1000).revisions);
}

struct StoppedReader::Stream {
  grpc::ClientContext context;
  std::unique_ptr<v1::ChangeService::Stub> stub;
  std::unique_ptr<grpc::ClientReader<v1::WatchChangesResponse>> reader;
};

StoppedReader::StoppedReader(std::shared_ptr<grpc::Channel> channel, const std::string& after)
    : channel_(std::move(channel)), token_(after), stream_(Open(after)) {}

StoppedReader::~StoppedReader() { stream_->context.TryCancel(); }

std::unique_ptr<StoppedReader::Stream> StoppedReader::Open(const std::string& after) const {
  auto stream = std::make_unique<Stream>();
  stream->stub = v1::ChangeService::NewStub(channel_);
  stream->reader =
      stream->stub->WatchChanges(&stream->context, RequestFor({.include_before = true}, after));
  return stream;
}

Told StoppedReader::ReadUpTo(const std::function<std::string()>& newest) {
  Told told;
  v1::Revision parts;
  const absl::Time deadline = absl::Now() + kPatience;
  while (token_ != newest() && absl::Now() < deadline) {
    v1::WatchChangesResponse response;
    if (!stream_->reader->Read(&response)) {
      // The server may have lost its patience, and why did not get through: what follows the
      // last token is still to come.
      const grpc::Status ended = stream_->reader->Finish();
      EXPECT_TRUE(ended.error_code() == grpc::StatusCode::ABORTED ||
                  ended.error_code() == grpc::StatusCode::CANCELLED ||
                  ended.error_code() == grpc::StatusCode::UNAVAILABLE)
          << ended.error_code() << " " << ended.error_message();
      stream_ = Open(token_);
      parts.Clear();
      continue;
    }
    for (v1::Revision& revision : *response.mutable_revisions()) {
      if (Complete(parts, revision)) told.push_back(FingerprintOf(revision));
    }
    token_ = response.revision_token();
  }
  EXPECT_LT(absl::Now(), deadline) << "the stopped reader does not catch up";
  return told;
}

}  // namespace taqvim::festival
