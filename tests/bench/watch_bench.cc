// Measures how fast taqvimd tells changes to many streams, beside a bare gRPC
// server that streams the same bytes, in turn in one run.
//
// Both servers and this client share the machine. The figures are medians over
// the rounds, and ratios within a round.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <optional>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "taqvim/v1/change_service.pb.h"
#include "taqvim/v1/directory_service.grpc.pb.h"
#include "tests/bench/echo.grpc.pb.h"
#include "tests/bench/load.h"
#include "tests/bench/subscribers.h"
#include "tests/support/process.h"

namespace taqvim::bench {
namespace {

using testing::BuildPath;
using testing::ServerProcess;
using testing::TempDir;

struct Options {
  std::vector<int> streams = {1, 100, 1000, 10000};
  int rounds = 3;
  // About how many changes are delivered in a measurement, over all streams.
  int deliveries = 200'000;
  int most_changes = 3000;
  int delay_streams = 1000;
  int delay_changes = 60;
  int stalled_streams = 10;
  int idle_streams = 5000;
};

constexpr absl::Duration kPatience = absl::Seconds(120);
constexpr absl::Duration kPause = absl::Milliseconds(50);  // 20 changes a second
constexpr int kPublishersAtOnce = 32;
constexpr int kChangesToStall = 600;

// A server that can be told to change something, and streams it.
struct Subject {
  std::string name;
  ServerProcess* server;
  StreamKind kind;
  // Makes one change; returns when it is accepted.
  std::function<void()> change;
};

double ResidentKib(ServerProcess& server) {
  const std::string status =
      testing::ReadFile(absl::StrCat("/proc/", server.process().pid(), "/status"));
  const size_t place = status.find("VmRSS:");
  double kib = 0;
  const std::vector<std::string> words =
      absl::StrSplit(status.substr(place + 6, 40), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
  if (!absl::SimpleAtod(words.front(), &kib)) std::abort();
  return kib;
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        bare_({BuildPath("taqvim_echo_server")}, dir_, "echo"),
        taqvim_({BuildPath("../../bin/taqvimd"), "--data", dir_.Path("schedule.db"), "--listen",
                 "127.0.0.1:0", "--anonymous-role=admin", "--caller-streams=0", "--caller-rate=0"},
                dir_, "taqvimd"),
        echo_(EchoService::NewStub(Channel(bare_))),
        directory_(v1::DirectoryService::NewStub(Channel(taqvim_))) {
    subjects_ = {{"bare gRPC",
                  &bare_,
                  {.method = "/taqvim.bench.EchoService/Follow"},
                  [this] { Publish(); }},
                 {"taqvimd",
                  &taqvim_,
                  {.method = "/taqvim.v1.ChangeService/WatchChanges",
                   .change_field = v1::WatchChangesResponse::kRevisionsFieldNumber,
                   .greets = true},
                  [this] { Write(); }}};
    TakeSample();
  }

  bool Run() {
    // First, while no server has memory left over from other streams.
    MeasureMemory();
    for (int streams : options_.streams) {
      if (!MeasureRate(streams)) return false;
    }
    return MeasureDelay() && MeasureStalled();
  }

 private:
  static std::shared_ptr<grpc::Channel> Channel(const ServerProcess& server) {
    return grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials());
  }

  void Publish() {
    grpc::ClientContext context;
    google::protobuf::BytesValue request, response;
    request.set_value(sample_);
    Check(echo_->Publish(&context, request, &response));
  }

  void Write() {
    grpc::ClientContext context;
    v1::CreateOrganizationRequest request;
    v1::CreateOrganizationResponse response;
    auto& organization = *request.mutable_organization();
    (*organization.mutable_title())["en"] = "An organization of the bench, with a description";
    organization.set_country("AZ");
    Check(directory_->CreateOrganization(&context, request, &response));
  }

  static void Check(const grpc::Status& status) {
    if (status.ok()) return;
    std::fprintf(stderr, "A change failed: %s\n", status.error_message().c_str());
    std::exit(1);
  }

  // What taqvimd streams of one change is what the bare server streams.
  void TakeSample() {
    Subscribers one(taqvim_.address(), subjects_[1].kind, 1);
    one.Begin(1);
    one.Sent(0);
    Write();
    one.Await(kPatience);
    sample_ = one.sample();
  }

  // Makes so many changes, several at once; how long until every stream has all.
  double SecondsToDeliver(const Subject& subject, Subscribers& subscribers, int changes) {
    subscribers.Begin(changes);
    for (int i = 0; i < changes; ++i) subscribers.Sent(i);
    const absl::Time begin = absl::Now();
    std::atomic<int> left = changes;
    std::vector<std::thread> publishers;
    for (int i = 0; i < std::min(kPublishersAtOnce, changes); ++i) {
      publishers.emplace_back([&] {
        while (left.fetch_sub(1) > 0) subject.change();
      });
    }
    for (std::thread& publisher : publishers) publisher.join();
    if (!subscribers.Await(kPatience)) return 0;
    return absl::ToDoubleSeconds(absl::Now() - begin);
  }

  // The bare server does not say that a stream stands; the first change tells.
  static void AwaitStreams(const Subject& subject, Subscribers& subscribers, int streams) {
    if (subject.kind.greets) return;
    absl::SleepFor(absl::Milliseconds(200) + absl::Microseconds(200) * streams);
    subscribers.Begin(1);
    subscribers.Sent(0);
    subject.change();
    subscribers.Await(kPatience);
  }

  bool MeasureRate(int streams) {
    const int changes = std::clamp(options_.deliveries / streams, 20, options_.most_changes);
    std::vector<double> rates[2], ratios;
    for (int round = 0; round < options_.rounds; ++round) {
      for (int i = 0; i < 2; ++i) {
        Subscribers subscribers(subjects_[i].server->address(), subjects_[i].kind, streams);
        AwaitStreams(subjects_[i], subscribers, streams);
        const double seconds = SecondsToDeliver(subjects_[i], subscribers, changes);
        if (seconds == 0) return Fail(subjects_[i], streams);
        rates[i].push_back(static_cast<double>(changes) * streams / seconds);
      }
      ratios.push_back(rates[1].back() / rates[0].back());
    }
    std::printf("%6d streams: bare gRPC %9.0f changes/s, taqvimd %9.0f, ratio %.2f\n", streams,
                Median(rates[0]), Median(rates[1]), Median(ratios));
    std::fflush(stdout);
    return true;
  }

  // The median delay of changes that come 20 a second, in milliseconds, and how long
  // each took to be accepted; 0 when not all were delivered.
  double Delay(const Subject& subject, std::vector<double>* accepted = nullptr) {
    Subscribers subscribers(subject.server->address(), subject.kind, options_.delay_streams);
    AwaitStreams(subject, subscribers, options_.delay_streams);
    subscribers.Begin(options_.delay_changes);
    absl::Time next = absl::Now();
    for (int change = 0; change < options_.delay_changes; ++change, next += kPause) {
      absl::SleepFor(next - absl::Now());
      const absl::Time begin = absl::Now();
      subscribers.Sent(change);
      subject.change();
      if (accepted) accepted->push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
    }
    if (!subscribers.Await(kPatience)) return 0;
    return subscribers.MedianDelay();
  }

  bool MeasureDelay() {
    std::vector<double> medians[2], ratios;
    for (int round = 0; round < options_.rounds; ++round) {
      for (int i = 0; i < 2; ++i) {
        medians[i].push_back(Delay(subjects_[i]));
        if (medians[i].back() == 0) return Fail(subjects_[i], options_.delay_streams);
      }
      ratios.push_back(medians[1].back() / medians[0].back());
    }
    std::printf(
        "%6d streams, 20 changes/s: median delay bare gRPC %.1f ms, taqvimd %.1f ms, "
        "ratio %.2f\n",
        options_.delay_streams, Median(medians[0]), Median(medians[1]), Median(ratios));
    std::fflush(stdout);
    return true;
  }

  // What some streams whose readers never read do to the others and to writers.
  bool MeasureStalled() {
    const Subject& taqvim = subjects_[1];
    std::vector<double> delays[2], writes[2], ratios;
    for (int round = 0; round < options_.rounds; ++round) {
      std::optional<Subscribers> stalled;
      for (int i = 0; i < 2; ++i) {
        if (i == 1) {
          stalled.emplace(taqvim.server->address(), taqvim.kind, options_.stalled_streams,
                          Subscribers::Readers::kNeverRead);
          // More than goes into the windows of those streams.
          for (int change = 0; change < kChangesToStall; ++change) taqvim.change();
        }
        delays[i].push_back(Delay(taqvim, &writes[i]));
        if (delays[i].back() == 0) return Fail(taqvim, options_.delay_streams);
      }
      ratios.push_back(delays[1].back() / delays[0].back());
    }
    std::printf(
        "%6d streams, 20 changes/s: median delay %.1f ms, with %d that never read %.1f ms, "
        "ratio %.2f; a write %.1f ms, and %.1f ms\n",
        options_.delay_streams, Median(delays[0]), options_.stalled_streams, Median(delays[1]),
        Median(ratios), Median(writes[0]), Median(writes[1]));
    return true;
  }

  void MeasureMemory() {
    double kib[2];
    for (int i = 0; i < 2; ++i) {
      ServerProcess& server = *subjects_[i].server;
      const double before = ResidentKib(server);
      Subscribers subscribers(server.address(), subjects_[i].kind, options_.idle_streams);
      AwaitStreams(subjects_[i], subscribers, options_.idle_streams);
      kib[i] = (ResidentKib(server) - before) / options_.idle_streams;
    }
    std::printf("%6d idle streams: bare gRPC %.1f KiB each, taqvimd %.1f KiB, ratio %.2f\n",
                options_.idle_streams, kib[0], kib[1], kib[1] / kib[0]);
    std::fflush(stdout);
  }

  static bool Fail(const Subject& subject, int streams) {
    std::fprintf(stderr, "%s did not deliver everything to %d streams in %s.\n",
                 subject.name.c_str(), streams, absl::FormatDuration(kPatience).c_str());
    return false;
  }

  const Options options_;
  TempDir dir_;
  ServerProcess bare_;
  ServerProcess taqvim_;
  std::unique_ptr<EchoService::Stub> echo_;
  std::unique_ptr<v1::DirectoryService::Stub> directory_;
  std::vector<Subject> subjects_;
  std::string sample_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures how fast taqvimd tells changes, beside a bare gRPC server.");
  app.add_option("--streams", options.streams, "How many streams, one run each")->delimiter(',');
  app.add_option("--rounds", options.rounds, "How often each is measured");
  app.add_option("--deliveries", options.deliveries, "Changes delivered in a measurement, about");
  app.add_option("--delay-streams", options.delay_streams, "Streams whose delay is measured");
  app.add_option("--delay-changes", options.delay_changes, "Changes whose delay is measured");
  app.add_option("--stalled-streams", options.stalled_streams, "Streams that are never read");
  app.add_option("--idle-streams", options.idle_streams, "Streams whose memory is measured");
  CLI11_PARSE(app, argc, argv);
  return Bench(options).Run() ? 0 : 1;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
