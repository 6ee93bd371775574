// Which events are closed to others, for those who see them all the same.
#pragma once

#include <map>
#include <set>
#include <string>

#include "client/client.h"

namespace taqvim::cli {

// By name of the event what it is: `private`, or `unpublished` where others are published. Those
// that everybody sees are not in it.
using ClosedEvents = std::map<std::string, std::string>;

// Reads that of these events. Nothing depends on it: where they cannot be read, as when one was
// just deleted, none is marked.
ClosedEvents ReadClosed(client::Client& client, const std::set<std::string>& names);

}  // namespace taqvim::cli
