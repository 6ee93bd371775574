// A look at files of a target that costs the same however large they are: whether each has the
// size that its name says and, where it is not encrypted, ends with the record that ends such a
// file. So one is known that is gone, was cut, or lost its end; what else is damaged is found by
// reading it (storage/target/verify.h).
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/target/target.h"

namespace taqvim::storage {

// DATA_LOSS with the file, and what is wrong. Of a file whose name says no size, only its end is
// looked at.
absl::Status LookAt(const Target& target, const TargetName& file);

// A chain as far as it is whole by that.
struct SeenChain {
  // Without what follows the first file that is not; where that is the full backup, all of it.
  TargetChain chain;
  bool holds_nothing = false;
  // Of that file; OK where there is none.
  absl::Status damage;
};
SeenChain LookAlong(const Target& target, const TargetChain& chain);

// Up to which revision, of when, each can be restored, a line for each full backup; and what
// stands in the way of the rest.
std::string HoldingsOf(const std::vector<SeenChain>& chains);

}  // namespace taqvim::storage
