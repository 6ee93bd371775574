// What a site is called: on its pages, and in what readers of news make of its changes.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/map.h"

namespace taqvim::web {

// By language tag; under none, for readers of all others.
using SiteNames = google::protobuf::Map<std::string, std::string>;

// Of texts such as `National Library`, for all readers, and `kk=Ұлттық кітапхана`, for those of
// that language. Each name has 1 to 200 bytes, without control characters, and is given once; else
// INVALID_ARGUMENT, a sentence.
absl::StatusOr<SiteNames> ParseSiteNames(const std::vector<std::string>& texts);

// What it is called for whoever reads these languages (Choose); `otherwise` where it has no name.
std::string SiteNameIn(const SiteNames& names, const std::vector<std::string>& languages,
                       absl::string_view otherwise);

}  // namespace taqvim::web
