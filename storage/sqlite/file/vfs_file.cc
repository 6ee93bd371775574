#include "storage/sqlite/file/vfs_file.h"

#include <cstring>

namespace taqvim::storage {

VfsFile::VfsFile(const std::string& path, const std::string& vfs_name)
    : vfs_(sqlite3_vfs_find(vfs_name.empty() ? nullptr : vfs_name.c_str())) {
  std::string absolute(vfs_->mxPathname + 1, '\0');
  vfs_->xFullPathname(vfs_, path.c_str(), vfs_->mxPathname, absolute.data());
  absolute.resize(std::strlen(absolute.c_str()));
  name_ = sqlite3_create_filename(absolute.c_str(), (absolute + "-journal").c_str(),
                                  (absolute + "-wal").c_str(), 0, nullptr);
  storage_ = std::make_unique<char[]>(vfs_->szOsFile);
}

VfsFile::~VfsFile() {
  if (get()->pMethods != nullptr) methods().xClose(get());
  sqlite3_free_filename(name_);
}

bool VfsFile::Exists(const char* name) const {
  int exists = 0;
  return vfs_->xAccess(vfs_, name, SQLITE_ACCESS_EXISTS, &exists) == SQLITE_OK && exists != 0;
}

int VfsFile::Open(sqlite3_filename name, int flags) {
  int out_flags = 0;
  return vfs_->xOpen(vfs_, name, get(), flags, &out_flags);
}

}  // namespace taqvim::storage
