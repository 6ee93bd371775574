#include "server/watch/testing/hub_fixture.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "proto/status_macros.h"
#include "server/schedule/stored/resources.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"

namespace taqvim::watch::testing {
namespace {

using storage::Kind;

constexpr char kPrefix[] = "organizations/";

std::string BodyOf(const std::string& name, const std::string& title) {
  v1::Organization organization;
  organization.set_name(name);
  (*organization.mutable_title())["en"] = title;
  return schedule::ToBody(organization);
}

storage::WriteFunction Creation(const std::vector<std::string>& ids) {
  return [ids](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    storage::Mutation mutation;
    for (const std::string& id : ids) {
      const std::string name = kPrefix + id;
      mutation.puts.push_back(
          {transaction.NewId(), Kind::kOrganization, name, BodyOf(name, std::string(200, 'x'))});
    }
    RETURN_IF_ERROR(transaction.Apply(mutation));
    return "";
  };
}

absl::StatusOr<std::shared_ptr<const storage::Resource>> FindOrganization(
    storage::Transaction& transaction, const std::string& id) {
  return transaction.Find(Kind::kOrganization, kPrefix + id);
}

}  // namespace

HubTest::HubTest(HubOptions options, storage::LogRetention log) {
  storage::SqliteOptions stored;
  stored.path = directory_.File("data");
  stored.create = true;
  stored.env.now = [this, began = absl::Now()] {
    return began + absl::Microseconds(micros_.load());
  };
  stored.env.steady = nullptr;
  stored.log = log;
  stored.log_pause = absl::Milliseconds(1);
  store_ = storage::OpenSqliteStore(std::move(stored)).value();
  options.tick = absl::Milliseconds(1);
  options.steady = [this] { return absl::Microseconds(micros_.load()); };
  hub_ = std::make_unique<Hub>(*store_, TokenOf, std::move(options));
}

HubTest::~HubTest() {
  for (Reader* reader : readers_) {
    hub_->Left(*reader);
    reader->Unref();
  }
  hub_.reset();
}

StreamStart HubTest::Start() {
  StreamStart start;
  start.interest.rights = {std::shared_ptr<void>(), &access::Rights::All()};
  start.progress_interval = absl::Minutes(1);
  return start;
}

Reader& HubTest::Join(const StreamStart& start) {
  readers_.push_back(new Reader());
  hub_->Join(*readers_.back(), start);
  return *readers_.back();
}

storage::Revision HubTest::Write(storage::WriteFunction write) {
  const auto outcome =
      storage::testing::WriteAndWait(*store_, {.principal = "users/tester"}, std::move(write));
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  return outcome.revision;
}

storage::Revision HubTest::Create(const std::vector<std::string>& ids) {
  return Write(Creation(ids));
}

storage::Revision HubTest::Create(int count) {
  for (int i = 1; i < count; ++i) {
    store_->Write({.principal = "users/tester"}, Creation({absl::StrCat("made-", ++created_)}),
                  [](const storage::WriteOutcome& outcome) {
                    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
                  });
  }
  return Create({absl::StrCat("made-", ++created_)});
}

storage::Revision HubTest::WriteLarge(const std::string& id, int count) {
  return Write([&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    storage::Mutation mutation;
    for (int i = 0; i < count; ++i) {
      ASSIGN_OR_RETURN(auto found, FindOrganization(transaction, absl::StrCat(id, "-", i)));
      const std::string name = absl::StrCat(kPrefix, id, "-", i);
      const storage::ResourceId number = found == nullptr ? transaction.NewId() : found->id;
      const char letter = found == nullptr ? 'x' : 'y';
      mutation.puts.push_back(
          {number, Kind::kOrganization, name, BodyOf(name, std::string(50'000, letter))});
      if (found != nullptr || i != count / 2) continue;
      mutation.puts.push_back({transaction.NewId(), Kind::kVenue, "venues/" + id, ""});
    }
    RETURN_IF_ERROR(transaction.Apply(mutation));
    return "";
  });
}

storage::Revision HubTest::CreateEvent(const std::string& id, const v1::Event& event) {
  return Write([&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    v1::Event named = event;
    named.set_name("events/" + id);
    RETURN_IF_ERROR(transaction.Apply(
        {.puts = {{transaction.NewId(), Kind::kEvent, named.name(), schedule::ToBody(named)}}}));
    return "";
  });
}

storage::Revision HubTest::Rename(const std::string& id) {
  return Write([&id](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(auto found, FindOrganization(transaction, id));
    const std::string body = BodyOf(found->name, "renamed");
    RETURN_IF_ERROR(
        transaction.Apply({.puts = {{found->id, Kind::kOrganization, found->name, body}}}));
    return "";
  });
}

storage::Revision HubTest::Delete(const std::string& id) {
  return Write([&id](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(auto found, FindOrganization(transaction, id));
    RETURN_IF_ERROR(transaction.Apply({.deletes = {found->id}}));
    return "";
  });
}

std::string HubTest::TokenOf(const storage::Revision& revision) {
  return absl::StrCat(revision.number, ".", revision.nonce);
}

int64_t HubTest::NumberOf(const std::string& token) {
  int64_t number = -1;
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  EXPECT_TRUE(absl::SimpleAtoi(parts.front(), &number)) << token;
  return number;
}

}  // namespace taqvim::watch::testing
