#include "client/web/keyed/key_feeds.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/credentials.h"
#include "google/protobuf/text_format.h"
#include "taqvim/v1/access_service.grpc.pb.h"
#include "taqvim/v1/event_service.grpc.pb.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecretOfKey[] = "taqvim_leylas_key";

// What a server has, as its owner may see it; one for all keys.
struct Known {
  // Secrets of feed keys that count.
  std::set<std::string> keys = {kSecretOfKey};
  std::vector<std::string> events = {"gala"};
  std::string filter = "labels: 'jazz'";
  int revision = 1;
  // As what reading is refused.
  grpc::Status refusal;
};

class FakeServer final : public v1::AccessService::Service, public v1::EventService::Service {
 public:
  FakeServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(static_cast<v1::AccessService::Service*>(this));
    builder.RegisterService(static_cast<v1::EventService::Service*>(this));
    server_ = builder.BuildAndStart();
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  void Stop() { server_->Shutdown(); }
  template <class Function>
  void Edit(Function function) {
    absl::MutexLock lock(&mutex_);
    ++known_.revision;
    function(known_);
  }
  int lists() const { return lists_; }
  int asked() const { return asked_; }

  grpc::Status GetCaller(grpc::ServerContext* context, const v1::GetCallerRequest*,
                         v1::GetCallerResponse* answer) override {
    ++asked_;
    absl::MutexLock lock(&mutex_);
    if (!IsKey(*context)) return {grpc::StatusCode::UNAUTHENTICATED, "the key is taqvim_x"};
    answer->set_principal("leyla");
    google::protobuf::TextFormat::ParseFromString(
        known_.filter, answer->mutable_access_token()->mutable_feed_filter());
    answer->set_revision_token(absl::StrCat(known_.revision));
    return grpc::Status::OK;
  }
  grpc::Status ListEvents(grpc::ServerContext* context, const v1::ListEventsRequest* request,
                          v1::ListEventsResponse* answer) override {
    ++lists_;
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(IsKey(*context));
    EXPECT_FALSE(request->has_filter()) << "the server has that of the key";
    EXPECT_EQ(request->min_revision_token(), absl::StrCat(known_.revision));
    if (!known_.refusal.ok()) return known_.refusal;
    // One a page.
    const size_t page = request->page_token().empty() ? 0 : std::stoul(request->page_token());
    if (page < known_.events.size()) {
      v1::Event& event = *answer->add_events();
      const std::string& id = known_.events[page];
      google::protobuf::TextFormat::ParseFromString(
          absl::StrCat("name: 'events/", id, "' uid: '", id, "' title { key: 'en' value: '", id,
                       "' } state: EVENT_STATE_CONFIRMED activity {} bookings { id: 'h' space: "
                       "'venues/opera/spaces/hall' } period { ",
                       kPeriod, "}"),
          &event);
      if (page + 1 < known_.events.size()) answer->set_next_page_token(absl::StrCat(page + 1));
    }
    if (large && answer->events_size() > 0) {
      (*answer->mutable_events(0)->mutable_description())["en"] = std::string(1 << 20, 'x');
    }
    if (endless) answer->set_next_page_token("0");
    return grpc::Status::OK;
  }
  grpc::Status ListOccurrences(grpc::ServerContext*, const v1::ListOccurrencesRequest* request,
                               v1::ListOccurrencesResponse* answer) override {
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(request->name().empty());
    if (request->window().first_day().year() != 2035) return grpc::Status::OK;
    for (const std::string& id : known_.events) {
      google::protobuf::TextFormat::ParseFromString(
          absl::StrCat("event: 'events/", id,
                       "' state: OCCURRENCE_STATE_BOOKED time_zone: 'Asia/Almaty' "
                       "day { year: 2035 month: 5 day: 12 } period { ",
                       kPeriod, "}"),
          answer->add_occurrences());
    }
    return grpc::Status::OK;
  }

  std::atomic<bool> endless = false, large = false;

 private:
  static constexpr char kPeriod[] =
      "timed { start { year: 2035 month: 5 day: 12 hours: 18 } "
      "end { year: 2035 month: 5 day: 12 hours: 20 } }";

  bool IsKey(const grpc::ServerContext& context) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto found = context.client_metadata().find("authorization");
    if (found == context.client_metadata().end()) return false;
    for (const std::string& key : known_.keys) {
      if (found->second == absl::StrCat("FeedKey ", key)) return true;
    }
    return false;
  }

  mutable absl::Mutex mutex_;
  Known known_ ABSL_GUARDED_BY(mutex_);
  std::atomic<int> lists_ = 0, asked_ = 0;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

class KeyFeedsTest : public testing::Test {
 protected:
  KeyFeedsTest() : feeds_(copy_, MakeOptions()) { copy_.Replace(Schedule(), now_); }

  KeyFeeds::Options MakeOptions() {
    channel_ = client::MakeChannel(server_.address(), {.carries_secrets = true}).value();
    KeyFeeds::Options options;
    options.client_of =
        [this](const std::string& secret) -> absl::StatusOr<std::unique_ptr<client::Client>> {
      client::ClientOptions of_client;
      of_client.retry.attempts = 1;
      of_client.shows =
          client::MakeCallCredentials({.token = secret, .token_scheme = "FeedKey"}).value();
      return std::make_unique<client::Client>(channel_, of_client);
    };
    options.site = {.address = "https://taqvim.example", .uid_domain = "taqvim.example"};
    options.failures = 3;
    options.failure_apart = absl::Seconds(10);
    options.now = [this] { return now_; };
    options.clock = [this] { return now_; };
    return options;
  }
  Response Get(const std::string& secret, const std::string& address = "192.0.2.7",
               const Headers& headers = {}, const std::string& what = "jazz.ics") {
    Request request;
    request.method = "GET";
    request.path = absl::StrCat("/c/", secret, "/", what);
    request.address = address;
    request.headers = headers;
    return feeds_.Answer(request);
  }
  static std::string Said(const Response& response) {
    std::string said = absl::StrCat(response.status, "\n");
    for (const auto& [name, value] : response.headers) {
      absl::StrAppend(&said, name, ": ", value, "\n");
    }
    return absl::StrCat(said, response.body == nullptr ? "" : *response.body);
  }

  absl::Time now_ = absl::FromCivil(absl::CivilDay(2035, 5, 10), absl::UTCTimeZone());
  FakeServer server_;
  std::shared_ptr<grpc::Channel> channel_;
  Copy copy_;
  KeyFeeds feeds_;
};

TEST_F(KeyFeedsTest, HasWhatTheOwnerSeesForNobodyElseToKeepOrFind) {
  server_.Edit([](Known& known) { known.events = {"gala", "talk", "film"}; });
  const Response response = Get(kSecretOfKey);
  ASSERT_EQ(response.status, 200) << Said(response);
  for (const char* title : {"SUMMARY:gala", "SUMMARY:talk", "SUMMARY:film"}) {
    EXPECT_THAT(*response.body, HasSubstr(title)) << "of three pages";
  }
  EXPECT_EQ(response.headers.Find("Cache-Control"), "private, no-cache");
  EXPECT_EQ(response.headers.Find("X-Robots-Tag"), "noindex, nofollow");
  EXPECT_FALSE(response.headers.Has("Access-Control-Allow-Origin"));
  EXPECT_THAT(Said(response), Not(HasSubstr("taqvim_")));
}

TEST_F(KeyFeedsTest, IsTheSameUntilARevisionAndThenAgain) {
  const Response first = Get(kSecretOfKey);
  const std::string etag(*first.headers.Find("ETag"));
  EXPECT_EQ(Get(kSecretOfKey, "192.0.2.7", {{"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(server_.lists(), 1) << "kept, and the server asked whether the key counts";
  EXPECT_EQ(server_.asked(), 2);
  server_.Edit([](Known&) {});
  EXPECT_EQ(Get(kSecretOfKey, "192.0.2.7", {{"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(server_.lists(), 2);
  server_.Edit([](Known& known) { known.events = {"talk"}; });
  EXPECT_THAT(*Get(kSecretOfKey).body, HasSubstr("SUMMARY:talk"));
}

TEST_F(KeyFeedsTest, IsMadeAnewWithTheDayAndTheNamesOfPlaces) {
  Get(kSecretOfKey);
  now_ += absl::Hours(24);
  copy_.Confirm(now_);
  Get(kSecretOfKey);
  EXPECT_EQ(server_.lists(), 2);
  copy_.Change([](Schedule&) {});
  Get(kSecretOfKey);
  EXPECT_EQ(server_.lists(), 3);
}

TEST_F(KeyFeedsTest, IsGoneAtOnceThoughItIsKept) {
  ASSERT_EQ(Get(kSecretOfKey).status, 200);
  const std::string wrong = Said(Get("taqvim_wrong"));
  EXPECT_THAT(wrong, HasSubstr("404\n"));
  EXPECT_THAT(wrong, HasSubstr("X-Robots-Tag: noindex, nofollow"));
  EXPECT_THAT(wrong, Not(HasSubstr("taqvim_")));
  server_.Edit([](Known& known) { known.keys.clear(); });
  EXPECT_EQ(Said(Get(kSecretOfKey)), wrong) << "and nobody learns that it once counted";
}

TEST_F(KeyFeedsTest, IsGoneWhenItsOwnerMaySeeNothingMore) {
  const std::string wrong = Said(Get("taqvim_wrong"));
  server_.Edit([](Known& known) {
    known.refusal = {grpc::StatusCode::PERMISSION_DENIED, "leyla has no role"};
  });
  EXPECT_EQ(Said(Get(kSecretOfKey)), wrong);
}

TEST_F(KeyFeedsTest, HearsAFewWrongKeysOfAnAddressAndThenNone) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Get(absl::StrCat("taqvim_", i)).status, 404);
  const Response refused = Get("taqvim_more");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.Find("Retry-After"), "10");
  EXPECT_EQ(server_.asked(), 3);
  EXPECT_EQ(Get(kSecretOfKey).status, 429) << "else it would be told which key counts";
  EXPECT_EQ(Get(kSecretOfKey, "192.0.2.8").status, 200) << "others are not concerned";
  now_ += absl::Seconds(10);
  EXPECT_EQ(Get(kSecretOfKey).status, 200);
  EXPECT_EQ(Get(kSecretOfKey).status, 200) << "keys that count cost nothing";
  EXPECT_EQ(Get("taqvim_again").status, 404);
  EXPECT_EQ(Get("taqvim_again").status, 429);
}

TEST_F(KeyFeedsTest, CountsTheAddressesOfANetworkAsOne) {
  for (int i = 0; i < 3; ++i) Get("taqvim_wrong", absl::StrCat("2001:db8::", i + 1));
  EXPECT_EQ(Get(kSecretOfKey, "2001:db8::9").status, 429);
  EXPECT_EQ(Get(kSecretOfKey, "2001:db8:1::9").status, 200);
}

TEST_F(KeyFeedsTest, IsNotMadeOfWhatIsOldWhereTheServerCannotBeAsked) {
  ASSERT_EQ(Get(kSecretOfKey).status, 200);
  server_.Stop();
  const Response response = Get(kSecretOfKey);
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.Find("Retry-After"), "60");
  EXPECT_EQ(response.headers.Find("Cache-Control"), "no-store");
}

TEST_F(KeyFeedsTest, IsNotMadeWhileNothingIsKnownOfPlaces) {
  copy_.Clear();
  EXPECT_EQ(Get(kSecretOfKey).status, 503);
  EXPECT_EQ(server_.lists(), 0);
}

TEST_F(KeyFeedsTest, EndsThoughThereIsAlwaysMore) {
  server_.endless = true;
  const Response response = Get(kSecretOfKey);
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(*response.body, HasSubstr("narrower filter"));
  EXPECT_EQ(server_.lists(), 100);
}

TEST_F(KeyFeedsTest, HoldsNoMoreThanSoMuchInMemory) {
  server_.endless = server_.large = true;
  EXPECT_EQ(Get(kSecretOfKey).status, 503);
  EXPECT_EQ(server_.lists(), 64) << "as each has a mebibyte";
}

TEST_F(KeyFeedsTest, BlamesNobodyForWhatTheServerDoesNotUnderstand) {
  server_.Edit([](Known& known) {
    known.refusal = {grpc::StatusCode::INVALID_ARGUMENT, "the filter of taqvim_leylas_key"};
  });
  const Response response = Get(kSecretOfKey);
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(*response.body, Not(HasSubstr("taqvim_")));
}

class KeyScreenTest : public KeyFeedsTest {
 protected:
  KeyScreenTest() {
    server_.Edit([](Known& known) { known.filter = "spaces: 'venues/opera/spaces/hall'"; });
    copy_.Change([](Schedule& schedule) {
      v1::Resource venue, space;
      google::protobuf::TextFormat::ParseFromString(
          "venue { name: 'venues/opera' title { key: 'en' value: 'Opera' } time_zone: "
          "'Asia/Almaty' }",
          &venue);
      google::protobuf::TextFormat::ParseFromString(
          "space { name: 'venues/opera/spaces/hall' title { key: 'en' value: 'Hall' } }", &space);
      schedule.Put(venue);
      schedule.Put(space);
    });
    // In Almaty it is half past six in the evening, and the gala is on.
    PassTo(absl::CivilMinute(2035, 5, 12, 13, 30));
  }
  void PassTo(absl::CivilMinute utc) {
    now_ = absl::FromCivil(utc, absl::UTCTimeZone());
    copy_.Confirm(now_);
  }
  Response GetScreen() { return Get(kSecretOfKey, "192.0.2.7", {}, "kiosk"); }
};

TEST_F(KeyScreenTest, SaysThatTheHallIsTakenAndNotByWhat) {
  const Response screen = GetScreen();
  ASSERT_EQ(screen.status, 200) << Said(screen);
  EXPECT_THAT(*screen.body, HasSubstr("Hall"));
  EXPECT_THAT(*screen.body, HasSubstr("Reserved"));
  EXPECT_THAT(*screen.body, HasSubstr("18:00–20:00"));
  EXPECT_THAT(Said(screen), Not(HasSubstr("gala"))) << "though the owner of the key sees it";
  EXPECT_THAT(Said(screen), Not(HasSubstr("taqvim_")));
  EXPECT_EQ(screen.headers.Find("Cache-Control"), "private, no-cache");
  EXPECT_EQ(screen.headers.Find("X-Robots-Tag"), "noindex, nofollow");
}

TEST_F(KeyScreenTest, SaysMoreOfWhatIsPublished) {
  copy_.Change([](Schedule& schedule) {
    v1::Event gala;
    gala.set_name("events/gala");
    schedule.PutEvent(gala, {});
  });
  EXPECT_THAT(*GetScreen().body, Not(HasSubstr("Reserved"))) << "that is for the page to say";
}

TEST_F(KeyScreenTest, AsksEachMinuteAndReadsWhenSomethingChanged) {
  for (int minute = 30; minute < 35; ++minute) {
    PassTo(absl::CivilMinute(2035, 5, 12, 13, minute));
    EXPECT_THAT(*GetScreen().body, HasSubstr("Reserved"));
  }
  EXPECT_EQ(server_.asked(), 5);
  EXPECT_EQ(server_.lists(), 1);
  server_.Edit([](Known& known) { known.events.clear(); });
  EXPECT_THAT(*GetScreen().body, Not(HasSubstr("Reserved")));
  server_.Edit([](Known& known) { known.keys.clear(); });
  EXPECT_EQ(GetScreen().status, 404);
}

TEST_F(KeyScreenTest, IsThereForTheKeyOfOnePlaceAlone) {
  for (const char* filter : {"labels: 'jazz'", "spaces: 'venues/opera/spaces/hall' labels: 'jazz'",
                             "spaces: ['venues/opera/spaces/hall', 'venues/opera/spaces/foyer']",
                             "spaces: 'venues/none/spaces/hall'", "venues: 'venues/none'"}) {
    server_.Edit([&](Known& known) { known.filter = filter; });
    EXPECT_EQ(GetScreen().status, 404) << filter;
  }
  server_.Edit([](Known& known) { known.filter = "venues: 'venues/opera'"; });
  EXPECT_THAT(*GetScreen().body, HasSubstr("Opera")) << "and a key that counts is not counted";
}

TEST_F(KeyScreenTest, TriesAgainByItself) {
  server_.Stop();
  const Response away = GetScreen();
  EXPECT_EQ(away.status, 503);
  EXPECT_EQ(away.headers.Find("Refresh"), "60");
  EXPECT_FALSE(Get(kSecretOfKey).headers.Has("Refresh")) << "of a calendar nobody needs it";
}

TEST_F(KeyFeedsTest, TakesNothingButReading) {
  Request request;
  request.method = "POST";
  request.path = absl::StrCat("/c/", kSecretOfKey, "/jazz.ics");
  EXPECT_EQ(feeds_.Answer(request).status, 405);
  request.method = "GET";
  request.query = {{"kind", "exhibition"}};
  EXPECT_EQ(feeds_.Answer(request).status, 400);
  EXPECT_EQ(server_.asked(), 0);
}

}  // namespace
}  // namespace taqvim::web
