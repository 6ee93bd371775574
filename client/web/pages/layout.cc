#include "client/web/pages/layout.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/http/conditional.h"
#include "client/web/pages/search_box.h"
#include "google/protobuf/stubs/logging.h"
#include "proto/embed.h"

TAQVIM_EMBED(taqvim_web_style, TAQVIM_WEB_STYLE_PATH);

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

class Layout {
 public:
  Layout(const PageContext& context, const PageHead& head) : context_(context), head_(head) {}

  std::string Render(absl::FunctionRef<void(MarkupWriter&)> content) && {
    out_.Verbatim("<!DOCTYPE html>\n");
    // The words may be in another language than the texts, and the page is laid out for these.
    const bool from_right = IsRightToLeft(context_.languages.front());
    out_.Open("html", {{"lang", InterfaceTag()}, {"dir", from_right ? "rtl" : "ltr"}});
    WriteHead();
    out_.Open("body", {{"class", IsScreen() ? "screen" : "page"}});
    if (!IsScreen()) WriteTop();
    out_.Open("main", {{"id", "content"}});
    if (context_.as_of) {
      out_.Element(
          "p", {{"class", "as-of"}, {"role", "status"}},
          context_.In("as-of", {{"time", absl::FormatTime("%Y-%m-%d %H:%M UTC", *context_.as_of,
                                                          absl::UTCTimeZone())}}));
    }
    content(out_);
    out_.Close();
    if (!IsScreen()) WriteFoot();
    return std::move(out_).Finish();
  }

 private:
  bool IsScreen() const { return head_.reloaded_after > 0; }

  // In which its own words are.
  std::string InterfaceTag() const {
    for (const std::string& language : context_.languages) {
      for (const InterfaceLanguage& known : Words::Embedded().languages()) {
        if (absl::EqualsIgnoreCase(known.tag, language)) return known.tag;
      }
    }
    return "en";
  }

  std::string Address(const std::string& language) const {
    return absl::StrCat(context_.site.address, PageContext::LinkIn(head_.path, language));
  }

  void WriteHead() {
    const std::string title = absl::StrCat(head_.title, " · ", context_.SiteName());
    out_.Open("head");
    out_.Empty("meta", {{"charset", "utf-8"}});
    out_.Empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out_.Empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    out_.Element("title", {}, title);
    Describe("name", "description", head_.description);
    if (!head_.is_listed) Describe("name", "robots", "noindex");
    out_.Empty("link", {{"rel", "stylesheet"}, {"href", StylePath()}});
    out_.Empty("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", "/icon.svg"}});
    if (IsScreen()) {
      const std::string seconds = absl::StrCat(head_.reloaded_after);
      out_.Empty("meta", {{"http-equiv", "refresh"}, {"content", seconds}}).Close();
      return;
    }
    WriteLinks();
    WriteSummary();
    WriteJsonLd();
    out_.Close();
  }

  // Of the same in other languages and other forms.
  void WriteLinks() {
    out_.Empty("link", {{"rel", "canonical"}, {"href", Address(context_.language)}});
    for (const InterfaceLanguage& language : Words::Embedded().languages()) {
      out_.Empty(
          "link",
          {{"rel", "alternate"}, {"hreflang", language.tag}, {"href", Address(language.tag)}});
    }
    out_.Empty("link", {{"rel", "alternate"}, {"hreflang", "x-default"}, {"href", Address("")}});
    for (const Alternate& alternate : head_.alternates) {
      out_.Empty("link", {{"rel", "alternate"},
                          {"type", alternate.type},
                          {"title", alternate.title},
                          {"href", alternate.path}});
    }
  }

  // For those who show what a link leads to (OpenGraph).
  void WriteSummary() {
    Describe("property", "og:title", head_.title);
    Describe("property", "og:description", head_.description);
    Describe("property", "og:site_name", context_.SiteName());
    Describe("property", "og:type", "website");
    Describe("property", "og:url", Address(context_.language));
    Describe("property", "og:image", head_.picture);
  }

  void Describe(const char* kind, const char* name, const std::string& text) {
    if (!text.empty()) out_.Empty("meta", {{kind, name}, {"content", text}});
  }

  // It has no `<`, so nothing in it ends the element.
  void WriteJsonLd() {
    if (head_.json_ld.empty() || absl::StrContains(head_.json_ld, '<')) return;
    out_.Verbatim(
        absl::StrCat("<script type=\"application/ld+json\">", head_.json_ld, "</script>\n"));
  }

  void WriteTop() {
    out_.Element("a", {{"class", "skip"}, {"href", "#content"}}, context_.In("skip"));
    out_.Open("header", {{"class", "top"}});
    out_.Element("a", {{"class", "home"}, {"href", context_.Link("/")}}, context_.SiteName());
    WriteSearch(out_, head_.query, context_);
    out_.Open("nav", {{"class", "languages"}, {"aria-label", context_.In("in-other-languages")}});
    const std::string current = InterfaceTag();
    for (const InterfaceLanguage& language : Words::Embedded().languages()) {
      MarkupWriter::Attributes link = {{"href", PageContext::LinkIn(head_.path, language.tag)},
                                       {"hreflang", language.tag},
                                       {"lang", language.tag}};
      if (language.tag == current) link.emplace_back("aria-current", "true");
      out_.Element("a", link, language.name);
    }
    out_.Close().Close();
  }

  void WriteFoot() {
    const std::string current = InterfaceTag();
    const auto& languages = Words::Embedded().languages();
    const auto language = std::find_if(languages.begin(), languages.end(),
                                       [&](const auto& one) { return one.tag == current; });
    if (language == languages.end() || language->reviewed) return;
    out_.Open("footer");
    out_.Element("p", {{"class", "unreviewed"}}, context_.In("unreviewed"));
    out_.Close();
  }

  const PageContext& context_;
  const PageHead& head_;
  MarkupWriter out_;
};

// By which a file that changes has another address.
std::string HashOf(const std::string& bytes) {
  std::string hash;
  for (const char c : StrongEtag(bytes)) {
    if (hash.size() < 12 && absl::ascii_isalnum(static_cast<unsigned char>(c))) hash.push_back(c);
  }
  return hash;
}

}  // namespace

std::string RenderPage(const PageContext& context, const PageHead& head,
                       absl::FunctionRef<void(MarkupWriter&)> content) {
  return Layout(context, head).Render(content);
}

const std::string& StyleSheet() {
  static const auto& style = *new std::string(taqvim_web_style_begin, taqvim_web_style_end);
  return style;
}

const std::string& StylePath() {
  static const auto& path =
      *new std::string(absl::StrCat("/assets/style-", HashOf(StyleSheet()), ".css"));
  return path;
}

}  // namespace taqvim::web
