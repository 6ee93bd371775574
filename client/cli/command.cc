#include "client/cli/command.h"

#include "client/cli/annotations.h"

namespace taqvim::cli {

std::string Command::description() const {
  return alias == nullptr ? CommentOf(*method) : alias->says;
}

}  // namespace taqvim::cli
