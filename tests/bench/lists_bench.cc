// Measures how long lists take among a million events, ten thousand of which come
// every year, beside a bare gRPC echo, in turn in one run; and how long the server
// takes to start on them, and with how much memory.
//
// Calls are made one at a time: a round is an echo and then each question with all its
// pages, and the figure is the median of the round trips over that of the echo. Last
// it is said how often a page ended early, since its snapshot was held for too long:
// by what the server logged, which is once a minute and question.
#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "taqvim/v1/directory_service.grpc.pb.h"
#include "taqvim/v1/schedule_service.grpc.pb.h"
#include "tests/bench/echo.grpc.pb.h"
#include "tests/bench/listed_events.h"
#include "tests/bench/load.h"
#include "tests/bench/programme.h"
#include "tests/bench/servers.h"

namespace taqvim::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  int events = 1'000'000;
  int commemorations = 10'000;
  int rounds = 100;
};

double MicrosecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

struct Question {
  std::string name;
  // Asks for all pages; returns how many there were, and adds what they held.
  std::function<int(int& found)> ask;
  std::vector<double> microseconds = {};
  int pages = 0, found = 0;
};

void SetDate(absl::CivilDay day, google::type::Date& date) {
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
}

void SetWindow(absl::CivilDay first, int days, v1::DateWindow& window) {
  SetDate(first, *window.mutable_first_day());
  SetDate(first + days - 1, *window.mutable_last_day());
}

// The memory that a process has, in MiB.
int64_t Resident(pid_t pid) {
  for (absl::string_view line :
       absl::StrSplit(testing::ReadFile(absl::StrCat("/proc/", pid, "/status")), '\n')) {
    int64_t kilobytes = 0;
    if (!absl::StartsWith(line, "VmRSS:")) continue;
    const std::vector<absl::string_view> words =
        absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (words.size() > 1 && absl::SimpleAtoi(words[1], &kilobytes)) return kilobytes >> 10;
  }
  return 0;
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options), bare_({testing::BuildPath("taqvim_echo_server")}, dir_, "echo") {
    Start();
  }

  void Run() {
    Fill();
    StopServer();
    Start();
    std::printf("%d talks and %d commemorations: started in %.2f s, with %ld MiB\n",
                options_.events, options_.commemorations, started_in_,
                static_cast<long>(Resident(taqvimd_->process().pid())));
    MakeQuestions();
    for (int i = 0; i < options_.rounds; ++i) Round();
    Print();
  }

 private:
  void Start() {
    const auto start = Clock::now();
    taqvimd_.emplace(TaqvimdCommand(dir_), dir_, "taqvimd");
    started_in_ = MicrosecondsSince(start) / 1e6;
    const auto channel = Connect(*taqvimd_);
    events_ = v1::EventService::NewStub(channel);
    schedule_ = v1::ScheduleService::NewStub(channel);
    directory_ = v1::DirectoryService::NewStub(channel);
    channel_ = channel;
  }

  void StopServer() {
    taqvimd_->process().Signal(SIGTERM);
    taqvimd_->process().Wait();
  }

  void Fill() {
    Programme().Enter(channel_);
    for (int i = 0; i < ListedEvents::kOwners; ++i) {
      v1::CreateOrganizationRequest request;
      request.set_organization_id(ListedEvents::OwnerName(i).substr(sizeof("organizations/") - 1));
      (*request.mutable_organization()->mutable_title())["en"] = "An owner";
      request.mutable_organization()->set_country("UZ");
      grpc::ClientContext context;
      v1::CreateOrganizationResponse response;
      Require(directory_->CreateOrganization(&context, request, &response));
    }
    Write(ListedEvents::kProgrammes, ListedEvents::AddProgramme);
    Write(options_.events, ListedEvents::AddTalk);
    Write(options_.commemorations, ListedEvents::AddCommemoration);
  }

  void Write(int count, void (*add)(int number, v1::BatchWriteEventsRequest& batch)) {
    constexpr int kMostWrites = 97;
    for (int i = 0; i < count;) {
      v1::BatchWriteEventsRequest batch;
      while (i < count && batch.writes_size() < kMostWrites) add(i++, batch);
      grpc::ClientContext context;
      v1::BatchWriteEventsResponse response;
      Require(events_->BatchWriteEvents(&context, batch, &response));
    }
  }

  // All pages of a list of events.
  std::function<int(int&)> List(const std::function<void(v1::EventFilter&)>& fill) {
    v1::ListEventsRequest request;
    fill(*request.mutable_filter());
    return [this, request](int& found) mutable {
      for (int pages = 1;; ++pages) {
        grpc::ClientContext context;
        v1::ListEventsResponse response;
        Require(events_->ListEvents(&context, request, &response));
        found += response.events_size();
        request.set_page_token(response.next_page_token());
        if (request.page_token().empty()) return pages;
      }
    };
  }

  // All pages of an agenda, or the first one alone.
  std::function<int(int&)> Agenda(absl::CivilDay first, int days, bool whole,
                                  const std::function<void(v1::EventFilter&)>& fill) {
    v1::ListOccurrencesRequest request;
    SetWindow(first, days, *request.mutable_window());
    fill(*request.mutable_filter());
    return [this, whole, request](int& found) mutable {
      for (int pages = 1;; ++pages) {
        grpc::ClientContext context;
        v1::ListOccurrencesResponse response;
        Require(events_->ListOccurrences(&context, request, &response));
        found += response.occurrences_size();
        request.set_page_token(whole ? response.next_page_token() : "");
        if (request.page_token().empty()) return pages;
      }
    };
  }

  int AskOccupancy(absl::CivilDay day, int& found) {
    v1::QueryOccupancyRequest request;
    request.add_resources(Programme::SpaceName(7));
    SetWindow(day, 1, *request.mutable_window());
    grpc::ClientContext context;
    v1::QueryOccupancyResponse response;
    Require(schedule_->QueryOccupancy(&context, request, &response));
    found += response.occupancies_size();
    return 1;
  }

  void MakeQuestions() {
    const absl::CivilDay day = ListedEvents::DayOf(options_.events / 2);
    const std::string venue =
        Programme::SpaceName(7).substr(0, Programme::SpaceName(7).find("/spaces"));
    questions_.push_back({"a hall's occupancy of a day",
                          [=, this](int& found) { return AskOccupancy(day, found); }});
    questions_.push_back({"a venue's day", List([&](v1::EventFilter& filter) {
                            filter.add_venues(venue);
                            SetWindow(day, 1, *filter.mutable_window());
                          })});
    questions_.push_back({"a day", List([&](v1::EventFilter& filter) {
                            SetWindow(day, 1, *filter.mutable_window());
                          })});
    questions_.push_back({"a week's commemorations", List([&](v1::EventFilter& filter) {
                            filter.add_kinds(v1::EVENT_KIND_COMMEMORATION);
                            SetWindow(absl::CivilDay(2027, 6, 1), 7, *filter.mutable_window());
                          })});
    questions_.push_back({"an owner's week, confirmed", List([&](v1::EventFilter& filter) {
                            filter.add_organizations(ListedEvents::OwnerName(3));
                            filter.add_states(v1::EVENT_STATE_CONFIRMED);
                            SetWindow(day, 7, *filter.mutable_window());
                          })});
    questions_.push_back({"a programme", List([&](v1::EventFilter& filter) {
                            filter.set_programme(ListedEvents::ProgrammeName(5));
                          })});
    questions_.push_back({"an external id", List([&](v1::EventFilter& filter) {
                            filter.set_external_id(absl::StrCat("website/", options_.events / 2));
                          })});
    const auto all = [](v1::EventFilter&) {};
    questions_.push_back({"an agenda's first page", Agenda(day, 7, false, all)});
    questions_.push_back({"a day's agenda", Agenda(day, 1, true, all)});
    questions_.push_back({"a programme's agenda", Agenda(day, 731, true, [](auto& filter) {
                            filter.set_programme(ListedEvents::ProgrammeName(5));
                          })});
    questions_.push_back({"a text in a venue's month", List([&](v1::EventFilter& filter) {
                            filter.set_text("nothing has it");
                            filter.add_venues(venue);
                            SetWindow(day, 31, *filter.mutable_window());
                          })});
  }

  void Round() {
    google::protobuf::BytesValue bytes, echoed;
    bytes.set_value(std::string(500, 'x'));
    const auto echo_start = Clock::now();
    grpc::ClientContext context;
    Require(echo_->EchoBytes(&context, bytes, &echoed));
    echo_microseconds_.push_back(MicrosecondsSince(echo_start));
    for (Question& question : questions_) {
      question.found = 0;
      const auto start = Clock::now();
      question.pages = question.ask(question.found);
      question.microseconds.push_back(MicrosecondsSince(start));
    }
  }

  // How often pages ended early, by the log.
  int EndedEarly() const {
    int times = 0;
    for (absl::string_view line :
         absl::StrSplit(testing::ReadFile(dir_.Path("taqvimd.log")), '\n')) {
      if (!absl::StrContains(line, "its page may have ended early")) continue;
      const std::vector<absl::string_view> parts = absl::StrSplit(line, "times=");
      int more = 1;
      if (parts.size() > 1) (void)absl::SimpleAtoi(parts[1].substr(0, parts[1].find(' ')), &more);
      times += more;
    }
    return times;
  }

  void Print() const {
    const double echo = Median(echo_microseconds_);
    std::printf("one call at a time, medians of %d rounds\n", options_.rounds);
    std::printf("  %-28s %10.0f us\n", "echo of 500 bytes", echo);
    for (const Question& question : questions_) {
      const double median = Median(question.microseconds);
      std::printf("  %-28s %10.0f us, %6.1f echoes, %4d events on %3d pages\n",
                  question.name.c_str(), median, median / echo, question.found, question.pages);
    }
    std::printf("pages that ended early: %d\n", EndedEarly());
  }

  const Options options_;
  const testing::TempDir dir_;
  testing::ServerProcess bare_;
  std::optional<testing::ServerProcess> taqvimd_;
  double started_in_ = 0;
  std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<EchoService::Stub> echo_ = EchoService::NewStub(Connect(bare_));
  std::unique_ptr<v1::EventService::Stub> events_;
  std::unique_ptr<v1::ScheduleService::Stub> schedule_;
  std::unique_ptr<v1::DirectoryService::Stub> directory_;
  std::vector<double> echo_microseconds_;
  std::vector<Question> questions_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures how long lists take among many events, beside a bare gRPC echo.");
  app.add_option("--events", options.events, "How many talks to list among");
  app.add_option("--commemorations", options.commemorations, "How many events that repeat yearly");
  app.add_option("--rounds", options.rounds, "How often each question is asked");
  CLI11_PARSE(app, argc, argv);
  Bench(options).Run();
  return 0;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
