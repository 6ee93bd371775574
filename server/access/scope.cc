#include "server/access/scope.h"

namespace taqvim::access {

absl::Status Denied(std::string_view role, std::string_view where) {
  std::string text("This takes the role ");
  text.append(role).append(" for ").append(where).append(", or everywhere.");
  return absl::PermissionDeniedError(text);
}

std::string_view VenueOf(std::string_view name) {
  constexpr std::string_view kVenues = "venues/";
  if (!name.starts_with(kVenues)) return {};
  return name.substr(0, name.find('/', kVenues.size()));
}

absl::Status MayOrganize(const Question& question, const std::string& organization,
                         std::string_view what) {
  if (question.rights.MayOrganize(organization)) return absl::OkStatus();
  if (!organization.empty()) return Denied(kOrganizer, organization);
  return Denied(kOrganizer, std::string(what) + ", which belongs to no organization");
}

}  // namespace taqvim::access
