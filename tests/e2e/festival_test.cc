// A festival as a whole through the command line: 2,000 events in 700 venues that do not
// exist yet, in three languages, a tenth of them series and a tenth inside others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::HasSubstr;

class Festival : public ::testing::Test {
 protected:
  static constexpr int kVenues = 700;
  static constexpr int kEvents = 2000;
  // What a server of a small machine has.
  static constexpr int64_t kMostKib = int64_t{600} << 10;

  // Runs the command line, and says how long that took; its exit code.
  int Run(const std::vector<std::string>& words) {
    std::vector<std::string> command = {TAQVIM, "--server", server_.address()};
    command.insert(command.end(), words.begin(), words.end());
    std::ofstream(File("out"), std::ios::trunc);
    std::ofstream(File("err"), std::ios::trunc);
    const auto begin = std::chrono::steady_clock::now();
    testing::Process process(command, File("out"), File("err"));
    const int code = process.Wait();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    std::printf("%s %s: %.1f s; the server has %lld MiB, and had %lld at most\n", words[0].c_str(),
                words[1].c_str(), taken.count(),
                static_cast<long long>(server_.process().ResidentKib() >> 10),
                static_cast<long long>(server_.process().PeakKib() >> 10));
    return code;
  }
  std::string File(const std::string& name) const { return server_.dir().Path(name); }
  std::string Out() const { return testing::ReadFile(File("out")); }
  std::string Errors() const { return testing::ReadFile(File("err")); }

  // Writes the file of the festival, or of another one whose events are where its are.
  std::string FileOf(const std::string& prefix) const {
    const std::string path = File(prefix + ".yaml");
    std::ofstream file(path);
    file << "organizations:\n- {id: owner, title: {en: The owner}, country: KZ}\nvenues:\n";
    for (int i = 0; i < kVenues; ++i) {
      file << "- {id: house-" << i << ", title: {en: House " << i
           << "}, country: KZ, city: Astana, time_zone: Asia/Almaty, "
           << "spaces: [{id: hall, title: {en: The hall}}]}\n";
    }
    file << "events:\n- {id: " << prefix << ", confirm: true, owner: owner, "
         << "title: {en: The open-house weekend}, culture_days: {stops: [{city: Astana, first_day: "
         << Day(0) << ", last_day: " << Day(90) << "}]}}\n";
    for (int i = 0; i < kEvents; ++i) AddEvent(prefix, i, file);
    return path;
  }
  std::string Day(int days) const { return absl::FormatCivilTime(first_ + days); }

 private:
  // One in ten is inside the one before it, in the middle of its time.
  void AddEvent(const std::string& prefix, int number, std::ostream& file) const {
    const bool inside = number % 10 == 9;
    const int shown = inside ? number - 1 : number;
    const int turn = shown / kVenues;
    file << "- {id: " << prefix << "-" << number
         << ", confirm: true, owner: owner, programme: " << prefix
         << ", activity: {form: talk}, title: {";
    for (const char* language : {"kk", "ru", "en"}) {
      file << language << ": An open house number " << number << ", ";
    }
    file << "}, description: {";
    for (const char* language : {"kk", "ru", "en"}) {
      file << language << ": " << std::string(400, language[0]) << ", ";
    }
    file << "}, "
         << absl::StrFormat("start: %sT%02d:%s, end: %sT%02d:%s", Day(0), 9 + 3 * turn,
                            inside ? "30" : "00", Day(0), 10 + 3 * turn, inside ? "00" : "30");
    if (inside) file << ", host: " << prefix << "-" << shown;
    if (number % 10 == 5) file << ", recurrence: {rule: FREQ=WEEKLY;COUNT=10}";
    file << ", bookings: [{space: house-" << shown % kVenues << "/hall}]}\n";
  }

  const absl::CivilDay first_ = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 30;

 protected:
  testing::Taqvimd server_;
};

TEST_F(Festival, IsAppliedMovedAndCancelledAsAWhole) {
  const std::string file = FileOf("festival");
  ASSERT_EQ(Run({"apply", "--dry-run", "-f", file}), 0) << Errors();
  ASSERT_EQ(Run({"apply", "-f", file}), 0) << Errors();
  EXPECT_EQ(Run({"events", "get", "festival-1999", "-o", "yaml"}), 0) << Errors();
  EXPECT_THAT(Out(), HasSubstr("confirmed"));
  ASSERT_EQ(Run({"apply", "-f", file}), 0) << Errors();
  EXPECT_THAT(Out(), HasSubstr("UNCHANGED"));

  // In two thousand places something is there already.
  EXPECT_NE(Run({"apply", "-f", FileOf("other")}), 0);
  EXPECT_THAT(Errors(), HasSubstr("Nothing was written"));

  ASSERT_EQ(Run({"programmes", "shift", "festival", "--days", "7"}), 0) << Errors();
  EXPECT_EQ(Run({"events", "get", "festival-0", "-o", "yaml"}), 0) << Errors();
  EXPECT_THAT(Out(), HasSubstr(Day(7)));
  ASSERT_EQ(Run({"events", "cancel", "festival", "--cascade"}), 0) << Errors();
  EXPECT_EQ(Run({"events", "get", "festival-1000", "-o", "yaml"}), 0) << Errors();
  EXPECT_THAT(Out(), HasSubstr("cancelled"));
  EXPECT_LT(server_.process().PeakKib(), kMostKib);
}

}  // namespace
}  // namespace taqvim::e2e
