// A copy of what the public sees, kept by the stream of changes, is what the public is shown.
//
// TAQVIM_SEED names the seed.
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/access/public_form.h"
#include "server/rpc/calls/methods.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/change_service.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "tests/privacy/maker.h"
#include "tests/privacy/twins.h"

namespace taqvim::privacy {
namespace {

constexpr int kMirrorSteps = 250;

// By name, as bytes.
using Mirror = std::map<std::string, std::string>;

class PublicMirror : public ::testing::Test {
 protected:
  PublicMirror() {
    const char* given = std::getenv("TAQVIM_SEED");
    seed_ = given == nullptr ? std::random_device()() : std::strtoull(given, nullptr, 10);
    people_.Add(v1::ROLE_PUBLIC);
  }

  template <class Response>
  Response Ask(Twins& twins, const std::string& name, const google::protobuf::Message& request) {
    Response response;
    for (const rpc::Method& method : rpc::ContractMethods()) {
      if (method.name != name) continue;
      const std::string answer = twins.Ask(0, method, {"someone", people_}, request);
      EXPECT_TRUE(absl::StartsWith(answer, "answer ")) << answer;
      EXPECT_TRUE(response.ParseFromString(answer.substr(answer.find('\n') + 1)));
    }
    return response;
  }
  // What is listed at the end.
  Mirror Listed(Twins& twins, const v1::EventFilter& filter) {
    Mirror mirror;
    v1::ListEventsRequest request;
    *request.mutable_filter() = filter;
    request.set_page_size(3);
    do {
      const auto page =
          Ask<v1::ListEventsResponse>(twins, "taqvim.v1.EventService.ListEvents", request);
      for (const v1::Event& event : page.events()) mirror[event.name()] = schedule::ToBody(event);
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return mirror;
  }
  // What comes of all changes since the beginning.
  Mirror Followed(Twins& twins, const std::string& beginning, const v1::EventFilter& filter) {
    Mirror mirror;
    v1::ListChangesRequest request;
    request.set_after_revision_token(beginning);
    request.mutable_filter()->add_resource_kinds(v1::RESOURCE_KIND_EVENT);
    *request.mutable_filter()->mutable_events() = filter;
    for (bool more = true; more;) {
      const auto page =
          Ask<v1::ListChangesResponse>(twins, "taqvim.v1.ChangeService.ListChanges", request);
      for (const v1::Revision& revision : page.revisions()) Apply(revision, mirror);
      request.set_after_revision_token(page.revision_token());
      more = page.more() || page.revisions_size() > 0;
    }
    return mirror;
  }
  void Apply(const v1::Revision& revision, Mirror& mirror) {
    for (const v1::Change& change : revision.changes()) {
      ++changes_;
      const bool there = mirror.contains(change.name());
      if (change.kind() == v1::CHANGE_KIND_LEFT || change.kind() == v1::CHANGE_KIND_DELETED) {
        EXPECT_TRUE(there) << change.name();
        mirror.erase(change.name());
        continue;
      }
      EXPECT_EQ(there, change.kind() == v1::CHANGE_KIND_UPDATED) << change.name();
      mirror[change.name()] = schedule::ToBody(change.after().event());
    }
  }
  // Whether each published event says of exactly those that appear that the public sees them.
  void CheckReferences(Twins& twins, const Maker& maker) {
    for (const std::string& name : maker.EventNames()) {
      v1::GetEventRequest get;
      get.set_name(name);
      const auto got = twins.of(0).Run(schedule::GetEvent, get);
      if (!got.ok()) continue;
      const v1::Event& event = got->event();
      std::set<std::string> expected;
      for (const std::string& other :
           {event.programme(), event.host(), event.culture_days().reciprocal()}) {
        if (other.empty() || !event.has_publish_time()) continue;
        if (access::AppearsInPublic(twins.Get(0, other))) expected.insert(other);
      }
      references_ += static_cast<int>(expected.size());
      EXPECT_EQ(
          std::set<std::string>(event.public_references().begin(), event.public_references().end()),
          expected)
          << name;
    }
  }

  uint64_t seed_ = 0;
  access::Rights people_;
  int changes_ = 0;
  int references_ = 0;
};

TEST_F(PublicMirror, KeptByChangesIsWhatIsListed) {
  v1::EventFilter programme, confirmed;
  programme.set_programme("events/programme0");
  confirmed.add_states(v1::EVENT_STATE_CONFIRMED);
  for (const uint64_t end = seed_ + 4; seed_ < end && !HasFailure(); ++seed_) {
    SCOPED_TRACE(absl::StrCat("TAQVIM_SEED=", seed_));
    Twins twins(seed_);
    Maker maker(seed_, Audience::kPublic, twins);
    maker.Begin();
    for (int step = 0; step < kMirrorSteps; ++step) {
      maker.Step();
      if (step % 10 == 0) CheckReferences(twins, maker);
    }
    for (const v1::EventFilter& filter : {v1::EventFilter(), programme, confirmed}) {
      EXPECT_EQ(Followed(twins, maker.Beginning(), filter), Listed(twins, filter))
          << filter.ShortDebugString();
    }
  }
  EXPECT_GT(changes_, 0);
  EXPECT_GT(references_, 0);
}

}  // namespace
}  // namespace taqvim::privacy
