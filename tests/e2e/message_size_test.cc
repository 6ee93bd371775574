// Messages that are larger than they seem, or than they may be: none costs more memory
// than the server says, whoever sends it to whatever method.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/compressed.h"
#include "tests/support/raw_http2.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using testing::RawHttp2;
using testing::Taqvimd;

// One of each kind of handler.
const std::vector<std::string> kMethods = {
    "/taqvim.v1.DirectoryService/CreateOrganization",
    "/taqvim.v1.ChangeService/WatchChanges",
    "/grpc.health.v1.Health/Check",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
};
constexpr char kChannelz[] = "/grpc.channelz.v1.Channelz/GetServers";

constexpr int kInflatedMib = 60;
// What a server may take more that has inflated nothing. A sanitizer keeps what was
// freed for a while.
#ifdef TAQVIM_SANITIZED
constexpr int64_t kSlackKib = int64_t{300} << 10;
#else
constexpr int64_t kSlackKib = int64_t{40} << 10;
#endif

RawHttp2::Headers Encodings(const std::vector<std::string>& encodings) {
  RawHttp2::Headers headers;
  for (const std::string& encoding : encodings) headers.emplace_back("grpc-encoding", encoding);
  return headers;
}

// Sends a message as what these headers call it, and returns once that has ended.
void Send(const std::string& address, const std::string& method,
          const std::vector<std::string>& encodings, const std::string& bytes) {
  RawHttp2 connection(address);
  connection.Greet();
  const int stream = connection.Begin(method, Encodings(encodings));
  connection.SendMessage(stream, bytes, true);
  connection.AwaitEnd(stream);
}

int CountLines(const std::string& log, const std::string& text) {
  int count = 0;
  for (absl::string_view line : absl::StrSplit(log, '\n')) {
    if (absl::StrContains(line, text)) ++count;
  }
  return count;
}

TEST(CompressedMessages, AreInflatedByNoMethod) {
  Taqvimd server;
  const int64_t before = server.process().PeakKib();
  for (const char* encoding : {"gzip", "deflate"}) {
    const std::string bytes = testing::CompressedZeros(encoding, kInflatedMib);
    for (const std::vector<std::string>& encodings :
         {std::vector<std::string>{encoding}, {"identity", encoding}, {encoding, "identity"}}) {
      for (const std::string& method : kMethods) {
        Send(server.address(), method, encodings, bytes);
        Send(server.operator_address(), method, encodings, bytes);
      }
      Send(server.operator_address(), kChannelz, encodings, bytes);
    }
  }
  EXPECT_LT(server.process().PeakKib(), before + kSlackKib);
}

TEST(CompressedMessages, AreNotUnderstoodEither) {
  Taqvimd server;
  v1::CreateOrganizationRequest request;
  request.set_organization_id("library");
  request.mutable_organization()->set_country("AZ");
  (*request.mutable_organization()->mutable_title())["en"] = "Library";
  // It says that it is compressed, and is not.
  for (int i = 0; i < testing::Rounds(200, 20); ++i) {
    Send(server.address(), kMethods[0], {"gzip"}, request.SerializeAsString());
  }
  const auto listed =
      server.client().Call<v1::ListOrganizationsResponse>(v1::ListOrganizationsRequest());
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->organizations_size(), 0);
}

// Calls as a library does.
grpc::Status Call(const std::string& address, const grpc::ByteBuffer& request,
                  grpc::ChannelArguments arguments) {
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxSendMessageSize(-1);
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, kMethods[0], {}, &request, &response, [&](grpc::Status ended) {
    status = std::move(ended);
    done.Notify();
  });
  done.WaitForNotification();
  return status;
}

grpc::Status CallCompressed(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetCompressionAlgorithm(GRPC_COMPRESS_GZIP);
  const grpc::Slice slice(std::string(1'000, '\0'));
  return Call(address, grpc::ByteBuffer(&slice, 1), arguments);
}

TEST(CompressedMessages, AreRefusedAsGrpcRefusesThemAndLoggedSeldom) {
  Taqvimd server;
  for (int i = 0; i < 20; ++i) {
    const grpc::Status status = CallCompressed(server.address());
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << status.error_message();
    EXPECT_EQ(status.error_message(), "Compression algorithm 'gzip' is disabled.");
    EXPECT_EQ(status.error_details(), "");
  }
  EXPECT_EQ(CountLines(server.log(), "Refused a compressed message."), 1) << server.log();
  EXPECT_EQ(CountLines(server.log(), "times=1"), 1) << server.log();
}

TEST(LargeMessages, CostNoMoreThanGrpcMayBuffer) {
#ifdef TAQVIM_SANITIZED
  GTEST_SKIP() << "a sanitizer keeps what was freed";
#endif
  Taqvimd server;
  const int64_t before = server.process().PeakKib();
  // A gigabyte and a half, of which this side has one part.
  const std::vector<grpc::Slice> parts(384, grpc::Slice(std::string(size_t{4} << 20, '\0')));
  const grpc::Status status =
      Call(server.address(), grpc::ByteBuffer(parts.data(), parts.size()), {});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  EXPECT_LT(server.process().PeakKib(), before + (int64_t{768} << 10));
}

}  // namespace
}  // namespace taqvim::e2e
