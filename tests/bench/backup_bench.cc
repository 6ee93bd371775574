// Measures what a full backup costs those who write meanwhile.
//
// A store of many events is written to at full speed; in every other turn full backups run, one
// after the other, as fast as they can. Clients, server, backup and its target share the machine.
// A figure is the median over the rounds of the ratio within a round.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "tests/bench/load.h"
#include "tests/bench/programme.h"
#include "tests/bench/servers.h"

namespace taqvim::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  int events = 50'000;
  int in_flight = 64;
  int rounds = 7;
  int milliseconds = 3000;
};

// So many in flight enter the events.
constexpr int kEntering = 256;
constexpr std::chrono::milliseconds kLook(1);

// Does something again and again on a thread of its own, until it is destroyed.
class Repeated {
 public:
  explicit Repeated(std::function<void()> once)
      : thread_([this, once = std::move(once)] {
          while (!ends_) once();
        }) {}
  ~Repeated() {
    ends_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

// How many pages of the write-ahead log are in use, which its file does not tell, as it never
// shrinks: by SQLite's index of it (its format is documented, as "WAL-Index Header").
class LogInUse {
 public:
  explicit LogInUse(const std::string& data)
      : index_(open((data + "-shm").c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~LogInUse() { close(index_); }

  int64_t Pages() const {
    constexpr off_t kLastFrame = 16;
    uint32_t pages = 0;
    if (pread(index_, &pages, sizeof(pages), kLastFrame) == sizeof(pages)) return pages;
    std::fprintf(stderr, "The index of the write-ahead log cannot be read.\n");
    std::exit(1);
  }

 private:
  const int index_;
};

// A lane that notes how long each of its calls takes.
class TimedLane final : public Lane {
 public:
  explicit TimedLane(std::unique_ptr<Lane> lane) : lane_(std::move(lane)) {}

  void Call(std::function<void(const grpc::Status&)> done) override {
    const auto begun = Clock::now();
    lane_->Call([this, begun, done = std::move(done)](const grpc::Status& status) {
      took_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
      done(status);
    });
  }
  const std::vector<double>& took() const { return took_; }

 private:
  const std::unique_ptr<Lane> lane_;
  std::vector<double> took_;  // in microseconds
};

// What is measured in a turn, in the order in which it is printed.
constexpr std::array kNames = {"writes/s", "median latency, us", "99 in 100 within, us",
                               "pages of the log in use"};
using Turn = std::array<double, kNames.size()>;

double Within(std::vector<double>& took, double share) {
  const auto place =
      took.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(took.size() - 1));
  std::nth_element(took.begin(), place, took.end());
  return *place;
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        server_(TaqvimdCommand(dir_, {"--caller-rate=0", "--caller-writes=0"}), dir_, "taqvimd"),
        log_(dir_.Path("schedule.db")) {
    const auto channel = Connect(server_);
    programme_.Enter(channel);
    const std::shared_ptr<v1::EventService::Stub> stub = v1::EventService::NewStub(channel);
    stub_ = {stub, stub->async()};
  }

  void Run() {
    Enter();
    std::vector<Turn> without, with, ratios;
    for (int i = 0; i < options_.rounds; ++i) {
      without.push_back(Measure());
      with.push_back(MeasureWithBackups());
      Turn ratio;
      for (size_t j = 0; j < ratio.size(); ++j) ratio[j] = with.back()[j] / without.back()[j];
      ratios.push_back(ratio);
    }
    Print(without, with, ratios);
  }

 private:
  using Stub = class v1::EventService::Stub::async;
  using Confirmed = UnaryLane<Stub, v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>;

  std::unique_ptr<Lane> NewLane() {
    return std::make_unique<Confirmed>(
        stub_, static_cast<Confirmed::Method>(&Stub::BatchWriteEvents),
        [this](v1::BatchWriteEventsRequest& request) { programme_.NextConfirmed(request); });
  }

  void Enter() {
    constexpr std::chrono::milliseconds kSome(500);
    std::vector<std::unique_ptr<Lane>> lanes;
    for (int i = 0; i < kEntering; ++i) lanes.push_back(NewLane());
    for (int64_t entered = 0; entered < options_.events;) {
      const LoadResult result = RunLoad(lanes, kSome);
      Require(result.first_failure);
      entered += result.calls;
    }
  }

  Turn Measure() {
    std::vector<std::unique_ptr<Lane>> lanes;
    std::vector<const TimedLane*> timed;
    for (int i = 0; i < options_.in_flight; ++i) {
      auto lane = std::make_unique<TimedLane>(NewLane());
      timed.push_back(lane.get());
      lanes.push_back(std::move(lane));
    }
    int64_t most = 0;
    LoadResult result;
    {
      const Repeated look([this, &most] {
        most = std::max(most, log_.Pages());
        std::this_thread::sleep_for(kLook);
      });
      result = RunLoad(lanes, std::chrono::milliseconds(options_.milliseconds));
    }
    Require(result.first_failure);
    std::vector<double> took;
    for (const TimedLane* lane : timed) {
      took.insert(took.end(), lane->took().begin(), lane->took().end());
    }
    return {result.calls_per_second, Within(took, 0.5), Within(took, 0.99),
            static_cast<double>(most)};
  }

  Turn MeasureWithBackups() {
    const Repeated backups([this] { BackUp(); });
    return Measure();
  }

  // The last one of a turn goes on to its end when the turn is over.
  void BackUp() {
    const std::string log = dir_.Path("backup.log");
    testing::Process command(
        {testing::BuildPath("../../bin/taqvimd"), "backup", dir_.Path("target"), "--data",
         dir_.Path("schedule.db"), "--full", "--keep", "1"},
        log);
    const int code = command.Wait();
    ++backups_;
    if (code == 0) return;
    std::fprintf(stderr, "A backup failed.\n%s", testing::ReadFile(log).c_str());
    std::exit(1);
  }

  void Print(const std::vector<Turn>& without, const std::vector<Turn>& with,
             const std::vector<Turn>& ratios) const {
    std::printf("%d in flight, %d events at first, medians of %d rounds of %d ms, %d backups\n",
                options_.in_flight, options_.events, options_.rounds, options_.milliseconds,
                backups_.load());
    std::printf("  %-24s %10s %10s %8s %17s\n", "", "without", "with", "ratio", "least to most");
    for (size_t i = 0; i < kNames.size(); ++i) {
      const auto of = [i](const std::vector<Turn>& turns) {
        std::vector<double> values;
        for (const Turn& turn : turns) values.push_back(turn[i]);
        return values;
      };
      const std::vector<double> ratio = of(ratios);
      const auto [least, most] = std::minmax_element(ratio.begin(), ratio.end());
      std::printf("  %-24s %10.0f %10.0f %8.2f %9.2f to %.2f\n", kNames[i], Median(of(without)),
                  Median(of(with)), Median(ratio), *least, *most);
    }
  }

  const Options options_;
  const testing::TempDir dir_;
  testing::ServerProcess server_;
  const LogInUse log_;
  Programme programme_;
  std::shared_ptr<Stub> stub_;
  std::atomic<int> backups_ = 0;
};

int Main(int argc, char** argv) {
  // As in taqvimd: Debian's Abseil is built to look for deadlocks at every lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Options options;
  CLI::App app("Measures what a full backup costs those who write meanwhile.");
  app.add_option("--events", options.events, "How many events are there when it begins")
      ->capture_default_str();
  app.add_option("--in-flight", options.in_flight, "Writes in flight")->capture_default_str();
  app.add_option("--rounds", options.rounds, "How often both are measured")->capture_default_str();
  app.add_option("--milliseconds", options.milliseconds, "How long each measurement takes")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  Bench(options).Run();
  return 0;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
