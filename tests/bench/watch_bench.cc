// Measures how fast taqvimd tells changes to many streams, beside a bare gRPC
// server that streams the same bytes, in turn in one run.
//
// Both servers and this client share the machine. The figures are medians over
// the rounds, and ratios within a round.
//
// Changes that are made while they are told are each on disk before they are told,
// which the bare server has no part in. So delivery is measured by itself as well:
// streams catch up over changes that are there already, from the log or from what
// the server has in memory, beside the bare server's that are sent as many messages
// of the same bytes as fast as they take them.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/bench/load.h"
#include "tests/bench/subscribers.h"
#include "tests/bench/watched.h"

namespace taqvim::bench {
namespace {

using testing::ServerProcess;

struct Options {
  std::vector<int> streams = {1, 100, 1000, 10000};
  int rounds = 3;
  // About how many changes are delivered in a measurement, over all streams.
  int deliveries = 200'000;
  int most_changes = 3000;
  int backlog = 20'000;
  int delay_streams = 1000;
  int delay_changes = 60;
  int stalled_streams = 10;
  int idle_streams = 5000;
  // What is measured, in this order: first memory, while no server has any left over
  // from other streams.
  std::vector<std::string> measures = {"memory", "rate", "backlog", "delay", "stalled"};
};

constexpr absl::Duration kPatience = absl::Seconds(120);
constexpr absl::Duration kPause = absl::Milliseconds(50);  // 20 changes a second
constexpr int kChangesToStall = 600;

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
  explicit Bench(const Options& options) : options_(options) {}

  bool Run() {
    const std::map<std::string, std::function<bool()>> measures = {
        {"memory", [this] { return MeasureMemory(); }},
        {"rate", [this] { return ForStreams([this](int n) { return MeasureRate(n); }); }},
        {"backlog", [this] { return MeasureBacklogs(); }},
        {"delay", [this] { return MeasureDelay(); }},
        {"stalled", [this] { return MeasureStalled(); }}};
    return std::all_of(options_.measures.begin(), options_.measures.end(),
                       [&](const std::string& name) { return measures.at(name)(); });
  }

 private:
  bool ForStreams(const std::function<bool(int)>& measure) const {
    return std::all_of(options_.streams.begin(), options_.streams.end(), measure);
  }

  // Medians over the rounds of what both servers showed, and of what taqvimd did by
  // what the bare one did.
  struct Compared {
    double bare, taqvim, ratio;
  };
  using Measure = std::function<double(const Subject&)>;
  // Of some streams; nothing when a measure is 0, as not all was delivered.
  std::optional<Compared> Compare(int streams, const Measure& measure) const {
    std::vector<double> values[2], ratios;
    for (int round = 0; round < options_.rounds; ++round) {
      for (int i = 0; i < 2; ++i) {
        const Subject& subject = watched_.both()[i];
        values[i].push_back(measure(subject));
        if (values[i].back() > 0) continue;
        Fail(subject, streams);
        return std::nullopt;
      }
      ratios.push_back(values[1].back() / values[0].back());
    }
    return Compared{Median(values[0]), Median(values[1]), Median(ratios)};
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

  // How many changes a second come while they are made, several at once.
  static double Rate(const Subject& subject, int streams, int changes) {
    Subscribers subscribers(subject.address(), subject.kind, streams);
    AwaitStreams(subject, subscribers, streams);
    subscribers.Begin(changes);
    for (int i = 0; i < changes; ++i) subscribers.Sent(i);
    const absl::Time begin = absl::Now();
    Watched::MakeChanges(subject, changes);
    return RateSince(begin, subscribers, streams, changes);
  }
  // 0 when not all come.
  static double RateSince(absl::Time begin, Subscribers& subscribers, int streams, int changes) {
    if (!subscribers.Await(kPatience)) return 0;
    return static_cast<double>(changes) * streams / absl::ToDoubleSeconds(absl::Now() - begin);
  }

  bool MeasureRate(int streams) {
    const int changes = std::clamp(options_.deliveries / streams, 20, options_.most_changes);
    const auto rates =
        Compare(streams, [&](const Subject& subject) { return Rate(subject, streams, changes); });
    if (rates) PrintRates(absl::StrFormat("%6d streams", streams), *rates);
    return rates.has_value();
  }

  static void PrintRates(const std::string& what, const Compared& rates) {
    std::printf("%s: bare gRPC %9.0f changes/s, taqvimd %9.0f, ratio %.2f\n", what.c_str(),
                rates.bare, rates.taqvim, rates.ratio);
    std::fflush(stdout);
  }

  bool MeasureBacklogs() {
    {
      // Whoever is told the same has it in memory meanwhile.
      Subscribers witness(taqvim().address(), taqvim().kind, 1);
      watched_.MakeBacklog(options_.backlog);
      if (!ForStreams([this](int n) { return MeasureBacklog(n, "memory"); })) return false;
    }
    return ForStreams([this](int n) { return MeasureBacklog(n, "the log"); });
  }

  bool MeasureBacklog(int streams, const char* from) const {
    const int changes = std::clamp(options_.deliveries / streams, 20, options_.backlog);
    const auto rates = Compare(streams, [&](const Subject& subject) {
      const StreamKind kind = watched_.Backlog(subject, changes);
      const absl::Time begin = absl::Now();
      Subscribers subscribers(subject.address(), kind, streams, changes);
      return RateSince(begin, subscribers, streams, changes);
    });
    const auto what = absl::StrFormat("%6d streams, %d changes from %s", streams, changes, from);
    if (rates) PrintRates(what, *rates);
    return rates.has_value();
  }

  // The median delay of changes that come 20 a second, in milliseconds, and how long
  // each took to be accepted; 0 when not all were delivered.
  double Delay(const Subject& subject, std::vector<double>* accepted = nullptr) {
    Subscribers subscribers(subject.address(), subject.kind, options_.delay_streams);
    AwaitStreams(subject, subscribers, options_.delay_streams);
    subscribers.Begin(options_.delay_changes);
    absl::Time next = absl::Now();
    for (int change = 0; change < options_.delay_changes; ++change, next += kPause) {
      absl::SleepFor(next - absl::Now());
      const absl::Time begin = absl::Now();
      subscribers.Sent(change);
      subject.change();
      if (accepted != nullptr) accepted->push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
    }
    if (!subscribers.Await(kPatience)) return 0;
    return subscribers.MedianDelay();
  }

  bool MeasureDelay() {
    const auto delays =
        Compare(options_.delay_streams, [this](const Subject& subject) { return Delay(subject); });
    if (!delays) return false;
    std::printf(
        "%6d streams, 20 changes/s: median delay bare gRPC %.1f ms, taqvimd %.1f ms, "
        "ratio %.2f\n",
        options_.delay_streams, delays->bare, delays->taqvim, delays->ratio);
    std::fflush(stdout);
    return true;
  }

  // What some streams whose readers never read do to the others and to writers.
  bool MeasureStalled() {
    std::vector<double> delays[2], writes[2], ratios;
    for (int round = 0; round < options_.rounds; ++round) {
      std::optional<Subscribers> stalled;
      for (int i = 0; i < 2; ++i) {
        if (i == 1) {
          stalled.emplace(taqvim().address(), taqvim().kind, options_.stalled_streams,
                          Subscribers::Readers::kNeverRead);
          // More than goes into the windows of those streams.
          for (int change = 0; change < kChangesToStall; ++change) taqvim().change();
        }
        delays[i].push_back(Delay(taqvim(), &writes[i]));
        if (delays[i].back() == 0) return Fail(taqvim(), options_.delay_streams);
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

  // Once: the next streams would find the memory of the first.
  bool MeasureMemory() {
    double kib[2];
    for (int i = 0; i < 2; ++i) {
      const Subject& subject = watched_.both()[i];
      const double before = ResidentKib(*subject.server);
      Subscribers subscribers(subject.address(), subject.kind, options_.idle_streams);
      AwaitStreams(subject, subscribers, options_.idle_streams);
      kib[i] = (ResidentKib(*subject.server) - before) / options_.idle_streams;
    }
    std::printf("%6d idle streams: bare gRPC %.1f KiB each, taqvimd %.1f KiB, ratio %.2f\n",
                options_.idle_streams, kib[0], kib[1], kib[1] / kib[0]);
    std::fflush(stdout);
    return true;
  }

  static bool Fail(const Subject& subject, int streams) {
    std::fprintf(stderr, "%s did not deliver everything to %d streams in %s.\n",
                 subject.name.c_str(), streams, absl::FormatDuration(kPatience).c_str());
    return false;
  }

  const Subject& taqvim() const { return watched_.taqvim(); }

  const Options options_;
  Watched watched_;
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
  app.add_option("--backlog", options.backlog, "Over how many changes streams catch up at most");
  app.add_option("--measures", options.measures, "What is measured")
      ->delimiter(',')
      ->check(CLI::IsMember({"memory", "rate", "backlog", "delay", "stalled"}));
  CLI11_PARSE(app, argc, argv);
  return Bench(options).Run() ? 0 : 1;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
