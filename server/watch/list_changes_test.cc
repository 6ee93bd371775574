#include "server/watch/list_changes.h"

#include <gmock/gmock.h>

#include "server/base/error_details.h"
#include "server/watch/testing/hub_fixture.h"

namespace taqvim::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ListChangesTest : public testing::HubTest {
 protected:
  ListChangesTest() { query_.interest = Start().interest; }

  absl::StatusOr<v1::ListChangesResponse> List() {
    auto page = ListChanges(*store_, TokenOf, query_);
    if (!page.ok()) return page.status();
    v1::ListChangesResponse response;
    EXPECT_TRUE(response.ParseFromString(page->response));
    query_.after = page->upto;
    return response;
  }
  std::vector<int64_t> Numbers() {
    const auto response = List();
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<int64_t> numbers;
    if (!response.ok()) return numbers;
    for (const auto& revision : response->revisions()) numbers.push_back(revision.number());
    return numbers;
  }

  ChangesQuery query_;
};

TEST_F(ListChangesTest, WithoutATokenSaysOnlyWhereToBegin) {
  const auto newest = Create(3);
  EXPECT_THAT(Numbers(), IsEmpty());
  EXPECT_EQ(query_.after, newest);
  Create(1);
  EXPECT_THAT(Numbers(), ElementsAre(4));
}

TEST_F(ListChangesTest, FromTheOldestListsAllThatIsKept) {
  Create(3);
  query_.from_oldest = true;
  query_.page_size = 2;
  EXPECT_THAT(Numbers(), ElementsAre(1, 2));
  query_.from_oldest = false;
  EXPECT_THAT(Numbers(), ElementsAre(3));
}

TEST_F(ListChangesTest, InPagesLosesAndRepeatsNothing) {
  Create(5);
  query_.after = storage::Revision();
  query_.page_size = 2;
  EXPECT_THAT(Numbers(), ElementsAre(1, 2));
  EXPECT_TRUE(List()->more());
  EXPECT_THAT(Numbers(), ElementsAre(5));
  const auto end = List();
  EXPECT_THAT(end->revisions(), IsEmpty());
  EXPECT_FALSE(end->more());
}

TEST_F(ListChangesTest, UnderANarrowFilterMovesOnWithEmptyPages) {
  Create(4000);
  Create(500);
  query_.after = storage::Revision();
  query_.interest.filter.add_resource_kinds(v1::RESOURCE_KIND_VENUE);
  const auto first = List();
  EXPECT_THAT(first->revisions(), IsEmpty());
  EXPECT_TRUE(first->more());
  EXPECT_EQ(query_.after->number, 4000);
  EXPECT_FALSE(List()->more());
  EXPECT_EQ(query_.after, store_->newest_revision());
}

TEST_F(ListChangesTest, AfterATokenOfAnotherHistoryIsRefused) {
  Create(3);
  query_.after = storage::Revision{2, 4711};
  EXPECT_EQ(schedule::ReasonOf(List().status()), v1::ERROR_REASON_HISTORY_REPLACED);
  query_.after = storage::Revision{4, 1};
  EXPECT_EQ(schedule::ReasonOf(List().status()), v1::ERROR_REASON_HISTORY_REPLACED);
}

}  // namespace
}  // namespace taqvim::watch
