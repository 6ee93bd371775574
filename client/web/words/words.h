// The words of pages and feeds, in the languages of readers: the data file words.json, which is
// part of the program.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::web {

// A language that there are words in.
struct InterfaceLanguage {
  std::string tag;
  // As its readers call it.
  std::string name;
  // Whether its words may stand without a remark; a page says where nobody who speaks the language
  // has read them yet.
  bool reviewed = false;
};

// Immutable; thread-safe.
class Words {
 public:
  // Those that the program was built with.
  static const Words& Embedded();
  // INVALID_ARGUMENT with a sentence for data of another form, words without English, and words
  // whose languages have other places to fill, such as `{reason}`, than English has.
  static absl::StatusOr<Words> Parse(const std::string& json);

  using Filling = std::vector<std::pair<absl::string_view, absl::string_view>>;
  // The words with that key, which must exist, in the first of the languages that has them, else in
  // English. `{place}` in it is filled with what is given for the place.
  std::string In(const std::vector<std::string>& languages, absl::string_view key,
                 const Filling& filling = {}) const;

  // Whether there are words with that key; and whether in that very language.
  bool Has(absl::string_view key) const { return words_.contains(key); }
  bool Has(absl::string_view key, const std::string& language) const;

  const std::vector<InterfaceLanguage>& languages() const { return languages_; }
  std::vector<std::string> keys() const;

 private:
  std::vector<InterfaceLanguage> languages_;
  // By key and language.
  std::map<std::string, std::map<std::string, std::string>, std::less<>> words_;
};

}  // namespace taqvim::web
