#include "server/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/counters_by.h"
#include "server/metrics/process_metrics.h"

namespace taqvim::metrics {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// How many numbers the text has.
size_t SeriesIn(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  return static_cast<size_t>(std::count_if(
      lines.begin(), lines.end(), [](const auto& line) { return !absl::StartsWith(line, "#"); }));
}

TEST(MetricsTest, AskTheirSourcesEachTimeUntilTheseLeave) {
  Metrics metrics;
  int asked = 0;
  {
    const auto source = metrics.Add([&asked](Sheet& sheet) {
      sheet.Gauge("answers", "What was answered.", ++asked, {{"kind", "good"}});
      sheet.Gauge("answers", "What was answered.", 7, {{"kind", "bad"}});
    });
    EXPECT_THAT(
        metrics.Text(),
        AllOf(HasSubstr("# HELP answers What was answered.\n"), HasSubstr("# TYPE answers gauge\n"),
              HasSubstr("answers{kind=\"good\"} 1\n"), HasSubstr("answers{kind=\"bad\"} 7\n")));
    EXPECT_THAT(metrics.Text(), HasSubstr("answers{kind=\"good\"} 2\n"));
  }
  EXPECT_EQ(SeriesIn(metrics.Text()), 0);
  EXPECT_EQ(asked, 2);
}

TEST(MetricsTest, TellHowLongThingsTookInCountsUpToEachBound) {
  Metrics metrics;
  const auto source = metrics.Add([](Sheet& sheet) {
    sheet.Histogram("syncs", "Syncs.", {0.25, 0.5}, {3, 2, 1}, 4.5);
  });
  EXPECT_THAT(metrics.Text(), AllOf(HasSubstr("syncs_bucket{le=\"0.25\"} 3\n"),
                                    HasSubstr("syncs_bucket{le=\"0.5\"} 5\n"),
                                    HasSubstr("syncs_bucket{le=\"+Inf\"} 6\n"),
                                    HasSubstr("syncs_count 6\n"), HasSubstr("syncs_sum 4.5\n")));
}

TEST(CountersByTest, AreThereFromTheBeginningAndNeverMore) {
  Metrics metrics;
  CountersBy counters(metrics, "refusals_total", "Refusals.", "reason", {"INTERNAL"});
  EXPECT_THAT(metrics.Text(), HasSubstr("refusals_total{reason=\"INTERNAL\"} 0\n"));
  const size_t before = SeriesIn(metrics.Text());
  counters.Count("INTERNAL");
  for (int i = 0; i < 1000; ++i) counters.Count(absl::StrCat("invented by caller ", i));
  EXPECT_THAT(metrics.Text(), AllOf(HasSubstr("refusals_total{reason=\"INTERNAL\"} 1\n"),
                                    HasSubstr("refusals_total{reason=\"other\"} 1000\n")));
  EXPECT_EQ(SeriesIn(metrics.Text()), before);
}

TEST(CallMetricsTest, CountCallsByMethodAndCodeAndTimeThoseWithOneAnswer) {
  Metrics metrics;
  CallMetrics calls(metrics, "taqvim", {{"v1.Get", false}, {"v1.Watch", true}});
  calls.Ended("v1.Get", absl::StatusCode::kOk, absl::Milliseconds(3));
  calls.Ended("v1.Get", absl::StatusCode::kOk, absl::Milliseconds(30));
  calls.Ended("v1.Get", absl::StatusCode::kNotFound, absl::Microseconds(10));
  calls.Ended("v1.Watch", absl::StatusCode::kCancelled, absl::Hours(3));
  const std::string text = metrics.Text();
  EXPECT_THAT(text,
              AllOf(HasSubstr("taqvim_calls_total{code=\"OK\",method=\"v1.Get\"} 2\n"),
                    HasSubstr("taqvim_calls_total{code=\"NOT_FOUND\",method=\"v1.Get\"} 1\n")));
  EXPECT_THAT(text, HasSubstr("taqvim_calls_total{code=\"CANCELLED\",method=\"v1.Watch\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("taqvim_call_duration_seconds_count{method=\"v1.Get\"} 3\n"));
  EXPECT_THAT(text,
              HasSubstr("taqvim_call_duration_seconds_bucket{method=\"v1.Get\",le=\"0.005\"} 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("taqvim_call_duration_seconds_count{method=\"v1.Watch\"}")));
}

TEST(CallMetricsTest, HaveOnePlaceForAllMethodsThatNobodyKnows) {
  Metrics metrics;
  CallMetrics calls(metrics, "taqvim", {{"v1.Get", false}});
  calls.Ended("v1.Nothing", absl::StatusCode::kUnimplemented, absl::Milliseconds(1));
  const size_t before = SeriesIn(metrics.Text());
  for (int i = 0; i < 1000; ++i) {
    calls.Ended(absl::StrCat("v1.Nothing", i), absl::StatusCode::kUnimplemented,
                absl::Milliseconds(1));
  }
  EXPECT_EQ(SeriesIn(metrics.Text()), before);
  EXPECT_THAT(metrics.Text(),
              HasSubstr("taqvim_calls_total{code=\"UNIMPLEMENTED\",method=\"other\"} 1001\n"));
}

// The number of a line that begins with the name.
std::optional<double> NumberOf(const std::string& name, const std::string& text) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, name + " ")) return std::stod(std::string(line.substr(name.size())));
  }
  return std::nullopt;
}

TEST(ProcessMetricsTest, SayWhatTheSystemKnows) {
  Metrics metrics;
  const auto source = metrics.Add(TellProcess);
  const std::string text = metrics.Text();
  EXPECT_GT(NumberOf("process_resident_memory_bytes", text), 1 << 20);
  EXPECT_GE(NumberOf("process_threads", text), 1);
  EXPECT_GE(NumberOf("process_open_fds", text), 3);
  EXPECT_GE(NumberOf("process_max_fds", text), NumberOf("process_open_fds", text));
  EXPECT_GT(NumberOf("process_cpu_seconds_total", text), -1);
  EXPECT_GT(NumberOf("process_start_time_seconds", text), 1'700'000'000);
}

}  // namespace
}  // namespace taqvim::metrics
