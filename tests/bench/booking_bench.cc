// Measures how fast taqvimd books, beside a bare gRPC server that reads the same
// requests and answers the same messages, in turn in one run.
//
// Both servers and this client share the machine. A round measures each load
// for a while, one after the other; the figure is the median over the rounds of
// the ratio within a round, so that a machine whose speed drifts does not
// matter.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "tests/bench/echo.grpc.pb.h"
#include "tests/bench/load.h"
#include "tests/bench/programme.h"
#include "tests/bench/servers.h"

namespace taqvim::bench {
namespace {

using testing::ServerProcess;

struct Options {
  std::vector<int> in_flight = {64, 256};
  int channels = 1;
  int rounds = 7;
  int milliseconds = 1500;
  std::vector<std::string> server_flags;
};

// One kind of load: a name, which load its rate is a share of, and how to make
// its lanes.
struct Load {
  std::string name;
  size_t beside;
  ServerProcess* server;
  std::function<std::unique_ptr<Lane>(int lane)> lane;
};

struct Figures {
  std::vector<double> rate, server_us, ratio;
};

// A maker of lanes for one method, spread over the channels.
template <class Service, class Request, class Response>
std::function<std::unique_ptr<Lane>(int)> LanesOf(
    const std::vector<std::shared_ptr<grpc::Channel>>& channels,
    typename UnaryLane<class Service::Stub::async, Request, Response>::Method method,
    std::function<void(Request&)> next) {
  using Stub = typename Service::Stub;
  using Async = class Stub::async;
  std::vector<std::shared_ptr<Async>> stubs;
  for (const auto& channel : channels) {
    const std::shared_ptr<Stub> stub = Service::NewStub(channel);
    stubs.emplace_back(stub, stub->async());
  }
  return [=](int lane) {
    return std::make_unique<UnaryLane<Async, Request, Response>>(stubs[lane % stubs.size()], method,
                                                                 next);
  };
}

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options), servers_(options.server_flags) {
    const auto echo = Connect(servers_.bare, options.channels);
    const auto taqvim = Connect(servers_.taqvim, options.channels);
    programme_.Enter(taqvim.front());
    Teach(echo.front(), taqvim.front());
    auto concert = [this](v1::CreateEventRequest& request) { programme_.NextConcert(request); };
    auto confirmed = [this](v1::BatchWriteEventsRequest& request) {
      programme_.NextConfirmed(request);
    };
    loads_ = {
        {"echo of a booking's messages", 0, &servers_.bare,
         LanesOf<EchoService, v1::CreateEventRequest, v1::CreateEventResponse>(
             echo, &EchoService::Stub::async::CreateEvent, concert)},
        {"CreateEvent", 0, &servers_.taqvim,
         LanesOf<v1::EventService, v1::CreateEventRequest, v1::CreateEventResponse>(
             taqvim, &v1::EventService::Stub::async::CreateEvent, concert)},
        {"echo of a batch's messages", 2, &servers_.bare,
         LanesOf<EchoService, v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>(
             echo, &EchoService::Stub::async::BatchWriteEvents, confirmed)},
        {"create and confirm in a batch", 2, &servers_.taqvim,
         LanesOf<v1::EventService, v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>(
             taqvim, &v1::EventService::Stub::async::BatchWriteEvents, confirmed)},
        {"echo of 500 bytes", 0, &servers_.bare,
         LanesOf<EchoService, google::protobuf::BytesValue, google::protobuf::BytesValue>(
             echo, &EchoService::Stub::async::EchoBytes,
             [](google::protobuf::BytesValue& request) {
               if (request.value().empty()) request.set_value(std::string(500, 'x'));
             })},
    };
  }

  bool Run() {
    Round(64, nullptr);  // warms up
    for (int in_flight : options_.in_flight) {
      std::vector<Figures> figures(loads_.size());
      for (int i = 0; i < options_.rounds; ++i) {
        if (!Round(in_flight, &figures)) return false;
      }
      Print(in_flight, figures);
    }
    return true;
  }

 private:
  // Books once, and tells the bare server what is answered to that.
  void Teach(const std::shared_ptr<grpc::Channel>& echo,
             const std::shared_ptr<grpc::Channel>& taqvim) {
    const auto events = v1::EventService::NewStub(taqvim);
    Answers answers;
    v1::CreateEventRequest create;
    programme_.NextConcert(create);
    grpc::ClientContext creates;
    Require(events->CreateEvent(&creates, create, answers.mutable_create()));
    v1::BatchWriteEventsRequest batch;
    programme_.NextConfirmed(batch);
    grpc::ClientContext writes;
    Require(events->BatchWriteEvents(&writes, batch, answers.mutable_batch()));
    grpc::ClientContext learns;
    google::protobuf::Empty nothing;
    Require(EchoService::NewStub(echo)->Learn(&learns, answers, &nothing));
  }

  bool Round(int in_flight, std::vector<Figures>* figures) {
    std::vector<double> rates;
    for (size_t i = 0; i < loads_.size(); ++i) {
      const Load& load = loads_[i];
      std::vector<std::unique_ptr<Lane>> lanes;
      for (int lane = 0; lane < in_flight; ++lane) lanes.push_back(load.lane(lane));
      const double before = load.server->process().ProcessorSeconds();
      const LoadResult result = RunLoad(lanes, std::chrono::milliseconds(options_.milliseconds));
      if (result.failures > 0) {
        std::fprintf(stderr, "%s: %ld calls failed, the first with: %s\n", load.name.c_str(),
                     static_cast<long>(result.failures),
                     result.first_failure.error_message().c_str());
        return false;
      }
      rates.push_back(result.calls_per_second);
      if (figures == nullptr) continue;
      const double used = load.server->process().ProcessorSeconds() - before;
      (*figures)[i].rate.push_back(result.calls_per_second);
      (*figures)[i].server_us.push_back(1e6 * used / static_cast<double>(result.calls));
      (*figures)[i].ratio.push_back(result.calls_per_second / rates[load.beside]);
    }
    return true;
  }

  void Print(int in_flight, const std::vector<Figures>& figures) const {
    std::printf("%d in flight over %d channels, medians of %d rounds of %d ms\n", in_flight,
                options_.channels, options_.rounds, options_.milliseconds);
    std::printf("  %-30s %12s %14s %8s %17s\n", "", "calls/s", "server us/call", "ratio",
                "least to most");
    for (size_t i = 0; i < loads_.size(); ++i) {
      const auto [least, most] =
          std::minmax_element(figures[i].ratio.begin(), figures[i].ratio.end());
      std::printf("  %-30s %12.0f %14.1f %8.2f %9.2f to %.2f\n", loads_[i].name.c_str(),
                  Median(figures[i].rate), Median(figures[i].server_us), Median(figures[i].ratio),
                  *least, *most);
    }
    std::fflush(stdout);
  }

  const Options options_;
  Servers servers_;
  Programme programme_;
  std::vector<Load> loads_;
};

int Main(int argc, char** argv) {
  // As in taqvimd, and not in the bare server: Debian's Abseil is built to look for
  // deadlocks at every lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Options options;
  CLI::App app("Measures how fast taqvimd books, beside a bare gRPC echo.");
  app.add_option("--in-flight", options.in_flight, "Requests in flight, one run each")
      ->delimiter(',');
  app.add_option("--channels", options.channels, "Connections to each server");
  app.add_option("--rounds", options.rounds, "How often each load is measured");
  app.add_option("--milliseconds", options.milliseconds, "How long each measurement takes");
  app.add_option("--server-flag", options.server_flags, "A flag for taqvimd, such as --readers=1");
  CLI11_PARSE(app, argc, argv);
  return Bench(options).Run() ? 0 : 1;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
