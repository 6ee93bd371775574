#include "server/schedule/folding.h"

#include "absl/strings/ascii.h"
#include "server/schedule/strings.h"

namespace taqvim::schedule {

std::string Folded(std::string_view text) { return absl::AsciiStrToLower(AbslView(text)); }

}  // namespace taqvim::schedule
