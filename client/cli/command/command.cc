#include "client/cli/command/command.h"

#include <utility>

#include "absl/base/call_once.h"
#include "client/cli/contract/annotations.h"

namespace taqvim::cli {

struct Command::MadeOnce {
  absl::once_flag once;
  std::vector<Flag> flags;
};

Command::Command(MakeFlags make_flags)
    : make_flags_(std::move(make_flags)), made_(std::make_shared<MadeOnce>()) {}

const std::vector<Flag>& Command::flags() const {
  absl::call_once(made_->once, [this] { made_->flags = make_flags_(*this); });
  return made_->flags;
}

std::string Command::description() const {
  return alias == nullptr ? CommentOf(*method) : alias->says;
}

}  // namespace taqvim::cli
