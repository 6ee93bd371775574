#include "server/rpc/callers/tls_credentials.h"

#include <grpc/grpc_security.h>

namespace taqvim::rpc {
namespace {

// The C++ interface has no certificates that change which can be trusted with it
// (docs/decisions/0015), so this hands over what the C interface makes.
class TlsCredentials final : public grpc::ServerCredentials {
 public:
  TlsCredentials(TlsFiles& files, grpc_ssl_client_certificate_request_type request)
      : files_(files),
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(request, Fetch,
                                                                            this))) {}
  ~TlsCredentials() override { grpc_server_credentials_release(credentials_); }

  // Nothing is decided by it here: every listener is treated alike.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  // Asked at each handshake, under a lock of the one address that is listened on.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<TlsCredentials*>(self)->Fetch(config);
  }
  grpc_ssl_certificate_config_reload_status Fetch(grpc_ssl_server_certificate_config** config) {
    auto material = files_.Current();
    if (material == used_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair = {.private_key = material->key.c_str(),
                                             .cert_chain = material->certificate.c_str()};
    // The library aborts without authorities of clients, also where it asks no client
    // for a certificate; then it may as well have the server's.
    const std::string& authorities =
        material->client_ca.empty() ? material->certificate : material->client_ca;
    *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
    used_ = std::move(material);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  TlsFiles& files_;
  std::shared_ptr<const TlsMaterial> used_;
  grpc_server_credentials* const credentials_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(TlsFiles& files,
                                                            bool require_client_certificate) {
  auto request = GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
  if (!files.Current()->client_ca.empty()) {
    request = require_client_certificate
                  ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                  : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_BUT_DONT_VERIFY;
  }
  return std::make_shared<TlsCredentials>(files, request);
}

}  // namespace taqvim::rpc
