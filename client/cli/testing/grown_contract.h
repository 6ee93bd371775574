// The contract as a later version may have it: with what a test adds to its .proto files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/cli/contract/contract.h"

namespace taqvim::cli {

// Text that is added to a file, such as `taqvim/v1/space.proto`, behind its first line that
// reads so; a file of its own where there is no such file.
struct Addition {
  std::string file;
  std::string behind;
  std::string text;
};

// Reads the .proto files that the embedded contract was made of. Ends the program when what
// comes out is no contract: it is part of the test.
std::unique_ptr<Contract> Grow(const std::vector<Addition>& additions);

}  // namespace taqvim::cli
