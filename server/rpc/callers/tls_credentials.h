// TLS for gRPC's server, with certificates that change while it runs.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "server/rpc/callers/tls_files.h"

namespace taqvim::rpc {

// TLS 1.2 or newer for one listening address, by what the files say at each
// handshake; connections that stand are not touched. With authorities of clients,
// clients are asked for a certificate. Where it is required, the handshake ends for who
// has none, or one that no authority vouches for, that is not of now or not for
// clients: nothing more is read of them. Whom it names, and whether it counts at the time
// of a call, is looked at by client_certificates.h. The files outlive the server.
std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(TlsFiles& files,
                                                            bool require_client_certificate);

}  // namespace taqvim::rpc
