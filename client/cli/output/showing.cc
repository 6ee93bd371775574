#include "client/cli/output/showing.h"

namespace taqvim::cli {

Showing ShowingFor(const GlobalOptions& options, const Catalog& catalog) {
  static const std::map<std::string, Tone> kTones = {
      {"dim", Tone::kDim}, {"red", Tone::kRed}, {"green", Tone::kGreen}, {"yellow", Tone::kYellow}};
  Showing showing{
      .languages = options.languages, .here = options.here, .all_here = options.zone_given};
  for (const auto& [word, tone] : catalog.tones) showing.tones[word] = kTones.at(tone);
  return showing;
}

}  // namespace taqvim::cli
