#include "client/web/search/searched_texts.h"

#include <map>

#include "absl/strings/string_view.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/words/words.h"
#include "google/protobuf/map.h"

namespace taqvim::web {
namespace {

using Localized = google::protobuf::Map<std::string, std::string>;

class Texts {
 public:
  Texts& Add(absl::string_view text) {
    all_.append(text.data(), text.size()).push_back('\n');
    return *this;
  }
  // In order of the languages, so that the same is the same text.
  Texts& Add(const Localized& texts) {
    const std::map<std::string, std::string> sorted(texts.begin(), texts.end());
    for (const auto& [language, text] : sorted) Add(text);
    return *this;
  }
  template <class List>
  Texts& AddAll(const List& list) {
    for (const auto& text : list) Add(text);
    return *this;
  }

  std::string Finish() && { return std::move(all_); }

 private:
  std::string all_;
};

void AddKind(const v1::Event& event, Texts& texts) {
  const std::string key = CategoryKey(event);
  if (key.empty()) return;
  for (const InterfaceLanguage& language : Words::Embedded().languages()) {
    texts.Add(Words::Embedded().In({language.tag}, key));
  }
}

// The last part of a name, `concert-ensemble` of `participants/concert-ensemble`.
absl::string_view IdOf(absl::string_view name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

std::string SearchedText(const v1::Event& event) {
  Texts texts;
  texts.Add(event.title()).Add(event.description()).AddAll(event.labels());
  AddKind(event, texts);
  for (const v1::Stop& stop : event.culture_days().stops()) texts.Add(stop.city());
  texts.Add(event.exhibition().theme());
  texts.AddAll(event.commemoration().honourees()).Add(event.commemoration().commemorated());
  for (const v1::Booking& booking : event.bookings()) {
    texts.Add(booking.role()).Add(IdOf(booking.participant()));
  }
  for (const v1::Partner& partner : event.partners()) texts.Add(partner.name());
  for (const v1::Work& work : event.works()) texts.Add(work.title()).Add(work.creator());
  return std::move(texts).Finish();
}

std::string SearchedText(const v1::Venue& venue) {
  return std::move(Texts().Add(venue.title()).Add(venue.address()).Add(venue.city())).Finish();
}

std::string SearchedText(const v1::Space& space) {
  return std::move(Texts().Add(space.title())).Finish();
}

std::string SearchedText(const v1::Organization& organization) {
  return std::move(Texts().Add(organization.title()).Add(organization.city())).Finish();
}

}  // namespace taqvim::web
