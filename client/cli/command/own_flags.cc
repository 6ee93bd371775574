#include "client/cli/command/own_flags.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/contract/contract.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {

Flag OwnFlag(const char* name, const char* value_name, std::string description) {
  Flag flag;
  flag.name = name;
  flag.value_name = value_name;
  flag.description = std::move(description);
  return flag;
}

Flag OwnListFlag(const char* name, const char* value_name, std::string description) {
  Flag flag = OwnFlag(name, value_name, std::move(description));
  flag.repeatable = true;
  return flag;
}

namespace {

// The same message with its comments, which the program's own descriptors lack.
const google::protobuf::Descriptor& Commented(const google::protobuf::Descriptor& type) {
  const bool is_own = type.file()->pool() == google::protobuf::DescriptorPool::generated_pool();
  const auto* embedded = is_own ? Contract::Embedded().FindMessage(type.name()) : nullptr;
  return embedded != nullptr ? *embedded : type;
}

}  // namespace

Flag FieldsFlag(const google::protobuf::Descriptor& type) {
  Flag flag = OwnFlag(
      "fields", "FIELD,...",
      absl::StrCat(
          "Of -o json and -o yaml, these fields of each and no others, such as ",
          type.field_count() > 1 ? absl::StrCat(type.field(0)->name(), ",", type.field(1)->name())
                                 : type.field(0)->name(),
          "; within them a dot goes on. taqvim explain ", ToKebab(type.name()), " lists them."));
  flag.fields_of = &Commented(type);
  flag.takes_list = true;
  return flag;
}

Flag SiteFlag() {
  return OwnFlag(
      "site", "URL",
      "What people type to come to the site of the schedule, such as "
      "https://schedule.example: the address there, with the secret in it, is printed as "
      "well.");
}

absl::StatusOr<std::string> ReadSite(const Arguments& arguments) {
  const auto text = arguments.Find("site");
  if (!text) return std::string();
  absl::string_view site = *text;
  while (absl::ConsumeSuffix(&site, "/")) continue;
  const bool is_web = absl::StartsWith(site, "https://") || absl::StartsWith(site, "http://");
  const bool is_plain = std::all_of(site.begin(), site.end(), absl::ascii_isgraph);
  if (is_web && is_plain) return std::string(site);
  return UsageError(
      absl::StrCat("--site: \"", *text, "\" is no address such as https://schedule.example."));
}

bool IsSwitchedOn(const Arguments& arguments, absl::string_view name) {
  return arguments.Find(name).value_or("false") != "false";
}

absl::StatusOr<std::optional<int>> ReadLimit(const Arguments& arguments) {
  const auto text = arguments.Find("limit");
  if (!text) return std::optional<int>();
  int limit = 0;
  if (absl::SimpleAtoi(*text, &limit) && limit > 0) return std::optional<int>(limit);
  return UsageError(absl::StrCat("--limit: \"", *text, "\" is not a number above 0."));
}

}  // namespace taqvim::cli
