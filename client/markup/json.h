// Writer of JSON texts and objects, for what no message of the contract is.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::markup {

// The text with its quotation marks. What is no UTF-8 is replaced by U+FFFD.
std::string JsonText(absl::string_view text);

// `[1,2]` of values that are JSON already.
std::string JsonList(const std::vector<std::string>& values);

// The same of texts.
std::string JsonTexts(const std::vector<std::string>& texts);

// An object, member by member, in one line.
class JsonObject {
 public:
  // Members without anything to say are left out.
  void AddText(absl::string_view name, absl::string_view text);
  void AddTexts(absl::string_view name, const std::vector<std::string>& texts);
  void AddList(absl::string_view name, const std::vector<std::string>& values);
  // A value that is JSON already.
  void Add(absl::string_view name, absl::string_view value);

  std::string Text() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

}  // namespace taqvim::markup
