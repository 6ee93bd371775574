#include "tests/soak/report.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_format.h"

namespace taqvim::soak {
namespace {

constexpr double kBytesOfMib = 1024.0 * 1024.0;

void Add(const Outcome& one, Outcome* all) {
  all->revisions += one.revisions;
  all->acknowledged += one.acknowledged;
  all->found += one.found;
  all->not_there += one.not_there;
  all->taken_back += one.taken_back;
  all->lost += one.lost;
  all->pause = std::max(all->pause, one.pause);
  all->took += one.took;
}

void PrintRow(const std::string& kind, int rounds, const Outcome& outcome) {
  absl::PrintF("%-18s%7d%11d%14d%6d%18d%12d%15.2f%9.0f\n", kind, rounds, outcome.revisions,
               outcome.acknowledged, outcome.lost, outcome.found + outcome.not_there,
               outcome.taken_back, absl::ToDoubleSeconds(outcome.pause),
               absl::ToDoubleSeconds(outcome.took));
}

}  // namespace

Report::Report() : terminal_(isatty(STDOUT_FILENO) == 1) {}

void Report::Begin(int round, const std::string& kind) {
  if (!terminal_) return;
  absl::PrintF("\rround %d: %s\033[K", round, kind);
  std::fflush(stdout);
}

void Report::End(int round, const Outcome& outcome) {
  const Figures& figures = outcome.figures;
  absl::PrintF(
      "%sround %4d  %-17s %6d revisions %5d acknowledged %3d unknown  pause %5.2f s  %5.0f MiB "
      "%3d descriptors  data %.1f  wal %.1f  backups %.1f MiB  %.1f s\n",
      terminal_ ? "\r\033[K" : "", round, outcome.kind, outcome.revisions, outcome.acknowledged,
      outcome.found + outcome.not_there, absl::ToDoubleSeconds(outcome.pause),
      static_cast<double>(figures.memory_kib) / 1024.0, figures.descriptors,
      static_cast<double>(figures.data_bytes) / kBytesOfMib,
      static_cast<double>(figures.log_bytes) / kBytesOfMib,
      static_cast<double>(outcome.backup_bytes) / kBytesOfMib, absl::ToDoubleSeconds(outcome.took));
  std::fflush(stdout);
  auto& [rounds, all] = kinds_[outcome.kind];
  ++rounds;
  Add(outcome, &all);
}

void Report::Table() const {
  absl::PrintF("\n%-18s%7s%11s%14s%6s%18s%12s%15s%9s\n", "kind", "rounds", "revisions",
               "acknowledged", "lost", "unknown resolved", "taken back", "longest pause",
               "seconds");
  int rounds = 0;
  Outcome all;
  for (const auto& [kind, counted] : kinds_) {
    PrintRow(kind, counted.first, counted.second);
    rounds += counted.first;
    Add(counted.second, &all);
  }
  PrintRow("all", rounds, all);
  std::fflush(stdout);
}

}  // namespace taqvim::soak
