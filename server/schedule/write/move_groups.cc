#include "server/schedule/write/move_groups.h"

#include <set>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "proto/status_macros.h"
#include "server/schedule/claiming/kept_days.h"
#include "server/schedule/drafts/moves.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

constexpr int kPage = 1000;

using Visit = absl::FunctionRef<absl::StatusOr<bool>(const std::string& name)>;

// Calls `visit` with the names of the members, in order of creation, until it says that it is
// enough. Keys are hashes, and others may have the same.
absl::Status ForEachMember(storage::Transaction& transaction, const std::string& group,
                           Visit visit) {
  storage::SearchQuery query{.criteria = {{.keys = {MoveGroupKey(group)}}}, .limit = kPage};
  while (true) {
    ASSIGN_OR_RETURN(auto page, transaction.Search(query));
    for (storage::ResourceId id : page.ids) {
      ASSIGN_OR_RETURN(auto resource, transaction.FindById(id));
      if (!resource) continue;
      ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
      if (MoveGroupOf(*event) != group) continue;
      ASSIGN_OR_RETURN(const bool enough, visit(resource->name));
      if (enough) return absl::OkStatus();
    }
    if (page.complete) return absl::OkStatus();
    query.after = page.reached;
  }
}

// Marks what is written because another is.
void WriteWith(const Drafts& drafts, const Draft& cause, Draft& draft) {
  if (!draft.written) {
    draft.item = cause.item;
    draft.path = cause.path;
    draft.written = true;
  }
  *draft.after.mutable_update_time() = drafts.now();
}

absl::Status EndGroup(Drafts& drafts, const Draft& cause, const std::string& group) {
  const auto end = [&](const std::string& name) -> absl::StatusOr<bool> {
    ASSIGN_OR_RETURN(auto member, drafts.Open(name));
    if (member == nullptr || MoveGroupOf(member->after) != group) return false;
    member->after.clear_move();
    WriteWith(drafts, cause, *member);
    return false;
  };
  return ForEachMember(drafts.transaction(), group, end);
}

// Whether nobody has anything left to say about any of them; looks no further than to the
// first that waits.
absl::StatusOr<bool> IsAgreed(Drafts& drafts, const std::string& group) {
  bool agreed = true;
  RETURN_IF_ERROR(ForEachMember(drafts.transaction(), group,
                                [&](const std::string& name) -> absl::StatusOr<bool> {
                                  ASSIGN_OR_RETURN(auto member, drafts.Final(name));
                                  agreed = member != nullptr && IsMoveAgreed(*member);
                                  return !agreed;
                                }));
  return agreed;
}

// Makes the move of one, as the approval of another asks for it.
void Move(const Drafts& drafts, const Draft& cause, Draft& draft) {
  WriteWith(drafts, cause, draft);
  if (&draft != &cause) draft.overrides = cause.overrides;
  MoveNow(draft);
  KeepRecurrence(draft.before, draft.after);
}

}  // namespace

absl::Status MoveTogether(Drafts& drafts, Draft& draft, std::vector<std::string>& moved_along) {
  if (!IsMoveAgreed(draft.after)) return absl::OkStatus();
  const std::string group = MoveGroupOf(draft.after);
  if (group.empty()) {
    Move(drafts, draft, draft);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const bool agreed, IsAgreed(drafts, group));
  if (!agreed) return absl::OkStatus();
  return ForEachMember(drafts.transaction(), group,
                       [&](const std::string& name) -> absl::StatusOr<bool> {
                         ASSIGN_OR_RETURN(auto member, drafts.Open(name));
                         if (member == nullptr) return false;
                         Move(drafts, draft, *member);
                         if (member != &draft) moved_along.push_back(name);
                         return false;
                       });
}

absl::Status EndMoveGroups(Drafts& drafts) {
  std::set<std::string> ended;
  // Those that are opened here end with the group that they are opened for.
  const size_t given = drafts.all().size();
  for (size_t i = 0; i < given; ++i) {
    const Draft& draft = *drafts.all()[i];
    const std::string& group = MoveGroupOf(draft.before);
    if (group.empty() || draft.moves || MoveGroupOf(draft.after) == group) continue;
    if (!ended.insert(group).second) continue;
    RETURN_IF_ERROR(EndGroup(drafts, draft, group));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
