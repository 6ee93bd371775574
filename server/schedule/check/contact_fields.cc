#include "server/schedule/check/contact_fields.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

// Whether the address is a scheme and the beginning of a host, of characters that an address
// may have (RFC 3986): pages put it between quotes.
bool IsWebAddress(std::string_view address) {
  constexpr std::string_view kNever = "\"<>\\^`{|}";
  for (const std::string_view scheme : {"https://", "http://"}) {
    const bool begins = absl::StartsWithIgnoreCase(AbslView(address), AbslView(scheme));
    if (begins && address.size() > scheme.size() &&
        (absl::ascii_isalnum(address[scheme.size()]) || address[scheme.size()] == '[')) {
      return address.find_first_of(kNever) == std::string_view::npos &&
             std::all_of(address.begin(), address.end(), absl::ascii_isgraph);
    }
  }
  return false;
}

// Whether it is two parts around an at sign, of visible characters.
bool IsMailAddress(std::string_view address) {
  const size_t at = address.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
         std::none_of(address.begin(), address.end(),
                      [](char c) { return absl::ascii_isspace(c) || absl::ascii_iscntrl(c); });
}

}  // namespace

void CheckWebAddress(std::string_view field, std::string_view address, FieldErrors& errors) {
  constexpr size_t kMostBytes = 2000;
  if (address.empty()) return;
  if (address.size() > kMostBytes) {
    errors.Add(field, Cat("has ", address.size(), " bytes; an address has at most 2,000"));
  } else if (!IsWebAddress(address)) {
    errors.Add(field, Cat(Quoted(address),
                          " is no address on the web; send one such as https://example.org/gala"));
  }
}

void CheckContact(const v1::Contact& contact, Demand demand, FieldErrors& errors) {
  if (demand == Demand::kRequired && contact.name().empty() && contact.email().empty() &&
      contact.telephone().empty()) {
    errors.Add("", "says nothing; set name, email or telephone, or leave it out");
  }
  CheckText("name", contact.name(), {.max_bytes = 200}, errors);
  CheckText("email", contact.email(), {.max_bytes = 254}, errors);
  if (!contact.email().empty() && !IsMailAddress(contact.email())) {
    errors.Add("email", Cat(Quoted(contact.email()),
                            " is no mail address; send one such as desk@example.org"));
  }
  CheckText("telephone", contact.telephone(), {.max_bytes = 50}, errors);
}

}  // namespace taqvim::schedule
