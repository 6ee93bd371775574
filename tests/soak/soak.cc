// Hours of a schedule in which everything happens that may happen to a server, in rounds that
// follow from a seed; what must hold is looked at after each (endurance.h).
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <limits>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/soak/endurance.h"
#include "tests/soak/report.h"

namespace taqvim::soak {
namespace {

struct Options {
  uint64_t seed = std::random_device()();
  std::optional<double> minutes;
  std::optional<int> rounds;
  int writes = 40;
  std::set<std::string> without;
};

// Where a run stands, for a process that is aborted, as by a server that does not start.
Endurance* running = nullptr;
uint64_t seed_of_run = 0;
int round_of_run = 0;

void TellWhere() {
  std::printf("\nSeed %llu, round %d. What was there is kept in %s\n",
              static_cast<unsigned long long>(seed_of_run), round_of_run,
              running->machine().kept().c_str());
  std::fflush(stdout);
}

// The process ends after it; nobody else can keep what is on a disk of its own.
void KeepWhenAborted(int /*signal*/) {
  std::signal(SIGABRT, SIG_DFL);
  if (running == nullptr) return;
  running->Keep();
  TellWhere();
}

bool GoesOn(const Options& options, const Endurance& endurance, absl::Time start) {
  if (::testing::Test::HasFailure()) return false;
  if (options.minutes) return absl::Now() < start + absl::Minutes(*options.minutes);
  const int rounds = options.rounds.value_or(static_cast<int>(endurance.kinds()));
  return round_of_run < rounds;
}

int Run(const Options& options) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  seed_of_run = options.seed;
  Report report;
  const absl::Time start = absl::Now();
  Endurance endurance(options.seed, options.writes, options.without);
  running = &endurance;
  std::signal(SIGABRT, KeepWhenAborted);
  const absl::Status& disk = endurance.machine().disk_status();
  if (!disk.ok())
    std::printf("There are no rounds with a full disk. %s\n", disk.ToString().c_str());
  while (GoesOn(options, endurance, start)) {
    const Trouble& trouble = endurance.Next();
    report.Begin(++round_of_run, trouble.name);
    report.End(round_of_run, endurance.Round(trouble));
  }
  report.Table();
  const bool failed = ::testing::Test::HasFailure();
  if (failed) {
    endurance.Keep();
    TellWhere();
  }
  running = nullptr;
  return failed ? 1 : 0;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Lets clients write to a server and follow it, while it is killed, restored, and its disk, "
      "clock and time zone data go wrong, and says whether all that must hold does.");
  auto* minutes =
      app.add_option("--minutes", options.minutes, "For how long; the round that is begun is ended")
          ->check(CLI::PositiveNumber);
  app.add_option("--rounds", options.rounds,
                 "Or how many rounds; each kind once if neither is said")
      ->check(CLI::PositiveNumber)
      ->excludes(minutes);
  app.add_option("--seed", options.seed, "What happens; at random if it is not said");
  app.add_option("--writes", options.writes,
                 "How much each of those writes who are accounted for in a round")
      ->check(CLI::Range(1, 5'000));
  app.add_option("--without", options.without, "Kinds of rounds that are left out, by name");
  CLI11_PARSE(app, argc, argv);
  return Run(options);
}

}  // namespace
}  // namespace taqvim::soak

int main(int argc, char** argv) { return taqvim::soak::Main(argc, argv); }
