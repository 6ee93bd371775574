// Whatever an operation reads and cannot is its error: no read that failed counts as
// "no" or "nothing", and nothing that cannot be parsed as empty.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/events_fixture.h"
#include "server/schedule/upkeep/duty.h"

namespace taqvim::schedule {
namespace {

using storage::ResourceId;
using ::testing::HasSubstr;
using ResourcePtr = std::shared_ptr<const storage::Resource>;

// What becomes of one of the reads.
enum class Fault { kFails, kDamaged };

// A transaction one of whose reads goes wrong; all others do not notice. What is due is
// so by a clock that is ahead.
class Faulty final : public storage::Transaction {
 public:
  Faulty(storage::Transaction& inner, Fault fault, int which, absl::Duration ahead)
      : inner_(inner), fault_(fault), which_(which), ahead_(ahead) {}

  // Whether it came to that read.
  bool met() const { return count_ > which_; }

  storage::Revision revision() const override { return inner_.revision(); }
  const std::string& store_id() const override { return inner_.store_id(); }
  absl::Time now() const override { return inner_.now(); }
  absl::Time due_time() const override { return inner_.due_time() + ahead_; }
  absl::StatusOr<ResourcePtr> Find(storage::Kind kind, std::string_view name) override {
    return OneOf(inner_.Find(kind, name));
  }
  absl::StatusOr<ResourcePtr> FindById(ResourceId id) override {
    return OneOf(inner_.FindById(id));
  }
  absl::StatusOr<std::vector<storage::Resource>> List(const storage::ListQuery& query) override {
    auto listed = inner_.List(query);
    if (fault_ == Fault::kFails) return OrFail(std::move(listed));
    if (!listed->empty() && count_++ == which_) listed->front().body = kDamage;
    return listed;
  }
  bool Hurries() override { return inner_.Hurries(); }
  storage::Work& work() override { return inner_.work(); }
  absl::StatusOr<storage::SearchPage> Search(const storage::SearchQuery& query) override {
    return OrFail(inner_.Search(query));
  }
  absl::StatusOr<storage::StartPage> SearchStarts(const storage::StartQuery& query) override {
    return OrFail(inner_.SearchStarts(query));
  }
  absl::StatusOr<std::vector<storage::Claim>> ClaimsOverlapping(ResourceId atom,
                                                                const storage::Interval& interval,
                                                                storage::ClaimKinds kinds,
                                                                int limit) override {
    return OrFail(inner_.ClaimsOverlapping(atom, interval, kinds, limit));
  }
  absl::StatusOr<std::vector<storage::Claim>> ClaimsOf(ResourceId owner) override {
    return OrFail(inner_.ClaimsOf(owner));
  }
  absl::StatusOr<std::vector<ResourceId>> Referrers(ResourceId target,
                                                    const std::vector<storage::LinkRole>& roles,
                                                    ResourceId after, int limit) override {
    return OrFail(inner_.Referrers(target, roles, after, limit));
  }
  absl::StatusOr<storage::HistoryPage> History(const storage::HistoryQuery& query) override {
    auto page = inner_.History(query);
    if (fault_ == Fault::kFails) return OrFail(std::move(page));
    if (!page->entries.empty() && count_++ == which_) {
      page->entries.front().changes.front().after = kDamage;
    }
    return page;
  }
  absl::StatusOr<std::optional<storage::Revision>> RevisionAt(int64_t number) override {
    return OrFail(inner_.RevisionAt(number));
  }
  ResourceId NewId() override { return inner_.NewId(); }
  // The same each time, so that answers can be compared.
  uint64_t Random() override { return ++drawn_; }
  storage::Secret NewSecret() override { return inner_.NewSecret(); }
  absl::Status Apply(storage::Mutation mutation) override {
    if (fault_ == Fault::kFails && count_++ == which_) return Failure();
    return inner_.Apply(std::move(mutation));
  }

 private:
  static constexpr char kDamage[] = "\xff\xff";

  static absl::Status Failure() { return absl::UnavailableError("the disk failed"); }

  template <class T>
  absl::StatusOr<T> OrFail(absl::StatusOr<T> result) {
    if (fault_ == Fault::kFails && count_++ == which_) return Failure();
    return result;
  }
  absl::StatusOr<ResourcePtr> OneOf(absl::StatusOr<ResourcePtr> found) {
    if (fault_ == Fault::kFails) return OrFail(std::move(found));
    if (*found == nullptr || count_++ != which_) return found;
    storage::Resource damaged = **found;
    damaged.body = kDamage;
    damaged.memo = nullptr;
    return std::make_shared<const storage::Resource>(std::move(damaged));
  }

  storage::Transaction& inner_;
  const Fault fault_;
  const int which_;
  const absl::Duration ahead_;
  int count_ = 0;
  uint64_t drawn_ = 0;
};

using Operation = std::function<absl::StatusOr<std::string>(storage::Transaction&)>;

class FailedReadsTest : public EventsTest {
 protected:
  FailedReadsTest() {
    Close("2025-10-12", "repair");
    EXPECT_TRUE(Create("days",
                       "culture_days { guest_country: 'AZ' host_country: 'KZ' stops { city: "
                       "'Astana' first_day { year: 2025 month: 10 day: 9 } last_day { year: 2025 "
                       "month: 10 day: 13 } } }")
                    .ok());
    AddConfirmed("fair", hall_, "2025-10-10 10:00", "2025-10-10 20:00", "programme: 'events/days'");
    AddHold("cutting", hall_, "2025-10-10 11:00", "2025-10-10 13:00", "host: 'events/fair'");
    AddHold("song", hall_, "2025-10-10 12:00", "2025-10-10 13:00", "host: 'events/cutting'");
    AddConfirmed("talks", gallery_, "2025-10-10 18:00", "2025-10-10 19:00",
                 "programme: 'events/days' recurrence { rule: 'FREQ=DAILY;COUNT=4' }");
    AddHold("idea", hall_, "2025-10-11 18:00", "2025-10-11 20:00");
    AddHold("other", hall_, "2025-10-11 18:00", "2025-10-11 20:00");
    floor_ = AddSpace(library_, "floor", {gallery_});
  }

  template <class View, class Request, class Response>
  static Operation Of(absl::StatusOr<Response> (*method)(View&, const Caller&, const Request&),
                      Request request) {
    return [method, request](storage::Transaction& t) -> absl::StatusOr<std::string> {
      auto response = method(t, {"tester", access::Rights::All()}, request);
      if (!response.ok()) return response.status();
      return response->DebugString();
    };
  }
  template <class View, class Request, class Response>
  static Operation Of(absl::StatusOr<Response> (*method)(View&, const Caller&, const Request&),
                      const std::string& request) {
    return Of(method, FromText<Request>(request));
  }

  // The operations, each of which succeeds as long as nothing goes wrong.
  std::map<std::string, Operation> Operations();

  // What comes of an operation when one of its reads goes wrong, and whether it came
  // to that read. Nothing is kept.
  std::pair<absl::StatusOr<std::string>, bool> Run(const Operation& operation, Fault fault,
                                                   int which,
                                                   absl::Duration ahead = absl::ZeroDuration()) {
    absl::StatusOr<std::string> answer;
    bool met = false;
    schedule_.RunTransaction(
        [&](storage::Transaction& transaction) {
          Faulty faulty(transaction, fault, which, ahead);
          answer = operation(faulty);
          met = faulty.met();
          return answer;
        },
        /*dry_run=*/true);
    return {std::move(answer), met};
  }

  std::string floor_;
};

std::map<std::string, Operation> FailedReadsTest::Operations() {
  const auto create = [&](const std::string& id, const std::string& space, const char* day,
                          const std::string& more) {
    return absl::StrCat("event_id: '", id,
                        "' event { title { key: 'en' value: 'A talk' } owner: "
                        "'organizations/owner' activity { form: ACTIVITY_FORM_TALK } ",
                        Timed(absl::StrCat(day, " 12:00"), absl::StrCat(day, " 13:00")),
                        "bookings { space: '", space, "' } ", more, " }");
  };
  const auto etag = [&](const std::string& name) {
    return absl::StrCat("name: '", name, "' etag: '", Get(name).etag(), "' ");
  };
  v1::UpdateVenueRequest venue;
  *venue.mutable_venue() = schedule_.Run(GetVenue, "name: 'venues/library'")->venue();
  venue.mutable_venue()->set_city("Almaty");
  auto& hours = *venue.mutable_venue()->add_opening_hours();
  hours.set_day(google::type::MONDAY);
  hours.mutable_open()->set_hours(9);
  hours.mutable_close()->set_hours(10);
  v1::UpdateVenueRequest zone = venue;
  zone.mutable_venue()->set_time_zone("Asia/Baku");
  v1::UpdateSpaceRequest parts;
  *parts.mutable_space() = schedule_.Run(GetSpace, "name: 'venues/library/spaces/floor'")->space();
  parts.mutable_space()->add_parts(hall_);
  parts.mutable_space()->set_seats(10);
  return {
      {"create", Of(CreateEvent, create("new", hall_, "2025-10-14", ""))},
      {"create inside", Of(CreateEvent, create("new", hall_, "2025-10-10", "host: 'events/song'"))},
      {"create in a programme",
       Of(CreateEvent, create("new", gallery_, "2025-10-20", "programme: 'events/days'"))},
      {"move a host", Of(UpdateEvent, absl::StrCat("event { ", etag("events/fair"),
                                                   Timed("2025-10-10 09:00", "2025-10-10 21:00"),
                                                   " } update_mask { paths: 'period' }"))},
      {"move stops",
       Of(UpdateEvent, absl::StrCat("event { ", etag("events/days"),
                                    "culture_days { stops { city: 'Astana' first_day { year: 2025 "
                                    "month: 10 day: 11 } last_day { year: 2025 month: 10 day: 11 } "
                                    "} } } update_mask { paths: 'culture_days.stops' }"))},
      {"confirm inside", Of(ConfirmEvent, "name: 'events/cutting'")},
      {"confirm over a hold",
       Of(ConfirmEvent, "name: 'events/other' overrides: CONFLICT_RULE_HOLD_AHEAD")},
      {"cancel", Of(CancelEvent, "name: 'events/days'")},
      {"cancel all", Of(CancelEvent, "name: 'events/days' cascade: true")},
      {"prioritize", Of(PrioritizeHold, "name: 'events/other' order: -1")},
      {"check", Of(CheckEvents, absl::StrCat("writes { create { ",
                                             create("new", hall_, "2025-10-10", ""), " } }"))},
      {"change a venue", Of(UpdateVenue, venue)},
      {"correct a zone", Of(UpdateVenue, zone)},
      {"change a space", Of(UpdateSpace, parts)},
      {"close",
       Of(CreateClosure, absl::StrCat("closure_id: 'feast' parent: 'venues/library' closure { ",
                                      Dated("2025-10-10", "2025-10-11"), " }"))},
      {"list conflicts", Of(ListConflicts, "")},
      {"list conflicts there", Of(ListConflicts, "resources: 'venues/library'")},
      {"occupancy", Of(QueryOccupancy,
                       "resources: 'venues/library' window { first_day { year: 2025 month: 10 day: "
                       "1 } last_day { year: 2025 month: 10 day: 31 } }")},
      {"slots",
       Of(FindSlots,
          "items { duration { seconds: 3600 } venues: 'venues/library' participants: "
          "'participants/ensemble' } window { first_day { year: 2025 month: 10 day: 10 } last_day "
          "{ year: 2025 month: 10 day: 11 } } page_size: 5")},
      {"list events", Of(ListEvents, "")},
      {"get an event", Of(GetEvent, "name: 'events/other'")},
      {"occurrences", Of(ListOccurrences, "name: 'events/talks'")},
      {"history", Of(ListEventRevisions, "name: 'events/other'")},
      {"pending", Of(ListPendingBookings, "")},
  };
}

TEST_F(FailedReadsTest, AreTheErrorOfWhateverReads) {
  int failed = 0;
  for (const auto& [name, operation] : Operations()) {
    for (int which = 0;; ++which) {
      const auto [answer, met] = Run(operation, Fault::kFails, which);
      if (!met) {
        EXPECT_TRUE(answer.ok()) << name << ": " << answer.status();
        break;
      }
      ++failed;
      EXPECT_EQ(answer.status(), absl::UnavailableError("the disk failed"))
          << name << ", read " << which;
    }
  }
  EXPECT_GT(failed, 300);
}

// What is damaged is an error, unless nothing of it was looked at.
TEST_F(FailedReadsTest, OfWhatCannotBeParsedAreNeverTakenAsEmpty) {
  int damaged = 0;
  for (const auto& [name, operation] : Operations()) {
    const absl::StatusOr<std::string> whole = Run(operation, Fault::kDamaged, 1'000'000).first;
    ASSERT_TRUE(whole.ok()) << name << ": " << whole.status();
    for (int which = 0;; ++which) {
      const auto [answer, met] = Run(operation, Fault::kDamaged, which);
      if (!met) break;
      if (answer.ok()) {
        EXPECT_EQ(*answer, *whole) << name << ", resource " << which;
        continue;
      }
      ++damaged;
      EXPECT_EQ(answer.status().code(), absl::StatusCode::kDataLoss)
          << name << ", resource " << which << ": " << answer.status();
    }
  }
  EXPECT_GT(damaged, 100);
}

TEST_F(FailedReadsTest, AreTheErrorOfTheDuty) {
  constexpr absl::Duration kLater = absl::Hours(24 * 30);
  std::vector<ResourceId> events;
  const auto find = [&](storage::Snapshot& snapshot) {
    auto found = snapshot.List({});
    for (const auto& event : *found) events.push_back(event.id);
    return found.status();
  };
  ASSERT_TRUE(schedule_.RunRead(find).ok());
  const Operation duty = [&](storage::Transaction& t) { return DoWhatIsDue(t, events); };
  for (const Fault fault : {Fault::kFails, Fault::kDamaged}) {
    const absl::StatusOr<std::string> whole = Run(duty, fault, 1'000'000, kLater).first;
    ASSERT_TRUE(whole.ok()) << whole.status();
    EXPECT_THAT(*whole, HasSubstr("system."));
    for (int which = 0;; ++which) {
      const auto [answer, met] = Run(duty, fault, which, kLater);
      if (!met) break;
      if (fault == Fault::kDamaged && answer.ok()) continue;
      EXPECT_FALSE(answer.ok()) << "read " << which;
    }
  }
}

TEST_F(FailedReadsTest, AreTheErrorOfWhatFollowsWhenAVenueOpens) {
  const std::string museum = AddVenue("museum");
  v1::UpdateVenueRequest update;
  update.mutable_update_mask()->add_paths("booking_policy");
  const auto set = [&](v1::BookingPolicy policy) {
    *update.mutable_venue() = schedule_.Run(GetVenue, "name: 'venues/museum'")->venue();
    update.mutable_venue()->set_booking_policy(policy);
  };
  set(v1::BOOKING_POLICY_APPROVAL);
  ASSERT_TRUE(schedule_.Run(UpdateVenue, update).ok());
  AddConfirmed("asked", AddSpace(museum, "room"), "2025-10-10 18:00", "2025-10-10 20:00");
  set(v1::BOOKING_POLICY_OPEN);
  const Operation opens = [&](storage::Transaction& t) -> absl::StatusOr<std::string> {
    auto opened = UpdateVenue(t, {"tester", access::Rights::All()}, update);
    if (!opened.ok()) return opened.status();
    auto topic = t.Find(storage::Kind::kTopic, "opened/venues/museum");
    if (!topic.ok()) return topic.status();
    return DoWhatIsDue(t, {(*topic)->id});
  };
  for (const Fault fault : {Fault::kFails, Fault::kDamaged}) {
    EXPECT_EQ(*Run(opens, fault, 1'000'000).first, "system.WithdrawApprovals");
    for (int which = 0;; ++which) {
      const auto [answer, met] = Run(opens, fault, which);
      if (!met) break;
      if (fault == Fault::kDamaged && answer.ok()) continue;
      EXPECT_FALSE(answer.ok()) << "read " << which;
    }
  }
}

}  // namespace
}  // namespace taqvim::schedule
