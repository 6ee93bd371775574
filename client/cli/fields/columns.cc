#include "client/cli/fields/columns.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {

using google::protobuf::FieldDescriptor;

std::vector<Column> ColumnsFor(const Catalog& catalog, const std::string& key,
                               const google::protobuf::Descriptor& type) {
  for (const std::string& name : {key, type.name()}) {
    auto found = catalog.columns.find(name);
    if (found != catalog.columns.end()) return found->second;
  }
  std::vector<Column> columns;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool is_title = field.is_map() && field.name() == "title";
    if (!is_title && (field.is_repeated() || !IsText(field))) continue;
    columns.push_back(
        {.title = absl::AsciiStrToUpper(ToKebab(field.name())), .paths = {field.name()}});
  }
  return columns;
}

std::string ColumnWord(absl::string_view title) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(title), {{" ", "-"}});
}

}  // namespace taqvim::cli
