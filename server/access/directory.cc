#include "server/access/directory.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/synchronization/notification.h"
#include "server/access/token_kinds.h"

namespace taqvim::access {
namespace {

constexpr std::string_view kTokens = "accessTokens/";
constexpr char kUnknownToken[] = "taqvim.unknown_token";

// A book is made of resources of these kinds.
constexpr storage::Kind kInBooks[] = {storage::Kind::kVenue, storage::Kind::kParticipant,
                                      storage::Kind::kToken, storage::Kind::kGrant};

bool ChangesBook(const storage::Kinds& kinds) {
  return std::any_of(std::begin(kInBooks), std::end(kInBooks),
                     [&kinds](storage::Kind kind) { return kinds.Has(kind); });
}

template <class... Parts>
absl::Status Refused(const Parts&... parts) {
  std::string why;
  (why.append(parts), ...);
  return absl::UnauthenticatedError(why);
}

// The kind as which tokens of that kind are shown.
v1::AccessTokenKind ShownAs(v1::AccessTokenKind kind) {
  return kind == v1::ACCESS_TOKEN_KIND_SESSION ? v1::ACCESS_TOKEN_KIND_BEARER : kind;
}

std::string_view WordOf(v1::AccessTokenKind kind) {
  switch (kind) {
    case v1::ACCESS_TOKEN_KIND_FEED_KEY:
      return "a feed key";
    case v1::ACCESS_TOKEN_KIND_INVITATION:
      return "an invitation";
    case v1::ACCESS_TOKEN_KIND_SESSION:
      return "a session";
    default:
      return "a bearer token";
  }
}

std::shared_ptr<const Rights> Everything() {
  static const auto& all = *new std::shared_ptr<const Rights>(&Rights::All(), [](auto*) {});
  return all;
}

}  // namespace

bool IsGrantable(std::string_view principal) {
  return !principal.empty() && principal.size() <= 128 && principal != kOperator &&
         principal != kAnonymous && principal != kSystem &&
         std::all_of(principal.begin(), principal.end(),
                     [](char c) { return c > ' ' && c <= '~'; });
}

bool IsUnknownToken(const absl::Status& status) {
  return status.GetPayload(kUnknownToken).has_value();
}

Directory::Directory(storage::Store& store, Rights anonymous, Writers writers)
    : store_(store),
      writers_(writers),
      store_part_(StorePart(store.store_id())),
      anonymous_(std::make_shared<const Rights>(std::move(anonymous))),
      book_(std::make_shared<Book>()) {
  if (!follows()) return;
  follows_by_ = store_.OnNewRevision([this](const storage::NewRevisions& news) { HearOf(news); });
  // What is newer is told.
  absl::MutexLock lock(&mutex_);
  told_ = std::max(told_, store_.newest_revision().number);
}

Directory::~Directory() {
  if (follows()) store_.RemoveListener(follows_by_);
  absl::MutexLock lock(&mutex_);
  auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !reading_ && !asking_; };
  mutex_.Await(absl::Condition(&idle));
}

absl::Status Directory::Load() {
  absl::Notification loaded;
  absl::Status result;
  Refresh([&](absl::Status status) {
    result = std::move(status);
    loaded.Notify();
  });
  loaded.WaitForNotification();
  return result;
}

void Directory::Refresh(std::function<void(absl::Status)> done) {
  {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(std::move(done));
    if (std::exchange(reading_, true)) return;
  }
  StartReading();
}

// Serves whoever asked before it begins; who asks later waits for the next.
void Directory::StartReading() {
  std::vector<Done> served;
  int64_t counted = 0;
  {
    absl::MutexLock lock(&mutex_);
    served.swap(waiting_);
    counted = told_;
  }
  ReadBook(store_, [this, served = std::move(served),
                    counted](absl::StatusOr<std::shared_ptr<const Book>> book) {
    Take(std::move(book), served, counted);
  });
}

void Directory::Take(absl::StatusOr<std::shared_ptr<const Book>> book,
                     const std::vector<Done>& served, int64_t counted) {
  const absl::Status status = book.status();
  if (book.ok()) {
    {
      absl::MutexLock lock(&mutex_);
      book_.swap(*book);
    }
    absl::MutexLock lock(&listeners_mutex_);
    for (const auto& [id, listener] : listeners_) listener();
  }
  bool more = false;
  std::vector<Done> awaited;
  {
    absl::MutexLock lock(&mutex_);
    if (status.ok()) counted_ = std::max(counted_, counted);
    // Who waits for what could not be read is told so; who asks next has it read again.
    more = !waiting_.empty() || (status.ok() && counted_ < changed_);
    reading_ = more;
    if (status.ok()) {
      awaited = TakeServed();
    } else {
      for (Awaiting& one : awaiting_) awaited.push_back(std::move(one.done));
      awaiting_.clear();
    }
  }
  if (more) StartReading();
  // From here on the directory may be gone.
  for (const Done& done : served) done(status);
  for (const Done& done : awaited) done(status);
}

void Directory::CountIn(int64_t revision, std::function<void(absl::Status)> done) {
  follows() ? Await(revision, std::move(done)) : Refresh(std::move(done));
}

std::vector<Directory::Done> Directory::TakeServed() {
  std::vector<Done> served;
  if (counted_ < changed_) return served;
  std::erase_if(awaiting_, [&](Awaiting& one) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (one.revision > told_) return false;
    served.push_back(std::move(one.done));
    return true;
  });
  return served;
}

void Directory::HearOf(const storage::NewRevisions& revisions) {
  std::vector<Done> served;
  bool read = false;
  {
    absl::MutexLock lock(&mutex_);
    told_ = std::max(told_, revisions.newest.number);
    if (ChangesBook(revisions.kinds)) changed_ = told_;
    read = LacksReading();
    served = TakeServed();
  }
  if (read) ReadForOthers();
  for (const Done& done : served) done(absl::OkStatus());
}

// Where it fails, the next who asks reads again.
void Directory::ReadForOthers() {
  Refresh([](const absl::Status&) {});
}

void Directory::Await(int64_t revision, Done done) {
  bool read = false;
  {
    absl::MutexLock lock(&mutex_);
    if (told_ < revision || counted_ < changed_) {
      awaiting_.push_back({revision, std::move(done)});
      read = LacksReading();
      done = nullptr;
    }
  }
  if (done) return done(absl::OkStatus());
  if (read) ReadForOthers();
}

void Directory::Confirm(std::function<void(absl::Status)> done) {
  {
    absl::MutexLock lock(&mutex_);
    unasked_.push_back(std::move(done));
    if (std::exchange(asking_, true)) return;
  }
  StartAsking();
}

// What the store reads is of a revision that is not older than any that was answered before. Serves
// whoever asked before it is read, as a reading does.
void Directory::StartAsking() {
  auto served = std::make_shared<std::vector<Done>>();
  auto revision = std::make_shared<int64_t>(0);
  {
    absl::MutexLock lock(&mutex_);
    served->swap(unasked_);
  }
  const auto look = [revision](storage::Snapshot& snapshot) {
    *revision = snapshot.revision().number;
    return absl::OkStatus();
  };
  store_.Read({.urgent = true}, look, [this, served, revision](const absl::Status& status) {
    for (Done& done : *served) {
      status.ok() ? Await(*revision, std::move(done)) : done(status);
    }
    bool more = false;
    {
      absl::MutexLock lock(&mutex_);
      more = !unasked_.empty();
      asking_ = more;
    }
    // From here on the directory may be gone.
    if (more) StartAsking();
  });
}

std::shared_ptr<const Book> Directory::book() const {
  absl::MutexLock lock(&mutex_);
  return book_;
}

std::shared_ptr<const Rights> Directory::RightsOf(const Book& book,
                                                  std::string_view principal) const {
  if (principal == kOperator || principal == kSystem) return Everything();
  return principal == kAnonymous ? anonymous_ : book.RightsOf(principal);
}

absl::Time Directory::EndOf(std::string_view name, const Book::Token& token) const {
  if (token.kind != v1::ACCESS_TOKEN_KIND_SESSION) return token.expires;
  return std::max(token.expires, token_uses_.EndOf(name));
}

void Directory::NoteUse(std::string_view name, const Book::Token& token, absl::Time now) {
  TokenUses::Use use{.day = absl::ToCivilDay(now, absl::UTCTimeZone())};
  if (token.kind == v1::ACCESS_TOKEN_KIND_SESSION) {
    use.end = EndOf(name, token);
    if (use.end < now + kSessionIdleLeast) use.end = now + kSessionIdle;
    use.end = std::min(use.end, token.latest_end);
  }
  token_uses_.Note(name, use);
}

void Directory::NoteUse(std::string_view name, absl::Time now) {
  const auto current = book();
  const Book::Token* token = current->FindToken(name.substr(kTokens.size()));
  if (token == nullptr || token->revoked.has_value() || EndOf(name, *token) <= now) return;
  NoteUse(name, *token, now);
}

absl::StatusOr<Identity> Directory::OfToken(const Book& book, std::string_view id,
                                            const Book::Token& token, absl::Time now) const {
  std::string name(kTokens);
  name.append(id);
  if (token.revoked.has_value()) {
    return Refused("The token ", name, " of ", token.principal, " was revoked at ",
                   absl::FormatTime(*token.revoked, absl::UTCTimeZone()), ".");
  }
  const absl::Time end = EndOf(name, token);
  if (end <= now) {
    return Refused("The token ", name, " of ", token.principal, " expired at ",
                   absl::FormatTime(end, absl::UTCTimeZone()), ".");
  }
  auto rights = book.RightsOf(token.principal);
  if (token.cap) rights = std::make_shared<const Rights>(rights->CappedTo(*token.cap));
  return Identity{.principal = token.principal,
                  .rights = std::move(rights),
                  .token = std::move(name),
                  .expires = end,
                  .read_only = token.read_only,
                  .capped = token.cap.has_value(),
                  .kind = token.kind,
                  .feed = token.feed};
}

absl::StatusOr<Identity> Directory::Identify(std::string_view secret, absl::Time now,
                                             v1::AccessTokenKind shown_as) {
  const auto parts = ReadSecret(secret);
  if (!parts.has_value()) return Refused("What was sent as a token is none, or damaged.");
  if (parts->store != store_part_) return Refused("The token is one of another server.");
  const auto current = book();
  const Book::Token* token = current->FindToken(parts->token);
  if (token == nullptr) {
    absl::Status unknown = Refused(
        "The token ", kTokens, parts->token,
        " is not known: it was made after the backup that this data was restored from, or ended "
        "long ago.");
    unknown.SetPayload(kUnknownToken, absl::Cord());
    return unknown;
  }
  if (!Equal(token->hash, HashOf(secret))) {
    return Refused("The secret is not the one that was made for ", kTokens, parts->token, ".");
  }
  if (shown_as != ShownAs(token->kind)) {
    return Refused("The token ", kTokens, parts->token, " of ", token->principal, " is ",
                   WordOf(token->kind), ", and was shown as ", WordOf(shown_as), ".");
  }
  auto identity = OfToken(*current, parts->token, *token, now);
  if (identity.ok()) NoteUse(identity->token, *token, now);
  return identity;
}

Identity Directory::OfPrincipal(std::string_view name) const {
  return {.principal = std::string(name), .rights = RightsOf(*book(), name), .token = ""};
}

absl::StatusOr<Identity> Directory::Renew(const Identity& identity, absl::Time now) const {
  if (identity.token.empty()) {
    Identity renewed = OfPrincipal(identity.principal);
    renewed.expires = identity.expires;  // with its certificate
    return renewed;
  }
  const auto current = book();
  const std::string_view id = std::string_view(identity.token).substr(kTokens.size());
  const Book::Token* token = current->FindToken(id);
  if (token == nullptr) return Refused("The token ", identity.token, " is no longer known.");
  return OfToken(*current, id, *token, now);
}

int Directory::AddListener(Listener listener) {
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.emplace(++next_listener_, std::move(listener));
  return next_listener_;
}

void Directory::RemoveListener(int id) {
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.erase(id);
}

}  // namespace taqvim::access
