// Measures whether a caller notices what another does that is far over its rate.
//
// One caller, `library`, reads and writes at a steady pace; in every other turn a
// second one, `website`, sends a hundred times as many calls as it may. Both and
// the server share the machine. The figure is the median over the rounds of the
// ratio, within a round, of the medians of the first caller's latencies.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <optional>
#include <thread>

#include "client/credentials.h"
#include "taqvim/v1/access_service.grpc.pb.h"
#include "tests/bench/load.h"
#include "tests/bench/programme.h"
#include "tests/bench/servers.h"
#include "tests/support/process.h"

namespace taqvim::bench {
namespace {

using testing::ServerProcess;
using testing::TempDir;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

struct Options {
  int rate = 100;
  int times = 100;
  int rounds = 7;
  int milliseconds = 2000;
};

// What the server lets at once, so that the venues can be entered.
constexpr int kBurst = 2'000;

// Whether the status is good; says why, when it is not.
bool Answered(const grpc::Status& status) {
  if (status.ok()) return true;
  std::fprintf(stderr, "the bench's calls are refused: %s\n", status.error_message().c_str());
  return false;
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address, const std::string& token) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return client::MakeChannel(address, {.token = token}, arguments).value();
}

// A connection of a new principal, who may do everything; nullptr when it is refused.
std::shared_ptr<grpc::Channel> ConnectAs(const std::string& principal, const std::string& address,
                                         const std::shared_ptr<grpc::Channel>& admin) {
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal(principal);
  request.add_grants()->set_role(v1::ROLE_ADMIN);
  v1::CreateAccessTokenResponse response;
  grpc::ClientContext context;
  const auto status =
      v1::AccessService::NewStub(admin)->CreateAccessToken(&context, request, &response);
  return Answered(status) ? Connect(address, response.secret()) : nullptr;
}

// Sends events at a pace, whatever becomes of them, until it is destroyed.
class Flood {
 public:
  Flood(const std::shared_ptr<grpc::Channel>& channel, Programme& programme, int per_second)
      : stub_(v1::EventService::NewStub(channel)),
        programme_(programme),
        per_second_(per_second),
        sender_([this] { Send(); }) {}

  ~Flood() {
    stop_ = true;
    sender_.join();
    while (open_ > 0) std::this_thread::yield();
  }

  int64_t admitted() const { return admitted_; }
  int64_t refused() const { return refused_; }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::CreateEventRequest request;
    v1::CreateEventResponse response;
  };
  // A connection may have a thousand calls open.
  static constexpr int kMostOpen = 900;

  void Send() {
    const auto begin = Clock::now();
    int64_t sent = 0;
    while (!stop_) {
      std::this_thread::sleep_for(microseconds(1000));
      const std::chrono::duration<double> passed = Clock::now() - begin;
      const auto due = static_cast<int64_t>(passed.count() * per_second_);
      for (; sent < due; ++sent) {
        if (open_ < kMostOpen) SendOne();
      }
    }
  }

  void SendOne() {
    auto* call = new Call;
    ++open_;
    programme_.NextConcert(call->request);
    stub_->async()->CreateEvent(&call->context, &call->request, &call->response,
                                [this, call](const grpc::Status& status) {
                                  ++(status.ok() ? admitted_ : refused_);
                                  delete call;
                                  --open_;
                                });
  }

  const std::unique_ptr<v1::EventService::Stub> stub_;
  Programme& programme_;
  const int per_second_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> open_ = 0;
  std::atomic<int64_t> admitted_ = 0;
  std::atomic<int64_t> refused_ = 0;
  std::thread sender_;
};

// The median microseconds of each kind of call.
struct Latency {
  double write = 0;
  double read = 0;
};

// Makes calls at half the rate that it may, by turns writes and reads.
class Steady {
 public:
  Steady(const std::shared_ptr<grpc::Channel>& channel, Programme& programme, int per_second)
      : stub_(v1::EventService::NewStub(channel)),
        programme_(programme),
        pause_(microseconds(1'000'000 / per_second)) {}

  // Nothing when a call was refused.
  std::optional<Latency> Measure(std::chrono::milliseconds time) {
    std::vector<double> writes, reads;
    const auto end = Clock::now() + time;
    for (auto next = Clock::now(); next < end; next += 2 * pause_) {
      std::this_thread::sleep_until(next);
      if (!Timed([this] { return Write(); }, writes)) return std::nullopt;
      std::this_thread::sleep_until(next + pause_);
      if (!Timed([this] { return Read(); }, reads)) return std::nullopt;
    }
    return Latency{Median(std::move(writes)), Median(std::move(reads))};
  }

 private:
  template <class Call>
  static bool Timed(Call call, std::vector<double>& took) {
    const auto begin = Clock::now();
    const grpc::Status status = call();
    took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    return Answered(status);
  }

  grpc::Status Write() {
    grpc::ClientContext context;
    v1::CreateEventResponse response;
    programme_.NextConcert(request_);
    const auto status = stub_->CreateEvent(&context, request_, &response);
    name_ = response.event().name();
    return status;
  }

  grpc::Status Read() {
    grpc::ClientContext context;
    v1::GetEventRequest request;
    v1::GetEventResponse response;
    request.set_name(name_);
    return stub_->GetEvent(&context, request, &response);
  }

  const std::unique_ptr<v1::EventService::Stub> stub_;
  Programme& programme_;
  const microseconds pause_;
  v1::CreateEventRequest request_;
  std::string name_;
};

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        server_(TaqvimdCommand(dir_, {"--caller-rate", std::to_string(options.rate),
                                      "--caller-burst", std::to_string(kBurst)}),
                dir_, "taqvimd") {}

  bool Run() {
    const auto admin = Connect(server_.address(), "");
    programme_.Enter(admin);
    website_ = ConnectAs("website", server_.address(), admin);
    library_ = ConnectAs("library", server_.address(), admin);
    if (!website_ || !library_) return false;
    Steady steady(library_, programme_, options_.rate / 2);
    const std::chrono::milliseconds time(options_.milliseconds);
    for (int i = -1; i < options_.rounds; ++i) {
      const auto alone = steady.Measure(time);
      if (!alone.has_value()) return false;
      if (i < 0) continue;  // warms up
      Flood flood(website_, programme_, options_.rate * options_.times);
      // What it may send at once, and has earned since, is used up and answered first.
      while (flood.refused() < options_.rate * options_.times / 5) {
        std::this_thread::sleep_for(microseconds(1000));
      }
      const int64_t admitted = flood.admitted(), refused = flood.refused();
      const auto beside = steady.Measure(time);
      if (!beside.has_value()) return false;
      Add(*alone, alone_);
      Add(*beside, beside_);
      admitted_ += flood.admitted() - admitted;
      refused_ += flood.refused() - refused;
    }
    Print();
    return true;
  }

 private:
  struct Figures {
    std::vector<double> write, read;
  };

  static void Add(const Latency& latency, Figures& figures) {
    figures.write.push_back(latency.write);
    figures.read.push_back(latency.read);
  }

  void Print() const {
    const double seconds = options_.rounds * options_.milliseconds / 1000.0;
    std::printf("website: %.0f calls a second, %.0f of them admitted; it may make %d\n",
                static_cast<double>(admitted_ + refused_) / seconds,
                static_cast<double>(admitted_) / seconds, options_.rate);
    std::printf("library: medians of %d rounds of %d ms, %d calls a second\n", options_.rounds,
                options_.milliseconds, options_.rate / 2);
    std::printf("  %-12s %10s %10s %8s %17s\n", "", "alone us", "beside us", "ratio",
                "least to most");
    PrintOne("CreateEvent", alone_.write, beside_.write);
    PrintOne("GetEvent", alone_.read, beside_.read);
  }

  static void PrintOne(const char* name, const std::vector<double>& alone,
                       const std::vector<double>& beside) {
    std::vector<double> ratios;
    for (size_t i = 0; i < alone.size(); ++i) ratios.push_back(beside[i] / alone[i]);
    const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
    std::printf("  %-12s %10.0f %10.0f %8.2f %9.2f to %.2f\n", name, Median(alone), Median(beside),
                Median(ratios), *least, *most);
  }

  const Options options_;
  TempDir dir_;
  ServerProcess server_;
  Programme programme_;
  std::shared_ptr<grpc::Channel> website_, library_;
  Figures alone_, beside_;
  int64_t admitted_ = 0, refused_ = 0;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures whether a caller notices another that is far over its rate.");
  app.add_option("--rate", options.rate, "How many calls a second each caller may make");
  app.add_option("--times", options.times, "How many times its rate the other sends");
  app.add_option("--rounds", options.rounds, "How often both turns are measured");
  app.add_option("--milliseconds", options.milliseconds, "How long each turn takes");
  CLI11_PARSE(app, argc, argv);
  return Bench(options).Run() ? 0 : 1;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
