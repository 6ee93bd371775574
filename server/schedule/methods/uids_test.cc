// The uids of resources, whatever they are of.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::MatchesRegex;

constexpr char kUuid4[] = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

class UidsTest : public EventsTest {
 protected:
  v1::Space AddSpace() {
    auto made = Run(CreateSpace,
                    "parent: 'venues/library' space_id: 'cabin' "
                    "space { title { key: 'en' value: 'Cabin' } uid: 'mine' }");
    EXPECT_TRUE(made.ok()) << made.status();
    return made->space();
  }
};

TEST_F(UidsTest, AreOfEachResourceAndOfNoOther) {
  std::set<std::string> uids;
  const auto add = [&](const std::string& uid) {
    EXPECT_THAT(uid, MatchesRegex(kUuid4));
    EXPECT_TRUE(uids.insert(uid).second) << uid;
  };
  add(Run(GetOrganization, "name: 'organizations/owner'")->organization().uid());
  add(Run(GetVenue, "name: 'venues/library'")->venue().uid());
  for (const std::string& space : {hall_, gallery_, corner_}) {
    add(Run(GetSpace, absl::StrCat("name: '", space, "'").c_str())->space().uid());
  }
  add(Run(GetParticipant, absl::StrCat("name: '", ensemble_, "'").c_str())->participant().uid());
  Close("2025-10-10", "repair");
  add(Run(GetClosure, "name: 'venues/library/closures/repair'")->closure().uid());
  for (const char* id : {"one", "two"}) {
    auto made = Create(id, "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' " +
                               Timed("2025-10-10 18:00", "2025-10-10 20:00"));
    ASSERT_TRUE(made.ok()) << made.status();
    add(made->event().uid());
  }
  add(Run(CreateGrant, "grant { principal: 'web' role: ROLE_VIEWER }")->grant().uid());
  add(Run(CreateAccessToken, "access_token { principal: 'web' }")->access_token().uid());
}

TEST_F(UidsTest, AreNotTheCallersToSay) { EXPECT_THAT(AddSpace().uid(), MatchesRegex(kUuid4)); }

TEST_F(UidsTest, StayWhateverElseChanges) {
  const v1::Space before = AddSpace();
  v1::UpdateSpaceRequest request;
  *request.mutable_space() = before;
  request.mutable_space()->set_seats(7);
  request.mutable_space()->set_uid("another");
  request.mutable_update_mask()->add_paths("*");
  auto changed = Run(UpdateSpace, request);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->space().seats(), 7);
  EXPECT_EQ(changed->space().uid(), before.uid());
  ASSERT_TRUE(Create("talk", "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' " +
                                 Timed("2025-10-10 18:00", "2025-10-10 20:00"))
                  .ok());
  const std::string uid = Get("events/talk").uid();
  ASSERT_TRUE(Confirm("events/talk").ok());
  ASSERT_TRUE(Update("events/talk", {"title"}, "title { key: 'en' value: 'Gala' }").ok());
  ASSERT_TRUE(Cancel("events/talk").ok());
  EXPECT_EQ(Get("events/talk").uid(), uid);
}

TEST_F(UidsTest, AreNotThoseOfWhatHadTheNameBefore) {
  const v1::Space before = AddSpace();
  v1::DeleteSpaceRequest request;
  request.set_name(before.name());
  request.set_etag(before.etag());
  ASSERT_TRUE(Run(DeleteSpace, request).ok());
  const v1::Space after = AddSpace();
  EXPECT_EQ(after.name(), before.name());
  EXPECT_NE(after.uid(), before.uid());
}

}  // namespace
}  // namespace taqvim::schedule
