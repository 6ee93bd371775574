// What each item asks for, and whether the states allow it.
#include <algorithm>

#include "tests/property/model/event_writes_model.h"

namespace taqvim::property {
namespace {

constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;

void ApplyPath(const std::string& path, const v1::Event& change, v1::Event& event) {
  if (path == "expire_time") {
    event.clear_expire_time();
    if (change.has_expire_time()) *event.mutable_expire_time() = change.expire_time();
  }
  if (path == "title") *event.mutable_title() = change.title();
  if (path == "owner") event.set_owner(change.owner());
  if (path == "time_zone") event.set_time_zone(change.time_zone());
  if (path == "bookings") *event.mutable_bookings() = change.bookings();
  if (path == "programme") event.set_programme(change.programme());
  if (path == "host") event.set_host(change.host());
  if (path == "agreement") event.set_agreement(change.agreement());
  if (path == "visibility") event.set_visibility(change.visibility());
  if (path == "recurrence") {
    const v1::Event before = event;
    *event.mutable_recurrence() = change.recurrence();
    KeepDays(before, event);
  }
  if (path == "period") *event.mutable_period() = change.period();
  if (path == "culture_days.reciprocal") {
    event.mutable_culture_days()->set_reciprocal(change.culture_days().reciprocal());
  }
  if (path == "culture_days.stops") {
    *event.mutable_culture_days()->mutable_stops() = change.culture_days().stops();
  }
}

}  // namespace

void KeepDays(const v1::Event& before, v1::Event& after) {
  if (!after.has_recurrence()) return;
  v1::Recurrence& recurrence = *after.mutable_recurrence();
  *recurrence.mutable_skipped_days() = before.recurrence().skipped_days();
  *recurrence.mutable_held_days() = before.recurrence().held_days();
  recurrence.clear_claimed_through();
  if (before.recurrence().has_claimed_through()) {
    *recurrence.mutable_claimed_through() = before.recurrence().claimed_through();
  }
}

void ApplyUpdate(const v1::UpdateEventRequest& request, v1::Event& event) {
  const v1::Event& change = request.event();
  for (const std::string& path : request.update_mask().paths()) ApplyPath(path, change, event);
  if (!request.update_mask().paths().empty()) return;
  // Without a mask, what is set is meant.
  if (!change.title().empty()) ApplyPath("title", change, event);
  if (!change.time_zone().empty()) ApplyPath("time_zone", change, event);
  if (!change.bookings().empty()) ApplyPath("bookings", change, event);
  if (!change.programme().empty()) ApplyPath("programme", change, event);
  if (!change.host().empty()) ApplyPath("host", change, event);
  if (change.has_period()) ApplyPath("period", change, event);
  if (!change.culture_days().stops().empty()) ApplyPath("culture_days.stops", change, event);
}

Verdict EventWritesModel::Step(const v1::EventWrite& write, int item) {
  if (write.has_create()) return Create(write.create(), item);
  if (write.has_update()) return Update(write.update(), item);
  if (write.has_confirm()) return Confirm(write.confirm(), item);
  if (write.has_delete_()) return Delete(write.delete_(), item);
  if (write.has_publish()) return PublishOne(write.publish().names(0), true, item);
  if (write.has_unpublish()) return PublishOne(write.unpublish().names(0), false, item);
  return Cancel(write.cancel(), item);
}

Verdict EventWritesModel::Create(const v1::CreateEventRequest& request, int item) {
  const std::string name = "events/" + request.event_id();
  if (Final(name) != nullptr || drafts_.count(name)) {
    return Refused(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS);
  }
  Draft& draft = drafts_[name];
  draft.after = request.event();
  draft.after.set_name(name);
  draft.after.set_state(v1::EVENT_STATE_TENTATIVE);
  draft.after.mutable_create_time()->set_seconds(world_.now);
  draft.serial = world_.next_serial++;
  ResolveExpireTime(v1::Event(), draft.after);
  draft.item = item;
  draft.written = true;
  if (request.confirm()) ConfirmDraft(draft);
  draft.overrides.insert(request.overrides().begin(), request.overrides().end());
  written_.push_back(name);
  return {};
}

Draft& EventWritesModel::TakeUp(const std::string& name) {
  auto draft = drafts_.find(name);
  return draft != drafts_.end() ? draft->second : TakeUp(name, world_.events.at(name));
}

Draft& EventWritesModel::TakeUp(const std::string& name, const Stored<v1::Event>& stored) {
  Draft& draft = drafts_[name];
  draft.before = &stored;
  draft.after = stored.message;
  draft.serial = stored.serial;
  return draft;
}

Verdict EventWritesModel::Open(const std::string& name, const std::string& etag, int item,
                               Draft** opened) {
  auto stored = world_.events.find(name);
  auto draft = drafts_.find(name);
  const bool deleted = draft != drafts_.end() && draft->second.deleted;
  if (deleted || (stored == world_.events.end() && draft == drafts_.end())) {
    return Refused(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  if (!etag.empty() && (stored == world_.events.end() || stored->second.etag != etag)) {
    return Refused(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH);
  }
  *opened = &TakeUp(name);
  if (!(*opened)->written) (*opened)->item = item;
  (*opened)->written = true;
  written_.push_back(name);
  return {};
}

Verdict EventWritesModel::Update(const v1::UpdateEventRequest& request, int item) {
  Draft* draft = nullptr;
  Verdict verdict = Open(request.event().name(), request.event().etag(), item, &draft);
  if (!verdict.ok()) return verdict;
  if (!IsLive(draft->after)) return Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  if (request.withdraw_move()) {
    const bool waits = IsMovePending(draft->after);
    if (!waits) return Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
    draft->after.clear_move();
  }
  const v1::Event before = draft->after;
  ApplyUpdate(request, draft->after);
  if (draft->after.visibility() == v1::VISIBILITY_PRIVATE) draft->after.clear_publish_time();
  ResolveExpireTime(before, draft->after);
  draft->asks |= request.ask_approval();
  draft->overrides.insert(request.overrides().begin(), request.overrides().end());
  return {};
}

Verdict EventWritesModel::Confirm(const v1::ConfirmEventRequest& request, int item) {
  Draft* draft = nullptr;
  Verdict verdict = Open(request.name(), request.etag(), item, &draft);
  if (!verdict.ok()) return verdict;
  if (draft->after.state() != v1::EVENT_STATE_TENTATIVE) {
    return Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  }
  ConfirmDraft(*draft);
  draft->overrides.insert(request.overrides().begin(), request.overrides().end());
  return {};
}

Verdict EventWritesModel::Delete(const v1::DeleteEventRequest& request, int item) {
  Draft* draft = nullptr;
  Verdict verdict = Open(request.name(), request.etag(), item, &draft);
  if (!verdict.ok()) return verdict;
  if (draft->after.has_confirm_time()) {
    return Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  }
  draft->deleted = true;
  if (IsLive(draft->after)) draft->after.set_state(v1::EVENT_STATE_CANCELLED);
  return {};
}

// By what stays.
bool EventWritesModel::IsReferredTo(const std::string& name) const {
  const auto refers = [&](const v1::Event& event) {
    return event.host() == name || event.programme() == name ||
           event.culture_days().reciprocal() == name;
  };
  for (const auto& [other, draft] : drafts_) {
    if (!draft.deleted && refers(draft.after)) return true;
  }
  for (const auto& [other, stored] : world_.events) {
    if (!drafts_.count(other) && refers(stored.message)) return true;
  }
  return false;
}

void EventWritesModel::ConfirmDraft(Draft& draft) {
  draft.after.set_state(v1::EVENT_STATE_CONFIRMED);
  draft.after.mutable_confirm_time()->set_seconds(world_.now);
  draft.confirming = true;
}

Verdict EventWritesModel::Cancel(const v1::CancelEventRequest& request, int item) {
  Draft* draft = nullptr;
  Verdict verdict = Open(request.name(), request.etag(), item, &draft);
  if (!verdict.ok()) return verdict;
  if (!IsLive(draft->after)) return Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  CancelDraft(*draft, request);
  return {};
}

void EventWritesModel::CancelDraft(Draft& draft, const v1::CancelEventRequest& request) {
  draft.after.set_state(v1::EVENT_STATE_CANCELLED);
  draft.after.clear_move();
  draft.confirming = false;
  *draft.after.mutable_cancel_reason() = request.reason();
  if (!request.cascade()) return;
  std::vector<std::string> below = HostedBy(draft.name());
  for (const std::string& name : MembersOf(draft.name())) below.push_back(name);
  for (const std::string& name : below) {
    if (!IsLive(*Final(name))) continue;
    Draft& other = TakeUp(name);
    if (!other.written) other.item = draft.item;
    other.written = true;
    cascaded_.insert(name);
    CancelDraft(other, request);
  }
}

void EventWritesModel::CheckProgrammeOf(const Draft& draft, bool& illegal) {
  const std::string& name = draft.after.programme();
  if (name.empty() || (draft.before != nullptr && draft.before->message.programme() == name)) {
    return;
  }
  const v1::Event* programme = Staying(name);
  if (programme == nullptr) {
    malformed_.insert(v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  } else if (!programme->has_culture_days()) {
    malformed_.insert(v1::ERROR_REASON_INVALID_FIELD);
  } else if (!IsLive(*programme)) {
    illegal = true;
  }
}

void EventWritesModel::CheckHostOf(const Draft& draft, bool& illegal) {
  const std::string& name = draft.after.host();
  const bool is_set =
      !draft.deleted && (draft.before == nullptr || draft.before->message.host() != name);
  if (name.empty() || !(IsLive(draft.after) || is_set)) return;
  const v1::Event* host = Staying(name);
  if (host == nullptr) {
    malformed_.insert(v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  } else if (name == draft.name()) {
    malformed_.insert(v1::ERROR_REASON_INVALID_FIELD);
  } else if (!IsLive(draft.after)) {
    HostsOf(draft);
  } else if (!IsLive(*host) ||
             ((IsConfirmed(draft.after) || draft.confirming) && !IsConfirmed(*host))) {
    illegal = true;
  }
}

// On the other side of a link, which is written with this one.
void EventWritesModel::SetReciprocal(const std::string& name, const std::string& reciprocal,
                                     int item) {
  Draft& other = TakeUp(name);
  if (!other.written) other.item = item;
  other.written = true;
  other.after.mutable_culture_days()->set_reciprocal(reciprocal);
}

// Those that the culture days answered, and no longer do.
void EventWritesModel::FreeReciprocal(Draft& draft) {
  if (!draft.after.has_culture_days()) return;
  if (!IsLive(draft.after)) draft.after.mutable_culture_days()->clear_reciprocal();
  const std::string& now = draft.after.culture_days().reciprocal();
  const std::string before =
      draft.before != nullptr ? draft.before->message.culture_days().reciprocal() : "";
  if (before.empty() || before == now) return;
  const bool answers_these = Final(before)->culture_days().reciprocal() == draft.name();
  if (answers_these) SetReciprocal(before, "", draft.item);
}

void EventWritesModel::JoinReciprocal(const Draft& draft, bool& illegal) {
  const v1::CultureDays& days = draft.after.culture_days();
  const std::string& name = days.reciprocal();
  if (name.empty() ||
      (draft.before != nullptr && draft.before->message.culture_days().reciprocal() == name)) {
    return;
  }
  const v1::Event* other = Staying(name);
  if (other == nullptr) {
    malformed_.insert(v1::ERROR_REASON_REFERENCE_NOT_FOUND);
    return;
  }
  const v1::CultureDays& theirs = other->culture_days();
  const bool may_answer = other->has_culture_days() && name != draft.name();
  if (may_answer && !IsLive(*other)) {
    illegal = true;
  } else if (!may_answer || !Mirrors(days, theirs) ||
             (!theirs.reciprocal().empty() && theirs.reciprocal() != draft.name())) {
    malformed_.insert(v1::ERROR_REASON_INVALID_FIELD);
  } else {
    SetReciprocal(name, draft.name(), draft.item);
  }
}

// Culture days that answer others are named by them.
void EventWritesModel::LinkReciprocals(bool& illegal) {
  std::vector<std::string> names;
  for (const auto& [name, draft] : drafts_) names.push_back(name);
  for (const std::string& name : names) FreeReciprocal(drafts_.at(name));
  for (const std::string& name : names) JoinReciprocal(drafts_.at(name), illegal);
}

// Whether what events say of each other holds in the end.
Verdict EventWritesModel::Settle() {
  bool illegal = false;
  LinkReciprocals(illegal);
  for (const auto& [name, draft] : drafts_) {
    CheckProgrammeOf(draft, illegal);
    CheckHostOf(draft, illegal);
  }
  if (illegal) return Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  if (!malformed_.empty()) return Malformed();
  for (const auto& [name, draft] : drafts_) {
    if (draft.deleted && IsReferredTo(name)) {
      return Refused(kFailedPrecondition, v1::ERROR_REASON_RESOURCE_IN_USE);
    }
    if (draft.deleted || IsLive(draft.after)) continue;
    for (const std::string& hosted : HostedBy(name)) {
      if (!IsLive(*Final(hosted))) continue;
      return Refused(kFailedPrecondition, v1::ERROR_REASON_RESOURCE_IN_USE);
    }
  }
  return {};
}

Verdict EventWritesModel::Malformed() const {
  Verdict verdict;
  verdict.code = absl::StatusCode::kInvalidArgument;
  verdict.reasons = malformed_;
  return verdict;
}

const v1::Event* EventWritesModel::Staying(const std::string& name) const {
  const auto draft = drafts_.find(name);
  return draft != drafts_.end() && draft->second.deleted ? nullptr : Final(name);
}

const v1::Event* EventWritesModel::Final(const std::string& name) const {
  if (auto draft = drafts_.find(name); draft != drafts_.end()) return &draft->second.after;
  auto stored = world_.events.find(name);
  return stored == world_.events.end() ? nullptr : &stored->second.message;
}

std::vector<Claim> EventWritesModel::FinalClaims(const std::string& name) const {
  auto draft = drafts_.find(name);
  if (draft != drafts_.end() && draft->second.claimed) return draft->second.claims;
  auto stored = world_.events.find(name);
  return stored == world_.events.end() ? std::vector<Claim>() : stored->second.claims;
}

std::vector<std::string> EventWritesModel::HostedBy(const std::string& name) const {
  std::set<std::string> names;
  for (const std::string& live : world_.live) {
    if (Final(live)->host() == name) names.insert(live);
  }
  for (const auto& [other, draft] : drafts_) {
    if (draft.after.host() == name) names.insert(other);
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> EventWritesModel::MembersOf(const std::string& name) const {
  std::set<std::string> names;
  for (const std::string& live : world_.live) {
    if (Final(live)->programme() == name) names.insert(live);
  }
  for (const auto& [other, draft] : drafts_) {
    if (draft.after.programme() == name) names.insert(other);
  }
  return {names.begin(), names.end()};
}

}  // namespace taqvim::property
