#include "storage/testing/random_history.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::storage::testing {
namespace {

constexpr int kAtoms = 5;
constexpr Kind kKinds[] = {Kind::kEvent, Kind::kEvent, Kind::kEvent,
                           Kind::kTopic, Kind::kGrant, Kind::kToken};

}  // namespace

std::string RandomHistory::Bytes(size_t size) {
  std::string bytes(size, ' ');
  for (char& byte : bytes) byte = static_cast<char>(random_());
  return bytes;
}

std::vector<Link> RandomHistory::RandomLinks() {
  std::vector<Link> links;
  for (ResourceId atom : atoms_) {
    if (Below(3) == 0) links.push_back({Below(2) == 0 ? LinkRole::kBooked : LinkRole::kZone, atom});
  }
  return links;
}

std::optional<Facets> RandomHistory::RandomFacets() {
  if (Below(5) == 0) return std::nullopt;
  const int32_t day = Below(20000);
  return Facets{.tags = static_cast<uint32_t>(Below(1 << 24)),
                .keys = {random_()},
                .days = {{day, day + Below(3)}},
                .starts = {int64_t{day} * 86400}};
}

Put RandomHistory::PutOf(ResourceId id, const Known& known) {
  return {.id = id,
          .kind = known.kind,
          .name = known.name,
          .body = Bytes(size_t{40} + Below(300)),
          .archived = Below(6) == 0,
          .links = RandomLinks(),
          .facets = RandomFacets(),
          .due = Below(4) == 0 ? int64_t{4'000'000'000} + Below(1000) : 0};
}

// Each later than all before, so that they never meet.
void RandomHistory::AddClaims(ResourceId owner, Mutation& mutation) {
  for (int booking = 0; booking < Below(3); ++booking) {
    const int64_t start = second_;
    second_ += 3600;
    mutation.claims.push_back({.atom = atoms_[static_cast<size_t>(Below(kAtoms))],
                               .interval = {start, second_},
                               .owner = owner,
                               .booking = booking,
                               .kind = Below(2) == 0 ? ClaimKind::kConfirmed : ClaimKind::kHeld});
  }
}

void RandomHistory::Create(Transaction& transaction, Mutation& mutation,
                           std::map<ResourceId, Known>& known) {
  const Kind kind = kKinds[Below(6)];
  const Known one{kind, absl::StrCat("kind", static_cast<int>(kind), "/", Below(40))};
  for (const auto& [id, other] : known) {
    if (other.name == one.name) return;
  }
  const ResourceId id = transaction.NewId();
  known[id] = one;
  mutation.puts.push_back(PutOf(id, one));
  if (kind == Kind::kEvent) AddClaims(id, mutation);
}

void RandomHistory::Change(ResourceId id, Mutation& mutation, std::map<ResourceId, Known>& known) {
  const int deed = Below(10);
  const bool event = known[id].kind == Kind::kEvent;
  if (deed < 4) {
    mutation.puts.push_back(PutOf(id, known[id]));
  } else if (deed < 6) {
    mutation.rederived.push_back(
        {.id = id, .facets = RandomFacets(), .due = Below(2) * int64_t{4'000'000'000}});
  } else if (deed < 8 && event) {
    mutation.release.push_back(id);
    AddClaims(id, mutation);
  } else if (deed < 9) {
    mutation.deletes.push_back(id);
    known.erase(id);
  }
}

void RandomHistory::WriteOne(ManualStore& store) {
  WriteOptions options{.principal = absl::StrCat("caller", Below(3)), .method = "Test.Write"};
  if (has_requests_ && Below(2) == 0) options.request_id = absl::StrCat("request-", ++requests_);
  options.request_hash = {random_(), 1};
  absl::Status written = absl::InternalError("It did not run.");
  store.Write(
      options,
      [this](Transaction& transaction) -> absl::StatusOr<std::string> {
        Mutation mutation;
        while (atoms_.size() < kAtoms) {
          const ResourceId id = transaction.NewId();
          atoms_.push_back(id);
          mutation.puts.push_back({id, Kind::kTopic, absl::StrCat("atoms/", id), "atom"});
        }
        std::map<ResourceId, Known> known = known_;
        std::set<ResourceId> changed;
        for (int deeds = 1 + Below(4); deeds > 0; --deeds) {
          auto one = known_.begin();
          if (!known_.empty()) std::advance(one, Below(static_cast<int>(known_.size())));
          const bool creates = known_.empty() || Below(3) == 0;
          if (creates) Create(transaction, mutation, known);
          if (!creates && changed.insert(one->first).second) Change(one->first, mutation, known);
        }
        RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
        known_ = std::move(known);
        return Bytes(50);
      },
      [&written](const WriteOutcome& outcome) { written = outcome.status; });
  store.RunPendingWrites();
  EXPECT_TRUE(written.ok()) << written;
}

void RandomHistory::WriteLarge(ManualStore& store, int events, size_t bytes) {
  absl::Status written;
  store.Write(
      {.principal = "caller", .method = "Test.WriteLarge"},
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        Mutation mutation;
        for (int i = 0; i < events; ++i) {
          const ResourceId id = transaction.NewId();
          mutation.puts.push_back({id, Kind::kEvent, absl::StrCat("large/", id), Bytes(bytes)});
        }
        RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
        return "";
      },
      [&written](const WriteOutcome& outcome) { written = outcome.status; });
  store.RunPendingWrites();
  EXPECT_TRUE(written.ok()) << written;
}

}  // namespace taqvim::storage::testing
