#include "client/web/relay/upstream.h"

#include <algorithm>
#include <utility>

#include "grpc/impl/codegen/grpc_types.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/slice.h"
#include "proto/status_macros.h"
#include "proto/trace_context.h"

namespace taqvim::web {
namespace {

// Of what a stream sends and nobody reads so many bytes are taken in, on each stream.
constexpr int kLookAheadBytes = 64 * 1024;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  // Each has a connection of its own.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // gRPC would take in more and more of a stream, by how fast the connection is.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kLookAheadBytes);
  // A server whose machine is gone says nothing, as an idle stream does; so it is asked. It
  // allows that every ten seconds.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return arguments;
}

}  // namespace

struct Upstream::Connection {
  explicit Connection(const std::shared_ptr<grpc::Channel>& channel) : stub(channel) {}

  grpc::GenericStub stub;
  // Guarded by the upstream's mutex.
  int calls = 0;
};

Upstream::Lane::Lane(Upstream& upstream, Connection& connection)
    : upstream_(upstream), connection_(connection) {}

Upstream::Lane::~Lane() {
  const absl::MutexLock lock(&upstream_.mutex_);
  --connection_.calls;
}

grpc::GenericStub& Upstream::Lane::stub() { return connection_.stub; }

absl::StatusOr<std::unique_ptr<Upstream>> Upstream::Connect(const std::string& server,
                                                            const client::Credentials& credentials,
                                                            int connections) {
  client::Credentials way = credentials;
  way.token.clear();
  way.certificate.clear();
  way.key.clear();
  way.carries_secrets = true;
  way.carries_secrets = client::MakeChannel(server, way).ok();
  Connections made;
  for (int i = 0; i < connections; ++i) {
    ASSIGN_OR_RETURN(const auto channel, client::MakeChannel(server, way, Arguments()));
    made.push_back(std::make_unique<Connection>(channel));
  }
  return std::unique_ptr<Upstream>(new Upstream(way.carries_secrets, std::move(made)));
}

Upstream::Upstream(bool carries_secrets, Connections connections)
    : carries_secrets_(carries_secrets), connections_(std::move(connections)) {}

Upstream::~Upstream() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Upstream::IsIdle));
}

bool Upstream::IsIdle() const {
  return std::all_of(connections_.begin(), connections_.end(),
                     [](const auto& connection) { return connection->calls == 0; });
}

std::unique_ptr<Upstream::Lane> Upstream::Choose() {
  const absl::MutexLock lock(&mutex_);
  const auto& least =
      *std::min_element(connections_.begin(), connections_.end(),
                        [](const auto& a, const auto& b) { return a->calls < b->calls; });
  ++least->calls;
  return std::make_unique<Lane>(*this, *least);
}

void Prepare(const UpstreamCall& call, grpc::ClientContext* context) {
  if (!call.authorization.empty()) context->AddMetadata("authorization", call.authorization);
  if (!call.traceparent.empty()) context->AddMetadata(kTraceparent, call.traceparent);
  if (call.deadline != absl::InfiniteFuture()) {
    context->set_deadline(absl::ToChronoTime(call.deadline));
  }
}

UnaryCall::UnaryCall(std::unique_ptr<Upstream::Lane> lane, const UpstreamCall& call,
                     const grpc::ByteBuffer& request)
    : lane_(std::move(lane)), path_(call.path), request_(request) {
  Prepare(call, &context_);
}

std::shared_ptr<UnaryCall> UnaryCall::Make(Upstream& upstream, const UpstreamCall& call,
                                           const grpc::ByteBuffer& request) {
  return std::shared_ptr<UnaryCall>(new UnaryCall(upstream.Choose(), call, request));
}

void UnaryCall::Start(Done done) {
  lane_->stub().UnaryCall(&context_, path_, grpc::StubOptions(), &request_, &answer_,
                          [self = shared_from_this(), done = std::move(done)](
                              const grpc::Status& status) { done(status, self->answer_); });
}

grpc::ByteBuffer ToBuffer(absl::string_view bytes) {
  grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  std::string bytes;
  AppendBytes(buffer, &bytes);
  return bytes;
}

void AppendBytes(const grpc::ByteBuffer& buffer, std::string* bytes) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return;
  for (const grpc::Slice& slice : slices) {
    bytes->append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
}

}  // namespace taqvim::web
