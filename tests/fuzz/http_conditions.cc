// What a caller says that it has: dates and tags of any form are read or passed over, and what
// is written is read as the same.
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/http/conditional.h"
#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace web = taqvim::web;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  // To the year 9999, as the form has four digits.
  const absl::Time now =
      absl::FromUnixSeconds(static_cast<int64_t>(input.Number(5) % 253'402'300'800));
  CHECK(web::ParseHttpDate(web::FormatHttpDate(now), now) == now);
  const std::string text(input.Rest());
  web::ParseHttpDate(text, now);
  const std::string etag = web::StrongEtag(text);
  CHECK(web::HasEtag(etag, etag) && web::HasEtag(absl::StrCat("W/\"x\" ,", etag), etag));
  // Whoever does not say the tag does not have it.
  if (!absl::StrContains(text, etag) && !absl::StrContains(text, '*')) {
    CHECK(!web::HasEtag(text, etag));
  }
  web::Request request;
  request.method = "GET";
  request.headers = {{"If-Modified-Since", text}};
  web::Response response;
  response.headers = {{"ETag", etag}, {"Last-Modified", web::FormatHttpDate(now)}};
  CHECK(web::Conditional(request, response, now - absl::Seconds(1)).status == 200);
  return 0;
}
