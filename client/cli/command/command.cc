#include "client/cli/command/command.h"

#include "client/cli/contract/annotations.h"

namespace taqvim::cli {

std::string Command::description() const {
  return alias == nullptr ? CommentOf(*method) : alias->says;
}

}  // namespace taqvim::cli
