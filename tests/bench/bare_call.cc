// The bare client beside which `taqvim events list` is measured: all pages of one list, with
// generated code, and the names of what it holds.
//
//   bare_call ADDRESS
#include <grpcpp/grpcpp.h>

#include <iostream>

#include "taqvim/v1/event_service.grpc.pb.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "bare_call ADDRESS\n";
    return 2;
  }
  const auto stub = taqvim::v1::EventService::NewStub(
      grpc::CreateChannel(argv[1], grpc::InsecureChannelCredentials()));
  taqvim::v1::ListEventsRequest request;
  request.set_page_size(1000);
  taqvim::v1::ListEventsResponse response;
  do {
    grpc::ClientContext context;
    const grpc::Status status = stub->ListEvents(&context, request, &response);
    if (!status.ok()) {
      std::cerr << status.error_message() << "\n";
      return 1;
    }
    for (const auto& event : response.events()) std::cout << event.name() << "\n";
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
}
