#include "client/web/pages/sitemap.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/web/feeds/feed_entries.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

// Of one file, by the protocol.
constexpr size_t kMost = 50'000;

class SitemapWriter {
 public:
  explicit SitemapWriter(const PageContext& context) : context_(context) {}

  std::string Write() && {
    out_.Verbatim("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out_.Open("urlset", {{"xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"}});
    Add("/", "");
    for (const auto& [name, event] : context_.schedule.events()) {
      Add(PathOf(event.event), ChangedOn(event.event));
    }
    for (const auto& [name, venue] : context_.schedule.venues()) {
      if (!venue.archived()) Add(PathOf(name), "");
    }
    for (const auto& [name, organization] : context_.schedule.organizations()) {
      if (!organization.archived()) Add(PathOf(name), "");
    }
    return std::move(out_).Finish();
  }

 private:
  static std::string ChangedOn(const v1::Event& event) {
    return absl::FormatTime("%Y-%m-%d", ModifiedAt(event), absl::UTCTimeZone());
  }

  void Add(const std::string& path, const std::string& changed_on) {
    if (++count_ > kMost) return;
    out_.Open("url");
    out_.Element("loc", {}, absl::StrCat(context_.site.address, path));
    if (!changed_on.empty()) out_.Element("lastmod", {}, changed_on);
    out_.Close();
  }

  const PageContext& context_;
  MarkupWriter out_;
  size_t count_ = 0;
};

}  // namespace

std::string Sitemap(const PageContext& context) { return SitemapWriter(context).Write(); }

std::string RobotsText(const FeedSite& site) {
  return absl::StrCat("User-agent: *\nDisallow:\nSitemap: ", site.address, "/sitemap.xml\n");
}

}  // namespace taqvim::web
