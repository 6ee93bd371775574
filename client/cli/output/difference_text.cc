#include "client/cli/output/difference_text.h"

#include "absl/strings/str_cat.h"
#include "client/cli/output/shown_time.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

std::string Value(const std::string& text, int longest) {
  if (text.empty()) return "(nothing)";
  const std::string printable = Printable(ShownLocalTime(text, "", {}).text);
  return longest > 0 ? CutToWidth(printable, longest) : printable;
}

}  // namespace

std::string DifferenceText(const FieldDifference& difference, int longest) {
  return absl::StrCat(difference.field, ": ", Value(difference.before, longest), " -> ",
                      Value(difference.after, longest));
}

}  // namespace taqvim::cli
