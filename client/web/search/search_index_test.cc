#include "client/web/search/search_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SearchIndexTest : public testing::Test {
 protected:
  SearchIndexTest() {
    Put("organization { name: 'organizations/library' title { key: 'ru' value: 'Библиотека' } }");
    Put("venue { name: 'venues/palace' city: 'Astana' title { key: 'kk' value: 'Сарай' } }");
    Put("space { name: 'venues/palace/spaces/hall' title { key: 'en' value: 'Grand hall' } }");
    PutEvent(R"(name: 'events/days' culture_days { stops { city: 'Almaty' } }
                title { key: 'en' value: 'Days of friendship' })");
    PutEvent(R"(name: 'events/gala' owner: 'organizations/library' programme: 'events/days'
                title { key: 'az' value: 'Qala konserti' } activity { form: ACTIVITY_FORM_CONCERT }
                bookings { space: 'venues/palace/spaces/hall' }
                bookings { participant: 'participants/baku-choir' role { key: 'en' value: 'Guest' } }
                partners { name: 'Aurora' } works { creator: 'Hajibeyov' })");
    PutEvent("name: 'events/talk' title { key: 'en' value: 'Talk' } labels: 'history'");
  }

  void Put(const std::string& text) {
    v1::Resource resource;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &resource)) << text;
    schedule_.Put(resource);
    ++version_;
  }
  void PutEvent(const std::string& text) {
    v1::Event event;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
    schedule_.PutEvent(event, {});
    ++version_;
  }
  Found Find(const std::string& query) { return index_.Find(schedule_, version_, query); }
  std::vector<std::string> Events(const std::string& query) {
    std::vector<std::string> names;
    for (const PublishedEvent* event : Find(query).events) names.push_back(event->event.name());
    return names;
  }

  Schedule schedule_;
  uint64_t version_ = 1;
  SearchIndex index_;
};

TEST_F(SearchIndexTest, FindsAnEventByAllThatIsSaidOfIt) {
  for (const char* query :
       {"qala", "Qala KONSERTİ", "концерт", "concert", "aurora", "hajib", "guest", "baku choir",
        "grand", "сарай", "astana hall", "библиотека", "qala friendship"}) {
    EXPECT_THAT(Events(query), ElementsAre("events/gala")) << query;
  }
}

TEST_F(SearchIndexTest, FindsWhatBelongsToAProgrammeWithIt) {
  EXPECT_THAT(Events("friend"), ElementsAre("events/days", "events/gala"));
  EXPECT_THAT(Events("almaty"), ElementsAre("events/days", "events/gala"));
}

TEST_F(SearchIndexTest, WantsEachWord) {
  EXPECT_THAT(Events("talk history"), ElementsAre("events/talk"));
  EXPECT_THAT(Events("talk concert"), IsEmpty());
  EXPECT_THAT(Events("alk"), IsEmpty()) << "the middle of a word";
}

TEST_F(SearchIndexTest, FindsPlacesAndOrganizationsByTheirOwnWords) {
  EXPECT_THAT(Find("grand").places, ElementsAre("venues/palace/spaces/hall"));
  EXPECT_THAT(Find("astana").places, ElementsAre("venues/palace"));
  EXPECT_THAT(Find("bibliot").organizations, ElementsAre("organizations/library"));
  Put("venue { name: 'venues/palace' city: 'Astana' archived: true }");
  EXPECT_THAT(Find("astana").places, IsEmpty());
}

TEST_F(SearchIndexTest, FindsNothingByNoWord) {
  EXPECT_TRUE(Find("").empty());
  EXPECT_TRUE(Find("…?").empty());
}

TEST_F(SearchIndexTest, KnowsWhatHasChanged) {
  ASSERT_THAT(Events("talk"), ElementsAre("events/talk"));
  PutEvent("name: 'events/talk' title { key: 'en' value: 'Speech' }");
  EXPECT_THAT(Events("talk"), IsEmpty());
  EXPECT_THAT(Events("speech"), ElementsAre("events/talk"));
  schedule_.Remove("events/talk");
  ++version_;
  EXPECT_THAT(Events("speech"), IsEmpty());
  Put("venue { name: 'venues/palace' title { key: 'en' value: 'Circus' } }");
  EXPECT_THAT(Events("astana"), IsEmpty());
  EXPECT_THAT(Events("circus"), ElementsAre("events/gala"));
  schedule_.Remove("organizations/library");
  ++version_;
  EXPECT_THAT(Find("библиотека").organizations, IsEmpty());
}

TEST_F(SearchIndexTest, LooksAtTheBeginningOfALongQuery) {
  EXPECT_THAT(Events(absl::StrCat("talk", std::string(kLongestQuery, ' '), "nothing")),
              ElementsAre("events/talk"));
  std::string many = "talk";
  for (size_t i = 0; i < 2 * kMostQueryWords; ++i) absl::StrAppend(&many, " z", i);
  EXPECT_THAT(Events(many), IsEmpty());
}

TEST_F(SearchIndexTest, TakesInSoManyTextsAtATime) {
  int calls = 1;
  while (!index_.TakeIn(schedule_, version_, 2)) ++calls;
  // Of six texts, and once more to see that there is none.
  EXPECT_EQ(calls, 4);
  EXPECT_TRUE(index_.TakeIn(schedule_, version_, 1));
  EXPECT_THAT(Events("talk"), ElementsAre("events/talk"));
  PutEvent("name: 'events/talk' title { key: 'en' value: 'Speech' }");
  EXPECT_FALSE(index_.TakeIn(schedule_, version_, 1));
  EXPECT_THAT(Events("speech"), ElementsAre("events/talk"));
}

// An index that follows changes finds what one finds that is made of the whole.
TEST_F(SearchIndexTest, FollowsAnyChanges) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const auto word = [&] { return std::string(1, static_cast<char>('a' + random() % 6)); };
  for (int round = 0; round < 300; ++round) {
    const std::string name = absl::StrCat("events/e", random() % 20);
    if (random() % 4 == 0) {
      schedule_.Remove(name);
      ++version_;
    } else {
      PutEvent(absl::StrCat("name: '", name, "' title { key: 'en' value: '", word(), " ", word(),
                            "' } bookings { venue: 'venues/v", random() % 3, "' }"));
    }
    Put(absl::StrCat("venue { name: 'venues/v", random() % 3, "' title { key: 'en' value: '",
                     word(), "' } }"));
    const std::string query = absl::StrCat(word(), " ", word());
    const auto found = Events(query);
    SearchIndex other;
    std::vector<std::string> expected;
    for (const PublishedEvent* event : other.Find(schedule_, version_, query).events) {
      expected.push_back(event->event.name());
    }
    ASSERT_EQ(found, expected) << query;
  }
}

}  // namespace
}  // namespace taqvim::web
