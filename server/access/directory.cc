#include "server/access/directory.h"

#include <algorithm>
#include <utility>

#include "absl/synchronization/notification.h"
#include "server/access/token_kinds.h"

namespace taqvim::access {
namespace {

constexpr std::string_view kTokens = "accessTokens/";

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

Directory::Directory(storage::Store& store, Rights anonymous)
    : store_(store),
      store_part_(StorePart(store.store_id())),
      anonymous_(std::make_shared<const Rights>(std::move(anonymous))),
      book_(std::make_shared<Book>()) {}

Directory::~Directory() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](bool* reading) { return !*reading; }, &reading_));
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
  {
    absl::MutexLock lock(&mutex_);
    served.swap(waiting_);
  }
  ReadBook(store_,
           [this, served = std::move(served)](absl::StatusOr<std::shared_ptr<const Book>> book) {
             Take(std::move(book), served);
           });
}

void Directory::Take(absl::StatusOr<std::shared_ptr<const Book>> book,
                     const std::vector<Done>& served) {
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
  {
    absl::MutexLock lock(&mutex_);
    more = !waiting_.empty();
    reading_ = more;
  }
  if (more) StartReading();
  // From here on the directory may be gone.
  for (const Done& done : served) done(status);
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
    return Refused("The token ", kTokens, parts->token,
                   " is not known: it was made after the backup that this data was restored from, "
                   "or ended long ago.");
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
