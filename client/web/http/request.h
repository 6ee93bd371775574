// A request as a handler is given it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/web/http/headers.h"

namespace taqvim::web {

struct Request {
  // A token, in its letters; `GET` of HEAD, too, whose answer is the same but for the body,
  // which the server leaves out.
  std::string method;
  bool is_head = false;
  // See Target in target.h for what holds of both.
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  // What the caller calls this server, as `taqvim.example:8080`, in small letters; any caller
  // says what it likes. Empty in HTTP/1.0, where it need not be said.
  std::string host;
  // As they came; what comes after a body (its trailers) is not among them.
  Headers headers;
  std::string body;
  // Of whom it is, as `192.0.2.7` or `2001:db8::1`: the connection's, or what the edge says
  // (HttpServer::Options::edge). Empty where nobody says it.
  std::string address;

  // The first parameter of the name.
  std::optional<absl::string_view> Parameter(absl::string_view name) const {
    for (const auto& [known, value] : query) {
      if (known == name) return value;
    }
    return std::nullopt;
  }
};

}  // namespace taqvim::web
