#include "server/rpc/exposure.h"

#include "absl/strings/str_cat.h"

namespace taqvim::rpc {

bool Exposure::UsesTls() const {
  return !tls.certificate.empty() || !tls.key.empty() || !tls.client_ca.empty();
}

absl::Status CheckExposure(const ListenAddress& address, const Exposure& exposure) {
  const auto refuse = [](absl::string_view sentence) {
    return absl::InvalidArgumentError(sentence);
  };
  if (exposure.UsesTls() && (exposure.tls.certificate.empty() || exposure.tls.key.empty())) {
    return refuse("TLS needs both --tls-certificate and --tls-key; give both.");
  }
  if (exposure.require_client_certificate && exposure.tls.client_ca.empty()) {
    return refuse(
        "--require-client-certificate needs --tls-client-ca, the authorities that vouch for "
        "clients.");
  }
  if (address.IsLoopback()) return absl::OkStatus();
  if (!exposure.UsesTls() && !exposure.plaintext_beyond_loopback) {
    return refuse(absl::StrCat(
        "The server cannot listen on ", address.ToString(),
        ": without TLS it listens on loopback only, as others could read what is sent. Give "
        "--tls-certificate and --tls-key, or listen on 127.0.0.1:PORT or [::1]:PORT; "
        "--plaintext-beyond-loopback lets it all the same."));
  }
  if (exposure.anonymous_role > v1::ROLE_VIEWER) {
    return refuse(absl::StrCat(
        "Who shows no credentials may at most be a viewer where other machines reach the server, "
        "and ",
        address.ToString(),
        " is reached by them; give --anonymous-role none or viewer, or listen on loopback."));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::rpc
