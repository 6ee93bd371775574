// Measures what is left of the peak when far more is asked for than can be done.
//
// As many bookings are in flight as the server lets wait, and then several times as
// many, of which all but those are refused, and each that was refused asks again at
// once: nobody who heeds a RetryInfo does so much harm. Clients and the server share the
// machine. The figure is the median over the rounds of the ratio, within a round, of
// the bookings a second.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tests/bench/load.h"
#include "tests/bench/programme.h"
#include "tests/bench/servers.h"

namespace taqvim::bench {
namespace {

struct Options {
  int queue = 256;
  int times = 10;
  int channels = 4;
  int rounds = 7;
  int milliseconds = 2000;
};

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        server_(TaqvimdCommand(dir_, {absl::StrCat("--queue-limit=", options.queue),
                                      "--caller-writes=0", "--caller-rate=0"}),
                dir_, "taqvimd") {
    const auto channels = Connect(server_, options.channels);
    programme_.Enter(channels.front());
    for (const auto& channel : channels) {
      const std::shared_ptr<v1::EventService::Stub> stub = v1::EventService::NewStub(channel);
      stubs_.emplace_back(stub, stub->async());
    }
  }

  void Run() {
    Measure(options_.queue);  // warms up
    std::vector<double> peaks, goodputs, ratios, refusals;
    for (int i = 0; i < options_.rounds; ++i) {
      const LoadResult peak = Measure(options_.queue);
      const LoadResult beyond = Measure(options_.queue * options_.times);
      peaks.push_back(peak.calls_per_second);
      goodputs.push_back(beyond.calls_per_second);
      ratios.push_back(beyond.calls_per_second / peak.calls_per_second);
      refusals.push_back(static_cast<double>(beyond.failures) /
                         static_cast<double>(std::max<int64_t>(beyond.calls, 1)));
    }
    std::printf("%d in flight: %.0f bookings/s; %d in flight: %.0f, with %.1f refusals each\n",
                options_.queue, Median(peaks), options_.queue * options_.times, Median(goodputs),
                Median(refusals));
    std::printf("ratio %.2f, least to most %.2f to %.2f\n", Median(ratios),
                *std::min_element(ratios.begin(), ratios.end()),
                *std::max_element(ratios.begin(), ratios.end()));
  }

 private:
  using Stub = class v1::EventService::Stub::async;
  using Concerts = UnaryLane<Stub, v1::CreateEventRequest, v1::CreateEventResponse>;

  LoadResult Measure(int in_flight) {
    std::vector<std::unique_ptr<Lane>> lanes;
    for (int i = 0; i < in_flight; ++i) {
      lanes.push_back(std::make_unique<Concerts>(
          stubs_[i % stubs_.size()], static_cast<Concerts::Method>(&Stub::CreateEvent),
          [this](v1::CreateEventRequest& request) { programme_.NextConcert(request); }));
    }
    return RunLoad(lanes, std::chrono::milliseconds(options_.milliseconds));
  }

  const Options options_;
  const testing::TempDir dir_;
  testing::ServerProcess server_;
  Programme programme_;
  std::vector<std::shared_ptr<Stub>> stubs_;
};

int Main(int argc, char** argv) {
  // As in taqvimd: Debian's Abseil is built to look for deadlocks at every lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Options options;
  CLI::App app("Measures what is left of the peak when far more is asked for.");
  app.add_option("--queue", options.queue, "How many writes the server lets wait");
  app.add_option("--times", options.times, "How many times as many are in flight");
  app.add_option("--channels", options.channels, "Connections to the server");
  app.add_option("--rounds", options.rounds, "How often both are measured");
  app.add_option("--milliseconds", options.milliseconds, "How long each measurement takes");
  CLI11_PARSE(app, argc, argv);
  Bench(options).Run();
  return 0;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
