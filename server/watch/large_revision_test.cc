// Revisions that are told in parts, on streams and in lists.
#include "server/watch/large_revision.h"

#include <gmock/gmock.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/watch/list_changes.h"
#include "server/watch/testing/hub_fixture.h"

namespace taqvim::watch {
namespace {

using ::testing::Ge;
using testing::HubTest;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Reader;
using ::testing::SizeIs;

constexpr int kMany = 120;  // some 6 MB
constexpr size_t kThreeMebibytes = 3 << 20;

class LargeRevisionTest : public HubTest {
 protected:
  using HubTest::HubTest;

  static StreamStart After(const storage::Revision& revision) {
    StreamStart start = Start();
    start.after = revision;
    return start;
  }
  // Reads the parts of one revision, and holds them against what is promised.
  std::vector<v1::WatchChangesResponse> ReadParts(Reader& reader, int64_t number,
                                                  const std::string& token_before) {
    std::vector<v1::WatchChangesResponse> parts;
    do {
      parts.push_back(reader.Read(*hub_));
      const v1::WatchChangesResponse& part = parts.back();
      EXPECT_THAT(part.revisions(), SizeIs(1));
      if (part.revisions().empty()) return parts;
      EXPECT_EQ(part.revisions(0).number(), number);
      EXPECT_LT(part.ByteSizeLong(), kThreeMebibytes);
      EXPECT_THAT(part.revisions(0).changes(), Not(IsEmpty()));
      const bool last = !part.revisions(0).continues();
      EXPECT_EQ(part.revisions(0).revision_token().empty(), !last);
      EXPECT_TRUE(last || part.revision_token() == token_before) << part.revision_token();
    } while (parts.back().revisions(0).continues());
    return parts;
  }
  static std::vector<std::string> NamesIn(const std::vector<v1::WatchChangesResponse>& parts) {
    std::vector<std::string> names;
    for (const auto& part : parts) {
      for (const auto& change : part.revisions(0).changes()) names.push_back(change.name());
    }
    return names;
  }
  static std::vector<std::string> Names(const std::string& id, int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
      names.push_back(absl::StrCat("organizations/", id, "-", i));
      if (i == count / 2) names.push_back("venues/" + id);
    }
    return names;
  }
};

TEST_F(LargeRevisionTest, IsToldInPartsThatFollowOneAnother) {
  Reader& reader = JoinNow();
  reader.Read(*hub_);
  const std::string before = TokenOf(Create(1));
  EXPECT_THAT(reader.Read(*hub_).revisions(), SizeIs(1));
  const std::string token = TokenOf(WriteLarge("large", kMany));
  Create(1);
  const auto parts = ReadParts(reader, 2, before);
  EXPECT_THAT(parts, SizeIs(Ge(3u)));
  EXPECT_EQ(NamesIn(parts), Names("large", kMany));
  EXPECT_EQ(parts.back().revision_token(), token);
  EXPECT_EQ(parts.back().revisions(0).revision_token(), token);
  EXPECT_EQ(reader.ReadRevisions(*hub_, 1), std::vector<int64_t>{3});
}

TEST_F(LargeRevisionTest, WithWhatWasIsToldInMoreParts) {
  WriteLarge("large", kMany);
  const storage::Revision before = store_->newest_revision();
  WriteLarge("large", kMany);
  StreamStart start = After(before);
  const size_t without = ReadParts(Join(start), 2, TokenOf(before)).size();
  start.interest.include_before = true;
  const auto parts = ReadParts(Join(start), 2, TokenOf(before));
  EXPECT_THAT(parts, SizeIs(Ge(2 * without - 1)));
  EXPECT_THAT(NamesIn(parts), SizeIs(kMany));
}

TEST_F(LargeRevisionTest, BeginsAnewForWhoGoesOnBetweenItsParts) {
  const storage::Revision before = Create(1);
  WriteLarge("large", kMany);
  Reader& broken = Join(After(before));
  const auto first = broken.Read(*hub_);
  ASSERT_TRUE(first.revisions(0).continues());
  hub_->End(broken, absl::CancelledError(""));
  ASSERT_EQ(first.revision_token(), TokenOf(before));
  EXPECT_EQ(NamesIn(ReadParts(Join(After(before)), 2, TokenOf(before))), Names("large", kMany));
}

TEST_F(LargeRevisionTest, IsToldWholeWhereLittleOfItMatches) {
  const storage::Revision before = Create(1);
  const storage::Revision large = WriteLarge("large", kMany);
  StreamStart start = After(before);
  start.interest.filter.add_resource_kinds(v1::RESOURCE_KIND_VENUE);
  const auto response = Join(start).Read(*hub_);
  ASSERT_THAT(response.revisions(), SizeIs(1));
  EXPECT_FALSE(response.revisions(0).continues());
  EXPECT_THAT(response.revisions(0).changes(), SizeIs(1));
  EXPECT_EQ(response.revision_token(), TokenOf(large));
}

TEST_F(LargeRevisionTest, IsPassedOverWhereNothingMatches) {
  StreamStart start = Start();
  start.interest.filter.add_resource_kinds(v1::RESOURCE_KIND_AGREEMENT);
  start.progress_interval = absl::Seconds(5);
  Reader& reader = Join(start);
  Reader& other = JoinNow();
  reader.Read(*hub_);
  other.Read(*hub_);
  const std::string token = TokenOf(WriteLarge("large", kMany));
  ReadParts(other, 1, TokenOf({}));
  std::string told;
  while (told != token) {
    Pass(absl::Seconds(6));
    const auto progress = reader.Read(*hub_);
    EXPECT_THAT(progress.revisions(), IsEmpty());
    told = progress.revision_token();
  }
}

TEST_F(LargeRevisionTest, ComesBeforeTheMarkOfASnapshotThatIsReadMeanwhile) {
  WriteLarge("large", kMany);
  StreamStart start = Start();
  start.snapshot = true;
  Reader& reader = Join(start);
  reader.Peek();
  const std::string token = TokenOf(WriteLarge("large", kMany));
  bool inside = false;
  for (;;) {
    const auto response = reader.Read(*hub_);
    if (response.snapshot_complete()) {
      EXPECT_FALSE(inside);
      EXPECT_EQ(response.revision_token(), token);
      return;
    }
    EXPECT_EQ(response.revision_token(), "");
    ASSERT_TRUE(!inside || response.revisions_size() == 1);
    inside = !response.revisions().empty() && response.revisions(0).continues();
  }
}

TEST_F(LargeRevisionTest, IsToldAllThatReadItHoweverSlowOthersAre) {
  Reader& stuck = JoinNow();
  Reader& quick = JoinNow();
  stuck.Read(*hub_);
  quick.Read(*hub_);
  WriteLarge("one", kMany);
  stuck.Peek();
  ReadParts(quick, 1, TokenOf({}));
  const std::string between = TokenOf(store_->newest_revision());
  WriteLarge("two", kMany);
  EXPECT_EQ(NamesIn(ReadParts(quick, 2, between)), Names("two", kMany));
  EXPECT_EQ(NamesIn(ReadParts(stuck, 1, TokenOf({}))), Names("one", kMany));
  EXPECT_EQ(NamesIn(ReadParts(stuck, 2, between)), Names("two", kMany));
}

TEST_F(LargeRevisionTest, EndsBetweenItsPartsForWhoMaySeeSomethingElseSince) {
  const storage::Revision before = Create(1);
  WriteLarge("large", kMany);
  Reader& reader = Join(After(before));
  ASSERT_TRUE(reader.Peek().revisions(0).continues());
  reader.SetRights(absl::AbortedError("other rights"));
  hub_->RightsMayHaveChanged();
  EXPECT_EQ(reader.AwaitEnd().message(), "other rights");
}

// What all hold together is too much already.
class ShortPartsTest : public LargeRevisionTest {
 protected:
  ShortPartsTest() : LargeRevisionTest({.held_bytes = 0, .short_chunk_bytes = 200'000}) {}
};

TEST_F(ShortPartsTest, AreManyAndTellTheSame) {
  const storage::Revision before = Create(1);
  WriteLarge("large", kMany);
  Reader& holder = Join(After({}));
  holder.Peek();
  Reader& reader = Join(After(before));
  const auto parts = ReadParts(reader, 2, TokenOf(before));
  EXPECT_THAT(parts, SizeIs(Ge(kMany / 4)));
  EXPECT_EQ(NamesIn(parts), Names("large", kMany));
  EXPECT_LT(hub_->held_bytes(), 3u << 20);
}

class ListLargeRevisionTest : public LargeRevisionTest {
 protected:
  ListLargeRevisionTest() {
    query_.interest = Start().interest;
    query_.from_oldest = true;
  }
  v1::ListChangesResponse List() {
    auto page = ListChanges(*store_, TokenOf, query_);
    EXPECT_TRUE(page.ok()) << page.status();
    v1::ListChangesResponse response;
    if (!page.ok()) return response;
    EXPECT_TRUE(response.ParseFromString(page->response));
    EXPECT_LT(response.ByteSizeLong(), kThreeMebibytes);
    query_.after = page->upto;
    query_.inside = page->inside;
    query_.from_oldest = false;
    return response;
  }

  ChangesQuery query_;
};

TEST_F(ListLargeRevisionTest, APartIsAloneOnItsPage) {
  const storage::Revision before = Create(1);
  const storage::Revision large = WriteLarge("large", kMany);
  Create(2);
  EXPECT_THAT(List().revisions(), SizeIs(1));
  std::vector<std::string> names;
  bool continues = true;
  while (continues) {
    EXPECT_EQ(query_.after, before);
    const auto page = List();
    ASSERT_THAT(page.revisions(), SizeIs(1));
    EXPECT_EQ(page.revisions(0).number(), 2);
    EXPECT_TRUE(page.more());
    for (const auto& change : page.revisions(0).changes()) names.push_back(change.name());
    continues = page.revisions(0).continues();
    EXPECT_EQ(query_.inside == Inside(), !continues);
  }
  EXPECT_EQ(names, Names("large", kMany));
  EXPECT_EQ(query_.after, large);
  EXPECT_THAT(List().revisions(), SizeIs(2));
}

TEST_F(ListLargeRevisionTest, WhatLittleMatchesIsListedWhole) {
  Create(1);
  WriteLarge("large", kMany);
  query_.interest.filter.add_resource_kinds(v1::RESOURCE_KIND_VENUE);
  const auto page = List();
  ASSERT_THAT(page.revisions(), SizeIs(1));
  EXPECT_FALSE(page.revisions(0).continues());
  EXPECT_EQ(query_.after, store_->newest_revision());
}

}  // namespace
}  // namespace taqvim::watch
