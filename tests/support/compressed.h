// Messages that are small until somebody inflates them.
#pragma once

#include <string>

namespace taqvim::testing {

// So many MiB of zeros in one of the two forms that gRPC knows, `gzip` or `deflate`; about
// 1 KiB a MiB.
std::string CompressedZeros(const std::string& encoding, int mib);

}  // namespace taqvim::testing
