// Of which events that others refer to the public knows.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/property/model/world.h"

namespace taqvim::property {

// What the event says of those that it refers to; `find` gives an event as it shall be, or
// nullptr.
std::vector<std::string> PublicReferencesOf(
    const v1::Event& event, const std::function<const v1::Event*(const std::string&)>& find);

// Says it anew of all events there are; those of which that was said otherwise before.
std::set<std::string> SettlePublicReferences(World& world);

}  // namespace taqvim::property
