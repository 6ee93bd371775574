// How values are shown to a person: in which language, time zone and tones.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/text/style.h"

namespace taqvim::cli {

struct Showing {
  // BCP 47 tags in order of preference.
  std::vector<std::string> languages = {};
  // The time zone in which this person is.
  absl::TimeZone here = {};
  // Whether all times are shown in it, wherever they are of.
  bool all_here = false;
  // In which tone words are, in columns that have tones.
  std::map<std::string, Tone> tones = {};
};

// From the languages and the zone of the options, and the tones of the catalog.
Showing ShowingFor(const GlobalOptions& options, const Catalog& catalog);

}  // namespace taqvim::cli
