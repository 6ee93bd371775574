// What somebody sends to sign in.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "client/web/http/request.h"

namespace taqvim::web {

struct SignInForm {
  // Of an invitation or an access token, without blanks around it, as people paste them.
  std::string secret;
  // What the session is called, such as `Aygun's phone`; `browser` where nothing was said.
  std::string device;
  // Whether it was sent by a page without script, which wants to be led on.
  bool is_of_page = false;
};

// Reads the body: `{"secret": "...", "device": "..."}` as application/json, or a form as
// application/x-www-form-urlencoded. INVALID_ARGUMENT, with a sentence, for what is neither, has
// no secret that can be one (IsSecret), fields of other names or more than 4 KiB; UNIMPLEMENTED
// for another content type. No sentence repeats what was sent.
absl::StatusOr<SignInForm> ReadSignInForm(const Request& request);

}  // namespace taqvim::web
