#include "client/web/relay/relay.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/http/addresses.h"
#include "client/web/relay/answer.h"
#include "client/web/relay/call_ends.h"
#include "client/web/relay/frames.h"
#include "client/web/relay/methods.h"
#include "client/web/relay/relayed_call.h"
#include "client/web/relay/timeout.h"
#include "proto/status_macros.h"
#include "proto/trace_context.h"

namespace taqvim::web {
namespace {

constexpr absl::Duration kUnaryTime = absl::Minutes(1);

bool IsGrpcWeb(const Request& request) {
  if (request.headers.Count("Content-Type") != 1) return false;
  const absl::string_view value = *request.headers.Find("Content-Type");
  const std::string type =
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(value.substr(0, value.find(';'))));
  return type == "application/grpc-web" || type == "application/grpc-web+proto";
}

// Why it is no call, in words of HTTP.
std::optional<Response> Refusal(const Request& request,
                                const google::protobuf::MethodDescriptor* method,
                                const OwnOrigin& origin) {
  if (method == nullptr) return TextResponse(404, "The schedule has no such method.");
  if (request.method != "POST") return MethodNotAllowed({"POST"});
  if (!IsGrpcWeb(request)) {
    return TextResponse(415, "A call is made with Content-Type: application/grpc-web+proto.");
  }
  if (!origin.Sent(request)) return origin.Refusal();
  return std::nullopt;
}

absl::StatusOr<absl::Time> DeadlineOf(const Request& request, bool is_stream) {
  const auto timeout = request.headers.Find("grpc-timeout");
  if (!timeout) return is_stream ? absl::InfiniteFuture() : absl::Now() + kUnaryTime;
  ASSIGN_OR_RETURN(const absl::Duration time, ParseTimeout(*timeout));
  return absl::Now() + time;
}

// Where the caller stands in a trace; empty where it says nothing, or nonsense.
std::string TraceparentOf(const Headers& headers) {
  if (headers.Count(kTraceparent) != 1) return "";
  const absl::string_view value = *headers.Find(kTraceparent);
  return ParseTraceparent({value.data(), value.size()}) ? std::string(value) : "";
}

// Answers a call that goes no further.
void Refuse(const grpc::Status& end, const RelayedCall& relayed) {
  relayed.ended(end);
  relayed.reply->Send(AnswerOf(end));
}

// Reads the rest of what is a call.
absl::Status Read(const Request& request, bool is_stream, RelayedCall* relayed) {
  ASSIGN_OR_RETURN(const absl::string_view message, ReadRequestFrame(request.body));
  ASSIGN_OR_RETURN(relayed->call.deadline, DeadlineOf(request, is_stream));
  relayed->call.path = request.path;
  relayed->call.traceparent = TraceparentOf(request.headers);
  relayed->request = ToBuffer(message);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Relay>> Relay::Create(const Options& options) {
  ASSIGN_OR_RETURN(auto upstream, Upstream::Connect(options.server, options.credentials));
  return std::unique_ptr<Relay>(new Relay(options, std::move(upstream)));
}

Relay::Relay(const Options& options, std::unique_ptr<Upstream> upstream)
    : counts_(options.counts),
      origin_(options.public_address),
      cookie_(origin_.is_secure()),
      upstream_(std::move(upstream)),
      strangers_(*upstream_, options.clock),
      under_way_(options.limits),
      sign_in_(*upstream_, under_way_, origin_, cookie_) {}

Relay::~Relay() {
  End();
  under_way_.AwaitNone();
}

bool Relay::Answers(absl::string_view path) {
  // What the server has besides is looked for by tools in these paths, and is not here.
  return absl::StartsWith(path, "/taqvim.v1.") || absl::StartsWith(path, "/grpc.") ||
         SignIn::Answers(path);
}

void Relay::Answer(const Request& request, std::shared_ptr<Reply> reply) {
  if (SignIn::Answers(request.path)) return sign_in_.Answer(request, reply);
  AnswerCall(request, std::move(reply));
}

void Relay::AnswerCall(const Request& request, std::shared_ptr<Reply> reply) {
  const auto* method = FindMethod(request.path);
  if (auto refusal = Refusal(request, method, origin_)) return reply->Send(*std::move(refusal));
  RelayedCall relayed = {.reply = std::move(reply), .ended = WhenEnded(method->full_name())};
  const bool is_stream = method->server_streaming();
  const absl::Status read = Read(request, is_stream, &relayed);
  if (!read.ok()) return Refuse(Malformed(read), relayed);
  relayed.place = under_way_.Enter(NetworkOf(request.address));
  if (relayed.place == nullptr) {
    return Refuse(under_way_.has_ended() ? Stopping() : TooMany(), relayed);
  }
  if (const auto secret = cookie_.SecretOf(request); secret && upstream_->carries_secrets()) {
    relayed.call.authorization = absl::StrCat("Bearer ", *secret);
    return Start(is_stream, std::move(relayed));
  }
  auto waiting = std::make_shared<RelayedCall>(std::move(relayed));
  strangers_.Ask([this, is_stream, waiting](const grpc::Status& refusal) {
    if (!refusal.ok()) return Refuse(refusal, *waiting);
    Start(is_stream, std::move(*waiting));
  });
}

std::function<void(const grpc::Status& end)> Relay::WhenEnded(const std::string& method) const {
  return [this, method, began = absl::Now()](const grpc::Status& end) {
    if (counts_) counts_(method, end.error_code(), absl::Now() - began);
  };
}

void Relay::Start(bool is_stream, RelayedCall relayed) {
  if (is_stream) return RelayStream(*upstream_, std::move(relayed));
  RelayUnary(*upstream_, std::move(relayed));
}

}  // namespace taqvim::web
