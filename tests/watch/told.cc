#include "tests/watch/told.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <string>

namespace taqvim::watching {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

}  // namespace

const v1::Revision* Expected::Find(int64_t number) const {
  const size_t index = After(number - 1);
  return index < told_.size() && told_[index].number() == number ? &told_[index] : nullptr;
}

size_t Expected::After(int64_t number) const {
  return std::upper_bound(told_.begin(), told_.end(), number,
                          [](int64_t wanted, const v1::Revision& revision) {
                            return wanted < revision.number();
                          }) -
         told_.begin();
}

AssertionResult IsWithoutGaps(const Expected& expected, const Segment& segment,
                              const History& history, std::optional<int64_t> after) {
  std::optional<size_t> next;
  if (after) next = expected.After(*after);
  for (const auto& told : segment.told) {
    for (const v1::Revision& revision : told.revisions()) {
      const int64_t number = revision.number();
      if (!next) next = expected.After(number - 1);
      if (*next >= expected.size()) {
        return AssertionFailure() << number << " is told again, or is not logged";
      }
      if (number != expected.number(*next)) {
        return AssertionFailure() << number << " is told instead of " << expected.number(*next)
                                  << ", the next that matches";
      }
      ++*next;
    }
    if (told.revision_token().empty()) continue;
    const auto number = history.NumberOf(told.revision_token());
    if (!number) return AssertionFailure() << "a token is of no history";
    const size_t up_to_token = expected.After(*number);
    if (next.value_or(up_to_token) != up_to_token) {
      return AssertionFailure() << "the token of " << *number << " was told too early or late";
    }
    next = up_to_token;
  }
  return AssertionSuccess();
}

AssertionResult IsAsLogged(const Expected& expected, const Segment& segment) {
  for (const auto& response : segment.told) {
    for (const v1::Revision& told : response.revisions()) {
      const v1::Revision* whole = expected.Find(told.number());
      if (whole == nullptr) {
        return AssertionFailure() << told.number() << " is told and does not match";
      }
      if (!MessageDifferencer::Equals(told, *whole)) {
        return AssertionFailure() << told.ShortDebugString() << "\nis told of\n"
                                  << whole->ShortDebugString();
      }
    }
  }
  return AssertionSuccess();
}

void Apply(const v1::WatchChangesResponse& told, State* state) {
  for (const v1::Resource& resource : told.resources()) (*state)[NameOf(resource)] = resource;
  for (const v1::Revision& revision : told.revisions()) {
    for (const v1::Change& change : revision.changes()) Apply(change, state);
  }
}

AssertionResult IsSame(const State& told, const State& wanted) {
  for (const auto& [name, resource] : wanted) {
    const auto found = told.find(name);
    if (found == told.end()) return AssertionFailure() << name << " is missing";
    if (!MessageDifferencer::Equals(found->second, resource)) {
      return AssertionFailure() << found->second.ShortDebugString() << "\ninstead of\n"
                                << resource.ShortDebugString();
    }
  }
  for (const auto& [name, resource] : told) {
    if (!wanted.contains(name)) return AssertionFailure() << name << " is not there any more";
  }
  return AssertionSuccess();
}

}  // namespace taqvim::watching
