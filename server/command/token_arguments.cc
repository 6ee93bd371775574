#include "server/command/token_arguments.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace taqvim::command {
namespace {

std::optional<absl::Duration> UnitOf(char letter) {
  switch (letter) {
    case 's':
      return absl::Seconds(1);
    case 'm':
      return absl::Minutes(1);
    case 'h':
      return absl::Hours(1);
    case 'd':
      return absl::Hours(24);
    case 'w':
      return absl::Hours(24 * 7);
    default:
      return std::nullopt;
  }
}

v1::Role RoleOf(const std::string& word) {
  const auto& words = RoleWords();
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? v1::ROLE_UNSPECIFIED
                              : static_cast<v1::Role>(found - words.begin() + 1);
}

void AddGrants(const TokenArguments& arguments, v1::CreateAccessTokenRequest& request) {
  v1::Grant grant;
  grant.set_principal(arguments.principal);
  grant.set_role(RoleOf(arguments.role));
  for (const std::string& name : arguments.organizations) {
    grant.set_organization(WithCollection("organizations/", name));
    *request.add_grants() = grant;
  }
  for (const std::string& name : arguments.venues) {
    grant.set_venue(WithCollection("venues/", name));
    *request.add_grants() = grant;
  }
  if (request.grants().empty()) *request.add_grants() = grant;
}

void SetCap(const TokenArguments& arguments, v1::AccessCap& cap) {
  cap.set_role(RoleOf(arguments.cap));
  if (!arguments.cap_organization.empty()) {
    cap.set_organization(WithCollection("organizations/", arguments.cap_organization));
  }
  if (!arguments.cap_venue.empty()) {
    cap.set_venue(WithCollection("venues/", arguments.cap_venue));
  }
}

}  // namespace

std::optional<absl::Duration> ParsePeriod(std::string_view text) {
  int count = 0;
  if (text.empty() || !absl::SimpleAtoi(absl::string_view(text.data(), text.size() - 1), &count) ||
      count <= 0) {
    return std::nullopt;
  }
  const auto unit = UnitOf(text.back());
  if (!unit.has_value()) return std::nullopt;
  return count * *unit;
}

const std::vector<std::string>& RoleWords() {
  // In the order of v1::Role.
  static const auto& words =
      *new std::vector<std::string>{"viewer", "organizer", "venue-manager", "admin", "public"};
  return words;
}

absl::StatusOr<v1::CreateAccessTokenRequest> MakeCreateToken(const TokenArguments& arguments,
                                                             absl::Time now) {
  const auto period = ParsePeriod(arguments.expires);
  if (!period.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", arguments.expires, "\" is no period for --expires; give one such as 90d or 12h."));
  }
  if (arguments.role.empty() && (!arguments.organizations.empty() || !arguments.venues.empty())) {
    return absl::InvalidArgumentError(
        "--organization and --venue say where a role counts; give it with --role.");
  }
  if (!arguments.cap_organization.empty() && !arguments.cap_venue.empty()) {
    return absl::InvalidArgumentError(
        "A cap is for one organization or one venue; give --cap-organization or --cap-venue.");
  }
  if (arguments.cap.empty() &&
      (!arguments.cap_organization.empty() || !arguments.cap_venue.empty())) {
    return absl::InvalidArgumentError(
        "--cap-organization and --cap-venue say where a cap counts; give it with --cap viewer.");
  }
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal(arguments.principal);
  request.mutable_access_token()->set_purpose(arguments.purpose);
  request.mutable_access_token()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(now + *period));
  request.mutable_access_token()->set_read_only(arguments.read_only);
  if (!arguments.cap.empty()) SetCap(arguments, *request.mutable_access_token()->mutable_cap());
  if (!arguments.role.empty()) AddGrants(arguments, request);
  return request;
}

std::string WithCollection(std::string_view collection, std::string_view name) {
  return name.starts_with(collection) ? std::string(name) : std::string(collection).append(name);
}

}  // namespace taqvim::command
