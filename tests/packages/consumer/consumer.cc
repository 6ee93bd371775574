#include <iostream>

#include "taqvim/client/client.h"
#include "taqvim/v1/event_service.pb.h"

int main(int, char** argv) {
  const auto client = taqvim::client::Client::Connect(argv[1]);
  const auto answer = client->Call<taqvim::v1::ListEventsResponse>(taqvim::v1::ListEventsRequest());
  for (const auto& event : answer.value().events()) std::cout << event.name() << "\n";
}
