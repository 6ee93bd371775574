#include "server/access/book.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/token_kinds.h"

namespace taqvim::access {
namespace {

using storage::Kind;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(google::protobuf::util::TimeUtil::TimestampToMicroseconds(time));
}

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// Debian's Abseil has a string_view of its own.
absl::string_view Key(std::string_view text) { return {text.data(), text.size()}; }

template <class Message>
absl::Status AddTo(Book& book, const storage::Resource& resource) {
  Message message;
  if (!message.ParseFromString(resource.body)) {
    return absl::DataLossError(
        absl::StrCat("What is stored of ", resource.name, " is damaged; restore a backup."));
  }
  book.Add(message);
  return absl::OkStatus();
}

absl::Status AddTo(Book& book, const storage::Resource& resource) {
  switch (resource.kind) {
    case Kind::kVenue:
      return AddTo<v1::Venue>(book, resource);
    case Kind::kParticipant:
      return AddTo<v1::Participant>(book, resource);
    case Kind::kToken:
      return AddTo<StoredToken>(book, resource);
    default:
      return AddTo<v1::Grant>(book, resource);
  }
}

// One reading of the store; owns itself.
class Reading {
 public:
  Reading(storage::Store& store, BookReader done) : store_(store), done_(std::move(done)) {}

  // A page is a read of its own, so that no snapshot is held for long.
  void ReadPage() {
    auto read = [this](storage::Snapshot& snapshot) {
      ASSIGN_OR_RETURN(page_,
                       snapshot.List({.kind = kKinds[kind_], .after = after_, .limit = kPage}));
      return absl::OkStatus();
    };
    store_.Read({.urgent = true}, read, [this](const absl::Status& status) { Take(status); });
  }

 private:
  static constexpr int kPage = 1000;
  static constexpr std::array kKinds = {Kind::kVenue, Kind::kParticipant, Kind::kToken,
                                        Kind::kGrant};

  void Take(absl::Status status) {
    for (const storage::Resource& resource : page_) {
      if (status.ok()) status = AddTo(*book_, resource);
    }
    const bool full = page_.size() == kPage;
    after_ = full ? page_.back().id : 0;
    if (!full) ++kind_;
    page_.clear();
    if (status.ok() && kind_ < kKinds.size()) return ReadPage();
    status.ok() ? done_(std::move(book_)) : done_(status);
    delete this;
  }

  storage::Store& store_;
  const BookReader done_;
  std::shared_ptr<Book> book_ = std::make_shared<Book>();
  size_t kind_ = 0;
  storage::ResourceId after_ = 0;
  std::vector<storage::Resource> page_;
};

}  // namespace

void Book::Add(const v1::Venue& venue) {
  if (!venue.organization().empty()) venues_[venue.organization()].push_back(venue.name());
}

void Book::Add(const v1::Participant& participant) {
  if (participant.booking_policy() != v1::BOOKING_POLICY_APPROVAL) return;
  participants_[participant.organization()].push_back(participant.name());
}

void Book::Add(const StoredToken& stored) {
  const v1::AccessToken& token = stored.access_token();
  Token& added = tokens_[LastPart(token.name())];
  added.principal = token.principal();
  added.expires = TimeOf(token.expire_time());
  if (token.has_revoke_time()) added.revoked = TimeOf(token.revoke_time());
  added.read_only = token.read_only();
  if (token.has_cap()) added.cap = token.cap();
  added.kind = KindOf(token);
  if (token.has_feed_filter()) {
    added.feed = std::make_shared<const v1::EventFilter>(token.feed_filter());
  }
  if (stored.has_latest_expire_time()) added.latest_end = TimeOf(stored.latest_expire_time());
  std::copy_n(stored.secret_hash().begin(),
              std::min(stored.secret_hash().size(), added.hash.size()), added.hash.begin());
}

void Book::Add(const v1::Grant& grant) {
  auto& rights = rights_[grant.principal()];
  if (rights == nullptr) rights = std::make_shared<Rights>();
  if (grant.has_venue()) {
    rights->AddForVenue(grant.role(), grant.venue());
  } else if (grant.has_organization()) {
    rights->AddForOrganization(grant.role(), grant.organization());
    AddWhatBelongsTo(grant.organization(), grant.role(), *rights);
  } else {
    rights->Add(grant.role());
  }
}

void Book::AddWhatBelongsTo(const std::string& organization, v1::Role role, Rights& rights) {
  if (role == v1::ROLE_VENUE_MANAGER) {
    for (const std::string& venue : venues_[organization]) rights.AddForVenue(role, venue);
  }
  if (role == v1::ROLE_ORGANIZER) {
    for (const std::string& name : participants_[organization]) rights.AddForParticipant(name);
  }
}

std::shared_ptr<const Rights> Book::RightsOf(std::string_view principal) const {
  static const auto& none = *new std::shared_ptr<const Rights>(std::make_shared<Rights>());
  const auto found = rights_.find(Key(principal));
  return found == rights_.end() ? none : found->second;
}

const Book::Token* Book::FindToken(std::string_view id) const {
  const auto found = tokens_.find(Key(id));
  return found == tokens_.end() ? nullptr : &found->second;
}

void ReadBook(storage::Store& store, BookReader done) {
  (new Reading(store, std::move(done)))->ReadPage();
}

}  // namespace taqvim::access
