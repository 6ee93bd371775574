#include "server/rpc/limits/limit_flags.h"

#include <string>

namespace taqvim::rpc {
namespace {

void Add(CLI::App& app, const char* name, int& value, int least, int most,
         const std::string& description) {
  app.add_option(name, value, description)
      ->check(CLI::Range(least, most).description(""))
      ->type_name("NUMBER")
      ->capture_default_str();
}

}  // namespace

void AddConnectionFlags(CLI::App& app, ConnectionLimits& limits) {
  constexpr int kMost = 1'000'000;
  Add(app, "--connections", limits.in_all, 0, kMost,
      "How many connections there may be, 0 for as many as the limit of\n"
      "descriptors allows; those of the operator's socket do not count");
  Add(app, "--connections-per-address", limits.of_an_address, 0, kMost,
      "How many of them from one IPv4 address, or one IPv6 network of 64\n"
      "bits, 0 for any number; beyond this and the limit before they are\n"
      "closed at once");
}

void AddLimitFlags(CLI::App& app, LimitOptions& limits) {
  constexpr int kMost = 1'000'000;
  Add(app, "--caller-rate", limits.rate, 0, kMost,
      "How many calls a second each caller may make on the average,\n"
      "0 to 1000000, 0 for any number; beyond this and the other limits\n"
      "of callers they are refused with LIMIT_EXCEEDED");
  Add(app, "--caller-burst", limits.burst, 1, kMost,
      "How many of these may come at once, 1 to 1000000");
  Add(app, "--caller-writes", limits.writes, 0, kMost,
      "How many writes of a caller may be under way, 0 for any number");
  Add(app, "--caller-reads", limits.reads, 0, kMost,
      "How many reads of a caller may be under way, 0 for any number");
  Add(app, "--caller-streams", limits.streams, 0, kMost,
      "How many streams of a caller may be open, 0 for any number");
  Add(app, "--caller-batch", limits.batch, 0, kMost,
      "How many writes a batch may have, 0 for as many as the contract\n"
      "allows, 5000");
}

}  // namespace taqvim::rpc
