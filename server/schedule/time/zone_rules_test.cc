// Time zone data that is replaced while the process runs: by that of another
// place, as only the bytes of the files count.
#include "server/schedule/time/zone_rules.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/time/civil.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::schedule {
namespace {

using ::testing::HasSubstr;

constexpr char kSystemData[] = "/usr/share/zoneinfo/";
constexpr absl::CivilSecond kEvening(2035, 10, 10, 18, 0, 0);

class ReplacedZoneData : public ::testing::Test {
 protected:
  ReplacedZoneData() {
    std::filesystem::create_directory(directory_.File("Asia"));
    Install("Asia/Almaty");
    WriteNames("Z Asia/Almaty 5 - +05\n");
    setenv("TZDIR", directory_.path().c_str(), 1);
    ReadAgain();
  }
  ~ReplacedZoneData() override {
    unsetenv("TZDIR");
    ReadAgain();
  }

  static void ReadAgain() { ZonesInForce::Use(ZonesInForce::ReadInstalled()); }

  // Makes Almaty have the rules of that place.
  void Install(const std::string& place) {
    std::filesystem::copy_file(kSystemData + place, directory_.File("Asia/Almaty"),
                               std::filesystem::copy_options::overwrite_existing);
  }
  void WriteNames(const std::string& lines) {
    std::ofstream(directory_.File("tzdata.zi")) << lines;
  }
  int64_t Evening() { return absl::ToUnixSeconds(absl::FromCivil(kEvening, Almaty())); }
  absl::TimeZone Almaty() { return FindZone("Asia/Almaty").value(); }

  storage::testing::TemporaryDirectory directory_;
};

TEST_F(ReplacedZoneData, CountsOnceItIsReadAgain) {
  const int64_t before = Evening();
  Install("Asia/Tokyo");
  EXPECT_EQ(Evening(), before);
  ReadAgain();
  EXPECT_EQ(Evening(), before - 4 * 3600);
  Install("Asia/Almaty");
  ReadAgain();
  EXPECT_EQ(Evening(), before);
}

TEST_F(ReplacedZoneData, CanBePutBack) {
  const int64_t before = Evening();
  const auto rules = ZonesInForce::Get();
  Install("Asia/Tokyo");
  ReadAgain();
  EXPECT_NE(Evening(), before);
  ZonesInForce::Use(rules);
  EXPECT_EQ(Evening(), before);
}

TEST_F(ReplacedZoneData, CountsForWhoIsGivenItAlone) {
  const int64_t before = Evening();
  Install("Asia/Tokyo");
  {
    const GivenZoneRules given(ZonesInForce::ReadInstalled());
    EXPECT_EQ(Evening(), before - 4 * 3600);
    int64_t elsewhere = 0;
    std::thread([&] { elsewhere = Evening(); }).join();
    EXPECT_EQ(elsewhere, before);
  }
  EXPECT_EQ(Evening(), before);
}

TEST_F(ReplacedZoneData, LeavesAloneWhoWasGivenOthers) {
  const int64_t before = Evening();
  const GivenZoneRules given(ZonesInForce::Get());
  Install("Asia/Tokyo");
  ReadAgain();
  EXPECT_EQ(Evening(), before);
}

TEST_F(ReplacedZoneData, KeepsTheNamesOfItsZones) {
  Install("Asia/Tokyo");
  ReadAgain();
  EXPECT_EQ(NameOf(Almaty()), "Asia/Almaty");
  EXPECT_THAT(FormatInterval({0, 3600}, Almaty()), HasSubstr("(Asia/Almaty)"));
}

TEST_F(ReplacedZoneData, MayKnowOtherNames) {
  EXPECT_FALSE(FindZone("Asia/Astana").ok());
  std::filesystem::copy_file(directory_.File("Asia/Almaty"), directory_.File("Asia/Astana"));
  WriteNames("Z Asia/Astana 5 - +05\n");
  ReadAgain();
  EXPECT_TRUE(FindZone("Asia/Astana").ok());
  EXPECT_FALSE(FindZone("Asia/Almaty").ok());
}

TEST_F(ReplacedZoneData, ThatCannotBeReadLeavesAllAsItWas) {
  const int64_t before = Evening();
  std::filesystem::remove(directory_.File("tzdata.zi"));
  std::filesystem::remove(directory_.File("Asia/Almaty"));
  ReadAgain();
  EXPECT_EQ(Evening(), before);
}

}  // namespace
}  // namespace taqvim::schedule
