// Who organises an event and who helps, as pages list them.
#pragma once

#include <string>
#include <vector>

#include "client/web/pages/context.h"

namespace taqvim::web {

// One that takes part, and as what.
struct Party {
  // An organization that is known here; nullptr for one that is only named.
  const v1::Organization* organization = nullptr;
  std::string name;
  // The key of the word for as what; empty for nothing that there is a word for.
  std::string role;
};

// The owner first, then partners in their order; who is unknown is left out.
std::vector<Party> PartiesOf(const v1::Event& event, const PageContext& context);
// The same of culture days and of what belongs to them, each party once: those of the culture days
// themselves as what they are there, others in order of their titles, without a role.
std::vector<Party> PartiesOfProgramme(const v1::Event& programme,
                                      const std::vector<const PublishedEvent*>& members,
                                      const PageContext& context);

std::string TitleOf(const Party& party, const PageContext& context);

// As a list with links, under a heading; nothing for nobody.
void WriteParties(markup::MarkupWriter& out, const std::vector<Party>& parties,
                  const PageContext& context);

}  // namespace taqvim::web
