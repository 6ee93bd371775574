// What the site shows does not depend on what is hidden from whom it shows it to: of two schedules
// that differ only there all its pages and feeds are the same, byte for byte. Each schedule is
// served by a taqvimd of its own, and followed as taqvim-web does it.
//
// TAQVIM_SEED names the first seed, TAQVIM_SCHEDULES how many pairs of schedules are looked at.
#include <array>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "client/client.h"
#include "client/web/app/key_clients.h"
#include "client/web/app/site.h"
#include "client/web/http/target.h"
#include "client/web/keyed/key_feeds.h"
#include "client/web/published/follower.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/privacy/maker.h"
#include "tests/privacy/twins.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::privacy {
namespace {

constexpr int kSteps = 200;
constexpr absl::Duration kPatience = absl::Seconds(120);
// More than there are; a site whose pages have no end fails the test.
constexpr size_t kMostPages = 5'000;

// All that a caller is sent.
std::string BytesOf(const web::Response& response) {
  std::string bytes = absl::StrCat(response.status, "\n");
  for (const auto& [name, value] : response.headers) {
    absl::StrAppend(&bytes, name, ": ", value, "\n");
  }
  if (response.body != nullptr) absl::StrAppend(&bytes, "\n", *response.body);
  return bytes;
}

web::Request Asking(const std::string& address) {
  const auto target = web::ParseTarget(address);
  EXPECT_TRUE(target.ok()) << address << target.status();
  web::Request request;
  request.method = "GET";
  request.path = target->path;
  request.query = target->query;
  return request;
}

// One of the twins, served, and the site of it at the twins' time.
class ServedTwin {
 public:
  ServedTwin(Twins& twins, int twin)
      : server_(testing::Taqvimd::Guarded({}, "public")),
        now_(twins.now()),
        site_(copy_, {"https://schedule.example", "schedule.example"}, std::nullopt,
              [this] { return now_; }) {
    EXPECT_EQ(server_->Stop(), 0);
    twins.of(twin).CopyTo(server_->data_file());
    server_->Start();
    public_ = client::Client::Connect(server_->address());
    web::FollowerOptions options;
    options.environment.now = [this] { return now_; };
    follower_ = std::make_unique<web::Follower>(*public_, copy_, std::move(options));
    AwaitCopy();
  }
  ~ServedTwin() { follower_->Stop(); }

  std::string Get(const std::string& address) { return BytesOf(site_.Answer(Asking(address))); }

  // The feed or the screen of that key, at the same address whatever the key's secret is.
  std::string GetByKey(const std::string& secret, const std::string& what) {
    auto clients = web::MakeKeyClients(server_->address(), {});
    EXPECT_TRUE(clients.ok()) << clients.status();
    web::KeyFeeds feeds(copy_, {.client_of = [&](const std::string&) { return (*clients)(secret); },
                                .site = {"https://schedule.example", "schedule.example"},
                                .now = [this] { return now_; }});
    return BytesOf(feeds.Answer(Asking(absl::StrCat("/c/taqvim_key/", what))));
  }

 private:
  void AwaitCopy() {
    const absl::Time deadline = absl::Now() + kPatience;
    while (!copy_.Read(now_, [](const web::CopyView&) {}).ok()) {
      ASSERT_LT(absl::Now(), deadline) << server_->log();
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  const std::unique_ptr<testing::Taqvimd> server_;
  const absl::Time now_;
  web::Copy copy_;
  web::Site site_;
  std::unique_ptr<client::Client> public_;
  std::unique_ptr<web::Follower> follower_;
};

// Where pages about things are, whether they are shown or not.
std::vector<std::string> AddressesOf(const Maker& maker) {
  std::vector<std::string> addresses = {
      "/",       "/sitemap.xml", "/robots.txt",         "/health",
      "/search", "/search?q=a",  "/search?q=e&lang=ru", "/search?q=apart"};
  const auto add = [&](const std::string& path) {
    addresses.push_back(path);
    addresses.push_back(absl::StrCat("/calendar", path));
    addresses.push_back(absl::StrCat("/calendar", path, ".ics"));
    addresses.push_back(absl::StrCat("/calendar", path, ".ics?lang=ru"));
    addresses.push_back(absl::StrCat("/calendar", path, "/check"));
  };
  for (const std::string& name : maker.EventNames()) {
    add(absl::StrCat("/", name));
    add(absl::StrCat("/programmes/", absl::StripPrefix(name, "events/")));
  }
  for (const std::string& name : VenueNames()) {
    add(absl::StrCat("/", name));
    addresses.push_back(absl::StrCat("/", name, "/kiosk"));
  }
  for (const std::string& name : SpaceNames()) {
    addresses.push_back(absl::StrCat("/", name));
    addresses.push_back(absl::StrCat("/", name, "/kiosk"));
    add(absl::StrReplaceAll(name, {{"venues/", "/spaces/"}, {"/spaces/", "/"}}));
  }
  for (const std::string& name : maker.Participants()) add(absl::StrCat("/", name));
  for (int i = 0; i < 4; ++i) add(absl::StrCat("/organizations/o", i));
  for (const char* country : {"AZ", "KZ", "UZ", "DE"}) add(absl::StrCat("/countries/", country));
  return addresses;
}

// Whether the link leads to what is like the page, another week or the same in another language:
// one step of these is enough, as together they are tens of thousands.
bool IsMoreOfTheSame(const std::string& page, const std::string& link) {
  const auto choices = [](const std::string& address) {
    int count = 0;
    for (const char* choice : {"from=", "lang="}) {
      if (absl::StrContains(address, choice)) ++count;
    }
    return count;
  };
  return choices(link) > 1 || (choices(page) > 0 && absl::StrContains(link, "from="));
}

// Every page of both that is named or that a page leads to; by address, of the first.
std::map<std::string, std::string> CompareSites(ServedTwin& first, ServedTwin& second,
                                                const std::vector<std::string>& named) {
  static const auto& links = *new std::regex("href=\"(/[^\"#]*)\"");
  std::map<std::string, std::string> seen;
  std::deque<std::string> ahead(named.begin(), named.end());
  while (!ahead.empty() && !::testing::Test::HasFailure()) {
    const std::string address = ahead.front();
    ahead.pop_front();
    if (seen.contains(address)) continue;
    EXPECT_LT(seen.size(), kMostPages) << address;
    const std::string& page = seen[address] = first.Get(address);
    EXPECT_EQ(page, second.Get(address)) << address << " tells what is hidden.";
    for (std::sregex_iterator link(page.begin(), page.end(), links), end; link != end; ++link) {
      const std::string next = absl::StrReplaceAll((*link)[1].str(), {{"&amp;", "&"}});
      if (!IsMoreOfTheSame(address, next)) ahead.push_back(next);
    }
  }
  return seen;
}

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

class SitePrivacy : public ::testing::Test {
 protected:
  // Runs the look at each pair of schedules.
  template <class Look>
  void ForEachPair(Audience audience, Look look) {
    const uint64_t first_seed = FromEnvironment("TAQVIM_SEED", std::random_device()());
    const uint64_t schedules = FromEnvironment("TAQVIM_SCHEDULES", TAQVIM_SCHEDULES);
    for (uint64_t seed = first_seed; seed < first_seed + schedules && !HasFailure(); ++seed) {
      SCOPED_TRACE(absl::StrCat("TAQVIM_SEED=", seed, " TAQVIM_SCHEDULES=1"));
      Twins twins(seed);
      Maker maker(seed, audience, twins);
      maker.Begin();
      look(twins, maker);
      closed_ += maker.closed_events();
      for (const std::string& name : maker.EventNames()) {
        const auto event = [&](int twin) {
          v1::GetEventRequest request;
          request.set_name(name);
          const auto got = twins.of(twin).Run(schedule::GetEvent, request);
          return got.ok() ? got->event().SerializeAsString() : "";
        };
        if (event(0) != event(1)) ++differing_;
      }
    }
    std::cout << "From seed " << first_seed << " on: " << compared_ << " answers compared, with "
              << closed_ << " closed events in the end and " << differing_
              << " that differ between twins.\n";
    // Else nothing would be tested.
    EXPECT_GT(closed_, 0);
    EXPECT_GT(differing_, 0);
    EXPECT_GT(compared_, 0);
  }

  int compared_ = 0;
  int closed_ = 0;
  int differing_ = 0;
};

TEST_F(SitePrivacy, EveryPageAndFeedIsTheSameWhateverIsHiddenFromThePublic) {
  int events_shown = 0;
  ForEachPair(Audience::kPublic, [&](Twins& twins, Maker& maker) {
    for (int step = 0; step < kSteps; ++step) maker.Step();
    ServedTwin first(twins, 0), second(twins, 1);
    const auto pages = CompareSites(first, second, AddressesOf(maker));
    compared_ += static_cast<int>(pages.size());
    for (const auto& [address, page] : pages) {
      const bool is_shown = absl::StartsWith(page, "200\n");
      if (is_shown && absl::StartsWith(address, "/events/")) ++events_shown;
    }
  });
  EXPECT_GT(events_shown, 0);
}

// A feed key of somebody who may see what the audience may.
std::string MakeKey(Twins& twins, int twin, const std::string& filter) {
  v1::CreateFeedKeyRequest request;
  *request.mutable_filter() = testing::FromText<v1::EventFilter>(filter);
  // As servers have today's time, and the twins that of their beginning.
  request.mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(twins.now() + absl::Hours(24 * 3'650)));
  const auto made = twins.of(twin).Run(schedule::CreateFeedKey, request);
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? made->secret() : "";
}

// Whom the twins know keys of.
void Grant(Twins& twins, const std::string& grant) {
  for (int twin : {0, 1}) {
    const auto granted = twins.of(twin).Run(
        schedule::CreateGrant, testing::FromText<v1::CreateGrantRequest>(
                                   absl::StrCat("grant { principal: 'tester' ", grant, " }")));
    EXPECT_TRUE(granted.ok()) << granted.status();
  }
}

class KeyPrivacy : public SitePrivacy {
 protected:
  void Compare(Audience audience, const std::string& grant) {
    const std::string venues = "venues: ['venues/v0', 'venues/v1', 'venues/v2']";
    const std::string kinds =
        "kinds: [EVENT_KIND_ACTIVITY, EVENT_KIND_EXHIBITION, EVENT_KIND_COMMEMORATION, "
        "EVENT_KIND_CULTURE_DAYS]";
    const std::vector<std::string> filters = {venues,
                                              "spaces: 'venues/v0/spaces/hall'",
                                              "spaces: 'venues/v1/spaces/room'",
                                              "organizations: 'organizations/o0'",
                                              "organizations: 'organizations/o1'",
                                              kinds,
                                              "programme: 'events/programme0'",
                                              "states: EVENT_STATE_TENTATIVE",
                                              "text: 'a'"};
    int blocks = 0, events = 0;
    ForEachPair(audience, [&](Twins& twins, Maker& maker) {
      for (int step = 0; step < kSteps; ++step) maker.Step();
      Grant(twins, grant);
      std::array<std::vector<std::string>, 2> keys;
      for (const std::string& filter : filters) {
        for (int twin : {0, 1}) keys[twin].push_back(MakeKey(twins, twin, filter));
      }
      ServedTwin first(twins, 0), second(twins, 1);
      for (size_t i = 0; i < filters.size(); ++i) {
        for (const char* what : {"x.ics?lang=en", "x.ics?lang=ru", "kiosk"}) {
          const std::string feed = first.GetByKey(keys[0][i], what);
          const bool is_there = absl::StrContains(what, ".ics") || i == 1 || i == 2;
          EXPECT_THAT(feed, ::testing::StartsWith(is_there ? "200\n" : "404\n")) << filters[i];
          EXPECT_EQ(feed, second.GetByKey(keys[1][i], what))
              << filters[i] << " tells what is hidden.";
          ++compared_;
          if (absl::StrContains(feed, "UID:block-")) ++blocks;
          if (absl::StrContains(feed, "LAST-MODIFIED:2025")) ++events;
        }
      }
    });
    EXPECT_GT(blocks, 0);
    EXPECT_GT(events, 0);
  }
};

TEST_F(KeyPrivacy, FeedsOfAViewerHaveNothingOfPrivateEventsButTheirBlocks) {
  Compare(Audience::kViewer, "role: ROLE_VIEWER");
}

TEST_F(KeyPrivacy, FeedsOfAnOrganizerHaveNothingOfOthersPrivateEventsButTheirBlocks) {
  Compare(Audience::kOrganizer, absl::StrCat("role: ROLE_ORGANIZER organization: '", kTheirs, "'"));
}

TEST_F(KeyPrivacy, FeedsOfAVenuesViewerHaveNothingOfOtherVenuesEventsButTheirBlocks) {
  Compare(Audience::kViewerOfVenue, absl::StrCat("role: ROLE_VIEWER venue: '", kTheirVenue, "'"));
}

}  // namespace
}  // namespace taqvim::privacy
