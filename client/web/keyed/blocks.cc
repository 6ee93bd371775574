#include "client/web/keyed/blocks.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "client/web/keyed/takings.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

// Of the hash, so many bytes are enough that no two are the same.
constexpr size_t kHashBytes = 16;

std::string KeyedHash(absl::string_view secret, absl::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, nullptr);
  return absl::WebSafeBase64Escape({reinterpret_cast<const char*>(digest), kHashBytes});
}

class BlockMaker {
 public:
  BlockMaker(const Schedule& places, const v1::Event& event, absl::string_view secret,
             const EntryContext& context)
      : places_(places), event_(event), secret_(secret), context_(context) {}

  CalendarEntry Make(const v1::Booking& booking, const Occurrence& occurrence) const {
    CalendarEntry entry;
    entry.uid = Uid(booking, occurrence);
    entry.sequence = event_.sequence();
    entry.modified = absl::FromCivil(kBeginning, absl::UTCTimeZone()) +
                     absl::Seconds(static_cast<int64_t>(event_.sequence()));
    const Words& words = Words::Embedded();
    entry.summary = words.In(context_.languages, "reserved");
    if (event_.state() == v1::EVENT_STATE_TENTATIVE || occurrence.held) {
      entry.status = EntryStatus::kTentative;
      entry.summary = absl::StrCat(words.In(context_.languages, "tentative"), ": ", entry.summary);
    }
    v1::Event place;
    *place.add_bookings() = booking;
    entry.location = PlacesText(places_, place, context_.languages);
    entry.is_private = true;
    SetTimes(occurrence, context_, entry);
    return entry;
  }

 private:
  // From which on stamps of blocks are counted: any time would do.
  static constexpr absl::CivilDay kBeginning = absl::CivilDay(2000, 1, 1);

  std::string Uid(const v1::Booking& booking, const Occurrence& occurrence) const {
    std::string of = absl::StrCat(event_.uid(), "\n", booking.id());
    if (event_.has_recurrence()) {
      absl::StrAppend(&of, "\n", absl::FormatCivilTime(occurrence.day));
    }
    return absl::StrCat("block-", KeyedHash(secret_, of), "@", context_.uid_domain);
  }

  const Schedule& places_;
  const v1::Event& event_;
  const absl::string_view secret_;
  const EntryContext& context_;
};

bool Takes(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_CONFIRMED || event.state() == v1::EVENT_STATE_TENTATIVE;
}

}  // namespace

bool IsClosed(const v1::Event& event) { return event.title().empty(); }

std::vector<CalendarEntry> BlocksOf(const Schedule& places, const PublishedEvent& event,
                                    const v1::EventFilter& feed, absl::string_view secret,
                                    const EntryContext& context) {
  std::vector<CalendarEntry> blocks;
  if (!Takes(event.event)) return blocks;
  const BlockMaker maker(places, event.event, secret, context);
  for (const Taking& taking : TakingsOf(places, event, feed)) {
    if (!DaysOf(taking.when.period).Meets(context.days)) continue;
    blocks.push_back(maker.Make(*taking.booking, taking.when));
  }
  return blocks;
}

}  // namespace taqvim::web
