// Whether a request that does something comes from a page of this site.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"

namespace taqvim::web {

// The origin (RFC 6454) that the site has for browsers. Immutable; thread-safe.
class OwnOrigin {
 public:
  // Of the public address, such as `https://schedule.library.kz` or `http://127.0.0.1:8780`.
  explicit OwnOrigin(absl::string_view public_address);

  // Whether the request comes from a page of the site, or from no page: browsers say with each
  // request but GET from which origin it comes (Origin), and all of today how far that is
  // (Sec-Fetch-Site); other programs say neither. On loopback its names are one, as people type
  // either. An origin that is `null`, or that is said twice, is another's.
  bool Sent(const Request& request) const;
  // What others get: 403, with a sentence.
  Response Refusal() const;

  // Whether it is https.
  bool is_secure() const { return is_secure_; }
  // Whether secrets may be sent to it: it is secure, or on loopback.
  bool takes_secrets() const;

 private:
  bool is_secure_;
  // In the form that browsers send; the host on loopback as `localhost`.
  std::string origin_;
};

}  // namespace taqvim::web
