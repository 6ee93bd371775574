#include "server/metrics/page/metrics_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/web/http/testing/raw_client.h"

namespace taqvim::metrics {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using web::testing::Get;
using web::testing::RawClient;

class MetricsPageTest : public ::testing::Test {
 protected:
  web::testing::RawResponse Ask(const MetricsPage& page, const std::string& request) {
    RawClient client(page.address());
    EXPECT_TRUE(client.Send(request));
    return client.Receive();
  }

  std::atomic<bool> ready_ = true;
  Metrics metrics_;
  const Metrics::Source source_ =
      metrics_.Add([](Sheet& sheet) { sheet.Gauge("answer", "The answer.", 42); });
};

TEST_F(MetricsPageTest, TellsPrometheusInItsForm) {
  const auto page = MetricsPage::Open("0", metrics_, [this] { return ready_.load(); }).value();
  const auto response = Ask(*page, Get("/metrics"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.Find("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("# TYPE answer gauge\nanswer 42\n"));
}

TEST_F(MetricsPageTest, SaysWhetherCallersShouldCome) {
  const auto page = MetricsPage::Open("0", metrics_, [this] { return ready_.load(); }).value();
  EXPECT_EQ(Ask(*page, Get("/ready")).status, 200);
  ready_ = false;
  const auto response = Ask(*page, Get("/ready"));
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("log says why"));
}

TEST_F(MetricsPageTest, IsOfThisMachineAloneWhereOnlyAPortIsSaid) {
  const auto page = MetricsPage::Open("0", metrics_, [this] { return ready_.load(); }).value();
  EXPECT_THAT(page->address(), StartsWith("127.0.0.1:"));
  EXPECT_TRUE(page->IsOfThisMachine());
  EXPECT_TRUE(MetricsPage::Open("[::1]:0", metrics_, [this] { return ready_.load(); })
                  .value()
                  ->IsOfThisMachine());
  EXPECT_FALSE(MetricsPage::Open("0.0.0.0:0", metrics_, [this] { return ready_.load(); })
                   .value()
                   ->IsOfThisMachine());
}

TEST_F(MetricsPageTest, HasNothingElse) {
  const auto page = MetricsPage::Open("0", metrics_, [this] { return ready_.load(); }).value();
  EXPECT_EQ(Ask(*page, Get("/")).status, 404);
  EXPECT_EQ(Ask(*page, Get("/metrics/")).status, 404);
  EXPECT_EQ(Ask(*page, "POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").status,
            405);
}

TEST_F(MetricsPageTest, SaysWhyItCannotListen) {
  const auto page = MetricsPage::Open("0", metrics_, [this] { return ready_.load(); }).value();
  const auto taken = MetricsPage::Open(page->address(), metrics_, [this] { return ready_.load(); });
  EXPECT_TRUE(absl::IsAlreadyExists(taken.status())) << taken.status();
  const auto nowhere = MetricsPage::Open("somewhere", metrics_, [this] { return ready_.load(); });
  EXPECT_TRUE(absl::IsInvalidArgument(nowhere.status())) << nowhere.status();
  EXPECT_THAT(std::string(nowhere.status().message()),
              AllOf(StartsWith("--metrics-listen: "), HasSubstr("somewhere")));
}

}  // namespace
}  // namespace taqvim::metrics
