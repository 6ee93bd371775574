// Manual pages, one for each command and each topic, made from the same data as help.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/command/model.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/session/special_command.h"

namespace taqvim::cli {

struct ManPage {
  // As man looks for it below a folder: `man1/taqvim-events-create.1`.
  std::string file;
  // In the macros of man(7).
  std::string text;
};

// That of taqvim itself comes first.
std::vector<ManPage> ManPages(const Model& model, const Catalog& catalog,
                              const std::vector<SpecialCommand>& specials,
                              absl::string_view version);

}  // namespace taqvim::cli
