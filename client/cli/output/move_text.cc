#include "client/cli/output/move_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "client/cli/fields/apply_differences.h"
#include "client/cli/output/shown_time.h"
#include "client/cli/text/table.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

// What a move may change, as a field of the event names it.
v1::Event PlaceOf(const v1::EventMove& move) {
  v1::Event event;
  if (move.has_period()) *event.mutable_period() = move.period();
  event.set_time_zone(move.time_zone());
  *event.mutable_bookings() = move.bookings();
  if (move.has_recurrence()) *event.mutable_recurrence() = move.recurrence();
  return event;
}

// The instant in that field of the move, by the clocks of where the event is.
std::string Time(const v1::Event& event, const char* name, const WriteValue& write) {
  const auto& field = *v1::EventMove::descriptor()->FindFieldByName(name);
  return write({&event, &event.move()}, field, -1);
}

std::string Heading(const v1::Event& event, const Style& style, const WriteValue& write) {
  const v1::EventMove& move = event.move();
  std::vector<std::string> parts = {style.Bold("Move")};
  if (!move.principal().empty()) {
    parts.push_back(absl::StrCat("asked for by ", Printable(move.principal()), " ",
                                 Time(event, "ask_time", write)));
  }
  if (!move.holds().empty()) parts.push_back("lapses " + Time(event, "expire_time", write));
  if (!move.group().empty()) parts.push_back("together with others, group " + move.group());
  return absl::StrCat("\n", absl::StrJoin(parts, "; "), "\n");
}

std::string Said(const v1::BookingApproval& approval) {
  std::string said = absl::StrCat(
      Printable(approval.booking()), " by ",
      Printable(approval.has_participant() ? approval.participant() : approval.venue()));
  for (const auto& [language, reason] : approval.reason()) {
    absl::StrAppend(&said, " (", Printable(reason), ")");
  }
  return said;
}

std::string All(const v1::EventMove& move, v1::ApprovalState state) {
  std::vector<std::string> said;
  for (const v1::BookingApproval& approval : move.approvals()) {
    if (approval.state() == state) said.push_back(Said(approval));
  }
  return absl::StrJoin(said, ", ");
}

}  // namespace

std::string WhoMustAgree(const v1::EventMove& move) {
  return All(move, v1::APPROVAL_STATE_PENDING);
}

std::string MoveText(const v1::Event& event, const Style& style, const Showing& showing,
                     int width) {
  if (!event.has_move()) return "";
  const v1::EventMove& move = event.move();
  const WriteValue write = ShownValues(showing);
  Table table{.headers = {"FIELD", "NOW", "MOVE"}, .rows = {}};
  for (const FieldDifference& one :
       Differences(event, PlaceOf(move), {"period", "time_zone", "bookings", "recurrence"},
                   Compared::kAll, write)) {
    table.rows.push_back({Printable(one.field), Printable(one.before), Printable(one.after)});
  }
  std::string text = Heading(event, style, write) + Render(table, style, width);
  const std::string open = WhoMustAgree(move), approved = All(move, v1::APPROVAL_STATE_APPROVED),
                    refused = All(move, v1::APPROVAL_STATE_REFUSED);
  if (!open.empty()) absl::StrAppend(&text, "Still to be approved: ", open, "\n");
  if (!approved.empty()) absl::StrAppend(&text, "Approved: ", approved, "\n");
  if (!refused.empty()) absl::StrAppend(&text, style.Red("Refused: " + refused), "\n");
  return text;
}

}  // namespace taqvim::cli
