#include "client/web/calendar/testing/random_calendar.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace taqvim::web {
namespace {

struct Piece {
  const char* given;
  const char* read;
};

// Each ends so that the next cannot change what becomes of it.
constexpr std::array<Piece, 34> kPieces = {{
    {"a", "a"},
    {" ", " "},
    {"Concert of the national orchestra", "Concert of the national orchestra"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    {"Дни культуры", "Дни культуры"},
    {"ыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыы", "ыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыы"},
    {"Қазақстан мәдениеті", "Қазақстан мәдениеті"},
    {"أيام الثقافة", "أيام الثقافة"},
    {"روزهای فرهنگ", "روزهای فرهنگ"},
    {"می‌خواهم", "می‌خواهم"},
    {"日本文化の日", "日本文化の日"},
    {"👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"},
    {"👍🏽", "👍🏽"},
    {"🇦🇿🇰🇿🇺🇿", "🇦🇿🇰🇿🇺🇿"},
    {"e\u0301\u0323\u0308", "e\u0301\u0323\u0308"},
    {"\u0301\u0301\u0301\u0301\u0301\u0301", "\u0301\u0301\u0301\u0301\u0301\u0301"},
    {"\U0001F3B5", "\U0001F3B5"},
    {"\u200f", "\u200f"},
    {";", ";"},
    {",", ","},
    {"\\", "\\"},
    {"\\n", "\\n"},
    {":\"", ":\""},
    {"\t", "\t"},
    {"\nx", "\nx"},
    {"\r\nx", "\nx"},
    {"\rx", "\nx"},
    {"\u0085", "\n"},
    {"\u2028", "\n"},
    {"\x01", ""},
    {"\x0b\x7f\u009f", ""},
    {"\xff.", "\ufffd."},
    {"\xd0.", "\ufffd."},
    {"\r\nEND:VEVENT\r\nBEGIN:VALARM\r\n.", "\nEND:VEVENT\nBEGIN:VALARM\n."},
}};

constexpr size_t kLongestText = 500;

// In which clocks are set by an hour, by half an hour, over midnight, never, once, every
// Ramadan; back in summer; ahead or behind for good; by the rules of either half of the year.
const std::vector<std::string>& Zones() {
  static const auto* const zones = new std::vector<std::string>{"UTC",
                                                                "Asia/Almaty",
                                                                "Asia/Baku",
                                                                "Asia/Tashkent",
                                                                "Europe/Berlin",
                                                                "Europe/London",
                                                                "Europe/Dublin",
                                                                "Africa/Casablanca",
                                                                "Africa/Cairo",
                                                                "Australia/Lord_Howe",
                                                                "Pacific/Chatham",
                                                                "Asia/Kathmandu",
                                                                "Asia/Tehran",
                                                                "America/New_York",
                                                                "America/Santiago",
                                                                "America/St_Johns",
                                                                "Asia/Jerusalem",
                                                                "America/Nuuk",
                                                                "Pacific/Kiritimati",
                                                                "Asia/Gaza"};
  return *zones;
}

int Below(std::mt19937_64& random, int end) { return static_cast<int>(random() % end); }

// Some time at which the clocks of the zone may just be set, or another.
absl::Time RandomTime(std::mt19937_64& random, const absl::TimeZone& zone) {
  const absl::Time any = absl::FromCivil(absl::CivilSecond(2023), absl::UTCTimeZone()) +
                         absl::Minutes(Below(random, 6 * 365 * 24 * 60));
  absl::TimeZone::CivilTransition change;
  if (Below(random, 3) == 0 || !zone.NextTransition(any, &change)) return any;
  return zone.At(change.to).trans + absl::Minutes(15 * (Below(random, 25) - 12));
}

// With its offset where the clocks show it twice, but for the first of both now and then.
EntryTime TimeIn(std::mt19937_64& random, absl::Time time, const absl::TimeZone& zone) {
  EntryTime shown{.local = absl::ToCivilSecond(time, zone)};
  const auto info = zone.At(shown.local);
  if (info.kind != absl::TimeZone::TimeInfo::REPEATED) return shown;
  if (time == info.pre && Below(random, 2) == 0) return shown;
  shown.utc_offset = absl::Seconds(zone.At(time).offset);
  return shown;
}

EntryHours RandomHours(std::mt19937_64& random, ExpectedEntry* expected) {
  const std::string name = Zones()[Below(random, static_cast<int>(Zones().size()))];
  absl::TimeZone zone;
  absl::LoadTimeZone(name, &zone);
  expected->start = RandomTime(random, zone);
  expected->end = expected->start + absl::Minutes(15 * Below(random, 100));
  return {.start = TimeIn(random, expected->start, zone),
          .end = TimeIn(random, expected->end, zone),
          .zone = name};
}

EntryDays RandomDays(std::mt19937_64& random, ExpectedEntry* expected) {
  const absl::CivilDay first = absl::CivilDay(2023, 1, 1) + Below(random, 6 * 365);
  const absl::CivilDay last = first + (Below(random, 2) == 0 ? 0 : Below(random, 1000));
  expected->days = true;
  expected->start = absl::FromCivil(first, absl::UTCTimeZone());
  expected->end = absl::FromCivil(last + 1, absl::UTCTimeZone());
  return {first, last};
}

CalendarEntry RandomEntry(std::mt19937_64& random, int number, ExpectedEntry* expected) {
  const ExpectedText summary = RandomText(random), description = RandomText(random);
  *expected = {.uid = absl::StrCat("entry-", number, "@taqvim.example"),
               .summary = summary.read,
               .description = description.read};
  CalendarEntry entry{
      .uid = expected->uid,
      .sequence = static_cast<int64_t>(random() % (1u << 31)),
      .modified = absl::FromUnixSeconds(static_cast<int64_t>(random() % (1u << 31))),
      .summary = summary.given,
      .description = description.given,
      .location = RandomText(random).given,
      .web_address = absl::StrCat("https://taqvim.example/", RandomText(random).given),
      .categories = {RandomText(random).given, RandomText(random).given},
      .status = static_cast<EntryStatus>(Below(random, 3)),
      .transparent = Below(random, 2) == 0,
      .is_private = Below(random, 2) == 0};
  if (Below(random, 4) == 0) {
    entry.when = RandomDays(random, expected);
  } else {
    entry.when = RandomHours(random, expected);
  }
  return entry;
}

}  // namespace

const std::vector<std::string>& ZonesOfAllKinds() { return Zones(); }

std::string WithUnknownZones(std::string bytes) {
  for (const std::string& zone : Zones()) {
    bytes = absl::StrReplaceAll(
        bytes, {{absl::StrCat("TZID=", zone, ":"), absl::StrCat("TZID=X-", zone, ":")},
                {absl::StrCat("TZID:", zone, "\r"), absl::StrCat("TZID:X-", zone, "\r")}});
  }
  return bytes;
}

ExpectedText RandomText(std::mt19937_64& random) {
  const size_t least = 1 + random() % kLongestText;
  // Of few kinds, so that long stretches are of one script.
  const int kinds = 1 + Below(random, 4);
  std::array<Piece, 4> chosen;
  for (Piece& piece : chosen) piece = kPieces[random() % kPieces.size()];
  ExpectedText text;
  while (text.given.size() < least) {
    const Piece& piece = chosen[random() % kinds];
    const std::string given = absl::StrCat(text.given, piece.given);
    if (given.size() > kLongestText) break;
    text.given = given;
    text.read += piece.read;
  }
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  while (!text.read.empty() && is_blank(text.read.back())) text.read.pop_back();
  while (!text.read.empty() && is_blank(text.read.front())) text.read.erase(0, 1);
  return text;
}

ExpectedCalendar RandomCalendar(std::mt19937_64& random, int most) {
  ExpectedCalendar expected;
  expected.calendar.name = RandomText(random).given;
  expected.calendar.description = RandomText(random).given;
  expected.calendar.source = "https://taqvim.example/calendar/venues/library.ics";
  expected.calendar.language = "az";
  expected.calendar.colour = "teal";
  expected.entries.resize(Below(random, most + 1));
  for (size_t i = 0; i < expected.entries.size(); ++i) {
    expected.calendar.entries.push_back(
        RandomEntry(random, static_cast<int>(i), &expected.entries[i]));
  }
  return expected;
}

}  // namespace taqvim::web
