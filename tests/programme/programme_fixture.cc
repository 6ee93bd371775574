#include "tests/programme/programme_fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "absl/strings/substitute.h"
#include "client/cli/app/app.h"

namespace taqvim::testing {

Ran ProgrammeTest::Run(const std::vector<std::string>& words) const {
  const cli::Surroundings surroundings{
      .variable = [this](const char* name) -> std::optional<std::string> {
        if (std::string(name) == "TAQVIM_SERVER") return server_.address();
        return std::nullopt;
      },
      .is_terminal = false};
  std::ostringstream out, err;
  const int code = cli::Run(words, surroundings, out, err);
  return {code, out.str(), err.str()};
}

Ran ProgrammeTest::ApplyFiles(const std::vector<std::string>& files,
                              const std::vector<std::string>& more) const {
  std::vector<std::string> words = {"apply"};
  for (const std::string& file : files) words.insert(words.end(), {"-f", file});
  words.insert(words.end(), more.begin(), more.end());
  return Run(words);
}

std::string ProgrammeTest::File(const std::string& name, const std::string& text) const {
  const std::string path = server_.dir().Path(name);
  std::ofstream(path) << text;
  return path;
}

std::vector<std::string> ProgrammeTest::Demo() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(TAQVIM_DEMO)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ConcertIn(const std::string& id, const std::string& space, const std::string& start,
                      const std::string& end) {
  return absl::Substitute(R"(
  - id: $0
    title: {en: Concert $0}
    owner: library
    period: {timed: {start: $2, end: $3}}
    bookings: [{id: hall, space: library/$1}]
    activity: {form: concert}
    confirm: true
)",
                          id, space, start, end);
}

}  // namespace taqvim::testing
