#include "client/web/relay/trailers.h"

#include <gtest/gtest.h>

#include <string>

namespace taqvim::web {
namespace {

TEST(Trailers, SayTheStatus) { EXPECT_EQ(TrailersOf(grpc::Status::OK), "grpc-status: 0\r\n"); }

TEST(Trailers, EncodeTheMessage) {
  EXPECT_EQ(TrailersOf(grpc::Status(grpc::NOT_FOUND, "100 % ö\r\nx: y")),
            "grpc-status: 5\r\ngrpc-message: 100 %25 %C3%B6%0D%0Ax: y\r\n");
}

TEST(Trailers, HaveTheDetailsWithoutPadding) {
  EXPECT_EQ(TrailersOf(grpc::Status(grpc::ABORTED, "No.", std::string("\0\xff\x10z", 4))),
            "grpc-status: 10\r\ngrpc-message: No.\r\ngrpc-status-details-bin: AP8Qeg\r\n");
}

}  // namespace
}  // namespace taqvim::web
