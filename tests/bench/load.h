// A closed loop of calls: so many in flight, each answered call starts the
// next.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace taqvim::bench {

// One place in the loop. Its calls run one after another; no two at a time.
class Lane {
 public:
  virtual ~Lane() = default;
  // Starts the next call; `done` is called with its status when it is answered.
  virtual void Call(std::function<void(const grpc::Status&)> done) = 0;
};

struct LoadResult {
  double calls_per_second = 0;
  int64_t calls = 0;
  int64_t failures = 0;
  grpc::Status first_failure;
};

// Runs the lanes for that long, then lets what is in flight finish.
LoadResult RunLoad(const std::vector<std::unique_ptr<Lane>>& lanes, std::chrono::milliseconds time);

double Median(std::vector<double> values);

// A lane for a unary method: `next` fills in the request.
template <class Stub, class Request, class Response>
class UnaryLane final : public Lane {
 public:
  using Method = void (Stub::*)(grpc::ClientContext*, const Request*, Response*,
                                std::function<void(grpc::Status)>);

  UnaryLane(std::shared_ptr<Stub> stub, Method method, std::function<void(Request&)> next)
      : stub_(std::move(stub)), method_(method), next_(std::move(next)) {}

  void Call(std::function<void(const grpc::Status&)> done) override {
    next_(request_);
    context_ = std::make_unique<grpc::ClientContext>();
    (stub_.get()->*method_)(context_.get(), &request_, &response_, std::move(done));
  }

 private:
  const std::shared_ptr<Stub> stub_;
  const Method method_;
  const std::function<void(Request&)> next_;
  std::unique_ptr<grpc::ClientContext> context_;
  Request request_;
  Response response_;
};

}  // namespace taqvim::bench
