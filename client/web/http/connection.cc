#include "client/web/http/connection.h"

#include <cerrno>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "client/web/http/addresses.h"
#include "client/web/http/connection_reply.h"
#include "client/web/http/log_line.h"
#include "proto/trace_context.h"

namespace taqvim::web {
namespace {

// How much of what comes is taken at a time.
constexpr size_t kTakenAtOnce = 64 * 1024;
// How much of what comes after a request is kept until that is answered; the rest waits at
// the caller.
constexpr size_t kKeptAhead = 16 * 1024;

// Of the trace that the request is a part of; empty where its caller says nothing, or nonsense.
std::string TraceIdOf(const Headers& headers) {
  if (headers.Count(kTraceparent) != 1) return "";
  const absl::string_view value = *headers.Find(kTraceparent);
  const auto context = ParseTraceparent({value.data(), value.size()});
  return context ? std::string(context->trace_id) : "";
}

std::string ChunkHeader(size_t size) { return absl::StrFormat("%x\r\n", size); }

}  // namespace

Connection::Connection(std::shared_ptr<Service> service, Loop& loop, int descriptor, Peer peer,
                       std::function<void(Connection*)> closed)
    : service_(std::move(service)),
      loop_(loop),
      peer_(std::move(peer)),
      closed_(std::move(closed)),
      descriptor_(loop, descriptor),
      timer_(loop),
      output_(loop, descriptor_, service_->limits.write_time, [this] { Abort(); }),
      reader_(service_->limits) {}

Connection::~Connection() = default;

void Connection::Start() {
  StartTimer(Wait::kHead, service_->limits.head_time);
  Listen();
}

void Connection::Finish() {
  finishing_ = true;
  if (phase_ == Phase::kReading) Close();
}

void Connection::Abort() {
  descriptor_.Reset();
  Close();
}

void Connection::Listen() {
  if (listens_ || ended_ || phase_ == Phase::kClosed) return;
  if (phase_ == Phase::kAnswering && input_.size() >= kKeptAhead) {
    // Its end would not be seen behind so much, and a stream may have no other.
    if (current_.is_stream) Abort();
    return;
  }
  listens_ = true;
  descriptor_.AwaitReadable([self = shared_from_this()](bool open) {
    self->listens_ = false;
    if (open && self->phase_ != Phase::kClosed) self->OnReadable();
  });
}

void Connection::OnReadable() {
  // Of the thread, since connections that wait should hold no room for what may come.
  static thread_local char bytes[kTakenAtOnce];
  const ssize_t received = descriptor_.Receive(bytes, sizeof(bytes));
  if (received < 0 && errno != EAGAIN && errno != EINTR) return Close();
  if (received == 0) return OnEnd();
  if (received > 0 && phase_ != Phase::kLingering) {
    input_.append(bytes, static_cast<size_t>(received));
    if (phase_ == Phase::kReading) return Read();
  }
  Listen();
}

void Connection::OnEnd() {
  ended_ = true;
  // Somebody who sends no more may still want the answer; a stream may have no end.
  if (phase_ != Phase::kAnswering || current_.is_stream) return Close();
  if (absl::AnyInvocable<void()> gone = std::exchange(gone_, nullptr)) gone();
}

void Connection::StartTimer(Wait wait, absl::Duration time) {
  wait_ = wait;
  timer_.Start(time, [this] { OnTime(); });
}

void Connection::OnTime() {
  const bool nothing_came = reader_.state() == RequestReader::State::kIdle;
  if (wait_ == Wait::kRequest || wait_ == Wait::kLinger || nothing_came) return Close();
  Refuse({408, wait_ == Wait::kHead ? "The head of the request took too long."
                                    : "The body of the request took too long."});
}

void Connection::Read() {
  input_.erase(0, reader_.Take(input_));
  const RequestReader::State state = reader_.state();
  if (state == RequestReader::State::kRefused) return Refuse(reader_.refusal());
  const bool has_head =
      state == RequestReader::State::kBody || state == RequestReader::State::kDone;
  if (has_head && !Admit()) return;
  if (state == RequestReader::State::kDone) return Dispatch();
  WaitForMore();
}

void Connection::WaitForMore() {
  const HttpLimits& limits = service_->limits;
  // Nothing more of it will come.
  if (ended_) return Close();
  const RequestReader::State state = reader_.state();
  if (state == RequestReader::State::kBody) {
    if (wait_ != Wait::kBody) StartTimer(Wait::kBody, limits.body_time);
    if (reader_.expects_continue()) ContinueBody();
  } else if (state == RequestReader::State::kHead) {
    if (wait_ != Wait::kHead) StartTimer(Wait::kHead, limits.head_time);
  } else {
    StartTimer(Wait::kRequest, limits.idle_time);
  }
  Listen();
}

bool Connection::Admit() {
  if (is_named_) return true;
  NameCurrent();
  Callers& callers = service_->callers;
  // Whoever comes by a socket that is no edge's is of this machine.
  if (peer_.address.empty() && !peer_.is_edge) return true;
  const absl::Duration wait = callers.CountRequest(current_.network);
  if (wait > absl::ZeroDuration()) {
    TurnAway("There were too many requests from this address.", wait);
    return false;
  }
  // Of a connection with an address of its own it was done when it came.
  if (!peer_.is_edge) return true;
  current_.is_counted = callers.AdmitAtOnce(current_.network);
  if (!current_.is_counted) {
    TurnAway("There are too many requests from this address at once.", absl::Seconds(1));
  }
  return current_.is_counted;
}

void Connection::TurnAway(absl::string_view sentence, absl::Duration wait) {
  // Where its body ends is known only when that has been read.
  if (reader_.state() != RequestReader::State::kDone) current_.keep_alive = false;
  reader_.Next();
  Answer(TryLater(429, sentence, wait));
}

void Connection::ContinueBody() {
  static constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";
  output_.Write({.before = kContinue}, shared_from_this());
}

void Connection::Dispatch() {
  Request request = reader_.Next();
  request.address = current_.address;
  timer_.Stop();
  wait_ = Wait::kNothing;
  phase_ = Phase::kAnswering;
  ++number_;
  auto reply = std::make_shared<ConnectionReply>(shared_from_this(), number_);
  service_->handler(std::move(request), std::move(reply));
  // So that it is known when the caller goes.
  Listen();
}

void Connection::Refuse(const Refusal& refusal) {
  if (!is_named_) NameCurrent();
  current_.keep_alive = false;
  Answer(TextResponse(refusal.status, refusal.sentence));
}

void Connection::NameCurrent() {
  const Request& request = reader_.request();
  is_named_ = true;
  current_ = Current();
  current_.method = request.is_head ? "HEAD" : request.method;
  current_.path = request.path.empty() || service_->path_for_log == nullptr
                      ? request.path
                      : service_->path_for_log(request.path);
  current_.address = peer_.is_edge ? ForwardedAddress(request.headers) : peer_.address;
  current_.network = NetworkOf(current_.address);
  current_.trace_id = TraceIdOf(request.headers);
  current_.is_head = request.is_head;
  current_.is_http_11 = reader_.is_http_11();
  current_.keep_alive = reader_.keep_alive();
  current_.began = absl::Now();
}

void Connection::Send(uint64_t number, Response response) {
  if (Is(number)) Answer(std::move(response));
}

// The answer to the current request, whether a handler gives it or the server itself.
void Connection::Answer(Response response) {
  if (phase_ == Phase::kReading) ++number_;
  phase_ = Phase::kAnswering;
  timer_.Stop();
  wait_ = Wait::kNothing;
  const bool has_body = response.body != nullptr && !response.body->empty();
  if (!AreFieldsOfResponse(response.headers) || response.status < 200 || response.status > 599 ||
      (HasNoBody(response.status) && has_body)) {
    response = TextResponse(500, "The server made an answer that it cannot send.");
  }
  Framing framing;
  if (!HasNoBody(response.status)) {
    framing.length = response.body == nullptr ? 0 : response.body->size();
  }
  if (current_.is_head) response.body = nullptr;
  if (response.body != nullptr) current_.bytes = response.body->size();
  WriteHead(response.status, response.headers, std::move(response.body), framing,
            [this](bool written) {
              if (written) Complete();
            });
  Listen();
}

void Connection::WriteHead(int status, const Headers& headers, Bytes body, const Framing& framing,
                           absl::AnyInvocable<void(bool)> done) {
  current_.status = status;
  if (IsLast()) current_.keep_alive = false;
  Framing whole = framing;
  whole.keep_alive = current_.keep_alive;
  output_.Write({.before = ResponseHead(status, headers, whole, absl::Now()),
                 .body = std::move(body),
                 .after = "",
                 .done = std::move(done)},
                shared_from_this());
}

bool Connection::IsLast() const {
  return finishing_ || ended_ ||
         number_ >= static_cast<uint64_t>(service_->limits.requests_on_a_connection);
}

void Connection::Begin(uint64_t number, int status, Headers headers) {
  if (!Is(number)) return;
  const bool is_well = AreFieldsOfResponse(headers) && status >= 200 && status <= 599;
  if (!is_well) return Answer(TextResponse(500, "The server made an answer that it cannot send."));
  current_.is_stream = true;
  if (ended_) return Close();
  Framing framing;
  framing.chunked = current_.is_http_11 && !HasNoBody(status);
  current_.has_body = !current_.is_head && !HasNoBody(status);
  current_.is_chunked = framing.chunked && current_.has_body;
  // Only its end tells where such a body ends.
  if (!current_.is_http_11) current_.keep_alive = false;
  WriteHead(status, headers, nullptr, framing, nullptr);
  Listen();
}

void Connection::Write(uint64_t number, std::string bytes, absl::AnyInvocable<void(bool)> done) {
  if (!Is(number) || !current_.is_stream) return done(false);
  if (bytes.empty() || !current_.has_body) return done(true);
  current_.bytes += bytes.size();
  Output::Piece piece;
  if (current_.is_chunked) {
    piece.before = ChunkHeader(bytes.size());
    piece.after = "\r\n";
  }
  piece.body = MakeBytes(std::move(bytes));
  piece.done = std::move(done);
  output_.Write(std::move(piece), shared_from_this());
}

void Connection::End(uint64_t number) {
  if (!Is(number) || !current_.is_stream) return;
  output_.Write({.before = current_.is_chunked ? ChunkHeader(0) + "\r\n" : "",
                 .done =
                     [this](bool written) {
                       if (written) Complete();
                     }},
                shared_from_this());
}

void Connection::Break(uint64_t number) {
  if (!Is(number)) return;
  if (!current_.is_stream) return Answer(TextResponse(500, "The server has failed."));
  // In HTTP/1.0 nothing but an error tells that something is missing.
  if (!current_.is_chunked) descriptor_.Reset();
  Close();
}

void Connection::OnGone(uint64_t number, absl::AnyInvocable<void()> gone) {
  if (number <= completed_) return;
  if (ended_ || phase_ == Phase::kClosed) return gone();
  gone_ = std::move(gone);
}

void Connection::Complete() {
  completed_ = number_;
  gone_ = nullptr;
  const bool goes_on = current_.keep_alive && !finishing_ && !ended_;
  LeaveCurrent(true);
  if (!goes_on) return Linger();
  phase_ = Phase::kReading;
  Read();
}

void Connection::LeaveCurrent(bool complete) {
  if (!is_named_) return;
  is_named_ = false;
  if (current_.is_counted) service_->callers.LeaveAtOnce(current_.network);
  const LoggedRequest request = {.method = current_.method,
                                 .path = current_.path,
                                 .address = current_.address,
                                 .status = current_.status,
                                 .bytes = current_.bytes,
                                 .took = absl::Now() - current_.began,
                                 .complete = complete,
                                 .is_stream = current_.is_stream,
                                 .trace_id = current_.trace_id};
  if (service_->counts) service_->counts(request);
  service_->requests_log.Say(LogLine(request));
  current_ = Current();
}

void Connection::Linger() {
  phase_ = Phase::kLingering;
  input_.clear();
  descriptor_.ShutDownSend();
  if (ended_) return Close();
  StartTimer(Wait::kLinger, service_->limits.linger_time);
  Listen();
}

void Connection::Close() {
  if (phase_ == Phase::kClosed) return;
  const std::shared_ptr<Connection> self = shared_from_this();
  phase_ = Phase::kClosed;
  timer_.Stop();
  descriptor_.Close();
  output_.Stop();
  if (absl::AnyInvocable<void()> gone = std::exchange(gone_, nullptr)) gone();
  LeaveCurrent(false);
  input_.clear();
  closed_(this);
}

}  // namespace taqvim::web
