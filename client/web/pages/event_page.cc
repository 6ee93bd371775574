#include "client/web/pages/event_page.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/pages/contact.h"
#include "client/web/pages/json_ld.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/pages/partners.h"
#include "client/web/pages/pictures.h"
#include "client/web/published/civil.h"
#include "client/web/words/dates.h"
#include "client/web/words/names.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

// How many times of a series are listed; the calendar has the others.
constexpr size_t kMostTimes = 60;

bool IsWebAddress(const std::string& address) {
  return absl::StartsWith(address, "https://") || absl::StartsWith(address, "http://");
}

// What others say leads elsewhere: it is not vouched for, and not told from where.
void WriteOutward(MarkupWriter& out, const std::string& address, const std::string& text) {
  if (!IsWebAddress(address)) return;
  out.Element("a", {{"href", address}, {"rel", "noopener nofollow"}}, text);
}

class EventWriter {
 public:
  EventWriter(MarkupWriter& out, const PublishedEvent& event, const PageContext& context)
      : out_(out), published_(event), event_(event.event), context_(context) {}

  void Write() {
    const bool cancelled = event_.state() == v1::EVENT_STATE_CANCELLED;
    out_.Open("article", {{"class", cancelled ? "event cancelled" : "event"}});
    out_.Open("header", {{"class", "hero"}});
    WriteProgramme();
    WriteWorded(out_, "h1", Choose(event_.title(), context_.languages));
    WriteMarks(out_, event_, context_);
    out_.Close();
    out_.Open("dl", {{"class", "facts"}});
    WriteTimes();
    WritePlaces();
    WriteKind();
    WriteLanguages();
    WriteAdmission();
    WriteContact(out_, event_.contact(), context_);
    out_.Close();
    WriteParagraphs(out_, Choose(event_.description(), context_.languages));
    WritePictures(out_, event_, context_);
    WriteAddress();
    WriteWorks(out_, event_, context_);
    WriteParties(out_, PartiesOf(event_, context_), context_);
    WriteActions();
    out_.Close();
  }

 private:
  void WriteProgramme() {
    const PublishedEvent* programme = context_.schedule.FindEvent(event_.programme());
    if (programme == nullptr) return;
    out_.Open("p", {{"class", "kicker"}});
    out_.Text(context_.In("part-of")).Text(" ");
    WriteWorded(out_, "a", Choose(programme->event.title(), context_.languages),
                {{"href", context_.Link(PathOf(programme->event))}});
    out_.Close();
  }

  void Fact(const char* key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    out_.Element("dt", {}, context_.In(key));
    for (const std::string& value : values) out_.Element("dd", {{"dir", "auto"}}, value);
  }

  // Those that are not over; all of them where all are.
  std::vector<const Occurrence*> Times() const {
    std::vector<const Occurrence*> times;
    for (const Occurrence& occurrence : published_.occurrences) {
      if (DaysOf(occurrence.period).last >= context_.today) times.push_back(&occurrence);
    }
    if (times.empty()) {
      for (const Occurrence& occurrence : published_.occurrences) times.push_back(&occurrence);
    }
    times.resize(std::min(times.size(), kMostTimes));
    return times;
  }

  void WriteTimes() {
    std::vector<std::string> values;
    std::set<std::string> zones;
    const std::string& language = context_.languages.front();
    for (const Occurrence* occurrence : Times()) {
      const v1::Period& period = occurrence->period;
      if (!period.has_timed()) {
        values.push_back(DaysText(period, context_));
        continue;
      }
      zones.insert(occurrence->time_zone);
      values.push_back(absl::StrCat(
          DayText(DaysOf(period).first, language), ", ",
          HoursText(SecondOf(period.timed().start()), SecondOf(period.timed().end()), language)));
    }
    Fact("when", values);
    for (const std::string& zone : zones) {
      out_.Element("dd", {{"class", "zone"}}, context_.In("times-are", {{"zone", zone}}));
    }
  }

  void WritePlaces() {
    bool begun = false;
    for (const v1::Booking& booking : event_.bookings()) {
      const std::string& place = booking.venue().empty() ? booking.space() : booking.venue();
      if (place.empty()) continue;
      if (!begun) out_.Element("dt", {}, context_.In("where"));
      begun = true;
      out_.Open("dd");
      out_.Element("a", {{"href", context_.Link(PathOf(place))}, {"dir", "auto"}},
                   PlaceText(context_.schedule, place, context_.languages));
      out_.Close();
    }
  }

  // What only an event of its kind has.
  void WriteKind() {
    WordedFact("theme", event_.exhibition().theme());
    if (event_.exhibition().objects() > 0) {
      Fact("objects", {absl::StrCat(event_.exhibition().objects())});
    }
    const v1::Commemoration& commemoration = event_.commemoration();
    Fact("honoured", {commemoration.honourees().begin(), commemoration.honourees().end()});
    if (commemoration.honourees().empty()) WordedFact("honoured", commemoration.commemorated());
  }

  void WordedFact(const char* key, const google::protobuf::Map<std::string, std::string>& texts) {
    if (texts.empty()) return;
    out_.Element("dt", {}, context_.In(key));
    WriteWorded(out_, "dd", Choose(texts, context_.languages));
  }

  void WriteLanguages() {
    std::vector<std::string> names;
    for (const std::string& tag : event_.spoken_languages()) {
      names.push_back(LanguageText(tag, context_.languages.front()));
    }
    if (!names.empty()) Fact("spoken", {absl::StrJoin(names, ", ")});
  }

  void WriteAdmission() {
    const v1::Admission& admission = event_.admission();
    if (admission.kind() == v1::ADMISSION_KIND_UNSPECIFIED) return;
    const char* key = admission.kind() == v1::ADMISSION_KIND_FREE       ? "admission-free"
                      : admission.kind() == v1::ADMISSION_KIND_TICKETED ? "admission-ticketed"
                                                                        : "admission-invitation";
    Fact("admission", {context_.In(key)});
    if (!IsWebAddress(admission.address()) || admission.sold_out()) return;
    out_.Open("dd");
    WriteOutward(out_, admission.address(), context_.In("tickets"));
    out_.Close();
  }

  void WriteAddress() {
    if (!IsWebAddress(event_.web_address())) return;
    out_.Open("p");
    WriteOutward(out_, event_.web_address(), event_.web_address());
    out_.Close();
  }

  void WriteActions() {
    FeedAddress feed;
    feed.scope = FeedScope::kEvent;
    feed.resource = event_.name();
    feed.language = context_.language;
    out_.Open("p", {{"class", "actions"}});
    out_.Element("a", {{"class", "action"}, {"href", AddressText(feed, FeedView::kCalendar)}},
                 context_.In("add-to-calendar"));
    out_.Close();
  }

  MarkupWriter& out_;
  const PublishedEvent& published_;
  const v1::Event& event_;
  const PageContext& context_;
};

}  // namespace

std::string EventPage(const PublishedEvent& event, const PageContext& context) {
  const auto pictures = ShownPictures(event.event, context.site);
  const PageHead head{.title = context.Text(event.event.title()),
                      .description = context.Text(event.event.description()),
                      .path = PathOf(event.event),
                      .json_ld = JsonLdOf(event, context),
                      .picture = pictures.empty() ? "" : pictures.front()->address()};
  return RenderPage(context, head,
                    [&](MarkupWriter& out) { EventWriter(out, event, context).Write(); });
}

void WriteWorks(MarkupWriter& out, const v1::Event& event, const PageContext& context) {
  if (event.works().empty()) return;
  out.Element("h2", {}, context.In("works"));
  out.Open("ul", {{"class", "works"}});
  for (const v1::Work& work : event.works()) {
    out.Open("li");
    WriteWorded(out, "cite", Choose(work.title(), context.languages));
    if (!work.creator().empty()) {
      out.Element("span", {{"class", "creator"}, {"dir", "auto"}}, work.creator());
    }
    out.Close();
  }
  out.Close();
}

}  // namespace taqvim::web
