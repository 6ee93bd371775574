#include "client/web/images/qr_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <qrencode.h>

#include <memory>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace taqvim::web {
namespace {

std::string Drawn(absl::string_view text, const std::string& label = "label") {
  markup::MarkupWriter out;
  WriteQrCode(out, text, label);
  return std::move(out).Finish();
}

std::string Between(const std::string& text, const std::string& begin, const std::string& end) {
  const size_t at = text.find(begin) + begin.size();
  return text.substr(at, text.find(end, at) - at);
}

int Number(absl::string_view text) {
  int number = -1;
  EXPECT_TRUE(absl::SimpleAtoi(text, &number)) << text;
  return number;
}

// Which modules are dark, with the quiet zone, as a browser would fill the path.
std::vector<std::vector<bool>> Modules(const std::string& svg) {
  const std::vector<std::string> box = absl::StrSplit(Between(svg, "viewBox=\"", "\""), ' ');
  const int side = Number(box[2]);
  std::vector<std::vector<bool>> dark(side, std::vector<bool>(side));
  for (const absl::string_view run :
       absl::StrSplit(Between(svg, " d=\"", "\""), 'z', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(run.substr(1), absl::ByAnyChar(" hv"));
    for (int x = 0; x < Number(parts[2]); ++x) {
      dark.at(Number(parts[1])).at(Number(parts[0]) + x) = true;
    }
  }
  return dark;
}

TEST(QrCode, HasTheModulesOfTheText) {
  const std::string text = "https://schedule.example/programmes/days?lang=ru";
  const auto dark = Modules(Drawn(text));
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
  ASSERT_EQ(dark.size(), code->width + 8);
  for (int y = 0; y < dark.size(); ++y) {
    for (int x = 0; x < dark.size(); ++x) {
      const bool within = x >= 4 && y >= 4 && x < code->width + 4 && y < code->width + 4;
      const bool expected = within && (code->data[(y - 4) * code->width + x - 4] & 1) != 0;
      ASSERT_EQ(dark[y][x], expected) << x << ", " << y;
    }
  }
}

TEST(QrCode, SaysWhatItIs) {
  EXPECT_THAT(Drawn("a", "<\"scan\">"), ::testing::HasSubstr("aria-label=\"&lt;&quot;scan"));
}

TEST(QrCode, IsNoneOfNothingAndOfTooMuch) {
  EXPECT_EQ(Drawn(""), "");
  EXPECT_EQ(Drawn(std::string(3000, 'a')), "");
  EXPECT_NE(Drawn(std::string(2000, 'a')), "");
}

}  // namespace
}  // namespace taqvim::web
