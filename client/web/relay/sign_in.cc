#include "client/web/relay/sign_in.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/web/http/addresses.h"
#include "client/web/relay/call_ends.h"
#include "google/protobuf/util/json_util.h"
#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::web {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr absl::Duration kComeAgain = absl::Seconds(1);
// How a secret may be shown to open a session; the server says of each what it is not in the
// words for one that it does not know.
constexpr absl::string_view kBearer = "Bearer";
constexpr absl::string_view kInvitation = "Invitation";

Response NotKnown() {
  Response response = TextResponse(
      401,
      "The secret opens nothing here: it was used, was revoked, has run out, or is of another "
      "server or for something else. Ask whoever gave it to you for another.");
  // RFC 9110, 15.5.2, asks for one; browsers ask nobody for a password by it.
  response.headers.Set("WWW-Authenticate", "Bearer");
  return response;
}

// What the server says of a call, in words of HTTP.
Response Told(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::UNAUTHENTICATED:
      return NotKnown();
    case grpc::PERMISSION_DENIED:
      return TextResponse(403, status.error_message());
    case grpc::INVALID_ARGUMENT:
      return TextResponse(400, status.error_message());
    case grpc::RESOURCE_EXHAUSTED:
      return TryLater(429, status.error_message(), kComeAgain);
    default:
      return TryLater(503, EndFor(status).error_message(), kComeAgain);
  }
}

Response Opened(const v1::CreateSessionResponse& opened, bool is_of_page) {
  if (is_of_page) {
    Response response = {.status = 303};
    response.headers.Set("Location", "/");
    response.headers.Set("Cache-Control", "no-store");
    return response;
  }
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(opened.access_token(), &json).ok()) json = "{}";
  return {.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          .body = MakeBytes(std::move(json))};
}

Response Closed() { return {.status = 204, .headers = {{"Cache-Control", "no-store"}}}; }

// Whether the session is over, by this or before.
bool IsOver(const grpc::Status& status) {
  return status.ok() || status.error_code() == grpc::UNAUTHENTICATED ||
         status.error_code() == grpc::NOT_FOUND;
}

Response NotClosed() {
  return TryLater(503,
                  "This browser is signed out, but the server was not told; the session ends by "
                  "itself 12 hours after its last use.",
                  kComeAgain);
}

}  // namespace

void SignIn::Answer(const Request& request, const std::shared_ptr<Reply>& reply) {
  if (request.method != "POST" && request.method != "DELETE") {
    return reply->Send(MethodNotAllowed({"POST", "DELETE"}));
  }
  if (!origin_.Sent(request)) return reply->Send(origin_.Refusal());
  const Visit visit = {.reply = reply, .place = under_way_.Enter(NetworkOf(request.address))};
  if (visit.place == nullptr) {
    return reply->Send(Told(under_way_.has_ended() ? Stopping() : TooMany()));
  }
  if (request.method == "POST") return Open(request, visit);
  Close(request, visit);
}

void SignIn::Open(const Request& request, const Visit& visit) {
  if (!origin_.takes_secrets() || !upstream_.carries_secrets()) {
    return visit.reply->Send(TextResponse(
        403,
        "Nobody signs in here, as secrets would travel in plain text: the site needs an https "
        "address, and TLS to its server where that is on another machine."));
  }
  const auto form = ReadSignInForm(request);
  if (!form.ok()) {
    const int status = absl::IsUnimplemented(form.status()) ? 415 : 400;
    return visit.reply->Send(TextResponse(status, form.status().message()));
  }
  Open(*form, kBearer, visit);
}

void SignIn::Open(const SignInForm& form, absl::string_view scheme, const Visit& visit) {
  v1::CreateSessionRequest request;
  request.set_device(form.device);
  Call("CreateSession", request.SerializeAsString(), absl::StrCat(scheme, " ", form.secret), visit,
       [this, form, scheme, visit](const grpc::Status& status, const grpc::ByteBuffer& answer) {
         if (status.error_code() == grpc::UNAUTHENTICATED && scheme == kBearer) {
           return Open(form, kInvitation, visit);
         }
         v1::CreateSessionResponse opened;
         if (!status.ok() || !opened.ParseFromString(ToBytes(answer))) {
           return visit.reply->Send(Told(status));
         }
         Response response = Opened(opened, form.is_of_page);
         response.headers.Set("Set-Cookie", cookie_.Set(opened.secret()));
         visit.reply->Send(std::move(response));
       });
}

void SignIn::Close(const Request& request, const Visit& visit) {
  // Nothing is forgotten of who shows nothing, and may be signing in at this moment.
  if (!request.headers.Has("Cookie")) return visit.reply->Send(Closed());
  const auto secret = cookie_.SecretOf(request);
  if (!secret || !upstream_.carries_secrets()) return SendClosed(Closed(), visit);
  const std::string authorization = absl::StrCat(kBearer, " ", *secret);
  Call("GetCaller", "", authorization, visit,
       [this, authorization, visit](const grpc::Status& status, const grpc::ByteBuffer& answer) {
         v1::GetCallerResponse caller;
         if (!status.ok() || !caller.ParseFromString(ToBytes(answer))) {
           return SendClosed(IsOver(status) ? Closed() : NotClosed(), visit);
         }
         // Somebody may have put another token into the cookie, which is no session of ours.
         const v1::AccessToken& token = caller.access_token();
         if (token.kind() != v1::ACCESS_TOKEN_KIND_SESSION) return SendClosed(Closed(), visit);
         Revoke(token.name(), authorization, visit);
       });
}

void SignIn::Revoke(const std::string& name, const std::string& authorization, const Visit& visit) {
  v1::RevokeAccessTokenRequest request;
  request.set_name(name);
  Call("RevokeAccessToken", request.SerializeAsString(), authorization, visit,
       [this, visit](const grpc::Status& status, const grpc::ByteBuffer&) {
         SendClosed(IsOver(status) ? Closed() : NotClosed(), visit);
       });
}

void SignIn::SendClosed(Response response, const Visit& visit) const {
  response.headers.Set("Set-Cookie", cookie_.Clear());
  visit.reply->Send(std::move(response));
}

void SignIn::Call(absl::string_view method, const std::string& request,
                  const std::string& authorization, const Visit& visit, UnaryCall::Done then) {
  const auto call = UnaryCall::Make(upstream_,
                                    {.path = absl::StrCat("/taqvim.v1.AccessService/", method),
                                     .authorization = authorization,
                                     .deadline = absl::Now() + kPatience},
                                    ToBuffer(request));
  const auto cancel = [weak = std::weak_ptr<UnaryCall>(call)] {
    if (const auto there = weak.lock()) there->Cancel();
  };
  visit.place->OnEnd(cancel);
  visit.reply->OnGone(cancel);
  call->Start(std::move(then));
}

}  // namespace taqvim::web
