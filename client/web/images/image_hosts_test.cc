#include "client/web/images/image_hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;

TEST(ImageHosts, AreNamesWithPorts) {
  EXPECT_THAT(*ParseImageHosts("Media.Library.KZ, cdn.example:8443"),
              ElementsAre("media.library.kz", "cdn.example:8443"));
  EXPECT_TRUE(ParseImageHosts("")->empty());
  for (const char* list : {"*", "*.example", "https://a.example", "a.example/x", "a:b", "a;b",
                           "a.example:", "a b", "'self'", "ä.example"}) {
    EXPECT_FALSE(ParseImageHosts(list).ok()) << list;
  }
}

TEST(ImageHosts, HaveWhatIsAtThemAlone) {
  const ImageHosts hosts = {"media.example", "cdn.example:8443"};
  for (const char* address :
       {"https://media.example/a.jpg", "https://media.example", "HTTPS://Media.Example/a?b#c",
        "https://cdn.example:8443/a.jpg", "https://media.example/сад.jpg"}) {
    EXPECT_TRUE(IsAt(hosts, address)) << address;
  }
  for (const char* address :
       {"http://media.example/a.jpg", "https://media.example.evil/a", "https://evil/media.example",
        "https://media.example@evil/a", "https://user@media.example/a",
        "https://media.example:8443/a", "https://cdn.example/a", "https://evil\\@media.example/a",
        "https://media.example\\.evil/a", "https://media.example\t.evil/a", "//media.example/a",
        " https://media.example/a", "javascript:alert(1)//https://media.example", "data:,", ""}) {
    EXPECT_FALSE(IsAt(hosts, address)) << address;
  }
  EXPECT_FALSE(IsAt({}, "https://media.example/a.jpg"));
  EXPECT_FALSE(IsAt({}, "https:///a.jpg"));
}

TEST(ImageHosts, AreSourcesOfAPolicy) {
  EXPECT_EQ(ImageSources({}), "'self'");
  EXPECT_EQ(ImageSources({"a.example", "b.example:1"}),
            "'self' https://a.example https://b.example:1");
}

}  // namespace
}  // namespace taqvim::web
