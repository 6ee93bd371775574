#include "storage/sqlite/file/disk_use.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

namespace taqvim::storage {
namespace {

std::optional<int64_t> SizeAt(const std::string& path) {
  struct stat about = {};
  if (stat(path.c_str(), &about) != 0) return std::nullopt;
  return about.st_size;
}

std::optional<int64_t> FreeAt(const std::string& path) {
  struct statvfs about = {};
  if (statvfs(path.c_str(), &about) != 0) return std::nullopt;
  return static_cast<int64_t>(about.f_bavail) * static_cast<int64_t>(about.f_frsize);
}

}  // namespace

DiskUse DiskUseOf(const std::string& path) {
  return {
      .data_bytes = SizeAt(path), .wal_bytes = SizeAt(path + "-wal"), .free_bytes = FreeAt(path)};
}

}  // namespace taqvim::storage
