// Measures how long FindSlots takes over 200 halls and 90 days with 100,000
// bookings, beside a bare gRPC echo, in turn in one run.
//
// Calls are made one at a time: a round is an echo and then each question, and
// the figure is the median of the round trips over that of the echo.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "taqvim/v1/schedule_service.grpc.pb.h"
#include "tests/bench/echo.grpc.pb.h"
#include "tests/bench/load.h"
#include "tests/bench/programme.h"
#include "tests/bench/servers.h"

namespace taqvim::bench {
namespace {

constexpr int kDays = 90;
constexpr int kBatch = 50;
// A day from nine in the morning has six parts of so many minutes.
constexpr int kPart = 130;
const absl::CivilDay kFirstDay(2032, 1, 1);

struct Options {
  int bookings = 100'000;
  int rounds = 300;
};

struct Question {
  std::string name;
  v1::FindSlotsRequest request;
  std::vector<double> microseconds = {};
  int slots = 0;
};

void SetDay(absl::CivilDay day, google::type::Date& date) {
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
}

// Up to six bookings a day and hall, of half an hour to two hours, at times that
// leave gaps of all lengths.
class Bookings {
 public:
  void Fill(v1::BatchWriteEventsRequest& batch) {
    for (int i = 0; i < kBatch; ++i) {
      v1::CreateEventRequest& create = *batch.add_writes()->mutable_create();
      create.set_event_id(absl::StrCat("booking-", number_));
      v1::Event& event = *create.mutable_event();
      (*event.mutable_title())["en"] = absl::StrCat("Rehearsal ", number_);
      event.set_owner(Programme::kOwner);
      event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
      FillPeriod(*event.mutable_period()->mutable_timed());
      event.add_bookings()->set_space(Programme::SpaceName(number_++ % Programme::kSpaces));
      batch.add_writes()->mutable_confirm()->set_name("events/" + create.event_id());
    }
  }

 private:
  void FillPeriod(v1::TimedPeriod& timed) {
    const int turn = number_ / Programme::kSpaces;
    const int length = 30 + 10 * static_cast<int>(random_() % 10);
    const int wait = 5 * static_cast<int>(random_() % ((kPart - length) / 5 + 1));
    const absl::CivilMinute start =
        absl::CivilMinute(kFirstDay + turn % kDays) + 9 * 60 + turn / kDays * kPart + wait;
    SetTime(start, *timed.mutable_start());
    SetTime(start + length, *timed.mutable_end());
  }

  std::mt19937_64 random_{1};
  int number_ = 0;
};

v1::FindSlotsRequest Ask(std::initializer_list<int> minutes) {
  v1::FindSlotsRequest request;
  for (int length : minutes) {
    v1::SlotItem& item = *request.add_items();
    item.mutable_duration()->set_seconds(60 * length);
    item.mutable_set_up()->set_seconds(1800);
    item.set_expected_attendance(200);
    item.add_cities("Tashkent");
  }
  SetDay(kFirstDay, *request.mutable_window()->mutable_first_day());
  SetDay(kFirstDay + kDays - 1, *request.mutable_window()->mutable_last_day());
  return request;
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        echo_channel_(Connect(servers_.bare)),
        channel_(Connect(servers_.taqvim)) {
    questions_ = {{"a concert of two hours", Ask({120})},
                  {"the same, on which days", Ask({120})},
                  {"a day from nine to nine", Ask({720})},
                  {"three items in order", Ask({60, 120, 90})}};
    questions_[1].request.set_one_a_day(true);
  }

  void Run() {
    Programme programme;
    programme.Enter(channel_);
    Book();
    for (int i = 0; i < options_.rounds; ++i) Round();
    const double echo = Median(echo_microseconds_);
    std::printf("one call at a time, medians of %d rounds; %d halls, %d days, %d bookings\n",
                options_.rounds, Programme::kSpaces, kDays, options_.bookings);
    std::printf("  %-26s %10.0f us\n", "echo of 500 bytes", echo);
    for (const Question& question : questions_) {
      const double median = Median(question.microseconds);
      std::printf("  %-26s %10.0f us, %5.1f echoes, %d slots\n", question.name.c_str(), median,
                  median / echo, question.slots);
    }
  }

 private:
  void Book() {
    const auto stub = v1::EventService::NewStub(channel_);
    Bookings bookings;
    for (int booked = 0; booked < options_.bookings; booked += kBatch) {
      v1::BatchWriteEventsRequest batch;
      bookings.Fill(batch);
      v1::BatchWriteEventsResponse response;
      grpc::ClientContext context;
      Require(stub->BatchWriteEvents(&context, batch, &response));
    }
  }

  template <class Call>
  static double Microseconds(Call call) {
    const auto start = std::chrono::steady_clock::now();
    grpc::ClientContext context;
    Require(call(context));
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
        .count();
  }

  void Round() {
    google::protobuf::BytesValue bytes, echoed;
    bytes.set_value(std::string(500, 'x'));
    echo_microseconds_.push_back(Microseconds([&](grpc::ClientContext& context) {
      return echo_stub_->EchoBytes(&context, bytes, &echoed);
    }));
    for (Question& question : questions_) {
      v1::FindSlotsResponse response;
      question.microseconds.push_back(Microseconds([&](grpc::ClientContext& context) {
        return stub_->FindSlots(&context, question.request, &response);
      }));
      question.slots = response.slots_size();
    }
  }

  const Options options_;
  Servers servers_;
  const std::shared_ptr<grpc::Channel> echo_channel_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<EchoService::Stub> echo_stub_ = EchoService::NewStub(echo_channel_);
  const std::unique_ptr<v1::ScheduleService::Stub> stub_ = v1::ScheduleService::NewStub(channel_);
  std::vector<double> echo_microseconds_;
  std::vector<Question> questions_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures how long FindSlots takes, beside a bare gRPC echo.");
  app.add_option("--bookings", options.bookings, "How many bookings to search among")
      ->check(CLI::Range(kBatch, 6 * kDays * Programme::kSpaces));
  app.add_option("--rounds", options.rounds, "How often each call is measured");
  CLI11_PARSE(app, argc, argv);
  Bench(options).Run();
  return 0;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
