// What a connection may send, in any pieces: requests come out that keep their promises, or a
// refusal, and the same whatever the pieces are; no more is kept than the limits say.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/web/http/headers.h"
#include "client/web/http/request_reader.h"
#include "client/web/http/target.h"
#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace web = taqvim::web;

namespace {

using State = web::RequestReader::State;

// So small that an input passes them.
constexpr web::HttpLimits kLimits = {
    .head_bytes = 512, .header_lines = 8, .target_bytes = 128, .body_bytes = 256};

void CheckPath(const std::string& path) {
  CHECK(absl::StartsWith(path, "/"));
  CHECK(std::none_of(path.begin(), path.end(), absl::ascii_iscntrl));
  CHECK(!absl::StrContains(path, '\\'));
  const std::vector<std::string> segments = absl::StrSplit(path.substr(1), '/');
  for (size_t i = 0; i < segments.size(); ++i) {
    CHECK(segments[i] != "." && segments[i] != "..");
    CHECK(!segments[i].empty() || i + 1 == segments.size());
  }
}

void CheckRequest(const web::Request& request) {
  CHECK(web::IsToken(request.method) && request.method != "HEAD");
  CheckPath(request.path);
  CHECK(request.query.size() <= web::kMostParameters);
  CHECK(request.host.empty() || web::IsHost(request.host));
  CHECK(request.headers.size() <= kLimits.header_lines);
  for (const auto& [name, value] : request.headers) {
    CHECK(web::IsToken(name) && web::IsFieldValue(value));
  }
  CHECK(request.headers.Count("Host") <= 1 && request.headers.Count("Content-Length") <= 1);
  CHECK(!request.headers.Has("Transfer-Encoding") || !request.headers.Has("Content-Length"));
  CHECK(request.body.size() <= kLimits.body_bytes);
  const auto length = request.headers.Find("Content-Length");
  if (length)
    CHECK(absl::StrCat(request.body.size()) ==
          length->substr(std::min(length->find_first_not_of('0'), length->size() - 1)));
}

std::string Told(const web::Request& request) {
  std::string told =
      absl::StrCat(request.is_head ? "HEAD " : "", request.method, request.path, request.host);
  for (const auto& [name, value] : request.query) absl::StrAppend(&told, name, "=", value, "&");
  for (const auto& [name, value] : request.headers) absl::StrAppend(&told, name, ":", value, ";");
  return absl::StrCat(told, request.body, "\n");
}

// Reads what is given in pieces of the sizes, in turn; all at once without sizes.
std::string Read(std::string_view bytes, const std::vector<size_t>& sizes) {
  web::RequestReader reader(kLimits);
  std::string told;
  size_t turn = 0;
  while (!bytes.empty()) {
    const size_t size = sizes.empty() ? bytes.size() : sizes[turn++ % sizes.size()];
    absl::string_view piece(bytes.data(), std::min(size, bytes.size()));
    bytes.remove_prefix(piece.size());
    while (!piece.empty()) {
      const size_t taken = reader.Take(piece);
      CHECK(taken <= piece.size());
      piece.remove_prefix(taken);
      if (reader.state() == State::kRefused) {
        CHECK(reader.refusal().status >= 400 && !reader.refusal().sentence.empty());
        return absl::StrCat(told, reader.refusal().status);
      }
      // What is left over is of the next request alone.
      CHECK(piece.empty() || reader.state() == State::kDone);
      if (reader.state() != State::kDone) continue;
      const web::Request request = reader.Next();
      CheckRequest(request);
      told += Told(request);
    }
  }
  return absl::StrCat(told, static_cast<int>(reader.state()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  std::vector<size_t> sizes(1 + input.Byte() % 8);
  for (size_t& one : sizes) one = 1 + input.Byte() % 64;
  const std::string_view bytes = input.Rest();
  const std::string whole = Read(bytes, {});
  CHECK(Read(bytes, sizes) == whole);
  CHECK(Read(bytes, {1}) == whole);
  return 0;
}
