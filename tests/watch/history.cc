#include "tests/watch/history.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::watching {
namespace {

v1::ResourceKind TypeOf(const v1::Resource& resource) {
  return static_cast<v1::ResourceKind>(resource.resource_case());
}

bool MatchesEvent(const v1::EventFilter& filter, const v1::Event& event) {
  const auto& states = filter.states();
  if (!states.empty() && std::find(states.begin(), states.end(), event.state()) == states.end()) {
    return false;
  }
  return std::any_of(event.title().begin(), event.title().end(), [&](const auto& title) {
    return absl::StrContains(title.second, filter.text());
  });
}

// The change as it is seen through the filter; nullopt when it is not.
std::optional<v1::Change> Seen(const v1::Change& change, const Interest& interest) {
  const bool matched = change.has_before() && Matches(interest.filter, change.before());
  const bool matches = change.has_after() && Matches(interest.filter, change.after());
  if (!matched && !matches) return std::nullopt;
  v1::Change seen = change;
  if (!matched && matches && change.has_before()) seen.set_kind(v1::CHANGE_KIND_ENTERED);
  if (matched && !matches && change.has_after()) seen.set_kind(v1::CHANGE_KIND_LEFT);
  if (!interest.include_before) seen.clear_before();
  return seen;
}

}  // namespace

bool Matches(const v1::ChangeFilter& filter, const v1::Resource& resource) {
  const auto& types = filter.resource_kinds();
  if (!types.empty() && std::find(types.begin(), types.end(), TypeOf(resource)) == types.end()) {
    return false;
  }
  return !filter.has_events() || !resource.has_event() ||
         MatchesEvent(filter.events(), resource.event());
}

std::string NameOf(const v1::Resource& resource) {
  const auto* reflection = resource.GetReflection();
  const auto* type =
      reflection->GetOneofFieldDescriptor(resource, v1::Resource::descriptor()->oneof_decl(0));
  if (type == nullptr) return "";
  const auto& held = reflection->GetMessage(resource, type);
  return held.GetReflection()->GetString(held, held.GetDescriptor()->FindFieldByName("name"));
}

void Apply(const v1::Change& change, State* state) {
  if (change.kind() == v1::CHANGE_KIND_DELETED || change.kind() == v1::CHANGE_KIND_LEFT) {
    state->erase(change.name());
  } else {
    (*state)[change.name()] = change.after();
  }
}

Listing List(client::Client& client, const std::string& after, const Interest& interest,
             int page_size) {
  Listing listing;
  listing.newest = after;
  v1::ListChangesRequest request;
  *request.mutable_filter() = interest.filter;
  request.set_include_before(interest.include_before);
  request.set_page_size(page_size);
  bool inside = false;
  for (bool more = true; more;) {
    // Inside a revision the same is asked, with the token of the page.
    if (request.page_token().empty()) request.set_after_revision_token(listing.newest);
    const auto page = client.Call<v1::ListChangesResponse>(request);
    if (!page.ok()) {
      ADD_FAILURE() << page.status();
      break;
    }
    EXPECT_LE(page->revisions_size(), page_size);
    const bool was_inside = inside;
    for (const v1::Revision& revision : page->revisions()) {
      if (!inside) listing.revisions.emplace_back();
      listing.revisions.back().MergeFrom(revision);
      listing.revisions.back().clear_continues();
      inside = revision.continues();
      if (inside) ++listing.parts;
    }
    EXPECT_EQ(inside, !page->next_page_token().empty());
    // Before the first part it may move over what does not match.
    EXPECT_TRUE(!was_inside || !inside || page->revision_token() == listing.newest);
    request.set_page_token(page->next_page_token());
    listing.newest = page->revision_token();
    more = page->more();
    if (more && page->revisions().empty()) ++listing.empty_pages;
  }
  return listing;
}

History History::Read(client::Client& client, const std::string& beginning, int64_t number) {
  Listing listing = List(client, beginning, {.filter = {}, .include_before = true}, 137);
  History history;
  history.numbers_[beginning] = number;
  for (const v1::Revision& revision : listing.revisions) {
    history.numbers_[revision.revision_token()] = revision.number();
  }
  history.revisions_ = std::move(listing.revisions);
  history.newest_ = std::move(listing.newest);
  history.parts_ = listing.parts;
  return history;
}

void History::Place(client::Client& client, const std::string& token) {
  if (numbers_.contains(token)) return;
  v1::ListChangesRequest request;
  request.set_after_revision_token(token);
  while (true) {
    const auto page = client.Call<v1::ListChangesResponse>(request);
    if (!page.ok()) return;
    // Before the next of which something is told, it stands for all that was told until then.
    if (!page->revisions().empty()) {
      numbers_[token] = page->revisions(0).number() - 1;
      return;
    }
    if (!page->more()) break;
    request.set_after_revision_token(page->revision_token());
  }
  numbers_[token] = NumberOf(newest_).value_or(0);
}

std::optional<int64_t> History::NumberOf(const std::string& token) const {
  const auto found = numbers_.find(token);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

const v1::Revision* History::Find(int64_t number) const {
  const auto found = std::lower_bound(
      revisions_.begin(), revisions_.end(), number,
      [](const v1::Revision& revision, int64_t wanted) { return revision.number() < wanted; });
  return found == revisions_.end() || found->number() != number ? nullptr : &*found;
}

std::vector<v1::Revision> History::ToldTo(const Interest& interest) const {
  std::vector<v1::Revision> told;
  for (const v1::Revision& revision : revisions_) {
    v1::Revision seen = revision;
    seen.clear_changes();
    for (const v1::Change& change : revision.changes()) {
      if (auto part = Seen(change, interest)) *seen.add_changes() = *std::move(part);
    }
    if (seen.changes_size() > 0) told.push_back(std::move(seen));
  }
  return told;
}

State History::StateAt(int64_t number, const v1::ChangeFilter& filter) const {
  State all, matching;
  for (const v1::Revision& revision : revisions_) {
    if (revision.number() > number) break;
    for (const v1::Change& change : revision.changes()) Apply(change, &all);
  }
  for (auto& [name, resource] : all) {
    if (Matches(filter, resource)) matching[name] = std::move(resource);
  }
  return matching;
}

}  // namespace taqvim::watching
