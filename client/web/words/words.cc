#include "client/web/words/words.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/util/json_util.h"
#include "proto/embed.h"

TAQVIM_EMBED(taqvim_web_words, TAQVIM_WEB_WORDS_PATH);

namespace taqvim::web {
namespace {

using google::protobuf::Struct;

constexpr char kFallback[] = "en";

const Struct& Member(const Struct& data, const std::string& key) {
  const auto found = data.fields().find(key);
  return found == data.fields().end() ? Struct::default_instance() : found->second.struct_value();
}

// The places to fill: what stands between braces.
std::set<std::string> PlacesIn(const std::string& words) {
  std::set<std::string> places;
  size_t open = words.find('{');
  while (open != std::string::npos) {
    const size_t close = words.find('}', open);
    if (close == std::string::npos) break;
    places.insert(words.substr(open, close - open + 1));
    open = words.find('{', close);
  }
  return places;
}

absl::Status Check(const std::string& key, const std::map<std::string, std::string>& by_language) {
  const auto english = by_language.find(kFallback);
  if (english == by_language.end() || english->second.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("The words of \"", key, "\" lack English."));
  }
  for (const auto& [language, words] : by_language) {
    if (PlacesIn(words) == PlacesIn(english->second)) continue;
    return absl::InvalidArgumentError(absl::StrCat("The words of \"", key, "\" in ", language,
                                                   " have other places to fill than in English."));
  }
  return absl::OkStatus();
}

}  // namespace

const Words& Words::Embedded() {
  static const auto* words = [] {
    auto parsed = Parse(std::string(taqvim_web_words_begin, taqvim_web_words_end));
    GOOGLE_CHECK(parsed.ok()) << parsed.status().ToString();
    return new Words(*std::move(parsed));
  }();
  return *words;
}

absl::StatusOr<Words> Words::Parse(const std::string& json) {
  Struct data;
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, &data);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("The words are no JSON: ", parsed.ToString()));
  }
  Words words;
  // In order of their tags.
  std::map<std::string, InterfaceLanguage> languages;
  for (const auto& [tag, about] : Member(data, "languages").fields()) {
    const auto& fields = about.struct_value().fields();
    languages[tag] = {tag, fields.count("name") != 0 ? fields.at("name").string_value() : tag,
                      fields.count("reviewed") != 0 && fields.at("reviewed").bool_value()};
  }
  for (auto& [tag, language] : languages) words.languages_.push_back(std::move(language));
  for (const auto& [key, by_language] : Member(data, "words").fields()) {
    auto& row = words.words_[key];
    for (const auto& [language, text] : by_language.struct_value().fields()) {
      if (!languages.contains(language)) {
        return absl::InvalidArgumentError(absl::StrCat("The words of \"", key, "\" are in ",
                                                       language, ", which is no language."));
      }
      row[language] = text.string_value();
    }
    if (auto status = Check(key, row); !status.ok()) return status;
  }
  return words;
}

std::string Words::In(const std::vector<std::string>& languages, absl::string_view key,
                      const Filling& filling) const {
  const auto row = words_.find(key);
  GOOGLE_CHECK(row != words_.end()) << "There are no words " << std::string(key);
  const std::string* words = &row->second.at(kFallback);
  for (const std::string& language : languages) {
    if (const auto found = row->second.find(language); found != row->second.end()) {
      words = &found->second;
      break;
    }
  }
  std::vector<std::pair<std::string, std::string>> filled;
  for (const auto& [place, text] : filling) {
    filled.emplace_back(absl::StrCat("{", place, "}"), text);
  }
  return absl::StrReplaceAll(*words, filled);
}

bool Words::Has(absl::string_view key, const std::string& language) const {
  const auto row = words_.find(key);
  return row != words_.end() && row->second.contains(language);
}

std::vector<std::string> Words::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, row] : words_) keys.push_back(key);
  return keys;
}

}  // namespace taqvim::web
