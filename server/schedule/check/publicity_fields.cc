#include "server/schedule/check/publicity_fields.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "server/base/language_tags.h"
#include "server/base/strings.h"
#include "server/schedule/check/contact_fields.h"
#include "server/schedule/check/field_checks.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kMostPictures = 20;
constexpr int kMostLanguages = 20;
constexpr int kMostLabels = 20;
constexpr int kMostPartners = 50;
constexpr int kMostWorks = 50;
constexpr TextRule kNameRule = {.max_bytes = 200};

void CheckPicture(const v1::Picture& picture, FieldErrors& errors) {
  if (picture.address().empty()) errors.Add("address", "is required: where the picture is");
  CheckWebAddress("address", picture.address(), errors);
  CheckTexts("text", picture.text(), Demand::kOptional, kTitleRule, errors);
}

void CheckAdmission(const v1::Admission& admission, Demand demand, FieldErrors& errors) {
  CheckEnum("kind", admission.kind(), demand, errors);
  CheckWebAddress("address", admission.address(), errors);
}

void CheckPartner(const v1::Partner& partner, FieldErrors& errors) {
  switch (partner.partner_case()) {
    case v1::Partner::kOrganization:
      CheckName(Kind::kOrganization, "organization", partner.organization(), true, errors);
      break;
    case v1::Partner::kName:
      CheckText("name", partner.name(), {.min_bytes = 1, .max_bytes = 200}, errors);
      break;
    case v1::Partner::PARTNER_NOT_SET:
      errors.Add("", "names nobody; set organization, or name");
  }
  CheckEnum("role", partner.role(), Demand::kRequired, errors);
}

void CheckWork(const v1::Work& work, FieldErrors& errors) {
  CheckTexts("title", work.title(), Demand::kRequired, kTitleRule, errors);
  CheckText("creator", work.creator(), kNameRule, errors);
}

void CheckOnce(std::string_view word, std::set<std::string_view>& seen, FieldErrors& errors) {
  if (!seen.insert(word).second) errors.Add("", Cat(Quoted(word), " is there twice; name it once"));
}

void CheckSpokenLanguages(const v1::Event& event, FieldErrors& errors) {
  CheckSize("spoken_languages", event.spoken_languages_size(), 0, kMostLanguages, errors);
  std::set<std::string_view> seen;
  for (int i = 0; i < event.spoken_languages_size() && i < kMostLanguages; ++i) {
    const std::string& tag = event.spoken_languages(i);
    FieldErrors::Scope scope(errors, "spoken_languages", i);
    if (!IsLanguageTag(tag)) {
      errors.Add("",
                 Cat(Quoted(tag), " is no language tag of BCP 47; send one such as kk or uz-Cyrl"));
    }
    CheckOnce(tag, seen, errors);
  }
}

void CheckLabels(const v1::Event& event, FieldErrors& errors) {
  CheckSize("labels", event.labels_size(), 0, kMostLabels, errors);
  std::set<std::string_view> seen;
  for (int i = 0; i < event.labels_size() && i < kMostLabels; ++i) {
    FieldErrors::Scope scope(errors, "labels", i);
    CheckText("", event.labels(i), {.min_bytes = 1, .max_bytes = 63}, errors);
    CheckOnce(event.labels(i), seen, errors);
    const std::string_view label = event.labels(i);
    if (!label.empty() &&
        (absl::ascii_isspace(label.front()) || absl::ascii_isspace(label.back()))) {
      errors.Add("", Cat(Quoted(label), " begins or ends with a blank; leave that out"));
    }
  }
}

// Each of a repeated field, of which there are at most so many.
template <class Messages, class Check>
void CheckEach(std::string_view field, const Messages& messages, int most, Check check,
               FieldErrors& errors) {
  CheckSize(field, messages.size(), 0, most, errors);
  for (int i = 0; i < messages.size() && i < most; ++i) {
    FieldErrors::Scope scope(errors, field, i);
    check(messages[i], errors);
  }
}

}  // namespace

void CheckPublicity(const v1::Event& event, Demand demand, FieldErrors& errors) {
  CheckWebAddress("web_address", event.web_address(), errors);
  CheckEach("pictures", event.pictures(), kMostPictures, CheckPicture, errors);
  CheckSpokenLanguages(event, errors);
  if (event.has_admission()) {
    FieldErrors::Scope scope(errors, "admission");
    CheckAdmission(event.admission(), demand, errors);
  }
  CheckLabels(event, errors);
  if (event.has_contact()) {
    FieldErrors::Scope scope(errors, "contact");
    CheckContact(event.contact(), demand, errors);
  }
  CheckEach("partners", event.partners(), kMostPartners, CheckPartner, errors);
  CheckEach("works", event.works(), kMostWorks, CheckWork, errors);
}

}  // namespace taqvim::schedule
