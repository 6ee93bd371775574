// The command line beside a server of its own, and files to give to it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/taqvimd.h"

namespace taqvim::testing {

// What a command did.
struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

class ProgrammeTest : public ::testing::Test {
 protected:
  // Runs `taqvim` with the words, against the server.
  Ran Run(const std::vector<std::string>& words) const;
  // Runs `taqvim apply` on the files, with more words.
  Ran ApplyFiles(const std::vector<std::string>& files,
                 const std::vector<std::string>& more = {}) const;

  // Writes the text into a file and returns its path.
  std::string File(const std::string& name, const std::string& text) const;
  // The files of deploy/demo, directory and all programmes.
  static std::vector<std::string> Demo();

  client::Client& client() { return server_.client(); }

 private:
  Taqvimd server_;
};

// A venue with two halls, and what is needed to book it.
inline constexpr char kLibrary[] = R"(
organizations:
  - {id: library, title: {en: Library}, country: KZ}
venues:
  - id: library
    title: {en: Library}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces:
      - {id: both, title: {en: Both halls}, parts: [east, west]}
      - {id: east, title: {en: East hall}, seats: 100}
      - {id: west, title: {en: West hall}}
)";

// An event of two hours in a space of the library, to be confirmed.
std::string ConcertIn(const std::string& id, const std::string& space, const std::string& start,
                      const std::string& end);

}  // namespace taqvim::testing
