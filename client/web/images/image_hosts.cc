#include "client/web/images/image_hosts.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace taqvim::web {
namespace {

bool IsHostLetter(unsigned char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == ':';
}

// A name or an IPv4 address, with a port or without.
bool IsHost(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  const bool has_port = absl::StrContains(text, ':');
  const auto is_digit = [](unsigned char c) { return absl::ascii_isdigit(c); };
  return !parts.first.empty() && std::all_of(text.begin(), text.end(), IsHostLetter) &&
         (!has_port || (!parts.second.empty() &&
                        std::all_of(parts.second.begin(), parts.second.end(), is_digit)));
}

bool IsPlain(unsigned char c) { return c > ' ' && c != 0x7f && c != '\\'; }

}  // namespace

absl::StatusOr<ImageHosts> ParseImageHosts(absl::string_view list) {
  ImageHosts hosts;
  for (const absl::string_view part : absl::StrSplit(list, ',', absl::SkipWhitespace())) {
    const std::string host = absl::AsciiStrToLower(absl::StripAsciiWhitespace(part));
    if (!IsHost(host)) {
      return absl::InvalidArgumentError(
          absl::StrCat(host, " is no host of pictures, such as media.library.kz."));
    }
    hosts.push_back(host);
  }
  return hosts;
}

bool IsAt(const ImageHosts& hosts, absl::string_view address) {
  if (!std::all_of(address.begin(), address.end(), IsPlain)) return false;
  if (!absl::StartsWithIgnoreCase(address, "https://")) return false;
  address.remove_prefix(absl::string_view("https://").size());
  const std::string host = absl::AsciiStrToLower(address.substr(0, address.find_first_of("/?#")));
  return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

std::string ImageSources(const ImageHosts& hosts) {
  std::string sources = "'self'";
  for (const std::string& host : hosts) absl::StrAppend(&sources, " https://", host);
  return sources;
}

}  // namespace taqvim::web
