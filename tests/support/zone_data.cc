#include "tests/support/zone_data.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace taqvim::testing {
namespace {

constexpr char kTashkent[] =
    "Zone\tAsia/Tashkent\t4:37:11\t-\tLMT\t1924 May 2\n"
    "\t\t\t5:00\t-\t+05\n";
constexpr char kAlmatyBefore[] =
    "Zone\tAsia/Almaty\t5:07:48\t-\tLMT\t1924 May 2\n"
    "\t\t\t6:00\t-\t+06\n";
constexpr char kAlmatyAfter[] =
    "Zone\tAsia/Almaty\t5:07:48\t-\tLMT\t1924 May 2\n"
    "\t\t\t6:00\t-\t+06\t2024 Mar 1 0:00\n"
    "\t\t\t5:00\t-\t+05\n";

}  // namespace

ZoneData::ZoneData() {
  Make("before", kAlmatyBefore);
  Make("after", kAlmatyAfter);
  Use("before");
  setenv("TZDIR", dir_.Path("zoneinfo").c_str(), 1);
}

ZoneData::~ZoneData() { unsetenv("TZDIR"); }

void ZoneData::Use(const std::string& set) {
  std::filesystem::remove(dir_.Path("zoneinfo"));
  std::filesystem::create_directory_symlink(dir_.Path(set), dir_.Path("zoneinfo"));
}

void ZoneData::Make(const std::string& set, const std::string& almaty) {
  const std::string source = dir_.Path(set + ".zi");
  std::ofstream(source) << almaty << kTashkent;
  Process zic({"/usr/sbin/zic", "-d", dir_.Path(set), source}, dir_.Path("zic.log"));
  ASSERT_EQ(zic.Wait(), 0) << ReadFile(dir_.Path("zic.log"));
  std::ofstream(dir_.Path(set) + "/tzdata.zi")
      << "Z Asia/Almaty 5 - +05\nZ Asia/Tashkent 5 - +05\n";
}

}  // namespace taqvim::testing
