#include "server/rpc/callers/exposure.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::rpc {

bool Exposure::UsesTls() const { return !tls.certificate.empty() || !tls.key.empty(); }

namespace {

absl::Status Refuse(absl::string_view sentence) { return absl::InvalidArgumentError(sentence); }

bool DoesMoreThanView(v1::Role role) {
  return role != v1::ROLE_UNSPECIFIED && role != v1::ROLE_PUBLIC && role != v1::ROLE_VIEWER;
}

absl::Status CheckTls(const Exposure& exposure) {
  if (exposure.UsesTls() && (exposure.tls.certificate.empty() || exposure.tls.key.empty())) {
    return Refuse("TLS needs both --tls-certificate and --tls-key; give both.");
  }
  const bool edge = !exposure.edge_socket.empty();
  if (!exposure.tls.client_ca.empty() && !exposure.UsesTls() && !edge) {
    return Refuse(
        "--tls-client-ca needs TLS, with --tls-certificate and --tls-key, or an edge; give both, "
        "or "
        "--edge-socket.");
  }
  if (exposure.require_client_certificate && exposure.tls.client_ca.empty()) {
    return Refuse(
        "--require-client-certificate needs --tls-client-ca, the authorities that vouch for "
        "clients.");
  }
  return absl::OkStatus();
}

// Of callers from this machine alone more is believed, or given to them.
absl::Status CheckBeyondLoopback(const ListenAddress& address, const Exposure& exposure) {
  if (!exposure.UsesTls() && !exposure.plaintext_beyond_loopback) {
    return Refuse(absl::StrCat(
        "The server cannot listen on ", address.ToString(),
        ": without TLS it listens on loopback only, as others could read what is sent. Give "
        "--tls-certificate and --tls-key, or listen on 127.0.0.1:PORT or [::1]:PORT; "
        "--plaintext-beyond-loopback lets it all the same."));
  }
  if (!exposure.UsesTls() && exposure.require_client_certificate) {
    return Refuse(absl::StrCat(
        "--require-client-certificate keeps nobody out at ", address.ToString(),
        ", where nobody can show a certificate without TLS; give --tls-certificate and --tls-key, "
        "or listen on loopback."));
  }
  if (DoesMoreThanView(exposure.anonymous_role)) {
    return Refuse(absl::StrCat(
        "Who shows no credentials may at most be a viewer where other machines reach the server, "
        "and ",
        address.ToString(),
        " is reached by them; give --anonymous-role none, public or viewer, or listen on "
        "loopback."));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckExposure(const ListenAddress& address, const Exposure& exposure) {
  RETURN_IF_ERROR(CheckTls(exposure));
  if (!exposure.edge_socket.empty() && DoesMoreThanView(exposure.anonymous_role)) {
    return Refuse(
        "Who shows no credentials may at most be a viewer where other machines reach the server, "
        "and they do through an edge; give --anonymous-role none, public or viewer, or no "
        "--edge-socket.");
  }
  return address.IsLoopback() ? absl::OkStatus() : CheckBeyondLoopback(address, exposure);
}

}  // namespace taqvim::rpc
