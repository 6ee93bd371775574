// Signing in and out: what is shown once becomes a session, which is then a cookie.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/reply.h"
#include "client/web/relay/own_origin.h"
#include "client/web/relay/session_cookie.h"
#include "client/web/relay/sign_in_form.h"
#include "client/web/relay/under_way.h"
#include "client/web/relay/upstream.h"

namespace taqvim::web {

// `POST /session` with what SignInForm reads opens a session by CreateSession, as who is invited
// or whose access token it is, and sets the cookie; the access token is not kept. The answer is
// 200 with the session's AccessToken as JSON, without its secret; or, to a form of a page, 303 to
// `/`. `DELETE /session` revokes the session and clears the cookie: 204, also where it counts no
// longer, or none was shown, and then nothing is cleared. Taqvim keeps sessions
// (docs/decisions/0048); nothing is kept here.
//
// In a sentence: 400 for what the form or the device is not, 401 for a secret that does not count,
// 403 for a page of another site, a secret that may open no session, and a site that is reached in
// plain text, over which no secret is taken, 405, 415, 429 and 503 with Retry-After where there is
// too much at once or the server is not reached. A sign-out that does not reach the server
// clears the cookie all the same, and says so with 503: the session is there until it ends by
// itself. Thread-safe.
class SignIn {
 public:
  // All outlive it.
  SignIn(Upstream& upstream, UnderWay& under_way, const OwnOrigin& origin,
         const SessionCookie& cookie)
      : upstream_(upstream), under_way_(under_way), origin_(origin), cookie_(cookie) {}

  static bool Answers(absl::string_view path) { return path == "/session"; }
  // Does not block.
  void Answer(const Request& request, const std::shared_ptr<Reply>& reply);

 private:
  // What there is of one request while the server is asked.
  struct Visit {
    std::shared_ptr<Reply> reply;
    std::shared_ptr<UnderWay::Place> place;
  };

  void Open(const Request& request, const Visit& visit);
  // With the word for one kind of secret; and where it is not one, with the next.
  void Open(const SignInForm& form, absl::string_view scheme, const Visit& visit);
  void Close(const Request& request, const Visit& visit);
  void Revoke(const std::string& name, const std::string& authorization, const Visit& visit);
  void SendClosed(Response response, const Visit& visit) const;
  void Call(absl::string_view method, const std::string& request, const std::string& authorization,
            const Visit& visit, UnaryCall::Done then);

  Upstream& upstream_;
  UnderWay& under_way_;
  const OwnOrigin& origin_;
  const SessionCookie& cookie_;
};

}  // namespace taqvim::web
