#include "server/process/announce.h"

#include <cstdio>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "server/process/service_manager.h"

namespace taqvim::process {

absl::Status Announce(const std::string& address, int port, const std::string& port_file) {
  // First the file: whoever sees the line may read it.
  if (!port_file.empty()) {
    const std::string draft = port_file + ".new";
    std::ofstream file(draft);
    file << port << "\n";
    file.close();
    if (!file || std::rename(draft.c_str(), port_file.c_str()) != 0) {
      return absl::UnavailableError(absl::StrCat(
          "The port could not be written to ", port_file,
          "; name a file in a directory that exists and can be written with --port-file."));
    }
  }
  std::cout << "listening on " << address << std::endl;
  return TellServiceManager(kServing);
}

}  // namespace taqvim::process
