// The organizations of the test, and for which of them the caller speaks who writes
// agreements: what the others have not said, is to be said on their behalf.
#pragma once

#include <string>

namespace taqvim::property {

inline constexpr const char* kOrganizations[] = {"organizations/owner", "organizations/partner",
                                                 "organizations/ministry", "organizations/museum",
                                                 "organizations/guests"};

inline bool SpeaksFor(const std::string& organization) {
  return organization == kOrganizations[0] || organization == kOrganizations[1];
}

}  // namespace taqvim::property
