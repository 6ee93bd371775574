// What every page is made with: the schedule, whose reader, and where the site is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/markup/markup_writer.h"
#include "client/web/feeds/feed.h"
#include "client/web/published/schedule.h"
#include "client/web/words/languages.h"
#include "client/web/words/site_names.h"
#include "client/web/words/words.h"

namespace taqvim::web {

struct PageContext {
  const Schedule& schedule;
  const FeedSite& site;
  // As it was asked for, such as `ru`; empty for whoever asked for none.
  std::string language;
  // In which to say things, the first that there is.
  std::vector<std::string> languages;
  // The civil day in UTC.
  absl::CivilDay today;
  // Set where the schedule may have changed since.
  std::optional<absl::Time> as_of;
  // For what is said of the very minute.
  absl::Time now = absl::InfinitePast();
  // Of the schedule; see CopyView.
  uint64_t version = 0;

  // The words with that key, for the reader.
  std::string In(absl::string_view key, const Words::Filling& filling = {}) const {
    return Words::Embedded().In(languages, key, filling);
  }
  std::string Text(const google::protobuf::Map<std::string, std::string>& texts) const {
    return TextIn(texts, languages);
  }
  // What the site is called.
  std::string SiteName() const { return SiteNameIn(site.names, languages, In("schedule")); }
  // The path on this site, in the reader's language.
  std::string Link(absl::string_view path) const { return LinkIn(path, language); }
  static std::string LinkIn(absl::string_view path, absl::string_view language);
};

// The other forms of a programme, and that of all changes: files below its page, and the site.
inline constexpr char kChangesFile[] = "changes.atom";
inline constexpr char kScheduleXmlFile[] = "schedule.xml";
inline constexpr char kTableFile[] = "schedule.csv";

// The path of the page of an event, a venue or a space, such as `/venues/opera/spaces/hall`; of
// culture days, `/programmes/days`.
std::string PathOf(const v1::Event& event);
std::string PathOf(absl::string_view place);

// A text that others wrote, with its language and direction, as the content of an element.
void WriteWorded(markup::MarkupWriter& out, const char* element, const Worded& worded,
                 markup::MarkupWriter::Attributes attributes = {});
// A longer one, in paragraphs.
void WriteParagraphs(markup::MarkupWriter& out, const Worded& worded);

}  // namespace taqvim::web
