#include "tests/soak/figures.h"

#include <filesystem>

#include "absl/strings/str_cat.h"

namespace taqvim::soak {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMib = 1024 * 1024;
constexpr int64_t kMemoryKib = 96 * 1024;
constexpr int64_t kMemoryBytesOfChange = 4 * 1024;
constexpr int64_t kDescriptors = 64;
constexpr int64_t kDataBytes = 16 * kMib;
constexpr int64_t kDataBytesOfChange = 16 * 1024;
constexpr int64_t kLogBytes = 320 * kMib;

int64_t SizeOf(const std::string& path) {
  std::error_code none;
  const auto size = fs::file_size(path, none);
  return none ? 0 : static_cast<int64_t>(size);
}

int64_t DescriptorsOf(pid_t pid) {
  int64_t descriptors = 0;
  std::error_code none;
  for ([[maybe_unused]] const auto& entry :
       fs::directory_iterator(absl::StrCat("/proc/", pid, "/fd"), none)) {
    ++descriptors;
  }
  return descriptors;
}

std::optional<std::string> Beyond(const char* what, int64_t now, int64_t bound) {
  if (now <= bound) return std::nullopt;
  return absl::StrCat(what, " is ", now, ", beyond its bound of ", bound, ".");
}

}  // namespace

Figures Figures::Of(testing::Taqvimd& server) {
  return {.memory_kib = server.process().ResidentKib(),
          .descriptors = DescriptorsOf(server.process().pid()),
          .data_bytes = SizeOf(server.data_file()),
          .log_bytes = SizeOf(server.data_file() + "-wal")};
}

std::optional<std::string> Bounds::Exceeded(const Figures& now, int64_t changes) const {
  auto said = Beyond("The server's memory in KiB", now.memory_kib,
                     first_.memory_kib + kMemoryKib + changes * kMemoryBytesOfChange / 1024);
  if (!said) {
    said = Beyond("The number of open descriptors", now.descriptors,
                  first_.descriptors + kDescriptors);
  }
  if (!said) {
    said = Beyond("The data file in bytes", now.data_bytes,
                  first_.data_bytes + kDataBytes + changes * kDataBytesOfChange);
  }
  if (!said) said = Beyond("The write-ahead log in bytes", now.log_bytes, kLogBytes);
  return said;
}

}  // namespace taqvim::soak
