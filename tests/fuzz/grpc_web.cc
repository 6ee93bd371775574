// What a browser, or whoever passes for one, may send with a call, and to sign in: what is taken
// is what was meant, byte for byte, and nothing of it can begin a header of its own.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/relay/frames.h"
#include "client/web/relay/methods.h"
#include "client/web/relay/own_origin.h"
#include "client/web/relay/session_cookie.h"
#include "client/web/relay/sign_in_form.h"
#include "client/web/relay/timeout.h"
#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace web = taqvim::web;

namespace {

void CheckFrame(const std::string& body) {
  const auto message = web::ReadRequestFrame(body);
  if (message.ok()) {
    CHECK(absl::StrCat(web::MessageFrameHead(message->size()), *message) == body);
    // Nothing but the whole is one.
    CHECK(!web::ReadRequestFrame(body + '\0').ok());
    CHECK(!web::ReadRequestFrame(body.substr(0, body.size() - 1)).ok());
  } else {
    CHECK(absl::EndsWith(message.status().message(), "."));
  }
}

void CheckTimeout(const std::string& text) {
  const auto time = web::ParseTimeout(text);
  if (time.ok()) CHECK(*time >= absl::ZeroDuration() && *time <= absl::Hours(99'999'999));
}

void CheckMethod(const std::string& path) {
  const auto* method = web::FindMethod(path);
  if (method == nullptr) return;
  CHECK(path == absl::StrCat("/", method->service()->full_name(), "/", method->name()));
}

void CheckRequest(const std::string& text, bool is_json) {
  web::Request request;
  request.headers.Add("Cookie", text);
  request.headers.Add("Origin", text);
  request.headers.Add("Content-Type",
                      is_json ? "application/json" : "application/x-www-form-urlencoded");
  request.body = text;
  const auto secret = web::SessionCookie(/*is_secure=*/true).SecretOf(request);
  if (secret) CHECK(web::IsSecret(*secret) && absl::StrContains(text, *secret));
  const auto form = web::ReadSignInForm(request);
  if (form.ok()) CHECK(web::IsSecret(form->secret) && !form->device.empty());
  if (web::OwnOrigin("https://schedule.example").Sent(request)) {
    CHECK(absl::StartsWithIgnoreCase(text, "https://schedule.example"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const bool is_json = input.Byte() % 2 == 0;
  const std::string bytes(input.Rest());
  CheckFrame(bytes);
  CheckTimeout(bytes);
  CheckMethod(bytes);
  CheckRequest(bytes, is_json);
  return 0;
}
