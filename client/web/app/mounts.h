// Which requests go which way: those that wait for the server, and those that threads answer.
#pragma once

#include "client/web/http/reply.h"
#include "client/web/relay/relay.h"

namespace taqvim::web {

// Calls go to the relay, which outlives what is returned, and all else to the site.
Handler Mounted(Relay& relay, Handler site);

}  // namespace taqvim::web
