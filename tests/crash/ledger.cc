#include "tests/crash/ledger.h"

#include <gtest/gtest.h>

#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/bookings.h"

namespace taqvim::crash {
namespace {

const std::string& TitleOf(const v1::Event& event) { return event.title().at("en"); }

// Which slot of which space a confirmed event has: slots are half hours, so two
// that overlap are the same.
std::string SlotOf(const v1::Event& event) {
  return absl::StrCat(event.bookings(0).space(), " at ",
                      event.period().timed().start().ShortDebugString());
}

}  // namespace

void Ledger::Add(std::vector<Write> writes) {
  newest_.clear();
  for (Write& write : writes) {
    if (write.acknowledged()) {
      Expect(write);
    } else if (write.unknown()) {
      unknown_.push_back(std::move(write));
    } else {
      EXPECT_TRUE(write.contested) << write.title() << ": " << write.status;
    }
  }
}

void Ledger::Expect(const Write& write) {
  ++acknowledged_;
  for (const v1::Event& event : write.response.events()) {
    expected_[TitleOf(event)] = event;
    taken_over_.erase(TitleOf(event));
  }
  newest_.push_back(write.response.events(0).name());
}

Ledger::Found Ledger::FindAll(client::Client& client) {
  v1::EventFilter filter;
  for (const std::string& hall : kHalls) filter.add_spaces(testing::Space(hall));
  filter.add_spaces(testing::Space(kStage));
  Found found;
  for (v1::Event& event : testing::ListAll(client, filter)) {
    std::string title = TitleOf(event);
    const bool once = found.try_emplace(title, std::move(event)).second;
    EXPECT_TRUE(once) << title << " is there twice";
  }
  return found;
}

int Ledger::CheckSchedule(client::Client& client) const {
  const Found found = FindAll(client);
  int missing = 0;
  for (const auto& [title, event] : expected_) {
    const auto it = found.find(title);
    if (it == found.end()) {
      ADD_FAILURE() << title << " was acknowledged and is lost";
      ++missing;
    } else {
      CheckSame(title, it->second, event);
    }
  }
  std::map<std::string, std::string> slots;
  for (const auto& [title, event] : found) {
    if (event.state() != v1::EVENT_STATE_CONFIRMED) continue;
    const auto [slot, free] = slots.try_emplace(SlotOf(event), event.name());
    EXPECT_TRUE(free) << slot->second << " and " << event.name() << " both have " << slot->first;
  }
  CheckUnknown(found);
  for (const std::string& name : newest_) {
    EXPECT_TRUE(testing::Get(client, name).ok()) << name;
  }
  return missing;
}

void Ledger::CheckSame(const std::string& title, const v1::Event& found,
                       const v1::Event& event) const {
  const bool same = taken_over_.contains(title)
                        ? found.etag() == event.etag()
                        : found.SerializeAsString() == event.SerializeAsString();
  EXPECT_TRUE(same) << found.ShortDebugString() << "\ninstead of\n" << event.ShortDebugString();
}

void Ledger::TakeOver(const v1::Event& event) {
  const auto it = expected_.find(TitleOf(event));
  if (it == expected_.end()) return;
  EXPECT_EQ(it->second.name(), event.name());
  it->second = event;
  taken_over_.insert(it->first);
}

void Ledger::CheckUnknown(const Found& found) const {
  size_t there = expected_.size();
  for (const Write& write : unknown_) {
    int present = 0, events = 0;
    for (const v1::EventWrite& part : write.request.writes()) {
      if (!part.has_create()) continue;
      ++events;
      present += found.contains(TitleOf(part.create().event())) ? 1 : 0;
    }
    EXPECT_TRUE(present == 0 || present == events) << write.title() << " is half there";
    there += present;
  }
  EXPECT_EQ(found.size(), there) << "something is there that nobody wrote";
}

void Ledger::RetryUnknown(client::Client& client) {
  const Found before = FindAll(client);
  for (Write& write : std::exchange(unknown_, {})) {
    const auto it = before.find(write.title());
    it == before.end() ? ++lost_ : ++found_;
    Send(client, write);
    if (write.acknowledged()) {
      Expect(write);
      const std::string& name = write.response.events(0).name();
      EXPECT_TRUE(it == before.end() || it->second.name() == name) << name << " was another";
    } else {
      EXPECT_TRUE(write.contested && !write.unknown()) << write.title() << ": " << write.status;
      EXPECT_EQ(it, before.end()) << write.title() << " is booked and now refused";
    }
  }
}

}  // namespace taqvim::crash
