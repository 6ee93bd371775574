#include "client/cli/fields/list_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <set>

#include "client/cli/contract/annotations.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/contract/contract.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_filler.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/recurrence.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

template <class Message>
Message FromYaml(const std::string& text) {
  Message message;
  const absl::Status status = FillFromYaml(YAML::Load(text), "", &message);
  EXPECT_TRUE(status.ok()) << status;
  return message;
}

// Changes the list of a message by the flag of that name; what it says of it.
absl::StatusOr<std::string> Change(const std::string& flag, const std::string& text,
                                   google::protobuf::Message* message) {
  FlagRules rules;
  rules.changes = [](const FieldPath&) { return true; };
  const std::vector<Flag> flags = FlagsOf(*message->GetDescriptor(), rules);
  const Flag* found = FindFlag(flags, flag);
  if (found == nullptr) return absl::NotFoundError(flag);
  return ListChanger(Catalog::Embedded().list_keys)
      .Change(*found, text, HolderOf(found->path, message));
}

class Bookings : public ::testing::Test {
 protected:
  std::string Did(const std::string& flag, const std::string& text) {
    const auto did = Change(flag, text, &event_);
    EXPECT_TRUE(did.ok()) << did.status();
    return did.value_or("");
  }
  std::string Refusal(const std::string& flag, const std::string& text) {
    const std::string before = event_.DebugString();
    const auto did = Change(flag, text, &event_);
    EXPECT_TRUE(absl::IsInvalidArgument(did.status()));
    EXPECT_EQ(event_.DebugString(), before);
    return std::string(did.status().message());
  }
  std::vector<std::string> Ids() const {
    std::vector<std::string> ids;
    for (const v1::Booking& booking : event_.bookings()) ids.push_back(booking.id());
    return ids;
  }

  v1::Event event_ = FromYaml<v1::Event>(R"(
bookings:
  - {id: b1, space: library/east, set_up: 1h, expected_attendance: 80}
  - {id: b2, space: library/west, excepted_spaces: [library/corner, library/stage]}
  - {id: b3, participant: ensemble}
  - {id: b4, participant: ensemble, start: 2025-10-10T18:00, end: 2025-10-10T20:00}
)");
};

TEST_F(Bookings, AreChangedByTheirIdAndTheRestOfThemStays) {
  EXPECT_EQ(Did("booking", "id=b1,expected-attendance=120"), "b1 expected_attendance 80 -> 120");
  EXPECT_THAT(Ids(), ElementsAre("b1", "b2", "b3", "b4"));
  EXPECT_EQ(event_.bookings(0).expected_attendance(), 120);
  EXPECT_EQ(event_.bookings(0).set_up().seconds(), 3600);
  EXPECT_EQ(event_.bookings(0).space(), "venues/library/spaces/east");
}

TEST_F(Bookings, AreMeantByTheirSpaceWhereOneHasIt) {
  EXPECT_EQ(Did("booking", "space=library/west,expected-attendance=5"),
            "b2 expected_attendance (nothing) -> 5");
  EXPECT_EQ(event_.bookings(1).id(), "b2");
  EXPECT_EQ(event_.bookings(1).excepted_spaces_size(), 2);
}

TEST_F(Bookings, TakeAnotherSpaceUnderTheirId) {
  EXPECT_EQ(Did("booking", "id=b2,space=library/east"),
            "b2 space venues/library/spaces/west -> venues/library/spaces/east");
}

TEST_F(Bookings, AreSetToNothingByWhatIsEmpty) {
  EXPECT_EQ(Did("booking", "id=b1,expected-attendance=0"),
            "b1 expected_attendance 80 -> (nothing)");
  EXPECT_EQ(Did("booking", R"({"id": "b1", "set_up": null})"), "b1 set_up 1h -> (nothing)");
  EXPECT_FALSE(event_.bookings(0).has_set_up());
}

TEST_F(Bookings, ThatNothingMeansAreRefusedWithTheirIds) {
  EXPECT_THAT(
      Refusal("booking", "id=b9,expected-attendance=1"),
      AllOf(HasSubstr("none of those that there are: id=b1,space=venues/library/spaces/east"),
            HasSubstr("id=b4"), HasSubstr("--add-booking adds one")));
  EXPECT_THAT(Refusal("booking", "space=library/both,expected-attendance=1"),
              HasSubstr("--add-booking"));
}

TEST_F(Bookings, ThatSeveralMeanAreRefusedWithTheirIds) {
  EXPECT_THAT(Refusal("booking", "participant=ensemble,start=2025-10-10T19:00"),
              AllOf(HasSubstr("id=b3"), HasSubstr("id=b4"), Not(HasSubstr("id=b1")),
                    HasSubstr("Say which with id=")));
}

TEST_F(Bookings, AreNotGuessedWhenNeitherIdNorResourceIsSaid) {
  EXPECT_THAT(
      Refusal("booking", "expected-attendance=1"),
      AllOf(HasSubstr("Say which is meant: the one of that id or, without one, of that space, "),
            HasSubstr("id=b2")));
}

TEST_F(Bookings, AreAddedBehindTheOthers) {
  EXPECT_EQ(Did("add-booking", "space=library/east,set-up=2h"),
            "added space=venues/library/spaces/east,set-up=2h");
  EXPECT_THAT(Ids(), ElementsAre("b1", "b2", "b3", "b4", ""));
}

TEST_F(Bookings, AreNotAddedUnderAnIdThatThereIs) {
  const auto did = Change("add-booking", "id=b1,space=library/both", &event_);
  EXPECT_THAT(std::string(did.status().message()),
              AllOf(HasSubstr("one of id b1 already"), HasSubstr("--booking id=b1")));
}

TEST_F(Bookings, AreRemovedByIdOrByWhatTheyAre) {
  EXPECT_EQ(Did("remove-booking", "b1"),
            "removed id=b1,space=venues/library/spaces/east,set-up=1h,expected-attendance=80");
  Did("remove-booking", "space=library/west");
  EXPECT_THAT(Ids(), ElementsAre("b3", "b4"));
  EXPECT_THAT(Refusal("remove-booking", "participant=ensemble"), HasSubstr("id=b4"));
  EXPECT_THAT(Refusal("remove-booking", "b1"), HasSubstr("none of those that there are"));
}

TEST_F(Bookings, HaveListsOfTheirOwnThatChangeAlike) {
  Did("booking", "id=b2,add-excepted-space=library/foyer,remove-excepted-space=library/stage");
  EXPECT_THAT(event_.bookings(1).excepted_spaces(),
              ElementsAre("venues/library/spaces/corner", "venues/library/spaces/foyer"));
  EXPECT_THAT(Refusal("booking", "id=b2,excepted-space=library/east"),
              HasSubstr("add-excepted-space adds one"));
}

TEST(Stops, AreMeantByTheirCity) {
  auto event = FromYaml<v1::Event>(R"(
stops:
  - {city: Astana, first_day: 2025-10-09, last_day: 2025-10-11}
  - {city: Almaty, first_day: 2025-10-12, last_day: 2025-10-13}
)");
  EXPECT_EQ(*Change("stop", "city=Almaty,last-day=2025-10-14", &event),
            "city=Almaty last_day 2025-10-13 -> 2025-10-14");
  EXPECT_EQ(*Change("remove-stop", "Astana", &event),
            "removed city=Astana,first-day=2025-10-09,last-day=2025-10-11");
  ASSERT_EQ(event.culture_days().stops_size(), 1);
  EXPECT_EQ(event.culture_days().stops(0).first_day().day(), 12);
}

TEST(Pictures, AreMeantByTheirAddress) {
  auto event = FromYaml<v1::Event>(R"(
pictures:
  - {address: "https://e.org/1.jpg?size=2,3", text: {en: A face}}
  - {address: "https://e.org/2.jpg"}
)");
  EXPECT_EQ(*Change("picture", "address=https://e.org/2.jpg,text=en=Ink", &event),
            "address=https://e.org/2.jpg text.en (nothing) -> Ink");
  EXPECT_EQ(event.pictures(1).text().at("en"), "Ink");
  EXPECT_THAT(std::string(Change("picture", "text=en=Ink", &event).status().message()),
              AllOf(HasSubstr("Say which is meant: the one of that address. There are address="),
                    HasSubstr("address=https://e.org/2.jpg.")));
  const auto none = Change("remove-picture", "https://e.org/3.jpg", &event);
  EXPECT_THAT(std::string(none.status().message()), HasSubstr("none of those that there are"));
  EXPECT_EQ(*Change("remove-picture", "https://e.org/1.jpg?size=2,3", &event),
            "removed address=https://e.org/1.jpg?size=2,3");
  EXPECT_EQ(*Change("remove-picture", "https://e.org/2.jpg", &event),
            "removed address=https://e.org/2.jpg");
  EXPECT_EQ(event.pictures_size(), 0);
}

TEST(Partners, AreMeantByOrganizationOrName) {
  auto event = FromYaml<v1::Event>(R"(
partners:
  - {name: "Halyk Bank, Almaty", role: sponsor}
  - {organization: organizations/library, role: lender}
  - {organization: organizations/museum, role: lender}
)");
  EXPECT_EQ(*Change("partner", "organization=library,role=sponsor", &event),
            "organization=organizations/library role lender -> sponsor");
  EXPECT_THAT(std::string(Change("partner", "role=sponsor", &event).status().message()),
              HasSubstr("the one of that organization or name."));
  EXPECT_EQ(*Change("remove-partner", "Halyk Bank, Almaty", &event),
            "removed name=Halyk Bank, Almaty,role=sponsor");
  EXPECT_EQ(*Change("remove-partner", "museum", &event),
            "removed organization=organizations/museum,role=lender");
  EXPECT_EQ(event.partners_size(), 1);
  EXPECT_FALSE(Change("remove-partner", "colour=red", &event).ok());
  EXPECT_FALSE(Change("remove-partner", "{}", &event).ok());
  EXPECT_EQ(event.partners_size(), 1);
}

TEST(Works, AreMeantByTheirTitleInALanguage) {
  auto event = FromYaml<v1::Event>(R"(
works:
  - {title: {en: Aida, ru: Аида}, creator: Verdi}
  - {title: {en: Nabucco}, creator: Verdi}
)");
  EXPECT_EQ(*Change("work", "title=en=Aida,creator=Giuseppe Verdi", &event),
            "title=en=Aida,title=ru=Аида creator Verdi -> Giuseppe Verdi");
  EXPECT_EQ(*Change("work", "title=en=Nabucco,title=ru=Набукко", &event),
            "title=en=Nabucco title.ru (nothing) -> Набукко");
  EXPECT_THAT(std::string(Change("work", "creator=Verdi", &event).status().message()),
              AllOf(HasSubstr("Say which is meant: the one of that title. There are "),
                    HasSubstr("title=en=Nabucco,title=ru=Набукко,creator=Verdi.")));
  EXPECT_THAT(
      std::string(Change("remove-work", "title=en=Aida,title=ru=X", &event).status().message()),
      HasSubstr("none of those"));
  EXPECT_TRUE(Change("remove-work", "Аида", &event).ok());
  EXPECT_TRUE(Change("remove-work", "title=RU=Набукко", &event).ok());
  EXPECT_EQ(event.works_size(), 0);
}

TEST_F(Bookings, AreRemovedByWhatTheyAreOfAlone) {
  EXPECT_THAT(Did("remove-booking", "library/west"), HasSubstr("removed id=b2"));
  EXPECT_THAT(Refusal("remove-booking", "ensemble"), HasSubstr("id=b4"));
}

TEST_F(Bookings, AreNotRemovedByWhatSaysNothingOfThem) {
  while (event_.bookings_size() > 1) event_.mutable_bookings()->RemoveLast();
  EXPECT_THAT(Refusal("remove-booking", "add-excepted-space=library/foyer"),
              HasSubstr("Say which is meant"));
  EXPECT_THAT(Refusal("remove-booking", "excepted-space=library/foyer"),
              HasSubstr("none of those that there are"));
}

// Where nothing tells elements apart, nobody is told to say it.
TEST(ListsWithoutKeys, AreRemovedByTheirFields) {
  v1::BatchWriteEventsRequest batch;
  batch.add_writes()->mutable_confirm()->set_name("events/a");
  batch.add_writes()->mutable_confirm()->set_name("events/b");
  const auto* writes = batch.GetDescriptor()->FindFieldByName("writes");
  EXPECT_EQ(WhichIsMeant(*writes, Catalog::Embedded().list_keys), "");
  const auto refused = Change("write", R"({"confirm": {"name": "events/a"}})", &batch);
  EXPECT_THAT(std::string(refused.status().message()),
              AllOf(HasSubstr("Nothing tells one from another"), HasSubstr("\"events/b\""),
                    Not(HasSubstr("of that"))));
  EXPECT_THAT(std::string(Change("remove-write", "events/a", &batch).status().message()),
              HasSubstr("is not FIELD=VALUE"));
  EXPECT_TRUE(Change("remove-write", R"({"confirm": {"name": "events/a"}})", &batch).ok());
  ASSERT_EQ(batch.writes_size(), 1);
  EXPECT_EQ(batch.writes(0).confirm().name(), "events/b");
}

// The messages that callers write lists of, below the type.
void AddListed(const google::protobuf::Descriptor& type, std::set<std::string>* seen,
               std::map<std::string, const google::protobuf::FieldDescriptor*>* listed) {
  if (!seen->insert(type.full_name()).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    if (IsOutputOnly(field) || field.is_map() || IsText(field)) continue;
    if (field.is_repeated()) listed->emplace(field.message_type()->name(), &field);
    AddListed(*field.message_type(), seen, listed);
  }
}

TEST(ListKeys, AreSaidOfEveryListThatCallersWrite) {
  const ListKeys& keys = Catalog::Embedded().list_keys;
  std::set<std::string> seen;
  std::map<std::string, const google::protobuf::FieldDescriptor*> listed;
  for (const auto* service : Contract::Embedded().services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      AddListed(*service->method(i)->input_type(), &seen, &listed);
    }
  }
  EXPECT_TRUE(listed.contains("Picture"));
  for (const auto& [message, list] : listed) {
    const bool said = keys.contains(message);
    EXPECT_TRUE(said || FindString(*list->message_type(), "id") != nullptr)
        << message << " of " << list->full_name()
        << ": say in list_keys of proto/cli.yaml what tells its elements apart, or [] for nothing";
    EXPECT_THAT(WhichIsMeant(*list, keys), Not(EndsWith("that "))) << message;
  }
  for (const auto& [message, fields] : keys) {
    ASSERT_TRUE(listed.contains(message)) << message << " is in no list that callers write";
    const auto& type = *listed.at(message)->message_type();
    for (const std::string& field : fields) {
      const auto* key = type.FindFieldByName(field);
      ASSERT_NE(key, nullptr) << message << "." << field;
      EXPECT_TRUE(key->is_map() || (IsText(*key) && !key->is_repeated()))
          << message << "." << field;
    }
  }
}

TEST(OpeningHours, OfADayThatHasTwoAreToldApartByMore) {
  auto venue = FromYaml<v1::Venue>(R"(
opening_hours:
  - {day: monday, open: 09:00, close: 12:00}
  - {day: monday, open: 14:00, close: 18:00}
  - {day: tuesday, open: 09:00, close: 18:00}
)");
  EXPECT_EQ(*Change("opening-hours", "day=tuesday,close=20:00", &venue),
            "day=tuesday close 18:00 -> 20:00");
  const auto refused = Change("opening-hours", "day=monday,close=19:00", &venue);
  EXPECT_THAT(std::string(refused.status().message()),
              AllOf(HasSubstr("day=monday,open=14:00,close=18:00"),
                    HasSubstr("--remove-opening-hours with more of its fields")));
  EXPECT_TRUE(Change("remove-opening-hours", "day=monday,open=14:00", &venue).ok());
  EXPECT_EQ(venue.opening_hours_size(), 2);
}

TEST(ExcludedDays, AreThemselves) {
  auto event = FromYaml<v1::Event>("excluded_days: [2026-12-29, 2027-01-05]");
  EXPECT_EQ(*Change("add-excluded-day", "2027-02-16", &event), "added 2027-02-16");
  EXPECT_EQ(*Change("add-excluded-day", "2027-02-16", &event), "2027-02-16 is there already");
  EXPECT_EQ(*Change("remove-excluded-day", "2026-12-29", &event), "removed 2026-12-29");
  EXPECT_EQ(event.recurrence().excluded_days_size(), 2);
  const auto refused = Change("excluded-day", "2027-03-02", &event);
  EXPECT_THAT(std::string(refused.status().message()),
              AllOf(HasSubstr("2027-01-05; 2027-02-16"), HasSubstr("--add-excluded-day")));
  EXPECT_FALSE(Change("remove-excluded-day", "2026-12-29", &event).ok());
}

TEST(ListChange, FindsALanguageInWhateverCaseItIsTagged) {
  auto event = FromYaml<v1::Event>("title: {en: Old, uz-Cyrl: Эски}");
  EXPECT_EQ(*Change("title", "UZ-cyrl=Янги", &event), "uz-Cyrl Эски -> Янги");
  EXPECT_EQ(event.title().size(), 2);
  EXPECT_EQ(*Change("remove-title", "uz-CYRL", &event), "removed uz-Cyrl");
  // Systems are others then.
  auto named = FromYaml<v1::Event>("external_ids: {Tickets: 1}");
  EXPECT_EQ(*Change("external-ids", "tickets=2", &named), "added tickets");
  EXPECT_EQ(named.external_ids().size(), 2);
}

TEST(Titles, AreSetAddedAndRemovedOneByOne) {
  auto event = FromYaml<v1::Event>("title: {en: Old, kk: Ескі}");
  EXPECT_EQ(*Change("title", "en=New", &event), "en Old -> New");
  EXPECT_EQ(*Change("title", "ru=Новый", &event), "added ru");
  EXPECT_EQ(*Change("remove-title", "kk", &event), "removed kk");
  EXPECT_EQ(event.title().size(), 2);
  EXPECT_EQ(*Change("title", "ru=", &event), "removed ru");
  const auto refused = Change("remove-title", "ru", &event);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("en=New"));
}

TEST(ListSummary, SaysWhatChangedAndHowManyStay) {
  const auto before = FromYaml<v1::Event>("bookings: [{id: a}, {id: b}, {id: c}]");
  auto after = before;
  const auto did = Change("booking", "id=b,set-up=1h", &after);
  EXPECT_EQ(
      ListSummary(*v1::Event::descriptor()->FindFieldByName("bookings"), {*did}, before, after),
      "bookings: b set_up (nothing) -> 1h; 2 others stay");
}

TEST_F(Bookings, StayAsTheyWereWhereSomethingOfTheTextIsWrong) {
  Refusal("booking", "id=b1,expected-attendance=9,set-up=soon");
  Refusal("booking", R"({"id": "b1", "expected_attendance": 9, "set_up": "soon"})");
  EXPECT_THAT(Refusal("booking", "id=b1,colour=red"), HasSubstr("There is no field \"colour\""));
  EXPECT_EQ(event_.bookings(0).expected_attendance(), 80);
}

TEST_F(Bookings, AreAllThatAndNoMoreInOrderWhenOneGoes) {
  Did("remove-booking", "b2");
  EXPECT_THAT(Ids(), ElementsAre("b1", "b3", "b4"));
  Did("remove-booking", "b4");
  EXPECT_THAT(Ids(), ElementsAre("b1", "b3"));
}

TEST_F(Bookings, SayWhereNothingOfThemChanges) {
  EXPECT_EQ(Did("booking", "id=b1,expected-attendance=80"), "b1 stays as it was");
  EXPECT_EQ(Did("booking", "id=b1,expected-attendance=81,set-up=2h"),
            "b1 set_up 1h -> 2h, expected_attendance 80 -> 81");
}

TEST_F(Bookings, MayBeAddedWithoutAnIdBesideOthersWithoutOne) {
  Did("add-booking", "space=library/foyer");
  Did("add-booking", "space=library/foyer");
  EXPECT_EQ(event_.bookings_size(), 6);
}

TEST_F(Bookings, ThatThereAreNoneOfAreSaidToBeNone) {
  event_.clear_bookings();
  EXPECT_EQ(Refusal("booking", "id=b1,set-up=1h"), "There is none yet. --add-booking adds one.");
  EXPECT_THAT(Refusal("booking", "set-up=1h"), HasSubstr(". There is none yet."));
}

TEST_F(Bookings, AreShownUpToTwenty) {
  event_.clear_bookings();
  for (int i = 1; i <= 20; ++i) event_.add_bookings()->set_id("x" + std::to_string(i));
  EXPECT_THAT(Refusal("remove-booking", "none"),
              AllOf(HasSubstr("id=x19; id=x20."), Not(HasSubstr("more"))));
  event_.add_bookings()->set_id("x21");
  EXPECT_THAT(Refusal("remove-booking", "none"), HasSubstr("id=x20; 1 more."));
}

TEST(Titles, AreKeptWhereTwoDifferByCaseAlone) {
  auto event = FromYaml<v1::Event>("title: {en: a, EN: b}");
  EXPECT_EQ(*Change("title", "En=c", &event), "added En");
  EXPECT_EQ(*Change("remove-title", "EN", &event), "removed EN");
  EXPECT_EQ(event.title().at("en"), "a");
}

TEST(Titles, AreNotRemovedByWhatHasNoKeyNorWhereAllAreReplaced) {
  auto event = FromYaml<v1::Event>("title: {en: Old}");
  EXPECT_FALSE(Change("title", "=", &event).ok());
  EXPECT_EQ(event.title().size(), 1);
  EXPECT_FALSE(Change("remove-title", "kk", &event).ok());
}

TEST(ExcludedDays, AreAddedOnceWhereAllAreReplaced) {
  auto event = FromYaml<v1::Event>("{owner: o}");
  EXPECT_EQ(*Change("replace-excluded-days", "2026-12-29", &event), "added 2026-12-29");
  EXPECT_EQ(*Change("replace-excluded-days", "", &event), "");
  EXPECT_EQ(event.recurrence().excluded_days_size(), 1);
}

TEST(ListSummary, CountsEachThatStaysOnce) {
  const auto summary = [](const std::string& before, const std::string& after) {
    return ListSummary(*v1::Event::descriptor()->FindFieldByName("bookings"), {"did"},
                       FromYaml<v1::Event>("bookings: " + before),
                       FromYaml<v1::Event>("bookings: " + after));
  };
  EXPECT_EQ(summary("[{id: a}, {id: b}]", "[{id: c}]"), "bookings: did");
  EXPECT_EQ(summary("[{space: x/a}]", "[{space: x/a}, {space: x/a}]"),
            "bookings: did; 1 other stays");
}

TEST(ListSummary, TellsTextsAndEntriesOfMapsApart) {
  const auto* days = v1::Recurrence::descriptor()->FindFieldByName("excluded_days");
  const auto before = FromYaml<v1::Event>("excluded_days: [2026-12-29, 2027-01-05]");
  const auto after = FromYaml<v1::Event>("excluded_days: [2026-12-29, 2027-02-16]");
  EXPECT_EQ(ListSummary(*days, {"did"}, before.recurrence(), after.recurrence()),
            "excluded_days: did; 1 other stays");
  const auto* title = v1::Event::descriptor()->FindFieldByName("title");
  EXPECT_EQ(ListSummary(*title, {"did"}, FromYaml<v1::Event>("title: {en: a, kk: b}"),
                        FromYaml<v1::Event>("title: {en: a, kk: c}")),
            "title: did; 1 other stays");
}

}  // namespace
}  // namespace taqvim::cli
