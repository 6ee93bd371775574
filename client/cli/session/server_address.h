// The address of a server, as people give it.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace taqvim::cli {

// A usage error for what is neither HOST:PORT, with a port of 1 to 65535, nor unix:PATH nor
// another name that gRPC resolves, such as dns:///HOST:PORT. Whether a server is there is not
// asked. https://github.com/grpc/grpc/blob/master/doc/naming.md
absl::Status CheckServerAddress(absl::string_view address);

}  // namespace taqvim::cli
