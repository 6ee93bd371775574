#include "client/web/images/qr_code.h"

#include <qrencode.h>

#include <memory>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

// In modules, around the code.
constexpr int kQuiet = 4;

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using Code = std::unique_ptr<QRcode, Free>;

bool IsDark(const QRcode& code, int x, int y) {
  return x < code.width && (code.data[y * code.width + x] & 1) != 0;
}

// Of all dark modules, those side by side as one.
std::string PathOf(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width; ++x) {
      const int first = x;
      while (IsDark(code, x, y)) ++x;
      if (x == first) continue;
      const int run = x - first;
      absl::StrAppend(&path, "M", first + kQuiet, " ", y + kQuiet, "h", run, "v1h-", run, "z");
    }
  }
  return path;
}

}  // namespace

void WriteQrCode(markup::MarkupWriter& out, absl::string_view text, const std::string& label) {
  const Code code(QRcode_encodeData(static_cast<int>(text.size()),
                                    reinterpret_cast<const unsigned char*>(text.data()), 0,
                                    QR_ECLEVEL_M));
  if (code == nullptr) return;
  const std::string side = absl::StrCat(code->width + 2 * kQuiet);
  out.Open("svg", {{"class", "qr"},
                   {"viewBox", absl::StrCat("0 0 ", side, " ", side)},
                   {"role", "img"},
                   {"aria-label", label}});
  out.Empty("rect", {{"width", side}, {"height", side}, {"fill", "#fff"}});
  out.Empty("path", {{"d", PathOf(*code)}, {"fill", "#000"}});
  out.Close();
}

}  // namespace taqvim::web
