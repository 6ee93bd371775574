// TLS credentials of gRPC's server that reload the certificate files.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "server/rpc/callers/tls_files.h"

namespace taqvim::rpc {

// Credentials for TLS 1.2 or newer, by the files as they are at each handshake;
// established connections are not touched. With client authorities, clients are asked
// for a certificate. Where it is required, the handshake fails for clients without one,
// or with one that no authority signed, that has expired or is not for clients. Which
// principal it names, and whether it is valid at the time of a call, is checked by
// client_certificates.h. The files outlive the server.
std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(TlsFiles& files,
                                                            bool require_client_certificate);

}  // namespace taqvim::rpc
