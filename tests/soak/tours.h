// Evenings whose instants move with the rules of a time zone.
#pragma once

#include <string>

#include "client/client.h"

namespace taqvim::soak {

// Some evenings in Almaty, each with an ensemble that is booked in Tashkent an hour later. By the
// zone data `before` (tests/support/zone_data.h) that follows on the evening; by `after` it is at
// the same time, and contested.
class Tours {
 public:
  // Books them, by the data `before`. Fails the test when that cannot be.
  explicit Tours(client::Client& client);

  // That what is contested is what must be by the set of zone data, and nothing else.
  void Check(client::Client& client, const std::string& zone_data) const;
};

}  // namespace taqvim::soak
