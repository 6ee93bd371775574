// What is published, and what follows from it.
#include "tests/property/model/publishing_model.h"

#include <algorithm>
#include <map>

#include "tests/property/model/event_writes_model.h"

namespace taqvim::property {
namespace {

constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;

bool IsPrivate(const v1::Event& event) { return event.visibility() == v1::VISIBILITY_PRIVATE; }

// Whether it took place for everybody, or was to.
bool WasCertain(const v1::Event& event) {
  return IsConfirmed(event) ||
         (event.state() == v1::EVENT_STATE_CANCELLED && event.has_confirm_time());
}

bool Appears(const v1::Event* event) {
  return event != nullptr && event->has_publish_time() && !IsPrivate(*event) && WasCertain(*event);
}

bool Says(const v1::Event& event, const std::vector<std::string>& seen) {
  const auto& said = event.public_references();
  return std::equal(seen.begin(), seen.end(), said.begin(), said.end());
}

Verdict NotFound() {
  return Refused(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace

std::vector<std::string> PublicReferencesOf(
    const v1::Event& event, const std::function<const v1::Event*(const std::string&)>& find) {
  std::vector<std::string> seen;
  if (!event.has_publish_time()) return seen;
  for (const std::string& other :
       {event.programme(), event.host(), event.culture_days().reciprocal()}) {
    const bool told = std::find(seen.begin(), seen.end(), other) != seen.end();
    if (!other.empty() && !told && Appears(find(other))) seen.push_back(other);
  }
  return seen;
}

std::set<std::string> SettlePublicReferences(World& world) {
  std::set<std::string> changed;
  for (auto& [name, stored] : world.events) {
    const auto seen = PublicReferencesOf(stored.message, [&](const std::string& other) {
      const auto found = world.events.find(other);
      return found == world.events.end() ? nullptr : &found->second.message;
    });
    if (Says(stored.message, seen)) continue;
    stored.message.mutable_public_references()->Assign(seen.begin(), seen.end());
    stored.etag = "another one";
    changed.insert(name);
  }
  return changed;
}

Verdict EventWritesModel::PublishOne(const std::string& name, bool publish, int item) {
  Draft* draft = nullptr;
  Verdict verdict = Open(name, "", item, &draft);
  if (!verdict.ok()) return verdict;
  v1::Event& event = draft->after;
  if (!publish) {
    event.clear_publish_time();
    return {};
  }
  if (IsPrivate(event) || (!IsLive(event) && !WasCertain(event))) {
    return Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  }
  if (!event.has_publish_time()) event.mutable_publish_time()->set_seconds(world_.now);
  return {};
}

// The culture days, and in the order in which they were created what belongs to them and is
// meant.
Verdict EventWritesModel::MeantWith(const std::string& programme, bool publish,
                                    std::vector<std::string>& names) const {
  const v1::Event* days = Staying(programme);
  if (days == nullptr) return NotFound();
  if (!days->has_culture_days()) {
    return Refused(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD);
  }
  std::map<int64_t, std::string> members;
  for (const auto& [name, stored] : world_.events) {
    const v1::Event& event = stored.message;
    const bool meant = publish ? IsLive(event) && !IsPrivate(event) : event.has_publish_time();
    if (event.programme() == programme && meant) members[stored.serial] = name;
  }
  names = {programme};
  for (const auto& [serial, name] : members) names.push_back(name);
  return {};
}

Verdict EventWritesModel::Publish(std::vector<std::string> names, const std::string& programme,
                                  bool publish) {
  Verdict verdict;
  if (!programme.empty()) verdict = MeantWith(programme, publish, names);
  for (const std::string& name : names) {
    if (verdict.ok()) verdict = PublishOne(name, publish, 0);
  }
  return verdict.ok() ? Judged() : verdict;
}

// Of all events there are; whatever changes by the write is written with it.
void EventWritesModel::SettlePublicReferences() {
  std::set<std::string> names;
  for (const auto& [name, stored] : world_.events) names.insert(name);
  for (const auto& [name, draft] : drafts_) names.insert(name);
  for (const std::string& name : names) {
    const v1::Event* event = Staying(name);
    if (event == nullptr) continue;
    const auto seen =
        PublicReferencesOf(*event, [this](const std::string& other) { return Staying(other); });
    if (Says(*event, seen)) continue;
    Draft& draft = TakeUp(name);
    draft.written = true;
    draft.after.mutable_public_references()->Assign(seen.begin(), seen.end());
  }
}

}  // namespace taqvim::property
