#include "client/web/relay/methods.h"

#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

TEST(Methods, AreThoseOfTheContract) {
  const auto* get = FindMethod("/taqvim.v1.EventService/GetEvent");
  ASSERT_NE(get, nullptr);
  EXPECT_FALSE(get->server_streaming());
  const auto* watch = FindMethod("/taqvim.v1.ChangeService/WatchChanges");
  ASSERT_NE(watch, nullptr);
  EXPECT_TRUE(watch->server_streaming());
}

TEST(Methods, AreAllFoundByTheirPaths) {
  const auto methods = AllMethods();
  EXPECT_GT(methods.size(), 60);
  for (const auto* method : methods) {
    EXPECT_EQ(FindMethod("/" + method->service()->full_name() + "/" + method->name()), method);
  }
}

TEST(Methods, AreNoOthers) {
  for (const char* path :
       {"", "/", "taqvim.v1.EventService/GetEvent", "//taqvim.v1.EventService/GetEvent",
        "/taqvim.v1.EventService", "/taqvim.v1.EventService/", "/taqvim.v1.EventService/getEvent",
        "/taqvim.v1.EventService/GetEvent/", "/taqvim.v1.EventService/Nothing",
        "/taqvim.v1.Nothing/GetEvent", "/taqvim.v1.Event/name", "/grpc.health.v1.Health/Check",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        "/grpc.channelz.v1.Channelz/GetServers"}) {
    EXPECT_EQ(FindMethod(path), nullptr) << path;
  }
}

}  // namespace
}  // namespace taqvim::web
