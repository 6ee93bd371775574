#include "client/web/exports/atom_feed.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/markup/markup_writer.h"
#include "client/web/exports/times_text.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/programme_page.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

constexpr size_t kMostEntries = 100;

std::string Stamp(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::vector<const v1::Event*> Newest(const PublishedEvent* programme, const PageContext& context) {
  std::vector<const v1::Event*> events;
  if (programme != nullptr) {
    for (const auto* event : context.schedule.EventsOf(programme->event.name())) {
      events.push_back(&event->event);
    }
  } else {
    for (const auto& [name, event] : context.schedule.events()) events.push_back(&event.event);
  }
  const size_t kept = std::min(events.size(), kMostEntries);
  const auto end = events.begin() + static_cast<std::ptrdiff_t>(kept);
  std::partial_sort(events.begin(), end, events.end(), [](const v1::Event* a, const v1::Event* b) {
    const absl::Time at = ModifiedAt(*a), bt = ModifiedAt(*b);
    return at != bt ? at > bt : a->name() < b->name();
  });
  events.resize(kept);
  return events;
}

class AtomWriter {
 public:
  AtomWriter(const PublishedEvent* programme, const PageContext& context)
      : programme_(programme), context_(context) {}

  std::string Write() && {
    const auto events = Newest(programme_, context_);
    out_.Verbatim("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out_.Open("feed",
              {{"xmlns", "http://www.w3.org/2005/Atom"}, {"xml:lang", context_.languages.front()}});
    WriteHead(events.empty() ? absl::UnixEpoch() : ModifiedAt(*events.front()));
    for (const v1::Event* event : events) WriteEntry(*event);
    return std::move(out_).Finish();
  }

 private:
  std::string Address(const std::string& path) const {
    return absl::StrCat(context_.site.address, context_.Link(path));
  }

  void WriteLink(const char* relation, const char* type, const std::string& path) {
    out_.Empty("link", {{"rel", relation}, {"type", type}, {"href", Address(path)}});
  }

  // Named after the domain of the ids, as the address may change (RFC 4151); the year is one in
  // which these ids were first made.
  std::string Id() const {
    const std::string of = programme_ == nullptr ? "" : absl::StrCat("/", programme_->event.uid());
    return absl::StrCat("tag:", context_.site.uid_domain, ",2026:changes", of);
  }

  void WriteHead(absl::Time updated) {
    const std::string page = programme_ == nullptr ? "/" : PathOf(programme_->event);
    const std::string file = absl::StrCat(programme_ == nullptr ? "" : page, "/", kChangesFile);
    std::string title = context_.In("changes");
    if (programme_ != nullptr) {
      title = absl::StrCat(context_.Text(programme_->event.title()), ": ", title);
    }
    out_.Element("id", {}, Id());
    out_.Element("title", {}, title);
    out_.Element("updated", {}, Stamp(updated));
    WriteLink("self", "application/atom+xml", file);
    WriteLink("alternate", "text/html", page);
    WriteAuthor(programme_ == nullptr ? "" : programme_->event.owner());
    out_.Element("generator", {}, "taqvim-web");
  }

  void WriteAuthor(const std::string& owner) {
    const auto* organization = context_.schedule.FindOrganization(owner);
    out_.Open("author");
    out_.Element(
        "name", {},
        organization == nullptr ? context_.SiteName() : context_.Text(organization->title()));
    out_.Close();
  }

  void WriteEntry(const v1::Event& event) {
    const Worded title = Choose(event.title(), context_.languages);
    const bool cancelled = event.state() == v1::EVENT_STATE_CANCELLED;
    out_.Open("entry");
    out_.Element("id", {}, absl::StrCat("urn:uuid:", event.uid()));
    out_.Element("title", {{"xml:lang", title.language}},
                 cancelled ? absl::StrCat(context_.In("cancelled"), ": ", title.text) : title.text);
    out_.Element("updated", {}, Stamp(ModifiedAt(event)));
    out_.Element("published", {}, Stamp(absl::FromUnixSeconds(event.publish_time().seconds())));
    WriteLink("alternate", "text/html", PathOf(event));
    WriteAuthor(event.owner());
    const std::string kind = KindText(event, context_);
    if (!kind.empty()) out_.Empty("category", {{"term", CategoryKey(event)}, {"label", kind}});
    out_.Element("summary", {{"type", "text"}}, Summary(event));
    out_.Close();
  }

  std::string Summary(const v1::Event& event) const {
    std::vector<std::string> parts;
    const auto add = [&](std::string text) {
      if (!text.empty()) parts.push_back(std::move(text));
    };
    if (event.state() == v1::EVENT_STATE_CANCELLED) {
      const std::string reason = context_.Text(event.cancel_reason());
      add(reason.empty() ? context_.In("cancelled")
                         : context_.In("cancelled-because", {{"reason", reason}}));
    }
    if (event.has_culture_days()) {
      const PublishedEvent& published = *context_.schedule.FindEvent(event.name());
      add(ProgrammeDays(published, context_));
      add(ProgrammeCities(published, context_));
    } else {
      add(TimesText(event.period(), context_));
      add(PlacesText(context_.schedule, event, context_.languages));
    }
    return absl::StrJoin(parts, " · ");
  }

  const PublishedEvent* const programme_;
  const PageContext& context_;
  MarkupWriter out_;
};

}  // namespace

std::string AtomFeed(const PublishedEvent* programme, const PageContext& context) {
  return AtomWriter(programme, context).Write();
}

}  // namespace taqvim::web
