#include "client/web/http/connection_reply.h"

#include <utility>

#include "proto/check.h"

namespace taqvim::web {

ConnectionReply::ConnectionReply(std::shared_ptr<Exchange> exchange, uint64_t number)
    : exchange_(std::move(exchange)),
      number_(number),
      is_writing_(std::make_shared<std::atomic<bool>>(false)) {}

ConnectionReply::~ConnectionReply() {
  if (stage_ != Stage::kComplete) Break();
}

template <typename Function>
void ConnectionReply::Run(Function function) {
  absl::AnyInvocable<void()> task =
      [exchange = exchange_, function = std::move(function)]() mutable { function(*exchange); };
  // Where the loop has ended the connection is closed, and only tells so.
  if (auto refused = exchange_->loop().Post(std::move(task))) refused();
}

void ConnectionReply::Send(Response response) {
  CHECK(stage_ == Stage::kOpen);
  stage_ = Stage::kComplete;
  Run([number = number_, response = std::move(response)](Exchange& exchange) mutable {
    exchange.Send(number, std::move(response));
  });
}

void ConnectionReply::Begin(int status, Headers headers) {
  CHECK(stage_ == Stage::kOpen);
  stage_ = Stage::kStreaming;
  Run([number = number_, status, headers = std::move(headers)](Exchange& exchange) mutable {
    exchange.Begin(number, status, std::move(headers));
  });
}

void ConnectionReply::Write(std::string bytes, absl::AnyInvocable<void(bool still_there)> done) {
  CHECK(stage_ == Stage::kStreaming);
  CHECK(!is_writing_->exchange(true));
  Run([number = number_, bytes = std::move(bytes), done = std::move(done),
       is_writing = is_writing_](Exchange& exchange) mutable {
    exchange.Write(number, std::move(bytes),
                   [done = std::move(done), is_writing](bool still_there) mutable {
                     is_writing->store(false);
                     done(still_there);
                   });
  });
}

void ConnectionReply::End() {
  CHECK(stage_ == Stage::kStreaming);
  CHECK(!is_writing_->load());
  stage_ = Stage::kComplete;
  Run([number = number_](Exchange& exchange) { exchange.End(number); });
}

void ConnectionReply::Break() {
  CHECK(stage_ != Stage::kComplete);
  stage_ = Stage::kComplete;
  Run([number = number_](Exchange& exchange) { exchange.Break(number); });
}

void ConnectionReply::OnGone(absl::AnyInvocable<void()> gone) {
  Run([number = number_, gone = std::move(gone)](Exchange& exchange) mutable {
    exchange.OnGone(number, std::move(gone));
  });
}

}  // namespace taqvim::web
