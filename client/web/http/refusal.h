// Why the server itself does not take a request.
#pragma once

#include <string>

namespace taqvim::web {

struct Refusal {
  // Of HTTP, as 400; 0 where the connection is closed without a word.
  int status = 0;
  // What the caller is told; it says nothing of the request that is secret.
  std::string sentence;
};

}  // namespace taqvim::web
