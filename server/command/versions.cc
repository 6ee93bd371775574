#include "server/command/versions.h"

#include <sqlite3.h>

#include "server/process/versions.h"

namespace taqvim::command {

std::string VersionText() {
  return process::VersionText(
      process::VersionsOf({"taqvimd", TAQVIM_VERSION}, {{"SQLite", sqlite3_libversion()}}));
}

}  // namespace taqvim::command
