#include "client/web/pages/request_context.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace taqvim::web {
namespace {

bool IsInterfaceLanguage(absl::string_view tag) {
  for (const InterfaceLanguage& language : Words::Embedded().languages()) {
    if (absl::EqualsIgnoreCase(language.tag, tag)) return true;
  }
  return false;
}

// `q` of a range of Accept-Language; 0 for one that is not wanted.
double QualityOf(absl::string_view parameters) {
  parameters = absl::StripAsciiWhitespace(parameters);
  double quality = 1;
  if (absl::ConsumePrefix(&parameters, "q=") && !absl::SimpleAtod(parameters, &quality)) return 0;
  return quality;
}

}  // namespace

std::string LanguageOf(const Request& request) {
  if (const auto said = request.Parameter("lang"); said && IsLanguageTag(*said)) {
    return std::string(*said);
  }
  std::string best;
  double best_quality = 0;
  const std::string accepted = request.headers.List("accept-language");
  for (const absl::string_view range : absl::StrSplit(accepted, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(range, absl::MaxSplits(';', 1));
    const absl::string_view tag = absl::StripAsciiWhitespace(parts.first);
    const absl::string_view language = tag.substr(0, tag.find('-'));
    const double quality = QualityOf(parts.second);
    if (quality > best_quality && IsInterfaceLanguage(language)) {
      best = absl::AsciiStrToLower(language);
      best_quality = quality;
    }
  }
  return best;
}

absl::Status WithContext(const Copy& copy, const FeedSite& site, const Request& request,
                         absl::Time now, absl::FunctionRef<void(const PageContext&)> use) {
  return copy.Read(now, [&](const CopyView& view) {
    PageContext context{.schedule = view.schedule,
                        .site = site,
                        .language = std::string(request.Parameter("lang").value_or("")),
                        .languages = LanguagesToTry(LanguageOf(request)),
                        .today = absl::ToCivilDay(now, absl::UTCTimeZone()),
                        .as_of = std::nullopt,
                        .now = now,
                        .version = view.version};
    if (!IsLanguageTag(context.language)) context.language.clear();
    if (!view.is_current) context.as_of = view.confirmed;
    use(context);
  });
}

}  // namespace taqvim::web
