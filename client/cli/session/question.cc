#include "client/cli/session/question.h"

#include <algorithm>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
std::string ToldNames(const std::vector<std::string>& names) {
  if (names.size() == 1) return Printable(names[0]);
  const auto first = absl::MakeSpan(names).subspan(0, std::min(names.size(), kMostToldNames));
  return absl::StrCat(names.size(), ": ", Printable(absl::StrJoin(first, ", ")),
                      names.size() > kMostToldNames ? ", ..." : "");
}

absl::Status AskToGoOn(const Session& session, const std::string& says) {
  if (!session.options.read_answer) return absl::OkStatus();
  // A question is no note: --quiet does not leave it out.
  std::ostream& told = session.options.quiet ? std::cerr : session.err;
  told << says << "\nGo on? [y/N] " << std::flush;
  const std::string answer = absl::AsciiStrToLower(session.options.read_answer());
  if (answer == "y" || answer == "yes") return absl::OkStatus();
  return UsageError("Nothing was done. Say yes, or give --yes, to go on.");
}

}  // namespace taqvim::cli
