#include "client/web/words/dates.h"

#include <unicode/dtitvfmt.h>
#include <unicode/dtitvinf.h>
#include <unicode/dtptngen.h>
#include <unicode/gregocal.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <map>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::web {
namespace {

constexpr char kDay[] = "yMMMMEEEEd";
constexpr char kDate[] = "yMMMMd";
constexpr char kShortDate[] = "MMMd";
constexpr char kWeekday[] = "cccc";

icu::Locale LocaleOf(absl::string_view language) {
  // The day before the month, as most who read English here write it, and as the timeline does.
  if (language == "en") language = "en-GB";
  UErrorCode error = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(
      icu::StringPiece(language.data(), static_cast<int32_t>(language.size())), error);
  // Days are those of the Gregorian calendar, whatever a region is used to.
  locale.setUnicodeKeywordValue("ca", "gregory", error);
  return U_SUCCESS(error) ? locale : icu::Locale::getUK();
}

UDate DateOf(absl::CivilDay day) {
  return static_cast<UDate>(absl::ToUnixMillis(absl::FromCivil(day, absl::UTCTimeZone())));
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

// Digits alone, which everybody reads, where ICU has no data.
std::string Plain(absl::CivilDay day) { return absl::FormatCivilTime(day); }

// Whether ICU's data order days from one to another otherwise than a day alone, as nobody writes
// them: `2035 may 10–12` in Azerbaijani.
bool HasForeignIntervals(const icu::Locale& locale) {
  const absl::string_view language = locale.getLanguage();
  return language == "az" || language == "tg";
}

void SetDayFirst(const icu::Locale& locale, icu::DateIntervalFormat& format, UErrorCode& error) {
  icu::DateIntervalInfo patterns(locale, error);
  patterns.setIntervalPattern(kDate, UCAL_DATE, u"d–d MMMM y", error);
  patterns.setIntervalPattern(kDate, UCAL_MONTH, u"d MMMM – d MMMM y", error);
  patterns.setIntervalPattern(kDate, UCAL_YEAR, u"d MMMM y – d MMMM y", error);
  format.setDateIntervalInfo(patterns, error);
}

// Patterns of dates by language: to find one takes ICU a millisecond. Thread-safe.
class Patterns {
 public:
  icu::UnicodeString Of(absl::string_view language, const char* skeleton) {
    absl::MutexLock lock(&mutex_);
    // Any caller can make languages up.
    if (known_.size() > kMost) known_.clear();
    const auto [row, is_new] = known_.try_emplace({std::string(language), skeleton});
    if (is_new) row->second = Find(language, skeleton);
    return row->second;
  }

 private:
  static constexpr size_t kMost = 256;

  static icu::UnicodeString Find(absl::string_view language, const char* skeleton) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
        icu::DateTimePatternGenerator::createInstance(LocaleOf(language), error));
    return U_SUCCESS(error) ? patterns->getBestPattern(skeleton, error) : icu::UnicodeString();
  }

  absl::Mutex mutex_;
  std::map<std::pair<std::string, std::string>, icu::UnicodeString> known_ ABSL_GUARDED_BY(mutex_);
};

std::string Formatted(absl::CivilDay day, absl::string_view language, const char* skeleton) {
  static Patterns& patterns = *new Patterns();
  UErrorCode error = U_ZERO_ERROR;
  icu::SimpleDateFormat format(patterns.Of(language, skeleton), LocaleOf(language), error);
  if (U_FAILURE(error)) return Plain(day);
  format.adoptTimeZone(icu::TimeZone::getGMT()->clone());
  icu::UnicodeString text;
  return Utf8(format.format(DateOf(day), text));
}

}  // namespace

std::string DayText(absl::CivilDay day, absl::string_view language) {
  return Formatted(day, language, kDay);
}

std::string DateText(absl::CivilDay day, absl::string_view language) {
  return Formatted(day, language, kDate);
}

std::string WeekdayText(absl::Weekday weekday, absl::string_view language) {
  const absl::CivilDay any(2035, 5, 10);
  return Formatted(absl::NextWeekday(any, weekday), language, kWeekday);
}

std::string DaysText(absl::CivilDay first, absl::CivilDay last, absl::string_view language) {
  if (first == last) return DateText(first, language);
  const icu::Locale locale = LocaleOf(language);
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::DateIntervalFormat> format(
      icu::DateIntervalFormat::createInstance(kDate, locale, error));
  if (U_SUCCESS(error) && HasForeignIntervals(locale)) SetDayFirst(locale, *format, error);
  icu::UnicodeString text;
  if (U_SUCCESS(error)) {
    format->setTimeZone(*icu::TimeZone::getGMT());
    const icu::DateInterval interval(DateOf(first), DateOf(last));
    icu::FieldPosition position(icu::FieldPosition::DONT_CARE);
    format->format(&interval, text, position, error);
  }
  return U_SUCCESS(error) ? Utf8(text) : absl::StrCat(Plain(first), "–", Plain(last));
}

std::string HourText(absl::CivilSecond time) {
  return time.second() == 0
             ? absl::StrFormat("%02d:%02d", time.hour(), time.minute())
             : absl::StrFormat("%02d:%02d:%02d", time.hour(), time.minute(), time.second());
}

std::string HoursText(absl::CivilSecond start, absl::CivilSecond end, absl::string_view language) {
  const absl::CivilDay first(start), last(end);
  const bool same_day = first == last || (end == absl::CivilSecond(last) && last == first + 1);
  return absl::StrCat(HourText(start), "–",
                      same_day ? "" : absl::StrCat(Formatted(last, language, kShortDate), " "),
                      HourText(end));
}

}  // namespace taqvim::web
