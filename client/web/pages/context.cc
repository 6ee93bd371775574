#include "client/web/pages/context.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace taqvim::web {

using markup::MarkupWriter;

std::string PageContext::LinkIn(absl::string_view path, absl::string_view language) {
  if (language.empty()) return std::string(path);
  const char* joined = path.find('?') == absl::string_view::npos ? "?" : "&";
  return absl::StrCat(path, joined, "lang=", language);
}

std::string PathOf(const v1::Event& event) {
  const std::string id = event.name().substr(event.name().rfind('/') + 1);
  return absl::StrCat(event.has_culture_days() ? "/programmes/" : "/events/", id);
}

std::string PathOf(absl::string_view place) { return absl::StrCat("/", place); }

void WriteWorded(MarkupWriter& out, const char* element, const Worded& worded,
                 MarkupWriter::Attributes attributes) {
  if (!worded.language.empty()) attributes.emplace_back("lang", worded.language);
  attributes.emplace_back("dir", "auto");
  out.Element(element, attributes, worded.text);
}

void WriteParagraphs(MarkupWriter& out, const Worded& worded) {
  for (const absl::string_view paragraph : absl::StrSplit(worded.text, '\n')) {
    const absl::string_view text = absl::StripAsciiWhitespace(paragraph);
    if (!text.empty()) WriteWorded(out, "p", {std::string(text), worded.language});
  }
}

}  // namespace taqvim::web
