// The site over a real taqvimd: what is taken back is gone, how current it is is said, and of what
// history it is. The clock is the test's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "client/client.h"
#include "client/web/app/key_clients.h"
#include "client/web/app/site.h"
#include "client/web/keyed/key_feeds.h"
#include "client/web/published/follower.h"
#include "taqvim/v1/access_service.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/process.h"
#include "tests/support/taqvimd.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kPatience = absl::Seconds(120);

// Where what takes place in the hall is told.
const std::vector<std::string>& Places() {
  static const auto& places = *new std::vector<std::string>{"/",
                                                            "/venues/library",
                                                            "/venues/library/spaces/hall",
                                                            "/events/gala",
                                                            "/calendar/venues/library.ics",
                                                            "/calendar/spaces/library/hall.ics",
                                                            "/calendar/organizations/library.ics",
                                                            "/calendar/events/gala.ics",
                                                            "/sitemap.xml"};
  return places;
}

class FollowedSite : public ::testing::Test {
 protected:
  FollowedSite()
      : server_(testing::Taqvimd::Guarded(
            {"--listen", absl::StrCat("127.0.0.1:", testing::FreePort())}, "public")),
        // As the public.
        public_(client::Client::Connect(server_->address())),
        site_(copy_, kSite, std::nullopt, [this] { return Now(); }) {
    testing::EnterLibrary(operator_());
    FollowerOptions options;
    options.environment.now = [this] { return Now(); };
    options.environment.wait = [this, wait = options.environment.wait](
                                   absl::Duration pause, const absl::Notification& ended) {
      wait(pause, ended);
      const absl::MutexLock lock(&mutex_);
      const auto may_go_on = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !held_; };
      mutex_.Await(absl::Condition(&may_go_on));
    };
    options.progress_interval = absl::Seconds(1);
    follower_ = std::make_unique<Follower>(*public_, copy_, std::move(options));
    AwaitPage("/", 200);
  }
  ~FollowedSite() override {
    Release();
    follower_->Stop();
  }

  client::Client& operator_() { return server_->client(); }
  absl::Time Now() const {
    return absl::FromCivil(absl::CivilDay(2030, 5, 1), absl::UTCTimeZone()) +
           absl::Seconds(passed_.load());
  }
  void Pass(absl::Duration time) { passed_ += absl::ToInt64Seconds(time); }

  Response Get(const std::string& path) {
    Request request;
    request.method = "GET";
    request.path = path;
    return site_.Answer(request);
  }
  std::string Text(const std::string& path) {
    const Response response = Get(path);
    return response.body == nullptr ? "" : *response.body;
  }
  static void Await(const std::string& what, const std::function<bool()>& condition) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (!condition()) {
      ASSERT_LT(absl::Now(), deadline) << what;
      absl::SleepFor(absl::Milliseconds(5));
    }
  }
  void AwaitPage(const std::string& path, int status) {
    Await(absl::StrCat(path, " is not ", status), [&] { return Get(path).status == status; });
  }

  // Ends the stream, and begins none before Release: what is changed meanwhile is told in one.
  void Hold() {
    {
      const absl::MutexLock lock(&mutex_);
      held_ = true;
    }
    ASSERT_EQ(server_->Stop(), 0);
    server_->Start();
  }
  void Release() {
    const absl::MutexLock lock(&mutex_);
    held_ = false;
  }

  // Confirms and publishes a concert of that day, which has no other.
  void Publish(const std::string& id, const std::string& title) {
    const std::string day = absl::StrCat("2030-05-", 10 + ++days_);
    const auto booked = testing::Book(
        operator_(), id,
        testing::Concert(title, testing::Space("hall"), day + " 18:00", day + " 20:00"));
    ASSERT_TRUE(booked.ok()) << booked.status();
    v1::PublishEventsRequest request;
    request.add_names(booked->name());
    const auto published = operator_().Call<v1::PublishEventsResponse>(request);
    ASSERT_TRUE(published.ok()) << published.status();
  }
  // Publishes something, and waits until the site has it: all that was told before has then been
  // taken in, as the stream keeps the order.
  void AwaitAllThatWasTold() {
    const std::string id = absl::StrCat("marker-", days_);
    Publish(id, "A marker");
    AwaitPage(absl::StrCat("/events/", id), 200);
  }
  void UpdateGala(const std::function<void(v1::Event&)>& change) {
    const auto gala = testing::Get(operator_(), "events/gala");
    ASSERT_TRUE(gala.ok()) << gala.status();
    v1::UpdateEventRequest request;
    *request.mutable_event() = *gala;
    change(*request.mutable_event());
    const auto updated = operator_().Call<v1::UpdateEventResponse>(request);
    ASSERT_TRUE(updated.ok()) << updated.status();
  }
  void ExpectTold(bool is_told) {
    for (const std::string& path : Places()) {
      const std::string text = Text(path);
      EXPECT_EQ(
          absl::StrContains(text, "events/gala") || absl::StrContains(text, "Evening of songs"),
          is_told)
          << path << "\n"
          << text;
    }
  }

  const FeedSite kSite{"https://schedule.example", "schedule.example"};
  std::atomic<int64_t> passed_ = 0;
  std::unique_ptr<testing::Taqvimd> server_;
  std::unique_ptr<client::Client> public_;
  Copy copy_;
  Site site_;
  absl::Mutex mutex_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<Follower> follower_;
  int days_ = 0;
};

TEST_F(FollowedSite, TellsWhatIsPublishedUntilItIsUnpublished) {
  Publish("gala", "Evening of songs");
  AwaitAllThatWasTold();
  ExpectTold(true);
  v1::UnpublishEventsRequest request;
  request.add_names("events/gala");
  ASSERT_TRUE(operator_().Call<v1::UnpublishEventsResponse>(request).ok());
  AwaitAllThatWasTold();
  ExpectTold(false);
  EXPECT_EQ(Get("/events/gala").status, 404);
  EXPECT_EQ(Get("/calendar/events/gala.ics").status, 404);
}

TEST_F(FollowedSite, TellsNothingOfWhatBecamePrivate) {
  Publish("gala", "Evening of songs");
  AwaitAllThatWasTold();
  ExpectTold(true);
  UpdateGala([](v1::Event& gala) { gala.set_visibility(v1::VISIBILITY_PRIVATE); });
  AwaitAllThatWasTold();
  ExpectTold(false);
}

TEST_F(FollowedSite, TellsNothingOfWhatALaterTextTookBack) {
  Publish("gala", "Evening of songs");
  AwaitAllThatWasTold();
  UpdateGala([](v1::Event& gala) { (*gala.mutable_title())["en"] = "Evening"; });
  AwaitAllThatWasTold();
  for (const std::string& path : Places()) {
    EXPECT_THAT(Text(path), Not(HasSubstr("Evening of songs"))) << path;
  }
  EXPECT_THAT(Text("/events/gala"), HasSubstr("Evening"));
}

TEST_F(FollowedSite, TellsNothingOfWhatWasTakenBackWhileTheClocksOfItsVenueWereCorrected) {
  Publish("gala", "Evening of songs");
  AwaitAllThatWasTold();
  Hold();
  v1::UnpublishEventsRequest unpublish;
  unpublish.add_names("events/gala");
  ASSERT_TRUE(operator_().Call<v1::UnpublishEventsResponse>(unpublish).ok());
  v1::GetVenueRequest get;
  get.set_name("venues/library");
  const auto library = operator_().Call<v1::GetVenueResponse>(get);
  ASSERT_TRUE(library.ok()) << library.status();
  v1::UpdateVenueRequest update;
  *update.mutable_venue() = library->venue();
  update.mutable_venue()->set_time_zone("Asia/Tashkent");
  const auto updated = operator_().Call<v1::UpdateVenueResponse>(update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  Release();
  AwaitAllThatWasTold();
  ExpectTold(false);
  EXPECT_EQ(Get("/events/gala").status, 404);
}

TEST_F(FollowedSite, HasWhatWasDeletedAndMadeAnewWithTheSameName) {
  v1::CreateSpaceRequest create;
  create.set_parent("venues/library");
  create.set_space_id("corner");
  (*create.mutable_space()->mutable_title())["en"] = "Corner";
  const auto corner = operator_().Call<v1::CreateSpaceResponse>(create);
  ASSERT_TRUE(corner.ok()) << corner.status();
  AwaitPage("/venues/library/spaces/corner", 200);
  Hold();
  v1::DeleteSpaceRequest remove;
  remove.set_name(corner->space().name());
  remove.set_etag(corner->space().etag());
  const auto removed = operator_().Call<v1::DeleteSpaceResponse>(remove);
  ASSERT_TRUE(removed.ok()) << removed.status();
  (*create.mutable_space()->mutable_title())["en"] = "New corner";
  ASSERT_TRUE(operator_().Call<v1::CreateSpaceResponse>(create).ok());
  Release();
  AwaitAllThatWasTold();
  EXPECT_THAT(Text("/venues/library/spaces/corner"), HasSubstr("New corner"));
}

TEST_F(FollowedSite, SaysOfWhenItIsAndThenShowsNothingUntilTheServerIsBack) {
  Publish("gala", "Evening of songs");
  AwaitAllThatWasTold();
  ASSERT_EQ(server_->Stop(), 0);
  Pass(absl::Seconds(59));
  EXPECT_THAT(Text("/events/gala"), Not(HasSubstr("As of")));
  EXPECT_THAT(Text("/health"), HasSubstr("is current"));
  Pass(absl::Seconds(1));
  EXPECT_THAT(Text("/events/gala"), HasSubstr("As of 2030-05-01 00:00 UTC"));
  EXPECT_THAT(Text("/health"), HasSubstr("may have changed since"));
  Pass(absl::Minutes(15) - absl::Seconds(61));
  ExpectTold(true);
  Pass(absl::Seconds(1));
  for (const std::string& path : Places()) {
    const Response response = Get(path);
    EXPECT_EQ(response.status, 503) << path;
    EXPECT_GT(std::stoi(std::string(response.headers.Find("Retry-After").value_or("0"))), 0)
        << path;
  }
  ExpectTold(false);
  EXPECT_EQ(Get("/health").status, 503);
  server_->Start();
  AwaitPage("/events/gala", 200);
  EXPECT_THAT(Text("/events/gala"), Not(HasSubstr("As of")));
  ExpectTold(true);
}

// What was published since was never told, as far as anybody can know.
TEST_F(FollowedSite, ShowsNothingOfAHistoryThatWasReplaced) {
  Publish("before", "Before");
  AwaitAllThatWasTold();
  ASSERT_EQ(server_->Stop(), 0);
  const std::string backup = server_->data_file() + ".backup";
  std::filesystem::copy_file(server_->data_file(), backup);
  server_->Start();
  Publish("gala", "Evening of songs");
  AwaitPage("/events/gala", 200);
  ASSERT_EQ(server_->Stop(), 0);
  std::filesystem::copy_file(backup, server_->data_file(),
                             std::filesystem::copy_options::overwrite_existing);
  // So long ago that what is shown then was confirmed by the server that is back.
  Pass(absl::Minutes(15));
  EXPECT_EQ(Get("/events/gala").status, 503);
  server_->Start();
  AwaitPage("/events/before", 200);
  ExpectTold(false);
}

class FollowedKeyFeed : public FollowedSite {
 protected:
  FollowedKeyFeed()
      : keyed_(copy_, {.client_of = MakeKeyClients(server_->address(), {}).value(),
                       .site = kSite,
                       .now = [this] { return Now(); }}) {
    v1::CreateAccessTokenRequest request;
    request.mutable_access_token()->set_principal("leyla");
    auto& grant = *request.add_grants();
    grant.set_role(v1::ROLE_ORGANIZER);
    grant.set_organization("organizations/library");
    const auto made = operator_().Call<v1::CreateAccessTokenResponse>(request).value();
    const auto leyla =
        client::Client::Connect(server_->address(), {.token = made.secret()}, {}).value();
    v1::CreateFeedKeyRequest of_hall;
    of_hall.mutable_filter()->add_spaces(testing::Space("hall"));
    const auto key = leyla->Call<v1::CreateFeedKeyResponse>(of_hall).value();
    path_ = absl::StrCat("/c/", key.secret(), "/hall.ics");
    name_ = key.access_token().name();
  }

  Response GetKeyed() {
    Request request;
    request.method = "GET";
    request.path = path_;
    return keyed_.Answer(request);
  }

  KeyFeeds keyed_;
  std::string path_;
  std::string name_;
};

TEST_F(FollowedKeyFeed, TellsAtOnceWhatIsPlannedAndNothingWithoutTheServer) {
  const auto planned = testing::Create(operator_(), "gala",
                                       testing::Concert("Evening of songs", testing::Space("hall"),
                                                        "2030-05-10 18:00", "2030-05-10 20:00"));
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_THAT(*GetKeyed().body, HasSubstr("SUMMARY:Tentative: Evening of songs"));
  ASSERT_TRUE(testing::Confirm(operator_(), planned->name()).ok());
  EXPECT_THAT(*GetKeyed().body, HasSubstr("SUMMARY:Evening of songs"));
  ASSERT_EQ(server_->Stop(), 0);
  EXPECT_EQ(GetKeyed().status, 503)
      << "what was kept is not shown to whoever may have lost the key";
  server_->Start();
  Await("the feed is not back", [&] { return GetKeyed().status == 200; });
  v1::RevokeAccessTokenRequest request;
  request.set_name(name_);
  ASSERT_TRUE(operator_().Call<v1::RevokeAccessTokenResponse>(request).ok());
  EXPECT_EQ(GetKeyed().status, 404);
}

}  // namespace
}  // namespace taqvim::web
