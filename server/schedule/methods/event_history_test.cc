// Who changed what of an event, and who may see it.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class EventHistoryTest : public EventsTest {
 protected:
  std::string AddConcert(const std::string& more = "") {
    EXPECT_TRUE(Create("gala", absl::StrCat("activity { form: ACTIVITY_FORM_CONCERT } ",
                                            Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                                            "bookings { id: 'hall' space: '", hall_, "' } ", more))
                    .ok());
    return "events/gala";
  }

  void SetVisibility(const char* visibility) {
    auto updated =
        Update("events/gala", {"visibility"}, absl::StrCat("visibility: VISIBILITY_", visibility));
    ASSERT_TRUE(updated.ok()) << updated.status();
  }

  absl::StatusOr<v1::ListEventRevisionsResponse> History(const std::string& request,
                                                         const access::Rights& rights) {
    absl::StatusOr<v1::ListEventRevisionsResponse> answer;
    const auto parsed = FromText<v1::ListEventRevisionsRequest>(request);
    if (auto s = Validate(parsed); !s.ok()) return s;
    const auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      answer = ListEventRevisions(snapshot, {"someone", rights}, parsed);
      return answer.status();
    });
    if (!status.ok()) return status;
    return answer;
  }
  v1::ListEventRevisionsResponse HistoryOf(const std::string& name,
                                           const access::Rights& rights = access::Rights::All()) {
    auto history = History(absl::StrCat("name: '", name, "'"), rights);
    EXPECT_TRUE(history.ok()) << history.status();
    return history.value_or(v1::ListEventRevisionsResponse());
  }
  static access::Rights Viewer() {
    access::Rights rights;
    rights.Add(v1::ROLE_VIEWER);
    return rights;
  }
};

// `tester: state, confirm_time`
std::vector<std::string> Steps(const v1::ListEventRevisionsResponse& history) {
  std::vector<std::string> steps;
  for (const v1::EventRevision& revision : history.event_revisions()) {
    steps.push_back(absl::StrCat(
        revision.principal(), ": ",
        revision.has_before() ? absl::StrJoin(revision.changed_fields(), ", ") : "created"));
  }
  return steps;
}

TEST_F(EventHistoryTest, TellsTheChangesFromTheNewestToTheCreation) {
  const std::string name = AddConcert();
  schedule_.now += absl::Minutes(5);
  ASSERT_TRUE(Update(name, {"title", "period"},
                     absl::StrCat("title { key: 'en' value: 'New' } ",
                                  Timed("2025-10-10 19:00", "2025-10-10 20:00")))
                  .ok());
  ASSERT_TRUE(Confirm(name).ok());
  ASSERT_TRUE(Cancel(name).ok());
  const auto history = HistoryOf(name);
  EXPECT_THAT(Steps(history),
              ElementsAre("tester: state, sequence",
                          "tester: state, expire_time, confirm_time, holds, sequence",
                          "tester: title, period.timed.start, sequence", "tester: created"));
  EXPECT_FALSE(history.trimmed());
  EXPECT_EQ(history.next_page_token(), "");
  const v1::EventRevision& moved = history.event_revisions(2);
  EXPECT_EQ(moved.create_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  EXPECT_EQ(moved.after().title().at("en"), "New");
  EXPECT_EQ(moved.before().period().timed().start().hours(), 18);
  EXPECT_EQ(moved.number() + 2, Revision());
  EXPECT_EQ(moved.after().etag(), "");
}

TEST_F(EventHistoryTest, OfWhatLapsedNamesTheSystemAndWhy) {
  const std::string name = AddConcert();
  schedule_.now += absl::Hours(15 * 24);
  schedule_.store().RunPendingWrites();
  const auto history = HistoryOf(name);
  ASSERT_THAT(history.event_revisions(), SizeIs(2));
  EXPECT_EQ(history.event_revisions(0).principal(), storage::kSystemPrincipal);
  EXPECT_THAT(history.event_revisions(0).method(), HasSubstr("system."));
  EXPECT_EQ(history.event_revisions(0).after().state(), v1::EVENT_STATE_EXPIRED);
}

TEST_F(EventHistoryTest, IsReadPageByPage) {
  const std::string name = AddConcert();
  for (const char* title : {"A", "B", "C"}) {
    ASSERT_TRUE(
        Update(name, {"title"}, absl::StrCat("title { key: 'en' value: '", title, "' }")).ok());
  }
  std::vector<int64_t> numbers;
  std::string token;
  do {
    auto page = History(absl::StrCat("name: '", name, "' page_size: 3 page_token: '", token, "'"),
                        access::Rights::All());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& revision : page->event_revisions()) numbers.push_back(revision.number());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_THAT(numbers, ElementsAre(Revision(), Revision() - 1, Revision() - 2, Revision() - 3));
}

TEST_F(EventHistoryTest, OfWhatNeverWasIsNotFound) {
  const auto status = History("name: 'events/never'", access::Rights::All()).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_NOT_FOUND) << status;
}

TEST_F(EventHistoryTest, OfWhatWasDeletedBeginsWithThat) {
  const std::string name = AddConcert();
  ASSERT_TRUE(Update(name, {"title"}, "title { key: 'en' value: 'New' }").ok());
  const std::string uid = Get(name).uid();
  ASSERT_TRUE(Delete(name).ok());
  for (const access::Rights& rights : {access::Rights::All(), Viewer()}) {
    const auto history = HistoryOf(name, rights);
    EXPECT_THAT(Steps(history), ElementsAre("tester: ", "tester: title", "tester: created"));
    const v1::EventRevision& deletion = history.event_revisions(0);
    EXPECT_EQ(deletion.number(), Revision());
    EXPECT_EQ(deletion.before().uid(), uid);
    EXPECT_EQ(deletion.before().title().at("en"), "New");
    EXPECT_FALSE(deletion.has_after());
    EXPECT_FALSE(history.trimmed());
  }
}

TEST_F(EventHistoryTest, OfANameThatWasTakenAgainHasBothEvents) {
  const std::string name = AddConcert();
  const std::string first = Get(name).uid();
  ASSERT_TRUE(Delete(name).ok());
  AddConcert();
  const std::string second = Get(name).uid();
  ASSERT_NE(first, second);
  ASSERT_TRUE(Update(name, {"title"}, "title { key: 'en' value: 'New' }").ok());
  std::vector<std::string> uids;
  std::string token;
  do {
    auto page = History(absl::StrCat("name: '", name, "' page_size: 1 page_token: '", token, "'"),
                        Viewer());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& revision : page->event_revisions()) {
      uids.push_back((revision.has_after() ? revision.after() : revision.before()).uid());
    }
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_THAT(uids, ElementsAre(second, second, first, first));
}

// No request does that, but the store can.
TEST_F(EventHistoryTest, OfWhatOneRevisionDeletedAndCreatedAnewHasBothOnAnyPage) {
  const std::string name = AddConcert();
  const auto outcome = schedule_.RunTransaction(
      [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        auto known = transaction.Find(storage::Kind::kEvent, name);
        if (!known.ok()) return known.status();
        storage::Mutation mutation{.deletes = {(*known)->id}};
        mutation.puts.push_back({.id = transaction.NewId(),
                                 .kind = storage::Kind::kEvent,
                                 .name = name,
                                 .body = (*known)->body});
        if (auto s = transaction.Apply(std::move(mutation)); !s.ok()) return s;
        return "";
      });
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  for (int size : {1, 2, 3}) {
    std::vector<int64_t> numbers;
    std::string token;
    do {
      auto page = History(
          absl::StrCat("name: '", name, "' page_size: ", size, " page_token: '", token, "'"),
          Viewer());
      ASSERT_TRUE(page.ok()) << page.status();
      for (const auto& revision : page->event_revisions()) numbers.push_back(revision.number());
      token = page->next_page_token();
    } while (!token.empty());
    EXPECT_THAT(numbers, ElementsAre(Revision(), Revision(), Revision() - 1)) << size;
  }
}

TEST_F(EventHistoryTest, OfWhatWasPrivateWhenItWasDeletedIsToldToThoseWhoSawIt) {
  const std::string name = AddConcert();
  SetVisibility("PRIVATE");
  ASSERT_TRUE(Delete(name).ok());
  EXPECT_THAT(HistoryOf(name).event_revisions(), SizeIs(3));
  const std::string request = absl::StrCat("name: '", name, "'");
  EXPECT_EQ(ReasonOf(History(request, Viewer()).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  // Nor is it told of under the name of another one.
  AddConcert();
  EXPECT_THAT(HistoryOf(name).event_revisions(), SizeIs(4));
  EXPECT_THAT(Steps(HistoryOf(name, Viewer())), ElementsAre("tester: created"));
}

TEST_F(EventHistoryTest, OfWhatIsPrivateNowDoesNotTellWhatHadTheNameBefore) {
  const std::string name = AddConcert();
  ASSERT_TRUE(Delete(name).ok());
  AddConcert("visibility: VISIBILITY_PRIVATE");
  ASSERT_TRUE(Update(name, {"period"}, Timed("2025-10-10 19:00", "2025-10-10 20:00")).ok());
  EXPECT_THAT(Steps(HistoryOf(name, Viewer())), ElementsAre(": period.timed.start, sequence"));
  EXPECT_THAT(HistoryOf(name).event_revisions(), SizeIs(4));
}

// A token that was given to those who saw more does not lead behind what is closed.
TEST_F(EventHistoryTest, GoesBackToNothingThatIsClosedWhateverTheTokenSays) {
  const std::string name = AddConcert("title { key: 'en' value: 'A secret' }");
  ASSERT_TRUE(Update(name, {"title"}, "title { key: 'en' value: 'A deeper secret' }").ok());
  SetVisibility("PRIVATE");
  ASSERT_TRUE(Delete(name).ok());
  AddConcert();
  std::string token;
  for (int page = 0; page < 4; ++page) {
    const std::string request =
        absl::StrCat("name: '", name, "' page_size: 1 page_token: '", token, "'");
    const auto outside = History(request, Viewer());
    EXPECT_THAT(outside.ok() ? outside->DebugString() : "", Not(HasSubstr("secret")));
    const auto inside = History(request, access::Rights::All());
    ASSERT_TRUE(inside.ok()) << inside.status();
    token = inside->next_page_token();
  }
}

TEST_F(EventHistoryTest, WithATokenOfAnotherEventIsRefused) {
  const std::string name = AddConcert();
  SetVisibility("PRIVATE");
  AddHold("other", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  auto page = History("name: 'events/gala' page_size: 1", access::Rights::All());
  ASSERT_TRUE(page.ok());
  const auto status =
      History(absl::StrCat("name: 'events/other' page_token: '", page->next_page_token(), "'"),
              access::Rights::All());
  EXPECT_EQ(ReasonOf(status.status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

TEST_F(EventHistoryTest, OfWhatIsPrivateNowShowsViewersOnlyWhenAndWhere) {
  const std::string name = AddConcert("title { key: 'en' value: 'A secret' }");
  ASSERT_TRUE(Update(name, {"title"}, "title { key: 'en' value: 'A deeper secret' }").ok());
  SetVisibility("PRIVATE");
  ASSERT_TRUE(Update(name, {"title"}, "title { key: 'en' value: 'No secret' }").ok());
  ASSERT_TRUE(
      Update(name, {"period"}, absl::StrCat(Timed("2025-10-10 19:00", "2025-10-10 20:00"))).ok());
  const auto history = HistoryOf(name, Viewer());
  EXPECT_THAT(Steps(history), ElementsAre(AllOf(HasSubstr("period.timed.start"),
                                                Not(HasSubstr("title")), Not(HasSubstr("tester"))),
                                          ": visibility"));
  EXPECT_THAT(history.DebugString(), Not(HasSubstr("secret")));
  EXPECT_THAT(history.DebugString(), Not(HasSubstr("tester")));
  EXPECT_THAT(HistoryOf(name).event_revisions(), SizeIs(5));
}

TEST_F(EventHistoryTest, OfWhatIsPrivateNowDoesNotTellWhenItWasCreatedOrChanged) {
  const std::string name = AddConcert("visibility: VISIBILITY_PRIVATE");
  schedule_.now += absl::Hours(5);
  for (const char* start : {"2025-10-10 17:00", "2025-10-10 19:00"}) {
    ASSERT_TRUE(Update(name, {"period"}, Timed(start, "2025-10-10 20:00")).ok());
  }
  const auto history = HistoryOf(name, Viewer());
  EXPECT_THAT(Steps(history),
              ElementsAre(": period.timed.start, sequence", ": period.timed.start, sequence"));
  for (const v1::EventRevision& revision : history.event_revisions()) {
    EXPECT_EQ(revision.number(), 0);
    EXPECT_FALSE(revision.has_create_time());
    EXPECT_EQ(revision.method(), "");
  }
  EXPECT_FALSE(history.trimmed());
}

TEST_F(EventHistoryTest, PagesOfWhatIsPrivateNowAreCountedAndTellNoNumbers) {
  const std::string name = AddConcert("visibility: VISIBILITY_PRIVATE");
  const std::vector<std::string> starts = {"2025-10-10 16:00", "2025-10-10 17:00",
                                           "2025-10-10 19:00"};
  std::vector<std::string> tokens;
  for (const std::string& start : starts) {
    ASSERT_TRUE(
        Update(name, {"title"}, absl::StrCat("title { key: 'en' value: '", start, "' }")).ok());
    ASSERT_TRUE(Update(name, {"period"}, Timed(start, "2025-10-10 20:00")).ok());
  }
  std::vector<int> hours;
  std::string token;
  const int64_t asked_at = Revision();
  do {
    auto page = History(absl::StrCat("name: '", name, "' page_size: 1 page_token: '", token, "'"),
                        Viewer());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& revision : page->event_revisions()) {
      hours.push_back(revision.after().period().timed().start().hours());
    }
    token = page->next_page_token();
    // What is written between pages shifts nothing.
    ASSERT_TRUE(Update(name, {"period"},
                       Timed(absl::StrCat("2025-10-11 1", hours.size(), ":00"), "2025-10-11 20:00"))
                    .ok());
    tokens.push_back(token);
  } while (!token.empty());
  EXPECT_THAT(hours, ElementsAre(19, 17, 16));
  // A token says only which answer began, and how much was told.
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(tokens[1], &bytes));
  EXPECT_THAT(bytes, HasSubstr(absl::StrCat("0 ", asked_at, " 2")));
}

TEST_F(EventHistoryTest, EndsPagesWhereItWouldWithoutWhatIsHidden) {
  const std::string name = AddConcert("visibility: VISIBILITY_PRIVATE");
  for (const char* start : {"2025-10-10 17:00", "2025-10-10 18:30"}) {
    ASSERT_TRUE(Update(name, {"period"}, Timed(start, "2025-10-10 20:00")).ok());
    for (int i = 0; i < 30; ++i) {
      const std::string title = absl::StrCat("title { key: 'en' value: '", start, i, "' }");
      ASSERT_TRUE(Update(name, {"title"}, title).ok());
    }
  }
  const auto first = History("name: 'events/gala' page_size: 2", Viewer());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(Steps(*first),
              ElementsAre(": period.timed.start, sequence", ": period.timed.start, sequence"));
  // However much is hidden before them.
  EXPECT_THAT(first->next_page_token(), IsEmpty());
}

TEST_F(EventHistoryTest, OfWhatWasPrivateOnceHidesWhatItWasThen) {
  const std::string name =
      AddConcert("title { key: 'en' value: 'A secret' } visibility: VISIBILITY_PRIVATE");
  ASSERT_TRUE(Update(name, {"title", "visibility"},
                     "title { key: 'en' value: 'Open to all' } visibility: VISIBILITY_PUBLIC")
                  .ok());
  ASSERT_TRUE(Update(name, {"title"}, "title { key: 'en' value: 'Open' }").ok());
  const auto history = HistoryOf(name, Viewer());
  ASSERT_THAT(history.event_revisions(), SizeIs(3));
  EXPECT_THAT(history.DebugString(), Not(HasSubstr("secret")));
  EXPECT_EQ(history.event_revisions(0).before().title().at("en"), "Open to all");
  EXPECT_EQ(history.event_revisions(0).principal(), "tester");
  // Who opened it is not told, but when, as it was changed then for all to see.
  EXPECT_EQ(history.event_revisions(1).principal(), "");
  EXPECT_EQ(history.event_revisions(1).number(), Revision() - 1);
  EXPECT_EQ(history.event_revisions(1).after().title().at("en"), "Open to all");
  EXPECT_EQ(history.event_revisions(2).number(), 0);
  EXPECT_FALSE(history.event_revisions(2).has_create_time());
}

TEST_F(EventHistoryTest, GoesOnOverWhatWasPrivateFromOnePageToTheNext) {
  const std::string name = AddConcert();
  const auto move = [&](int hour) {
    ASSERT_TRUE(Update(name, {"period"},
                       Timed(absl::StrCat("2025-10-10 ", hour, ":00"), "2025-10-10 20:00"))
                    .ok());
  };
  move(11);
  SetVisibility("PRIVATE");
  for (int hour : {12, 13, 14}) move(hour);
  SetVisibility("PUBLIC");
  move(15);
  const auto whole = HistoryOf(name, Viewer());
  ASSERT_THAT(whole.event_revisions(), SizeIs(8));
  v1::ListEventRevisionsResponse pages;
  std::string token;
  do {
    auto page = History(absl::StrCat("name: '", name, "' page_size: 1 page_token: '", token, "'"),
                        Viewer());
    ASSERT_TRUE(page.ok()) << page.status();
    token = page->next_page_token();
    pages.mutable_event_revisions()->MergeFrom(page->event_revisions());
    ASSERT_LE(pages.event_revisions_size(), 8);
  } while (!token.empty());
  ASSERT_THAT(pages.event_revisions(), SizeIs(8));
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(pages.event_revisions(i).DebugString(), whole.event_revisions(i).DebugString());
  }
}

}  // namespace
}  // namespace taqvim::schedule
