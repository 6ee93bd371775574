#include "client/web/http/request_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "client/web/http/target.h"

namespace taqvim::web {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;
using View = boost::beast::string_view;

absl::string_view ViewOf(View text) { return {text.data(), text.size()}; }

// For the errors of Beast that a caller can do something about.
Refusal RefusalFor(const error_code& error) {
  if (error == http::error::body_limit) return {413, "The body of the request is too long."};
  if (error == http::error::multiple_content_length || error == http::error::bad_content_length) {
    return {400, "Content-Length has to be one number, and alone."};
  }
  if (error == http::error::bad_transfer_encoding) {
    return {400, "Transfer-Encoding has to be said once, and without a Content-Length."};
  }
  return {400, "The request is malformed."};
}

}  // namespace

// Beast's parser, filling in a request.
class RequestReader::Parser : public http::basic_parser<true> {
 public:
  Parser(const HttpLimits& limits, Request* request) : request_(*request) {
    eager(true);
    // The scanner has seen to it.
    header_limit(static_cast<uint32_t>(limits.head_bytes) + 1);
    body_limit(limits.body_bytes);
  }

  const std::string& target() const { return target_; }
  bool is_http_11() const { return version_ == 11; }

 private:
  void on_request_impl(http::verb, View method, View target, int version, error_code&) override {
    request_.is_head = method == "HEAD";
    request_.method = request_.is_head ? "GET" : std::string(ViewOf(method));
    target_ = std::string(ViewOf(target));
    version_ = version;
  }
  void on_field_impl(http::field, View name, View value, error_code&) override {
    request_.headers.Add(ViewOf(name), ViewOf(value));
  }
  void on_header_impl(error_code&) override {}
  void on_response_impl(int, View, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&, error_code&) override {}
  size_t on_body_impl(View body, error_code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(uint64_t, View, error_code&) override {}
  size_t on_chunk_body_impl(uint64_t, View body, error_code&) override { return body.size(); }
  void on_finish_impl(error_code&) override {}

  Request& request_;
  std::string target_;
  int version_ = 11;
};

RequestReader::RequestReader(const HttpLimits& limits) : limits_(limits) {}
RequestReader::~RequestReader() = default;

size_t RequestReader::Take(absl::string_view bytes) {
  size_t taken = 0;
  if (state_ == State::kIdle && !bytes.empty()) {
    scanner_ = std::make_unique<HeadScanner>(limits_);
    state_ = State::kHead;
  }
  if (state_ == State::kHead) {
    taken = scanner_->Take(bytes);
    if (const auto& refusal = scanner_->refusal()) Refuse(refusal->status, refusal->sentence);
    if (scanner_->is_complete()) EndHead();
  }
  if (state_ == State::kBody) taken += TakeBody(bytes.substr(taken));
  return taken;
}

void RequestReader::EndHead() {
  parser_ = std::make_unique<Parser>(limits_, &request_);
  const std::unique_ptr<HeadScanner> scanner = std::move(scanner_);
  error_code error;
  parser_->put({scanner->text().data(), scanner->text().size()}, error);
  if (error) {
    const Refusal refusal = RefusalFor(error);
    Refuse(refusal.status, refusal.sentence);
    return;
  }
  is_http_11_ = parser_->is_http_11();
  keep_alive_ = parser_->keep_alive();
  if (!CheckFraming() || !ReadTarget(parser_->target()) || !CheckHost() || !CheckExpectation()) {
    return;
  }
  // Beast's own reading of chunks depends on how their lines are cut.
  if (parser_->chunked()) {
    chunks_ = std::make_unique<ChunkedBody>(limits_.body_bytes, &request_.body);
  }
  state_ = parser_->is_done() ? State::kDone : State::kBody;
}

bool RequestReader::ReadTarget(absl::string_view target) {
  absl::StatusOr<Target> parsed = ParseTarget(target);
  if (!parsed.ok()) return Refuse(400, parsed.status().message());
  request_.path = std::move(parsed->path);
  request_.query = std::move(parsed->query);
  // What a whole address says is meant, whatever else is said (RFC 9112, 3.2.2).
  request_.host = absl::AsciiStrToLower(parsed->host);
  return true;
}

bool RequestReader::CheckHost() {
  const int hosts = request_.headers.Count("Host");
  if (hosts > 1) return Refuse(400, "The request names two hosts.");
  if (hosts == 0) return !is_http_11_ || Refuse(400, "The request names no host.");
  const absl::string_view host = *request_.headers.Find("Host");
  if (!IsHost(host)) return Refuse(400, "The host of the request is none.");
  if (request_.host.empty()) request_.host = absl::AsciiStrToLower(host);
  return true;
}

// What Beast takes and others may read in another way.
bool RequestReader::CheckFraming() {
  const Headers& headers = request_.headers;
  const absl::string_view length = headers.Find("Content-Length").value_or("0");
  if (headers.Count("Content-Length") > 1 || length.empty() ||
      !std::all_of(length.begin(), length.end(), absl::ascii_isdigit)) {
    return Refuse(400, "Content-Length has to be one number, and alone.");
  }
  const int codings = headers.Count("Transfer-Encoding");
  if (codings == 0) return true;
  if (codings > 1 || headers.Has("Content-Length") || !is_http_11_) {
    return Refuse(400,
                  "Transfer-Encoding has to be said once, in HTTP/1.1, and without a "
                  "Content-Length.");
  }
  return absl::EqualsIgnoreCase(*headers.Find("Transfer-Encoding"), "chunked") ||
         Refuse(501, "Of transfer codings this server knows chunked alone.");
}

bool RequestReader::CheckExpectation() {
  const std::string expected = request_.headers.List("Expect");
  if (expected.empty() || !is_http_11_) return true;
  if (!absl::EqualsIgnoreCase(expected, "100-continue")) {
    return Refuse(417, "Of expectations this server knows 100-continue alone.");
  }
  expects_continue_ = !parser_->is_done();
  return true;
}

size_t RequestReader::TakeBody(absl::string_view bytes) {
  if (bytes.empty()) return 0;
  expects_continue_ = false;
  if (chunks_ != nullptr) {
    const size_t taken = chunks_->Take(bytes);
    if (const auto& refusal = chunks_->refusal()) Refuse(refusal->status, refusal->sentence);
    if (chunks_->is_complete()) state_ = State::kDone;
    return taken;
  }
  error_code error;
  const size_t taken = parser_->put({bytes.data(), bytes.size()}, error);
  if (error) {
    const Refusal refusal = RefusalFor(error);
    Refuse(refusal.status, refusal.sentence);
  } else if (parser_->is_done()) {
    state_ = State::kDone;
  }
  return taken;
}

bool RequestReader::Refuse(int status, absl::string_view sentence) {
  state_ = State::kRefused;
  refusal_ = {status, std::string(sentence)};
  return false;
}

Request RequestReader::Next() {
  state_ = State::kIdle;
  parser_.reset();
  chunks_.reset();
  expects_continue_ = false;
  return std::exchange(request_, Request());
}

}  // namespace taqvim::web
