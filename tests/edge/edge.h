// taqvimd behind the edge that deploy/edge makes of nginx, as institutions reach it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/credentials.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"
#include "tests/support/taqvimd.h"

namespace taqvim::testing {

// The principal of TokenOfWebsite().
inline constexpr char kWebsite[] = "website";

// Not thread-safe.
class Edge {
 public:
  // Starts a server with these flags beside those of an edge, and nginx before it, over
  // TLS on a loopback port. The server logs at `debug` unless a flag says otherwise;
  // nobody is limited by nginx unless the options of configure.sh say so.
  explicit Edge(std::vector<std::string> flags = {}, const std::vector<std::string>& options = {});
  // One that carries a site, too, which whoever wants to has at site_socket().
  static std::unique_ptr<Edge> WithSite(const std::vector<std::string>& options = {});
  ~Edge();

  Taqvimd& server() { return *server_; }
  const Taqvimd& server() const { return *server_; }
  // Where clients reach it.
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  const Authority& authority() const { return authority_; }
  const TempDir& dir() const { return dir_; }
  std::string socket() const { return dir_.Path("edge.socket"); }
  // Where one that carries a site sends on who comes without TLS.
  std::string http_address() const { return "127.0.0.1:" + std::to_string(http_port_); }
  std::string site_socket() const { return dir_.Path("site.socket"); }
  std::string configuration() const { return dir_.Path("nginx.conf"); }
  // As whom nginx runs, and this test.
  static std::string User();
  // What nginx says of what went wrong.
  std::string errors() const { return ReadFile(dir_.Path("edge-error.log")); }
  // What it says of each call, once it has ended: the lines are kept back for a second.
  std::string StopAndReadCalls();

  // What clients show: nothing, a certificate, or a token with every role.
  client::Credentials Nothing() const { return {.ca = authority_.certificate()}; }
  client::Credentials Show(const CertifiedKey& pair) const {
    return {.ca = authority_.certificate(), .certificate = pair.certificate, .key = pair.key};
  }
  client::Credentials ShowToken() const {
    return {.ca = authority_.certificate(), .token = token_};
  }
  const std::string& token() const { return token_; }
  // Lets the principal do what that role may.
  void Grant(const std::string& principal, const std::string& role);

 private:
  Edge(std::vector<std::string> flags, std::vector<std::string> options, bool with_site);
  void StopNginx();
  void WriteFiles();
  void MakeToken();
  void StartNginx(const std::vector<std::string>& options);

  const Authority authority_{"The library's authority"};
  TempDir dir_;
  std::unique_ptr<Taqvimd> server_;
  std::string token_;
  int port_ = 0;
  int http_port_ = 0;
  std::unique_ptr<Process> nginx_;
};

}  // namespace taqvim::testing
