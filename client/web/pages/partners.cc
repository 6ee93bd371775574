#include "client/web/pages/partners.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

std::string KeyOf(v1::PartnerRole role) {
  absl::string_view name = v1::PartnerRole_Name(role);
  absl::ConsumePrefix(&name, "PARTNER_ROLE_");
  const std::string key =
      absl::StrCat("partner-", absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", "-"}}));
  return Words::Embedded().Has(key) ? key : "";
}

bool IsSame(const Party& a, const Party& b) {
  return std::tie(a.organization, a.name) == std::tie(b.organization, b.name);
}

bool IsAmong(const Party& party, const std::vector<Party>& parties) {
  return std::any_of(parties.begin(), parties.end(),
                     [&](const Party& one) { return IsSame(one, party); });
}

void WriteParty(MarkupWriter& out, const Party& party, const PageContext& context) {
  out.Open("li");
  if (party.organization == nullptr) {
    WriteWorded(out, "span", {party.name, ""});
  } else {
    WriteWorded(out, "a", Choose(party.organization->title(), context.languages),
                {{"href", context.Link(PathOf(party.organization->name()))}});
  }
  if (!party.role.empty()) out.Element("span", {{"class", "role"}}, context.In(party.role));
  out.Close();
}

}  // namespace

std::vector<Party> PartiesOf(const v1::Event& event, const PageContext& context) {
  std::vector<Party> parties;
  const auto add = [&](const std::string& organization, std::string role) {
    const v1::Organization* known = context.schedule.FindOrganization(organization);
    if (known != nullptr) parties.push_back({known, "", std::move(role)});
  };
  add(event.owner(), "partner-owner");
  for (const v1::Partner& partner : event.partners()) {
    if (partner.name().empty()) {
      add(partner.organization(), KeyOf(partner.role()));
    } else {
      parties.push_back({nullptr, partner.name(), KeyOf(partner.role())});
    }
  }
  return parties;
}

std::vector<Party> PartiesOfProgramme(const v1::Event& programme,
                                      const std::vector<const PublishedEvent*>& members,
                                      const PageContext& context) {
  std::vector<Party> parties = PartiesOf(programme, context);
  std::vector<Party> others;
  for (const PublishedEvent* member : members) {
    for (Party& party : PartiesOf(member->event, context)) {
      if (IsAmong(party, parties) || IsAmong(party, others)) continue;
      party.role.clear();
      others.push_back(std::move(party));
    }
  }
  std::stable_sort(others.begin(), others.end(), [&](const Party& a, const Party& b) {
    return TitleOf(a, context) < TitleOf(b, context);
  });
  parties.insert(parties.end(), others.begin(), others.end());
  return parties;
}

std::string TitleOf(const Party& party, const PageContext& context) {
  return party.organization == nullptr ? party.name : context.Text(party.organization->title());
}

void WriteParties(MarkupWriter& out, const std::vector<Party>& parties,
                  const PageContext& context) {
  if (parties.empty()) return;
  out.Element("h2", {}, context.In("taking-part"));
  out.Open("ul", {{"class", "partners"}});
  for (const Party& party : parties) WriteParty(out, party, context);
  out.Close();
}

}  // namespace taqvim::web
