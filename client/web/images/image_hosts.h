// Which pictures of others a page may show: those at hosts that the operator lists.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::web {

// Hosts such as `media.library.kz` or `media.library.kz:8443`, in small letters.
using ImageHosts = std::vector<std::string>;

// Of a list with commas. INVALID_ARGUMENT, with a sentence, for what is no host; a wildcard is
// none.
absl::StatusOr<ImageHosts> ParseImageHosts(absl::string_view list);

// Whether the address is one of https at one of the hosts, however a browser may read it: without
// blanks, controls, backslashes and user names.
bool IsAt(const ImageHosts& hosts, absl::string_view address);

// The sources of `img-src` of a policy (CSP Level 3): this site, and the hosts.
std::string ImageSources(const ImageHosts& hosts);

}  // namespace taqvim::web
