// Conditional requests (RFC 9110, 13): entity tags, dates, and answers that say that nothing
// has changed. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"

namespace taqvim::web {

// A strong entity tag of the bytes, with its quotes: 128 bits of their SHA-256, so that nobody
// who writes a text into a page can make two that have the same.
std::string StrongEtag(absl::string_view bytes);

// As `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string FormatHttpDate(absl::Time time);

// Reads any of the three forms (RFC 9110, 5.6.7). A year of two digits is the one that is at
// most 50 years after `now`.
std::optional<absl::Time> ParseHttpDate(absl::string_view text, absl::Time now);

// Whether the list of If-None-Match, such as `"a", W/"b"` or `*`, has the tag. Compared weakly:
// `W/` makes no difference (8.8.3.2). What is no list has nothing from there on.
bool HasEtag(absl::string_view list, absl::string_view etag);

// The response, or 304 in its place if it is what the caller has already: for a request of
// GET and a response of 200. If-None-Match is held against its ETag; only where that is not
// asked, If-Modified-Since against its Last-Modified, as instants and not as texts
// (netbox-notices#67). A date after `now` is passed over: a caller whose clock is wrong would
// never again see a change. The 304 repeats ETag, Last-Modified, Cache-Control,
// Content-Location, Expires, Vary and the policies (15.4.5), and has no body.
Response Conditional(const Request& request, Response response, absl::Time now);

}  // namespace taqvim::web
