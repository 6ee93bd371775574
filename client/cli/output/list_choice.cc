#include "client/cli/output/list_choice.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/fields/columns.h"
#include "client/cli/output/cell.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "google/protobuf/reflection.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<std::string> WordsOf(const Arguments& arguments, absl::string_view flag) {
  const auto text = arguments.Find(flag);
  if (!text.has_value()) return {};
  return absl::StrSplit(*text, ',', absl::SkipWhitespace());
}

// Whether the first step of the path is a field of the type; what follows may be a list's.
bool IsFieldPath(const Descriptor& type, const std::string& path) {
  const std::vector<std::string> steps =
      absl::StrSplit(path, absl::MaxSplits(absl::ByAnyChar(".["), 1));
  return type.FindFieldByName(steps[0]) != nullptr;
}

absl::StatusOr<Column> ColumnOf(const std::vector<Column>& all, const Descriptor& type,
                                absl::string_view word) {
  const std::string wanted = ColumnWord(absl::StripAsciiWhitespace(word));
  std::vector<std::string> titles;
  for (const Column& column : all) {
    titles.push_back(ColumnWord(column.title));
    if (titles.back() == wanted) return column;
  }
  const std::string path = ToSnake(wanted);
  if (!IsFieldPath(type, path)) {
    return UsageError(absl::StrCat("There is no column \"", word, "\"", DidYouMean(wanted, titles),
                                   " There are ", absl::StrJoin(titles, ", "), "."));
  }
  Column column;
  column.title = absl::AsciiStrToUpper(wanted);
  column.paths = {path};
  return column;
}

// One column by which items are ordered.
class Order {
 public:
  Order(Column column, bool descending) : column_(std::move(column)), descending_(descending) {
    // Instants are alike in one zone alone.
    column_.zone.clear();
  }

  int Compare(const Message& a, const Message& b) const {
    const std::string one = CellText(a, column_, Showing());
    const std::string other = CellText(b, column_, Showing());
    double x = 0, y = 0;
    const bool numbers = absl::SimpleAtod(one, &x) && absl::SimpleAtod(other, &y);
    int way = one.compare(other);
    if (numbers) way = x == y ? 0 : (x < y ? -1 : 1);
    return descending_ ? -way : way;
  }

 private:
  Column column_;
  bool descending_;
};

absl::StatusOr<std::vector<Order>> OrdersOf(const std::vector<Column>& all, const Descriptor& type,
                                            const std::vector<std::string>& words) {
  std::vector<Order> orders;
  for (absl::string_view word : words) {
    const bool descending = absl::ConsumePrefix(&word, "-");
    ASSIGN_OR_RETURN(auto column, ColumnOf(all, type, word));
    orders.emplace_back(std::move(column), descending);
  }
  return orders;
}

}  // namespace

ListChoice ListChoice::From(const Arguments& arguments, bool wide) {
  return {
      .columns = WordsOf(arguments, "columns"), .sort = WordsOf(arguments, "sort"), .wide = wide};
}

absl::StatusOr<std::vector<Column>> ChosenColumns(const std::vector<Column>& all,
                                                  const Descriptor& type,
                                                  const ListChoice& choice) {
  std::vector<Column> chosen;
  for (const std::string& word : choice.columns) {
    auto column = ColumnOf(all, type, word);
    if (!column.ok()) return WithPrefix("--columns: ", column.status());
    // What is asked for is not left out.
    column->leave_out = 0;
    chosen.push_back(*std::move(column));
  }
  if (!choice.columns.empty()) return chosen;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
               [&](const Column& column) { return choice.wide || !column.wide; });
  return chosen;
}

absl::Status SortItems(const std::vector<Column>& all, const FieldDescriptor& items,
                       const ListChoice& choice, Message& response) {
  auto orders = OrdersOf(all, *items.message_type(), choice.sort);
  if (!orders.ok()) return WithPrefix("--sort: ", orders.status());
  if (orders->empty()) return absl::OkStatus();
  auto list = response.GetReflection()->GetMutableRepeatedFieldRef<Message>(&response, &items);
  std::vector<std::unique_ptr<Message>> sorted;
  for (int i = 0; i < list.size(); ++i) {
    const Message& item = response.GetReflection()->GetRepeatedMessage(response, &items, i);
    sorted.emplace_back(item.New())->CopyFrom(item);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) {
    for (const Order& order : *orders) {
      const int way = order.Compare(*a, *b);
      if (way != 0) return way < 0;
    }
    return false;
  });
  list.Clear();
  for (const auto& item : sorted) list.Add(*item);
  return absl::OkStatus();
}

}  // namespace taqvim::cli
