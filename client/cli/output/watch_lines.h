// Printer of the change stream: a line for each change.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/output/cell.h"
#include "client/cli/text/style.h"
#include "client/subscriber.h"

namespace taqvim::cli {

// Splits a response into parts of one change of one revision, one resource, or neither.
// The last change of a revision has its token, and so has the end of a response; so
// whoever resumes after the last token that it kept loses no part of a revision.
std::vector<v1::WatchChangesResponse> Parts(const v1::WatchChangesResponse& response);

// Not thread-safe.
class WatchPrinter {
 public:
  // All must outlive it. Lines are printed to `out`, notes for people to `err`.
  WatchPrinter(const GlobalOptions& options, const Catalog& catalog, std::ostream& out,
               std::ostream& err);

  // text: a line for each change, under headers that come with the first; control
  //       characters become spaces.
  // json: each part as protobuf JSON on one line; {"startOver": {...}} where a
  //       snapshot begins that was not asked for.
  // yaml: each part as a document.
  // name: the name of what has changed.
  absl::Status Print(const client::Delivery& told);

 private:
  struct Line {
    std::vector<std::string> cells;
    v1::ChangeKind kind = v1::CHANGE_KIND_UNSPECIFIED;
  };

  absl::Status PrintForPrograms(const std::vector<v1::WatchChangesResponse>& parts);
  void PrintNames(const std::vector<v1::WatchChangesResponse>& parts);
  void PrintText(const std::vector<v1::WatchChangesResponse>& parts);
  void PrintLine(const Line& line);
  absl::Status PrintStartOver(const absl::Status& reason);

  const Format format_;
  const Style style_;
  const std::vector<Column> columns_;
  const Showing showing_;
  std::ostream& out_;
  std::ostream& err_;
  // How wide each column has been so far; empty before the headers.
  std::vector<int> widths_;
};

}  // namespace taqvim::cli
