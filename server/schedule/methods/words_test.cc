// How texts are compared, looked for, taken in and refused, through the operations.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/zone_topics.h"
#include "server/schedule/testing/events_fixture.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class WordsTest : public EventsTest {
 protected:
  static std::string DaysIn(const std::string& city, const std::string& guest = "AZ") {
    return absl::StrCat("culture_days { guest_country: '", guest,
                        "' host_country: 'KZ' stops { city: '", absl::CEscape(city),
                        "' first_day { ", DateText("2025-10-09"), " } last_day { ",
                        DateText("2025-10-13"), " } } }");
  }
  // Creates and confirms culture days in the city; the lines of what keeps them out.
  std::vector<std::string> ConfirmIn(const std::string& id, const std::string& city,
                                     const std::string& guest) {
    auto created = Create(id, DaysIn(city, guest));
    if (!created.ok()) return Lines(created.status());
    auto confirmed = Confirm(absl::StrCat("events/", id));
    return confirmed.ok() ? std::vector<std::string>() : Lines(confirmed.status());
  }
  std::vector<std::string> Found(const std::string& text) {
    v1::ListEventsRequest request;
    request.mutable_filter()->set_text(text);
    auto response = Run(ListEvents, request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    for (const v1::Event& event : response->events()) names.push_back(event.name());
    return names;
  }
  absl::StatusOr<v1::CreateEventResponse> Talk(const std::string& id, const std::string& fields) {
    return Create(id, absl::StrCat("activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty'",
                                   Timed("2025-10-10 10:00", "2025-10-10 11:00"), fields));
  }
  // What is wrong with a talk of that title.
  std::string WrongTitle(const std::string& title) {
    auto created =
        Talk("talk", absl::StrCat("title { key: 'en' value: '", absl::CEscape(title), "' }"));
    if (created.ok()) return "";
    return ViolationsOf(created.status())["event.title[\"en\"]"];
  }
  // Stores an event as an earlier version did: changed so, and if it is of culture
  // days with its claims on that topic instead of its city's.
  void StoreAsBefore(const std::string& name, absl::FunctionRef<void(v1::Event&)> edit,
                     const std::string& topic = "") {
    const auto outcome = schedule_.RunTransaction([&](storage::Transaction& transaction) {
      return PutAsBefore(transaction, name, edit, topic);
    });
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  }
  static absl::StatusOr<std::string> PutAsBefore(storage::Transaction& transaction,
                                                 const std::string& name,
                                                 absl::FunctionRef<void(v1::Event&)> edit,
                                                 const std::string& topic) {
    const auto resource = *transaction.Find(storage::Kind::kEvent, name);
    v1::Event event = *Read<v1::Event>(*resource);
    edit(event);
    storage::Mutation mutation{.release = {resource->id}};
    mutation.claims = *transaction.ClaimsOf(resource->id);
    mutation.puts.push_back(
        {.id = resource->id, .kind = storage::Kind::kEvent, .name = name, .body = ToBody(event)});
    if (!topic.empty()) {
      const storage::ResourceId id = transaction.NewId();
      mutation.puts.push_back(
          {.id = id, .kind = storage::Kind::kTopic, .name = topic, .body = NewTopicBody(topic)});
      for (storage::Claim& claim : mutation.claims) {
        const auto atom = *transaction.FindById(claim.atom);
        if (atom->name.rfind("city/", 0) == 0) claim.atom = id;
      }
    }
    if (auto s = transaction.Apply(std::move(mutation)); !s.ok()) return s;
    return "";
  }
  std::vector<storage::Claim> ClaimsOf(const std::string& name) {
    std::vector<storage::Claim> claims;
    const auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      claims = *snapshot.ClaimsOf((*snapshot.Find(storage::Kind::kEvent, name))->id);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return claims;
  }
  static std::vector<std::string> TagsOf(const google::protobuf::Map<std::string, std::string>& m) {
    std::vector<std::string> tags;
    for (const auto& [tag, text] : m) tags.push_back(tag);
    return tags;
  }
};

TEST_F(WordsTest, CultureDaysInOneCityCollideHoweverItIsSpelt) {
  const std::vector<std::vector<std::string>> cities = {
      {"Астана", "астана", "АСТАНА"},
      {"Нұр-Сұлтан", "НҰР-СҰЛТАН"},
      {"Шәкі", "ШӘКІ"},
      {"İstanbul", "istanbul", "ISTANBUL", "Istanbul", "ıstanbul", "I\u0307STANBUL"},
      {"Gəncə", "GƏNCƏ"},
      {"Семей", "Семеи\u0306"},
      {"Нью Йорк", "Нью\u00a0Йорк", "нью  йорк"},
      {"Farg\u02bbona", "Farg'ona", "FARG\u2018ONA"},
  };
  int number = 0;
  for (const auto& spellings : cities) {
    const std::string first = absl::StrCat("events/c", number);
    ASSERT_THAT(ConfirmIn(absl::StrCat("c", number++), spellings[0], "AZ"), ElementsAre());
    for (size_t i = 1; i < spellings.size(); ++i) {
      EXPECT_THAT(ConfirmIn(absl::StrCat("c", number++), spellings[i], "TJ"),
                  ElementsAre(HasSubstr(absl::StrCat("CULTURE_DAYS_OVERLAP ", first))))
          << spellings[i];
    }
    ASSERT_TRUE(Cancel(first).ok());
  }
}

TEST_F(WordsTest, CultureDaysInTwoCitiesDoNotCollide) {
  EXPECT_THAT(ConfirmIn("one", "Астана", "AZ"), ElementsAre());
  EXPECT_THAT(ConfirmIn("two", "Астрахань", "TJ"), ElementsAre());
}

TEST_F(WordsTest, AnEventIsInItsProgrammeHoweverTheCityIsSpelt) {
  // The library is in Astana.
  ASSERT_TRUE(Create("days", DaysIn("ASTANA\u00ad")).ok());
  auto inside =
      Talk("inside", absl::StrCat("programme: 'events/days' bookings { space: '", hall_, "' }"));
  ASSERT_TRUE(inside.ok()) << inside.status();
  EXPECT_THAT(Lines(inside->advisories()), ElementsAre());
}

TEST_F(WordsTest, SlotsAreFoundInACityHoweverItIsSpelt) {
  auto venue = FromText<v1::CreateVenueRequest>(
      "venue { title { key: 'en' value: 'A museum' } country: 'TR' city: 'İstanbul' "
      "time_zone: 'Europe/Istanbul' } venue_id: 'museum'");
  ASSERT_TRUE(Run(CreateVenue, venue).ok());
  AddSpace("venues/museum", "court");
  auto request = FromText<v1::FindSlotsRequest>(
      absl::StrCat("items { duration { seconds: 7200 } cities: 'ISTANBUL' } window { first_day {",
                   DateText("2025-10-10"), "} last_day {", DateText("2025-10-10"), "} }"));
  auto slots = Run(FindSlots, request);
  ASSERT_TRUE(slots.ok()) << slots.status();
  ASSERT_GT(slots->slots_size(), 0);
}

TEST_F(WordsTest, TextIsFoundInWhateverCaseAndForm) {
  ASSERT_TRUE(Talk("evening", "title { key: 'ru' value: 'Вечер мугама' }").ok());
  ASSERT_TRUE(Talk("reading", "title { key: 'az' value: 'ŞEİR GECƏSİ' }").ok());
  EXPECT_THAT(Found("вечер"), ElementsAre("events/evening"));
  EXPECT_THAT(Found("ВЕЧЕР  МУГАМА"), ElementsAre("events/evening"));
  EXPECT_THAT(Found("şeir gecəsi"), ElementsAre("events/reading"));
  EXPECT_THAT(Found("s\u0327EIR"), ElementsAre("events/reading"));
  EXPECT_THAT(Found("утро"), ElementsAre());
}

TEST_F(WordsTest, TextIsFoundInAllThatAnEventSays) {
  const std::string days = Dated("2025-10-10", "2025-10-12");
  ASSERT_TRUE(
      Create("title", absl::StrCat("exhibition {} title { key: 'kk' value: 'Ұлы дала' }", days))
          .ok());
  ASSERT_TRUE(
      Create("description",
             absl::StrCat("exhibition {} description { key: 'kk' value: 'ұлы\\nДАЛА' }", days))
          .ok());
  ASSERT_TRUE(
      Create("theme", absl::StrCat("exhibition { theme { key: 'kk' value: 'ұлы дала' } }", days))
          .ok());
  ASSERT_TRUE(Create("honouree", absl::StrCat("commemoration { honourees: 'Абай' honourees: "
                                              "'Ұлы Дала' }",
                                              days))
                  .ok());
  ASSERT_TRUE(
      Create("commemorated",
             absl::StrCat("commemoration { commemorated { key: 'kk' value: 'Ұлы Дала' } }", days))
          .ok());
  ASSERT_TRUE(Create("city", DaysIn("Ұлы Дала")).ok());
  EXPECT_THAT(Found("ҰЛЫ ДАЛА"),
              ElementsAre("events/title", "events/description", "events/theme", "events/honouree",
                          "events/commemorated", "events/city"));
}

TEST_F(WordsTest, LanguageTagsAreStoredInTheirCanonicalCase) {
  auto created = Talk("talk",
                      "title { key: 'uz-cyrl' value: 'Суҳбат' } "
                      "description { key: 'ZH-HANT-tw' value: 'x' }");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(TagsOf(created->event().title()), UnorderedElementsAre("en", "uz-Cyrl"));
  EXPECT_THAT(TagsOf(Get("events/talk").title()), UnorderedElementsAre("en", "uz-Cyrl"));
  EXPECT_THAT(TagsOf(Get("events/talk").description()), ElementsAre("zh-Hant-TW"));
  for (const std::vector<std::string>& mask : {std::vector<std::string>{"title"}, {}, {"*"}}) {
    v1::UpdateEventRequest request;
    *request.mutable_event() = Get("events/talk");
    request.mutable_event()->mutable_title()->clear();
    (*request.mutable_event()->mutable_title())["AZ-latn-az"] = "Söhbət";
    for (const std::string& path : mask) request.mutable_update_mask()->add_paths(path);
    auto updated = Run(UpdateEvent, request);
    ASSERT_TRUE(updated.ok()) << updated.status();
    EXPECT_THAT(TagsOf(Get("events/talk").title()), ElementsAre("az-Latn-AZ"));
    (*request.mutable_event()->mutable_title()) = {};
    ASSERT_TRUE(Update("events/talk", {"title"}, "title { key: 'en' value: 'Talk' }").ok());
  }
}

TEST_F(WordsTest, ReasonsHaveLanguageTagsInTheirCanonicalCase) {
  ASSERT_TRUE(Talk("talk", "").ok());
  auto cancelled =
      Run(CancelEvent,
          FromText<v1::CancelEventRequest>("name: 'events/talk' reason { key: 'KK' value: 'x' }"));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_THAT(TagsOf(Get("events/talk").cancel_reason()), ElementsAre("kk"));
}

TEST_F(WordsTest, TheSameLanguageTwiceIsRefusedInWhateverCase) {
  auto created = Talk("talk",
                      "title { key: 'uz-cyrl' value: 'a' } "
                      "title { key: 'UZ-Cyrl' value: 'b' }");
  EXPECT_THAT(ViolationsOf(created.status()),
              ElementsAre(Pair("event.title[\"uz-cyrl\"]", HasSubstr("same language"))));
}

TEST_F(WordsTest, PastedLineBreaksBecomeLineFeeds) {
  auto created = Talk("talk", "description { key: 'en' value: 'one\\r\\ntwo\\rthree\\tfour\\n' }");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(Get("events/talk").description().at("en"), "one\ntwo\nthree\tfour\n");
}

TEST_F(WordsTest, TitlesMayHaveTabsAndNoLineBreaks) {
  EXPECT_EQ(WrongTitle("Evening\tof mugham"), "");
  EXPECT_THAT(WrongTitle("two\r\nlines"), HasSubstr("line break"));
  EXPECT_THAT(WrongTitle("pasted\n"), HasSubstr("ends with a line break"));
  EXPECT_THAT(WrongTitle("two\u2028lines"), HasSubstr("line break"));
}

TEST_F(WordsTest, TitlesThatShowNothingAreRefused) {
  for (const char* nothing : {" ", "\t", "\u00a0", "\u200b\u200d", "\u3164", "\u115f", "\u2800",
                              "\u00ad \u2003", "\ufeff", "\U000e0020"}) {
    EXPECT_THAT(WrongTitle(nothing), HasSubstr("can be seen")) << absl::CEscape(nothing);
  }
}

TEST_F(WordsTest, TextsThatTurnTheirSurroundingsAreRefused) {
  EXPECT_THAT(WrongTitle("a\u202eb"), HasSubstr("U+202E"));
  EXPECT_THAT(WrongTitle("a\u202ab\u202c"), HasSubstr("U+202A"));
  auto described = Talk("talk", "description { key: 'en' value: 'a\u202d' }");
  EXPECT_THAT(ViolationsOf(described.status()),
              ElementsAre(Pair("event.description[\"en\"]", HasSubstr("U+202D"))));
  // Persian needs joiners, mixed scripts marks and isolates.
  EXPECT_EQ(WrongTitle("می\u200cخواهم \u2067TEDx\u2069\u200f\u061c\u200d"), "");
}

// An earlier version knew cities by other topics. Only who moves is judged.
TEST_F(WordsTest, CultureDaysOfBeforeKeepTheirClaimsUntilTheyMove) {
  ASSERT_THAT(ConfirmIn("old", "Астана", "AZ"), ElementsAre());
  StoreAsBefore(
      "events/old", [](v1::Event&) {}, "city/Астана");
  ASSERT_THAT(ConfirmIn("new", "астана", "TJ"), ElementsAre());
  const std::vector<storage::Claim> claims = ClaimsOf("events/old");
  auto renamed = Update("events/old", {"title"}, "title { key: 'en' value: 'Days' }");
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  auto respelt = Update("events/old", {"culture_days"}, DaysIn("АСТАНА"));
  ASSERT_TRUE(respelt.ok()) << respelt.status();
  EXPECT_EQ(ClaimsOf("events/old"), claims);
  auto moved = Update("events/old", {"culture_days"}, DaysIn("Астана", "UZ"));
  EXPECT_THAT(Lines(moved.status()), ElementsAre("0 events/old CULTURE_DAYS_OVERLAP events/new"));
}

// An earlier version took tags in whatever case, and texts that are refused now.
TEST_F(WordsTest, OfAnEventOfBeforeOnlyWhatAnUpdateChangesIsRefused) {
  ASSERT_TRUE(Talk("talk", "").ok());
  StoreAsBefore("events/talk", [](v1::Event& event) {
    (*event.mutable_description())["uz-cyrl"] = "a\u202eb";
    (*event.mutable_title())["uz-cyrl"] = "\u200b";
  });
  auto moved = Update("events/talk", {"period"}, Timed("2025-10-11 10:00", "2025-10-11 11:00"));
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_THAT(TagsOf(moved->event().description()), ElementsAre("uz-cyrl"));
  auto retitled = Update("events/talk", {"title"}, "title { key: 'UZ-CYRL' value: 'Суҳбат' }");
  ASSERT_TRUE(retitled.ok()) << retitled.status();
  EXPECT_THAT(TagsOf(Get("events/talk").title()), ElementsAre("uz-Cyrl"));
  auto described =
      Update("events/talk", {"description"}, "description { key: 'en' value: 'a\u202e' }");
  EXPECT_THAT(ViolationsOf(described.status()), ElementsAre(Key("event.description[\"en\"]")));
}

}  // namespace
}  // namespace taqvim::schedule
