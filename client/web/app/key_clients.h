// Clients of the server for those who show feed keys.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/client.h"
#include "client/credentials.h"
#include "client/web/keyed/key_feeds.h"

namespace taqvim::web {

// Connects as the site does, but shows nothing of its own: each client shows the key it is for.
// They share a channel. INVALID_ARGUMENT, with a sentence, where keys would travel in plain text to
// another machine.
absl::StatusOr<KeyFeeds::ClientOf> MakeKeyClients(const std::string& server,
                                                  const client::Credentials& credentials);

}  // namespace taqvim::web
