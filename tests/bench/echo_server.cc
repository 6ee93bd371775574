// The bare gRPC server beside which the bench measures.
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <fstream>
#include <string_view>

#include "tests/bench/echo.grpc.pb.h"

namespace taqvim::bench {
namespace {

class Echo final : public EchoService::CallbackService {
  grpc::ServerUnaryReactor* EchoEvent(grpc::CallbackServerContext* context,
                                      const v1::CreateEventRequest* request,
                                      v1::CreateEventResponse* response) override {
    *response->mutable_event() = request->event();
    return Finish(context);
  }

  grpc::ServerUnaryReactor* EchoBytes(grpc::CallbackServerContext* context,
                                      const google::protobuf::BytesValue* request,
                                      google::protobuf::BytesValue* response) override {
    *response = *request;
    return Finish(context);
  }

  static grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context) {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

int Main(int argc, char** argv) {
  if (argc != 3 || std::string_view(argv[1]) != "--port-file") {
    std::fprintf(stderr, "usage: %s --port-file FILE\n", argv[0]);
    return 2;
  }
  Echo service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  std::ofstream(argv[2]) << port << std::endl;
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
