#include "tests/property/history.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"

namespace taqvim::property {
namespace {

constexpr size_t kKept = 3000;

std::string Describe(const google::type::Date& date) {
  return absl::StrFormat("%d-%02d-%02d", date.year(), date.month(), date.day());
}

std::string Describe(const google::type::DateTime& time) {
  std::string text = absl::StrFormat("%d-%02d-%02dT%02d:%02d", time.year(), time.month(),
                                     time.day(), time.hours(), time.minutes());
  if (time.has_utc_offset()) absl::StrAppend(&text, "+", time.utc_offset().seconds(), "s");
  return text;
}

std::string Describe(const v1::Period& period) {
  if (period.has_timed()) {
    return absl::StrCat(Describe(period.timed().start()), "/", Describe(period.timed().end()));
  }
  const auto& dated = period.dated();
  return absl::StrCat(Describe(dated.first_day()), "..",
                      dated.has_last_day() ? Describe(dated.last_day()) : "");
}

std::string Describe(const v1::Booking& booking) {
  std::string text = absl::StrCat(booking.id(), ": ", BookedName(booking));
  if (!booking.excepted_spaces().empty()) {
    absl::StrAppend(&text, " but ", absl::StrJoin(booking.excepted_spaces(), ", "));
  }
  if (booking.has_period()) absl::StrAppend(&text, " ", Describe(booking.period()));
  if (!booking.time_zone().empty()) absl::StrAppend(&text, " ", booking.time_zone());
  auto around = [&](const char* name, int64_t value) {
    if (value != 0) absl::StrAppend(&text, " ", name, "=", value);
  };
  around("set_up", booking.set_up().seconds());
  around("tear_down", booking.tear_down().seconds());
  around("set_up_days", booking.set_up_days());
  around("tear_down_days", booking.tear_down_days());
  around("attendance", booking.expected_attendance());
  return text;
}

std::string Describe(const v1::Closure& closure) {
  return absl::StrCat(closure.name(), " ", Describe(closure.period()), " [",
                      absl::StrJoin(closure.spaces(), ", "), "]");
}

std::string Overrides(const google::protobuf::RepeatedField<int>& rules) {
  if (rules.empty()) return "";
  return absl::StrCat(" overriding ", absl::StrJoin(rules, ","));
}

std::string DescribeWrite(const v1::CreateEventRequest& request) {
  return absl::StrCat("create ", request.event_id(), " ", property::Describe(request.event()),
                      Overrides(request.overrides()));
}
std::string DescribeWrite(const v1::UpdateEventRequest& request) {
  return absl::StrCat("update ", absl::StrJoin(request.update_mask().paths(), ","), " of ",
                      property::Describe(request.event()), Overrides(request.overrides()));
}
std::string DescribeWrite(const v1::ConfirmEventRequest& request) {
  return absl::StrCat("confirm ", request.name(), Overrides(request.overrides()));
}
std::string DescribeWrite(const v1::CancelEventRequest& request) {
  return absl::StrCat("cancel ", request.name(), request.cascade() ? " and what is below" : "");
}
std::string DescribeWrite(const v1::DeleteEventRequest& request) {
  return absl::StrCat("delete ", request.name());
}
template <class Names>
std::string DescribeNames(const Names& request) {
  return absl::StrCat(absl::StrJoin(request.names(), ", "), request.programme());
}
std::string DescribeWrite(const v1::PublishEventsRequest& request) {
  return absl::StrCat("publish ", DescribeNames(request));
}
std::string DescribeWrite(const v1::UnpublishEventsRequest& request) {
  return absl::StrCat("unpublish ", DescribeNames(request));
}
std::string DescribeWrite(const v1::CreateAgreementRequest& request) {
  return absl::StrCat("create agreement ", request.agreement_id(), " of ",
                      absl::StrJoin(request.agreement().parties(), ", "));
}
std::string DescribeWrite(const v1::UpdateAgreementRequest& request) {
  return absl::StrCat("update ", absl::StrJoin(request.update_mask().paths(), ","), " of ",
                      request.agreement().ShortDebugString());
}
std::string DescribeWrite(const v1::DeleteAgreementRequest& request) {
  return absl::StrCat("delete ", request.name());
}
std::string DescribeWrite(const v1::AcceptAgreementRequest& request) {
  return absl::StrCat("accept ", request.name(), " for ", request.party());
}
std::string DescribeWrite(const v1::DeclineAgreementRequest& request) {
  return absl::StrCat("decline ", request.name(), " for ", request.party());
}
std::string DescribeWrite(const v1::BatchWriteEventsRequest& request) {
  std::string text = "batch";
  for (const v1::EventWrite& write : request.writes()) {
    absl::StrAppend(&text, "\n      ",
                    write.has_create()      ? DescribeWrite(write.create())
                    : write.has_update()    ? DescribeWrite(write.update())
                    : write.has_confirm()   ? DescribeWrite(write.confirm())
                    : write.has_cancel()    ? DescribeWrite(write.cancel())
                    : write.has_publish()   ? DescribeWrite(write.publish())
                    : write.has_unpublish() ? DescribeWrite(write.unpublish())
                                            : DescribeWrite(write.delete_()));
  }
  return text;
}
std::string DescribeWrite(const v1::PrioritizeHoldRequest& request) {
  return absl::StrCat("order ", request.name(), " ", request.booking(), " as ", request.order());
}
std::string DescribeWrite(const v1::ApproveBookingRequest& request) {
  return absl::StrCat("approve ", request.name(), " ", request.booking(), " ", request.venue(),
                      request.participant(), Overrides(request.overrides()));
}
std::string DescribeWrite(const v1::RefuseBookingRequest& request) {
  return absl::StrCat("refuse ", request.name(), " ", request.booking(), " ", request.venue(),
                      request.participant());
}
std::string DescribeWrite(const v1::CreateClosureRequest& request) {
  return absl::StrCat("create ", request.parent(), "/closures/", request.closure_id(),
                      Describe(request.closure()));
}
std::string DescribeWrite(const v1::UpdateClosureRequest& request) {
  return absl::StrCat("update ", absl::StrJoin(request.update_mask().paths(), ","), " of ",
                      Describe(request.closure()));
}
std::string DescribeWrite(const v1::DeleteClosureRequest& request) {
  return absl::StrCat("delete ", request.name());
}
std::string DescribeWrite(const v1::CreateSpaceRequest& request) {
  return absl::StrCat("create ", request.parent(), "/spaces/", request.space_id(), " of [",
                      absl::StrJoin(request.space().parts(), ", "), "]");
}
std::string DescribeWrite(const v1::UpdateSpaceRequest& request) {
  return absl::StrCat("update ", absl::StrJoin(request.update_mask().paths(), ","), " of ",
                      request.space().name(), " seats ", request.space().seats(), " parts [",
                      absl::StrJoin(request.space().parts(), ", "), "]",
                      request.space().archived() ? " archived" : "");
}
std::string DescribeWrite(const v1::DeleteSpaceRequest& request) {
  return absl::StrCat("delete ", request.name());
}
std::string DescribeWrite(const v1::UpdateVenueRequest& request) {
  return absl::StrCat("update ", absl::StrJoin(request.update_mask().paths(), ","), " of ",
                      request.venue().name());
}

std::string DescribeWrite(const v1::UpdateParticipantRequest& request) {
  return absl::StrCat("update ", request.participant().ShortDebugString());
}

std::string DescribeWrite(const v1::RederiveTimesRequest&) { return "rederive"; }

std::string Outcome(const Verdict& verdict) {
  if (verdict.ok()) return "accepted";
  std::string text = "refused:";
  for (v1::ErrorReason reason : verdict.reasons) {
    absl::StrAppend(&text, " ", v1::ErrorReason_Name(reason).substr(13));
  }
  return text;
}

bool Meet(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& name) { return b.count(name); });
}

}  // namespace

std::string DescribeInstant(int64_t seconds) {
  if (seconds == kForever) return "ever";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

std::string Describe(const v1::Event& event) {
  std::string text = event.name();
  if (event.has_period()) absl::StrAppend(&text, " ", Describe(event.period()));
  if (!event.time_zone().empty()) absl::StrAppend(&text, " ", event.time_zone());
  if (!event.host().empty()) absl::StrAppend(&text, " in ", event.host());
  if (!event.programme().empty()) absl::StrAppend(&text, " of ", event.programme());
  if (!event.agreement().empty()) absl::StrAppend(&text, " under ", event.agreement());
  if (event.visibility() == v1::VISIBILITY_PRIVATE) absl::StrAppend(&text, " private");
  if (event.has_publish_time()) absl::StrAppend(&text, " published");
  for (const v1::Stop& stop : event.culture_days().stops()) {
    absl::StrAppend(&text, " (", stop.city(), " ", Describe(stop.first_day()), "..",
                    Describe(stop.last_day()), ")");
  }
  for (const v1::Booking& booking : event.bookings()) {
    absl::StrAppend(&text, " {", Describe(booking), "}");
  }
  if (event.has_expire_time()) {
    absl::StrAppend(&text, " until ", DescribeInstant(event.expire_time().seconds()));
  }
  for (const v1::BookingHold& hold : event.holds()) {
    absl::StrAppend(&text, " <", hold.booking(), " since ",
                    DescribeInstant(hold.arrive_time().seconds()), " as ", hold.order(), ">");
  }
  for (const v1::BookingApproval& approval : event.approvals()) {
    absl::StrAppend(&text, " [", approval.booking(), " ",
                    v1::ApprovalState_Name(approval.state()).substr(15), "]");
  }
  if (event.has_move()) {
    absl::StrAppend(&text, " moves (", event.move().group(), ") to", Describe(AsMoved(event)));
  }
  return text;
}

std::string Describe(const v1::Conflict& conflict) {
  return absl::StrCat(
      "[", conflict.item(), "] ", conflict.event(), " ", conflict.booking(), ": ",
      v1::ConflictRule_Name(conflict.rule()).substr(14), " (",
      v1::ConflictSeverity_Name(conflict.severity()).substr(18), ") ", conflict.resource(),
      " with ", conflict.counterpart(), " ", conflict.counterpart_booking(), " ",
      conflict.has_start_time() ? DescribeInstant(conflict.start_time().seconds()) : "", "/",
      conflict.has_end_time() ? DescribeInstant(conflict.end_time().seconds()) : "",
      conflict.hold_rank() == 0 ? "" : absl::StrCat(" rank ", conflict.hold_rank()));
}

std::string Describe(const Claim& claim) {
  const char* kinds[] = {"confirmed", "contested", "held", "closed"};
  return absl::StrCat(claim.owner, "#", claim.booking, " ", kinds[static_cast<int>(claim.kind)],
                      " ", claim.atom, " ", DescribeInstant(claim.span.start), "/",
                      DescribeInstant(claim.span.end),
                      claim.host.empty() ? "" : absl::StrCat(" in ", claim.host));
}

std::string Describe(const Request& request) {
  return std::visit([](const auto& alternative) { return DescribeWrite(alternative); }, request);
}

void History::Add(int operation, int64_t now, const Request& request, const Verdict& verdict) {
  Entry entry;
  entry.text = absl::StrCat("#", operation, " at ", DescribeInstant(now), ": ", Describe(request),
                            "\n    ", Outcome(verdict));
  entry.touched = verdict.atoms;
  entry.touched.insert(verdict.owners.begin(), verdict.owners.end());
  entries_.push_back(std::move(entry));
  if (entries_.size() > kKept) entries_.pop_front();
}

std::string History::About(const std::set<std::string>& atoms, const std::set<std::string>& owners,
                           int limit) const {
  std::vector<std::string> texts;
  for (auto entry = entries_.rbegin(); entry != entries_.rend() && texts.size() < limit; ++entry) {
    const bool concerned = Meet(owners, entry->touched) || Meet(atoms, entry->touched);
    if (concerned || entry == entries_.rbegin()) texts.push_back(entry->text);
  }
  std::reverse(texts.begin(), texts.end());
  return absl::StrJoin(texts, "\n  ");
}

}  // namespace taqvim::property
