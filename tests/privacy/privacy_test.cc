// What a caller receives does not depend on what is hidden from it: two schedules
// that differ only there give it the same answers and errors, byte for byte.
//
// TAQVIM_SEED names the first seed, TAQVIM_SCHEDULES how many pairs of schedules
// each audience looks at.
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/access/methods.h"
#include "server/rpc/calls/methods.h"
#include "tests/privacy/maker.h"
#include "tests/privacy/questions.h"
#include "tests/privacy/twins.h"
#include "tests/privacy/watches.h"

namespace taqvim::privacy {
namespace {

constexpr int kSteps = 240;
constexpr int kQuestionsEach = 40;
constexpr int kPages = 8;
// How many steps streams are followed for, and how many begin at a time.
constexpr int kStepsWatched = 20;
constexpr int kWatches = 3;
constexpr char kWatchChanges[] = "taqvim.v1.ChangeService.WatchChanges";

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

// Whether an answer tells of others' events what the write did to them.
bool TellsOfOthers(const google::protobuf::Descriptor& response) {
  for (int i = 0; i < response.field_count(); ++i) {
    const auto* type = response.field(i)->message_type();
    if (type == v1::Conflict::descriptor() || type == v1::ConflictReport::descriptor()) return true;
  }
  return false;
}

// What reads, or only judges, and what tells of others' events: no other answers say
// anything of them. Who derives times again sees everything.
std::vector<rpc::Method> Reading() {
  std::vector<rpc::Method> reading;
  for (rpc::Method& method : rpc::ContractMethods()) {
    const bool tells =
        !method.write || method.dry_run ||
        (TellsOfOthers(*method.response->GetDescriptor()) && method.access->role != v1::ROLE_ADMIN);
    if (tells) reading.push_back(std::move(method));
  }
  return reading;
}

access::Rights RightsOf(Audience audience) {
  access::Rights rights;
  switch (audience) {
    case Audience::kViewer:
      rights.Add(v1::ROLE_VIEWER);
      break;
    case Audience::kViewerOfOrganization:
      rights.AddForOrganization(v1::ROLE_VIEWER, kTheirs);
      break;
    case Audience::kViewerOfVenue:
      rights.AddForVenue(v1::ROLE_VIEWER, kTheirVenue);
      break;
    case Audience::kOrganizer:
      rights.AddForOrganization(v1::ROLE_ORGANIZER, kTheirs);
      break;
    case Audience::kDecider:
      rights.AddForOrganization(v1::ROLE_ORGANIZER, kTheirs);
      rights.AddForParticipant(kTheirGuest);
      break;
    case Audience::kPublic:
      rights.Add(v1::ROLE_PUBLIC);
      break;
  }
  return rights;
}

// What differs between two answers; of errors the errors themselves.
std::string Difference(const google::protobuf::Message& response, const std::string& first,
                       const std::string& second) {
  if (!absl::StartsWith(first, "answer ") || !absl::StartsWith(second, "answer ")) {
    return absl::StrCat(first, "\n", second);
  }
  std::unique_ptr<google::protobuf::Message> a(response.New()), b(response.New());
  a->ParseFromString(first.substr(first.find('\n') + 1));
  b->ParseFromString(second.substr(second.find('\n') + 1));
  std::string text;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&text);
  differencer.Compare(*a, *b);
  return text;
}

// How many answers were compared, and how many of them differed.
struct Tally {
  int compared = 0;
  int different = 0;
};

// Asks the same of both twins, page after page.
class Interview {
 public:
  Interview(uint64_t seed, const Maker& maker, Twins& twins)
      : random_(seed), maker_(maker), twins_(twins) {}

  // By method.
  std::map<std::string, Tally> Run(const access::Rights& rights, bool expect_same) {
    const schedule::Caller caller{"someone", rights};
    std::map<std::string, Tally> tallies;
    for (const rpc::Method& method : Reading()) {
      if (method.watches) continue;
      // The public is not told anything by most.
      if (rights.IsPublic() && !access::CheckRole(*method.access, rights).ok()) continue;
      for (int i = 0; i < kQuestionsEach; ++i) {
        Question question = Generators().at(method.name)(random_, maker_);
        Ask(method, caller, *question, expect_same, tallies[method.name]);
      }
    }
    return tallies;
  }

 private:
  void Ask(const rpc::Method& method, const schedule::Caller& caller,
           google::protobuf::Message& question, bool expect_same, Tally& tally) {
    for (int page = 0; page < kPages; ++page) {
      const std::string first = twins_.Ask(0, method, caller, question);
      const std::string second = twins_.Ask(1, method, caller, question);
      ++tally.compared;
      if (first != second) {
        ++tally.different;
        if (expect_same) Tell(method, question, first, second);
        return;
      }
      if (!Continue(method, first, question)) return;
    }
  }

  // Whether there is a next page, which the question is then for. Changes go on
  // after the revision of the answer.
  static bool Continue(const rpc::Method& method, const std::string& answer,
                       google::protobuf::Message& question) {
    const char* names[] = {method.list ? "revision_token" : "next_page_token",
                           method.list ? "after_revision_token" : "page_token"};
    const auto* next = method.response->GetDescriptor()->FindFieldByName(names[0]);
    const auto* token = question.GetDescriptor()->FindFieldByName(names[1]);
    if (next == nullptr || token == nullptr || !absl::StartsWith(answer, "answer ")) return false;
    std::unique_ptr<google::protobuf::Message> response(method.response->New());
    response->ParseFromString(answer.substr(answer.find('\n') + 1));
    const std::string value = response->GetReflection()->GetString(*response, next);
    question.GetReflection()->SetString(&question, token, value);
    return !value.empty();
  }

  static void Tell(const rpc::Method& method, const google::protobuf::Message& question,
                   const std::string& first, const std::string& second) {
    ADD_FAILURE() << method.name << " tells what is hidden. It was asked:\n"
                  << question.DebugString() << "The answers differ in:\n"
                  << Difference(*method.response, first, second);
  }

  Random random_;
  const Maker& maker_;
  Twins& twins_;
};

// Follows both twins by the same requests, for those outside and for insiders.
class Audition {
 public:
  Audition(uint64_t seed, Audience audience, const Maker& maker, Twins& twins)
      : random_(seed), outside_(RightsOf(audience)), maker_(maker), watches_(twins) {}

  void Begin() {
    for (int i = 0; i < kWatches; ++i) {
      const Question question = Generators().at(kWatchChanges)(random_, maker_);
      const auto& request = static_cast<const v1::WatchChangesRequest&>(*question);
      // Neither may be told as who came first.
      const bool insider_first = Chance(random_, 0.5);
      watches_.Begin(insider_first ? access::Rights::All() : outside_, request);
      watches_.Begin(insider_first ? outside_ : access::Rights::All(), request);
    }
  }
  void GoOn() { watches_.GoOn(); }
  void End() {
    for (const Watches::Told& told : watches_.End()) {
      const auto& [first, second] = told.bytes;
      const bool outside = told.rights == outside_;
      Tally& tally = outside ? outside_tally_ : inside_tally_;
      ++tally.compared;
      if (first == second) continue;
      ++tally.different;
      if (!outside) continue;
      ADD_FAILURE() << "A stream tells what is hidden. It was asked for by:\n"
                    << told.request.DebugString() << "What was told differs in:\n"
                    << Difference(v1::WatchChangesResponse(), first, second);
    }
  }

  const Tally& outside() const { return outside_tally_; }
  const Tally& inside() const { return inside_tally_; }

 private:
  Random random_;
  const access::Rights outside_;
  const Maker& maker_;
  Watches watches_;
  Tally outside_tally_, inside_tally_;
};

class Privacy : public testing::TestWithParam<Audience> {};

// The methods whose answers have something of events in them.
const std::set<std::string>& OfEvents() {
  static const auto& methods =
      *new std::set<std::string>{"taqvim.v1.EventService.GetEvent",
                                 "taqvim.v1.EventService.ListEvents",
                                 "taqvim.v1.EventService.ListOccurrences",
                                 "taqvim.v1.EventService.ListPendingBookings",
                                 "taqvim.v1.EventService.ListEventRevisions",
                                 "taqvim.v1.ChangeService.ListChanges",
                                 kWatchChanges,
                                 "taqvim.v1.EventService.CheckEvents",
                                 "taqvim.v1.EventService.UpdateEvent",
                                 "taqvim.v1.EventService.CancelEvent",
                                 "taqvim.v1.VenueService.UpdateSpace",
                                 "taqvim.v1.VenueService.CreateClosure",
                                 "taqvim.v1.ScheduleService.QueryOccupancy",
                                 "taqvim.v1.ScheduleService.ListConflicts",
                                 "taqvim.v1.ScheduleService.FindSlots"};
  return methods;
}

// Whether the public may ask it.
bool IsForPublic(const std::string& method) {
  return access::CheckRole(*access::FindMethodAccess(method), RightsOf(Audience::kPublic)).ok();
}

TEST_P(Privacy, SchedulesThatDifferInWhatIsHiddenAreToldAlike) {
  const uint64_t first_seed = FromEnvironment("TAQVIM_SEED", std::random_device()());
  const uint64_t schedules = FromEnvironment("TAQVIM_SCHEDULES", TAQVIM_SCHEDULES);
  int compared = 0, watched = 0, closed = 0, accepted = 0, published = 0, moves = 0;
  std::set<std::string> told_apart;
  for (uint64_t seed = first_seed; seed < first_seed + schedules; ++seed) {
    SCOPED_TRACE(absl::StrCat("TAQVIM_SEED=", seed, " TAQVIM_SCHEDULES=1"));
    Twins twins(seed);
    Maker maker(seed, GetParam(), twins);
    maker.Begin();
    Audition audition(seed, GetParam(), maker, twins);
    for (int step = 0; step < kSteps && !HasFailure(); ++step) {
      if (step % kStepsWatched == 0) audition.Begin();
      maker.Step();
      audition.GoOn();
      if (step % kStepsWatched == kStepsWatched - 1) audition.End();
      if (step % (kSteps / 3) != kSteps / 3 - 1) continue;
      Interview outside(seed + step, maker, twins), inside(seed + step, maker, twins);
      for (const auto& [method, tally] : outside.Run(RightsOf(GetParam()), true)) {
        compared += tally.compared;
      }
      for (const auto& [method, tally] : inside.Run(access::Rights::All(), false)) {
        if (tally.different > 0) told_apart.insert(method);
      }
    }
    watched += audition.outside().compared;
    if (audition.inside().different > 0) told_apart.insert(kWatchChanges);
    closed += maker.closed_events();
    accepted += maker.accepted();
    published += maker.published();
    moves += maker.moves();
    if (HasFailure()) break;
  }
  std::cout << "From seed " << first_seed << " on: " << compared << " answers and " << watched
            << " streams compared, over " << accepted << " writes, with " << closed
            << " closed events in the end and " << moves << " moves asked for; "
            << told_apart.size() << " methods tell insiders of differences.\n";
  EXPECT_GT(closed, 0);
  EXPECT_TRUE(moves == 0 || GetParam() != Audience::kViewerOfVenue);
  EXPECT_EQ(published > 0, GetParam() == Audience::kPublic);
  // Else nothing would be tested.
  for (const std::string& method : OfEvents()) {
    if (GetParam() == Audience::kPublic && !IsForPublic(method)) continue;
    // Of those who plan, all participants that they ask for are open.
    const bool slots = method == "taqvim.v1.ScheduleService.FindSlots";
    if (slots && Plans(GetParam())) continue;
    EXPECT_TRUE(told_apart.contains(method)) << method;
  }
}

INSTANTIATE_TEST_SUITE_P(Audiences, Privacy,
                         testing::Values(Audience::kViewer, Audience::kViewerOfOrganization,
                                         Audience::kViewerOfVenue, Audience::kOrganizer,
                                         Audience::kDecider, Audience::kPublic),
                         [](const auto& audience) -> std::string {
                           switch (audience.param) {
                             case Audience::kViewer:
                               return "Viewer";
                             case Audience::kViewerOfOrganization:
                               return "ViewerOfAnOrganization";
                             case Audience::kViewerOfVenue:
                               return "ViewerOfAVenue";
                             case Audience::kDecider:
                               return "WhoDecidesForAParticipant";
                             case Audience::kPublic:
                               return "Public";
                             default:
                               return "Organizer";
                           }
                         });

// Whoever adds a method that reads adds questions for it.
TEST(PrivacyQuestions, AreThereForEveryMethodThatReads) {
  std::set<std::string> reading, asked;
  for (const rpc::Method& method : Reading()) reading.insert(method.name);
  for (const auto& [method, generator] : Generators()) asked.insert(method);
  EXPECT_THAT(asked, testing::ContainerEq(reading));
}

}  // namespace
}  // namespace taqvim::privacy
