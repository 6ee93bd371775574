#include "client/web/app/key_clients.h"

#include <utility>

#include "absl/time/time.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// A calendar asks again by itself, and waits for half a minute at most.
constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr int kAttempts = 2;

}  // namespace

absl::StatusOr<KeyFeeds::ClientOf> MakeKeyClients(const std::string& server,
                                                  const client::Credentials& credentials) {
  client::Credentials of_channel = credentials;
  of_channel.token.clear();
  of_channel.carries_secrets = true;
  ASSIGN_OR_RETURN(auto channel, client::MakeChannel(server, of_channel));
  return [channel = std::move(channel), shown = credentials](
             const std::string& secret) -> absl::StatusOr<std::unique_ptr<client::Client>> {
    client::Credentials of_key = shown;
    of_key.token = secret;
    of_key.token_scheme = "FeedKey";
    client::ClientOptions options;
    options.timeout = kTimeout;
    options.retry.attempts = kAttempts;
    ASSIGN_OR_RETURN(options.shows, client::MakeCallCredentials(of_key));
    return std::make_unique<client::Client>(channel, std::move(options));
  };
}

}  // namespace taqvim::web
