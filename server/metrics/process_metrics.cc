#include "server/metrics/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace taqvim::metrics {
namespace {

// Of /proc/self/stat, counted from the state, which follows the name of the program.
enum StatField {
  kUserTicks = 11,
  kSystemTicks = 12,
  kThreads = 17,
  kStart = 19,
  kVirtual = 20,
  kResidentPages = 21
};

std::string ReadFile(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

double Number(absl::string_view text) {
  double number = 0;
  return absl::SimpleAtod(text, &number) ? number : 0;
}

// The name may have blanks and brackets in it.
std::vector<std::string> ReadStat() {
  const std::string stat = ReadFile("/proc/self/stat");
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  return absl::StrSplit(absl::string_view(stat).substr(name_end + 2), ' ');
}

// When the system was started, in seconds since the epoch; 0 where it does not say.
double BootTime() {
  for (const absl::string_view line : absl::StrSplit(ReadFile("/proc/stat"), '\n')) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
    if (words.size() == 2 && words[0] == "btime") return Number(words[1]);
  }
  return 0;
}

void TellStat(Sheet& sheet) {
  const std::vector<std::string> stat = ReadStat();
  if (stat.size() <= kResidentPages) return;
  static const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  static const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  static const double boot = BootTime();
  sheet.Counter("process_cpu_seconds_total", "Processor time that was used, in seconds.",
                (Number(stat[kUserTicks]) + Number(stat[kSystemTicks])) / ticks);
  sheet.Gauge("process_threads", "Threads.", Number(stat[kThreads]));
  sheet.Gauge("process_virtual_memory_bytes", "Virtual memory.", Number(stat[kVirtual]));
  sheet.Gauge("process_resident_memory_bytes", "Memory that is in use.",
              Number(stat[kResidentPages]) * page);
  if (boot == 0) return;
  sheet.Gauge("process_start_time_seconds", "When the process was started, since the epoch.",
              boot + Number(stat[kStart]) / ticks);
}

std::optional<int> OpenDescriptors() {
  std::error_code error;
  int count = 0;
  auto descriptor = std::filesystem::directory_iterator("/proc/self/fd", error);
  for (; !error && descriptor != std::filesystem::directory_iterator();
       descriptor.increment(error)) {
    ++count;
  }
  if (error) return std::nullopt;
  // Without the one by which they are listed.
  return count - 1;
}

}  // namespace

void TellProcess(Sheet& sheet) {
  TellStat(sheet);
  if (const auto open = OpenDescriptors()) {
    sheet.Gauge("process_open_fds", "Descriptors that are open.", *open);
  }
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  sheet.Gauge("process_max_fds", "How many descriptors may be open.",
              static_cast<double>(limit.rlim_cur));
}

}  // namespace taqvim::metrics
