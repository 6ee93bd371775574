#include "server/schedule/check/normalize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/field_errors.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/random_texts.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(Normalize, GivesTagsTheirCanonicalCase) {
  TextMap texts;
  texts["uz-cyrl"] = "a";
  texts["EN"] = "b";
  texts["kk"] = "c";
  EXPECT_TRUE(NormalizeTexts(texts));
  EXPECT_THAT(texts, UnorderedElementsAre(Pair("uz-Cyrl", "a"), Pair("en", "b"), Pair("kk", "c")));
  EXPECT_FALSE(NormalizeTexts(texts));
}

TEST(Normalize, LeavesWhatWillBeRefused) {
  TextMap texts;
  texts["uz-cyrl"] = "a";
  texts["UZ-CYRL"] = "b";
  texts["uz-Cyrl"] = "c";
  texts["not a tag"] = "d";
  texts["EN"] = "e";
  EXPECT_TRUE(NormalizeTexts(texts));
  EXPECT_THAT(texts,
              UnorderedElementsAre(Pair("uz-cyrl", "a"), Pair("UZ-CYRL", "b"), Pair("uz-Cyrl", "c"),
                                   Pair("not a tag", "d"), Pair("en", "e")));
  EXPECT_FALSE(NormalizeTexts(texts));
}

TEST(Normalize, OfAStoredEventReachesWhatTheServerPutIntoIt) {
  auto event = FromText<v1::Event>(R"pb(
    cancel_reason { key: 'EN' value: 'x' }
    approvals { reason { key: 'uz-cyrl' value: 'x' } }
  )pb");
  EXPECT_TRUE(Normalize(event));
  EXPECT_TRUE(MessageDifferencer::Equals(event, FromText<v1::Event>(R"pb(
                                           cancel_reason { key: 'en' value: 'x' }
                                           approvals { reason { key: 'uz-Cyrl' value: 'x' } }
                                         )pb")))
      << event.DebugString();
  EXPECT_FALSE(Normalize(event));
}

TEST(Normalize, SetsNoKind) {
  v1::Event event;
  EXPECT_FALSE(Normalize(event));
  EXPECT_EQ(event.kind_case(), v1::Event::KIND_NOT_SET);
}

TEST(Normalize, MakesLineFeedsOfLineBreaksInDescriptionsOnly) {
  auto event = FromText<v1::Event>(R"pb(
    title { key: 'en' value: 'a\r\nb' }
    description { key: 'en' value: '\r\na\r\rb\n\r\tc\r' }
  )pb");
  EXPECT_TRUE(Normalize(event));
  EXPECT_EQ(event.title().at("en"), "a\r\nb");
  EXPECT_EQ(event.description().at("en"), "\na\n\nb\n\n\tc\n");
  EXPECT_FALSE(Normalize(event));
}

std::string RandomTag(std::mt19937_64& random) {
  constexpr const char* kTags[] = {"en",      "EN",   "uz-cyrl", "uz-Cyrl", "UZ-CYRL", "zh-hant-tw",
                                   "en-x-Ca", "not!", "-",       "",        "kk-KZ"};
  if (random() % 8 == 0) return RandomText(random, 4);
  return kTags[random() % std::size(kTags)];
}

void FillTexts(std::mt19937_64& random, TextMap& texts) {
  for (size_t left = random() % 4; left > 0; --left) {
    texts[RandomTag(random)] = RandomText(random) + (random() % 2 == 0 ? "\r\n" : "");
  }
}

v1::Event RandomEvent(std::mt19937_64& random) {
  v1::Event event;
  FillTexts(random, *event.mutable_title());
  FillTexts(random, *event.mutable_description());
  switch (random() % 3) {
    case 0:
      FillTexts(random, *event.mutable_exhibition()->mutable_theme());
      break;
    case 1:
      FillTexts(random, *event.mutable_commemoration()->mutable_commemorated());
      event.mutable_commemoration()->add_honourees(RandomText(random));
      break;
    default:
      event.mutable_culture_days()->add_stops()->set_city(RandomText(random));
  }
  return event;
}

// Whatever texts hold, they are taken in or refused; twice as once.
TEST(Normalize, OfWhatIsNormalizedChangesNothing) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 5'000 && !HasFailure(); ++i) {
    const v1::Event sent = RandomEvent(random);
    SCOPED_TRACE(sent.DebugString());
    v1::Event event = sent;
    const bool changed = Normalize(event);
    EXPECT_EQ(changed, !MessageDifferencer::Equals(sent, event));
    const v1::Event once = event;
    EXPECT_FALSE(Normalize(event));
    EXPECT_TRUE(MessageDifferencer::Equals(once, event));
    FieldErrors first, second;
    CheckMessage(once, first);
    CheckMessage(event, second);
    EXPECT_EQ(first.count(), second.count());
  }
}

}  // namespace
}  // namespace taqvim::schedule
