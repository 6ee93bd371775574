#include "client/cli/apply/apply_prune.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/references.h"
#include "client/cli/fields/values.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;

constexpr char kIsConfirmed[] = "it is confirmed; --prune-confirmed cancels it, too";

const v1::Event* EventIn(const Message& resource) {
  return resource.GetDescriptor() == v1::Event::descriptor()
             ? &static_cast<const v1::Event&>(resource)
             : nullptr;
}

// What is no event is for as long as it is there.
bool IsLive(const Message& resource) {
  const v1::Event* event = EventIn(resource);
  return event == nullptr || event->state() == v1::EVENT_STATE_TENTATIVE ||
         event->state() == v1::EVENT_STATE_CONFIRMED;
}

class Pruning {
 public:
  Pruning(std::vector<std::unique_ptr<Message>> marked,
          const std::vector<std::unique_ptr<Message>>& others, const std::vector<ApplyStep>& plan,
          PruneConfirmed confirmed) {
    std::set<std::string> known;
    for (const ApplyStep& step : plan) {
      known.insert(step.wanted->name);
      NoteReferences(step.wanted->name, *step.resource, /*is_live=*/true);
    }
    for (auto& resource : marked) {
      const std::string name = NameOf(*resource);
      if (known.insert(name).second) Judge(name, std::move(resource), confirmed);
    }
    for (const auto& other : others) {
      const std::string name = NameOf(*other);
      if (!known.contains(name)) NoteReferences(name, *other, IsLive(*other));
    }
  }

  PrunePlan Take() {
    while (LetStayWhatIsReferredTo()) {
    }
    for (const auto& [name, candidate] : candidates_) {
      for (const std::string& reference : ReferencesOf(*candidate.resource)) {
        if (candidates_.contains(reference)) referrers_[reference].push_back(name);
      }
    }
    std::set<std::string> added;
    const auto add_all = [&](bool events) {
      for (const std::string& name : order_) {
        const auto found = candidates_.find(name);
        if (found == candidates_.end()) continue;
        if ((EventIn(*found->second.resource) != nullptr) == events) Add(name, &added);
      }
    };
    add_all(/*events=*/true);
    add_all(/*events=*/false);
    return std::move(plan_);
  }

 private:
  struct Candidate {
    std::unique_ptr<Message> resource;
    ApplyAction action = ApplyAction::kDelete;
  };

  // What it refers to, for as long as it stays. What is not live binds events to be there, but
  // not to take place.
  void NoteReferences(const std::string& name, const Message& resource, bool is_live) {
    for (const std::string& reference : ReferencesOf(resource)) {
      auto& by = referred_[reference];
      // Who is live counts more.
      if (by.first.empty() || (is_live && !by.second)) by = {name, is_live};
    }
  }

  void Judge(const std::string& name, std::unique_ptr<Message> resource, PruneConfirmed confirmed) {
    if (!IsLive(*resource)) return NoteReferences(name, *resource, /*is_live=*/false);
    const v1::Event* event = EventIn(*resource);
    Candidate candidate;
    const bool is_confirmed = event != nullptr && event->state() == v1::EVENT_STATE_CONFIRMED;
    if (is_confirmed && confirmed == PruneConfirmed::kNo) {
      plan_.stays[name] = kIsConfirmed;
      return NoteReferences(name, *resource, /*is_live=*/true);
    }
    if (is_confirmed) {
      candidate.action = ApplyAction::kCancel;
      NoteReferences(name, *resource, /*is_live=*/false);
    }
    candidate.resource = std::move(resource);
    order_.push_back(name);
    candidates_.emplace(name, std::move(candidate));
  }

  // Whether anything stays that was to go, which may keep others.
  bool LetStayWhatIsReferredTo() {
    bool changed = false;
    for (auto one = candidates_.begin(); one != candidates_.end();) {
      const auto referred = referred_.find(one->first);
      if (referred == referred_.end()) {
        ++one;
        continue;
      }
      const auto [by, is_live] = referred->second;
      Candidate& candidate = one->second;
      if (is_live || EventIn(*candidate.resource) == nullptr) {
        plan_.stays[one->first] = absl::StrCat(by, " refers to it");
        NoteReferences(one->first, *candidate.resource, /*is_live=*/true);
        one = candidates_.erase(one);
        changed = true;
        continue;
      }
      if (candidate.action == ApplyAction::kDelete) {
        candidate.action = ApplyAction::kCancel;
        NoteReferences(one->first, *candidate.resource, /*is_live=*/false);
        changed = true;
      }
      ++one;
    }
    return changed;
  }

  // Adds it behind those that refer to it.
  void Add(const std::string& name, std::set<std::string>* added) {
    if (!added->insert(name).second) return;
    const Candidate& candidate = candidates_.at(name);
    for (const std::string& other : referrers_[name]) Add(other, added);
    auto wanted = std::make_unique<WantedResource>();
    wanted->kind = FindKindOf(name);
    wanted->name = name;
    ApplyStep& step = plan_.steps.emplace_back();
    step.wanted = wanted.get();
    step.action = candidate.action;
    step.current.reset(candidate.resource->New());
    step.current->CopyFrom(*candidate.resource);
    step.resource.reset(candidate.resource->New());
    step.resource->CopyFrom(*candidate.resource);
    plan_.wanted.push_back(std::move(wanted));
  }

  PrunePlan plan_;
  std::vector<std::string> order_;
  std::map<std::string, Candidate> candidates_;
  // Those of them that refer to others of them.
  std::map<std::string, std::vector<std::string>> referrers_;
  // By whom resources are referred to that stay, and whether that is live; by name.
  std::map<std::string, std::pair<std::string, bool>> referred_;
};

}  // namespace

PrunePlan PlanPrune(std::vector<std::unique_ptr<Message>> marked,
                    const std::vector<std::unique_ptr<Message>>& others,
                    const std::vector<ApplyStep>& plan, PruneConfirmed confirmed) {
  return Pruning(std::move(marked), others, plan, confirmed).Take();
}

}  // namespace taqvim::cli
