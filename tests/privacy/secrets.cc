#include "tests/privacy/secrets.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace taqvim::privacy {
namespace {

constexpr std::array<std::string_view, 8> kWords = {"gala",   "dinner", "signing", "minister",
                                                    "treaty", "choir",  "secret",  "reception"};
constexpr std::array<std::string_view, 13> kGuests = {"AZ", "KZ", "UZ", "KG", "TJ", "TM", "TR",
                                                      "GE", "AM", "MN", "KR", "JP", "IN"};
constexpr std::array<std::string_view, 13> kHosts = {"DE", "FR", "IT", "ES", "PL", "HU", "FI",
                                                     "SE", "NO", "DK", "AT", "CH", "PT"};

bool IsPrivate(const v1::Event& event) { return event.visibility() == v1::VISIBILITY_PRIVATE; }

bool BooksTheirVenue(const v1::Event& event) {
  const auto& bookings = event.bookings();
  return std::any_of(bookings.begin(), bookings.end(), [](const v1::Booking& booking) {
    return booking.venue() == kTheirVenue ||
           absl::StartsWith(booking.space(), absl::StrCat(kTheirVenue, "/"));
  });
}

bool BooksTheirGuest(const v1::Event& event) {
  const auto& bookings = event.bookings();
  return std::any_of(bookings.begin(), bookings.end(), [](const v1::Booking& booking) {
    return booking.participant() == kTheirGuest;
  });
}

int FirstYear(const v1::Event& event) {
  return event.period().has_timed() ? event.period().timed().start().year()
                                    : event.period().dated().first_day().year();
}

// The same for both twins, and no secret.
void FillOpen(const Plan& plan, v1::Event& event) {
  (*event.mutable_title())["en"] = absl::StrCat("Event ", plan.number);
  (*event.mutable_external_ids())["crm"] = absl::StrCat("open-", plan.number);
  if (event.has_activity()) event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
  if (event.has_commemoration()) event.mutable_commemoration()->add_honourees("A poet");
  if (event.has_culture_days()) {
    // Apart from the countries that closed ones have.
    event.mutable_culture_days()->set_guest_country(std::string(kGuests[plan.number % 13]));
    event.mutable_culture_days()->set_host_country("US");
  }
}

}  // namespace

bool IsClosedTo(Audience audience, const v1::Event& event) {
  switch (audience) {
    case Audience::kViewer:
      return IsPrivate(event);
    case Audience::kViewerOfOrganization:
      return IsPrivate(event) || event.owner() != kTheirs;
    case Audience::kViewerOfVenue:
      return IsPrivate(event) || !BooksTheirVenue(event);
    case Audience::kOrganizer:
      return IsPrivate(event) && event.owner() != kTheirs;
    case Audience::kDecider:
      return IsPrivate(event) && event.owner() != kTheirs && !BooksTheirGuest(event);
    case Audience::kPublic:
      return !event.has_publish_time();
  }
  return false;
}

std::string SecretParticipant(int event, int index) {
  return absl::StrCat("participants/s", event, "-", index);
}

std::string Secrets::Word(int twin) {
  return absl::StrCat(std::string(kWords[Below(random_[twin], kWords.size())]), " ", twin);
}

google::protobuf::Map<std::string, std::string> Secrets::Text(int twin) {
  Random& random = random_[twin];
  google::protobuf::Map<std::string, std::string> text;
  for (const char* language : {"en", "az", "uz-Cyrl"}) {
    if (!text.empty() && Chance(random, 0.5)) continue;
    std::string& one = text[language] = absl::StrCat("n", calls_);
    for (int words = Below(random, 12); words >= 0; --words) {
      absl::StrAppend(&one, " ", std::string(kWords[Below(random, kWords.size())]));
    }
  }
  return text;
}

// Any that leaves the event closed.
std::string Secrets::Owner(const v1::Event& event, Random& random) const {
  const bool any = audience_ == Audience::kPublic || (IsPrivate(event) && !Plans(audience_));
  return absl::StrCat("organizations/o", any ? Below(random, 4) : 1 + Below(random, 3));
}

void Secrets::FillKind(const Plan& plan, int twin, v1::Event& event) {
  Random& random = random_[twin];
  if (event.has_activity()) {
    event.mutable_activity()->set_form(static_cast<v1::ActivityForm>(1 + Below(random, 12)));
  } else if (event.has_exhibition()) {
    *event.mutable_exhibition()->mutable_theme() = Text(twin);
    event.mutable_exhibition()->set_objects(Below(random, 1000));
    event.mutable_exhibition()->add_collections(SecretParticipant(plan.number, 0));
  } else if (event.has_commemoration()) {
    v1::Commemoration& commemoration = *event.mutable_commemoration();
    commemoration.add_honourees(absl::StrCat("Poet ", calls_));
    if (Chance(random, 0.5)) *commemoration.mutable_commemorated() = Text(twin);
    const int years = 1 + Below(random, 300);
    commemoration.mutable_original_day()->set_year(FirstYear(event) - years);
    commemoration.mutable_original_day()->set_month(1 + Below(random, 12));
    commemoration.mutable_original_day()->set_day(1 + Below(random, 28));
    commemoration.set_anniversary(years);
  } else if (event.has_culture_days()) {
    const int pair = (2 * calls_ + twin) % (kGuests.size() * kHosts.size());
    event.mutable_culture_days()->set_guest_country(std::string(kGuests[pair % 13]));
    event.mutable_culture_days()->set_host_country(std::string(kHosts[pair / 13]));
    event.mutable_culture_days()->set_edition(Below(random, 9));
  } else {
    ADD_FAILURE() << "Whoever adds a kind of events says here what of it is secret.";
  }
}

void Secrets::FillBookings(const Plan& plan, int twin, v1::Event& event) {
  Random& random = random_[twin];
  google::protobuf::RepeatedPtrField<v1::Booking> bookings;
  const auto add_participants = [&](int& next) {
    for (; next < kParticipantsEach && Chance(random, 0.5); ++next) {
      v1::Booking& booking = *bookings.Add();
      booking.set_id(absl::StrCat("p", next));
      booking.set_participant(SecretParticipant(plan.number, next));
      // Some need the period of a booking, as they have none of their own.
      if (event.has_period()) continue;
      *booking.mutable_period() = event.bookings(0).period();
      booking.set_time_zone("Asia/Almaty");
    }
  };
  int next = Below(random, kParticipantsEach);
  for (const v1::Booking& booking : event.bookings()) {
    add_participants(next);
    if (booking.has_participant()) continue;
    *bookings.Add() = booking;
    if (!booking.has_space()) continue;
    // Never the same twice, and sometimes more than the space seats.
    bookings.rbegin()->set_expected_attendance(1 + calls_ + (Chance(random, 0.2) ? 500 : 0));
  }
  if (!bookings.empty()) add_participants(next);
  event.mutable_bookings()->Swap(&bookings);
}

void Secrets::FillClosed(const Plan& plan, int twin, v1::Event& event) {
  Random& random = random_[twin];
  *event.mutable_title() = Text(twin);
  event.clear_description();
  if (Chance(random, 0.5)) *event.mutable_description() = Text(twin);
  event.set_owner(Owner(event, random));
  (*event.mutable_external_ids())["crm"] = absl::StrCat(Below(random, 20));
  event.set_apply_set(absl::StrCat("set-", Below(random, 5)));
  if (Chance(random, 0.3)) (*event.mutable_external_ids())["box"] = absl::StrCat(calls_);
  if (!event.has_culture_days() && Chance(random, 0.4)) {
    event.set_programme(absl::StrCat("events/programme", Below(random, 2)));
  }
  if (Chance(random, 0.4)) event.set_agreement(absl::StrCat("agreements/a", Below(random, 2)));
  FillKind(plan, twin, event);
  FillBookings(plan, twin, event);
}

// What the public sees of no event, and a programme that it does not know of.
void Secrets::FillUnpublished(const Plan& plan, int twin, v1::Event& event) {
  Random& random = random_[twin];
  (*event.mutable_external_ids())["crm"] = absl::StrCat(Below(random, 20));
  if (Chance(random, 0.4)) event.set_agreement(absl::StrCat("agreements/a", Below(random, 2)));
  for (v1::Booking& booking : *event.mutable_bookings()) {
    if (booking.has_space()) booking.set_expected_attendance(1 + Below(random, 600));
  }
  if (event.has_exhibition()) {
    event.mutable_exhibition()->add_collections(SecretParticipant(plan.number, 0));
    if (twin == 1) {
      event.mutable_exhibition()->add_collections(SecretParticipant(plan.number, 1));
    }
  }
  if (event.has_culture_days()) return;
  if (plan.number % 3 == 0) {
    event.set_programme("events/programme0");
  } else if (Chance(random, 0.5)) {
    event.set_programme("events/programme1");
  }
}

v1::Event Secrets::Fill(const Plan& plan, int twin) {
  v1::Event event = plan.event;
  if (!IsClosedTo(audience_, event)) {
    FillOpen(plan, event);
    if (audience_ == Audience::kPublic) FillUnpublished(plan, twin, event);
    return event;
  }
  ++calls_;
  FillClosed(plan, twin, event);
  return event;
}

}  // namespace taqvim::privacy
