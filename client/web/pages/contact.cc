#include "client/web/pages/contact.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/feeds/feed_address.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

// RFC 6068: all of it as it is, but for what would end it or begin something else.
std::string MailLink(const std::string& email) {
  const size_t at = email.rfind('@');
  if (at == std::string::npos) return absl::StrCat("mailto:", PercentEncoded(email));
  return absl::StrCat("mailto:", PercentEncoded(email.substr(0, at)), "@",
                      PercentEncoded(email.substr(at + 1)));
}

// RFC 3966; empty for what is more than digits and what people part them by.
std::string CallLink(const std::string& telephone) {
  std::string digits;
  for (const char c : telephone) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c == '+' && digits.empty())) {
      digits.push_back(c);
    } else if (!absl::StrContains(" -().", c)) {
      return "";
    }
  }
  const bool is_number = std::any_of(digits.begin(), digits.end(), [](char c) { return c != '+'; });
  return is_number ? absl::StrCat("tel:", digits) : "";
}

void WriteLine(MarkupWriter& out, const std::string& text, const std::string& link) {
  if (text.empty()) return;
  if (link.empty()) {
    out.Element("dd", {{"dir", "auto"}}, text);
    return;
  }
  out.Open("dd");
  // Numbers and addresses read from the left in every script.
  out.Element("a", {{"href", link}, {"dir", "ltr"}}, text);
  out.Close();
}

}  // namespace

void WriteContact(MarkupWriter& out, const v1::Contact& contact, const PageContext& context) {
  if (contact.name().empty() && contact.email().empty() && contact.telephone().empty()) return;
  out.Element("dt", {}, context.In("contact"));
  WriteLine(out, contact.name(), "");
  WriteLine(out, contact.email(), MailLink(contact.email()));
  WriteLine(out, contact.telephone(), CallLink(contact.telephone()));
}

}  // namespace taqvim::web
