#include "server/rpc/wire/wire_shape.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "server/rpc/wire/encode.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/schedule_service.pb.h"

namespace taqvim::rpc {
namespace {

v1::CreateEventRequest Request() {
  v1::CreateEventRequest request;
  request.set_event_id("gala");
  request.set_request_id("0123456789");
  v1::Event& event = *request.mutable_event();
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
  for (const char* language : {"az", "en", "kk", "ru", "tg", "uz"}) {
    (*event.mutable_title())[language] = language;
  }
  event.add_bookings()->set_space("venues/library/spaces/hall");
  event.add_bookings()->set_participant("participants/choir");
  request.add_overrides(v1::CONFLICT_RULE_VENUE_CLOSED);
  request.add_overrides(v1::CONFLICT_RULE_OVER_CAPACITY);
  return request;
}

constexpr int kRequestId = v1::CreateEventRequest::kRequestIdFieldNumber;

std::optional<WireShape::Hash> HashOf(const std::string& bytes, int left_out = kRequestId) {
  static const WireShape shape(*v1::CreateEventRequest::descriptor());
  return shape.HashOf(bytes, left_out);
}

WireShape::Hash HashOf(const v1::CreateEventRequest& request) {
  std::string bytes;
  AppendDeterministic(request, bytes);
  return HashOf(bytes).value();
}

// The fields of the bytes one by one, in the order given.
std::string Joined(const v1::CreateEventRequest& first, const v1::CreateEventRequest& then) {
  return first.SerializeAsString() + then.SerializeAsString();
}

TEST(WireShape, HashesEqualRequestsAlikeWhateverTheOrderOfFieldsAndMapEntries) {
  v1::CreateEventRequest id, event;
  id.set_event_id("gala");
  *event.mutable_event() = Request().event();
  EXPECT_EQ(HashOf(Joined(id, event)), HashOf(Joined(event, id)));

  // Entries in the order in which they were put in, and in the opposite one.
  v1::Event forth, back;
  const v1::CreateEventRequest request = Request();
  const auto& titles = request.event().title();
  std::vector<std::string> languages;
  for (const auto& [language, text] : titles) languages.push_back(language);
  auto bytes = [&](auto begin, auto end) {
    v1::CreateEventRequest whole;
    std::string event_bytes;
    for (auto it = begin; it != end; ++it) {
      v1::Event one;
      (*one.mutable_title())[*it] = *it;
      event_bytes += one.SerializeAsString();
    }
    whole.GetReflection()->MutableUnknownFields(&whole)->AddLengthDelimited(
        v1::CreateEventRequest::kEventFieldNumber, event_bytes);
    return whole.SerializeAsString();
  };
  const auto one = HashOf(bytes(languages.begin(), languages.end()));
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one, HashOf(bytes(languages.rbegin(), languages.rend())));
}

TEST(WireShape, HashesEveryDifferenceThatCounts) {
  std::set<WireShape::Hash> hashes = {HashOf(Request())};
  int variants = 1;
  auto add = [&](auto change) {
    v1::CreateEventRequest request = Request();
    change(request);
    hashes.insert(HashOf(request));
    ++variants;
  };
  add([](auto& r) { r.set_event_id("other"); });
  add([](auto& r) { (*r.mutable_event()->mutable_title())["az"] = "Konsert"; });
  add([](auto& r) { r.mutable_event()->mutable_title()->erase("az"); });
  add([](auto& r) { r.mutable_event()->mutable_bookings()->SwapElements(0, 1); });
  add([](auto& r) { r.mutable_overrides()->SwapElements(0, 1); });
  add([](auto& r) { r.mutable_event()->mutable_bookings(0)->set_id("b1"); });
  add([](auto& r) { r.mutable_event()->mutable_bookings(1)->set_id("b1"); });
  add([](auto& r) { r.mutable_event()->mutable_period(); });
  add([](auto& r) { r.mutable_event()->mutable_exhibition(); });
  add([](auto& r) { r.set_validate_only(true); });
  EXPECT_EQ(hashes.size(), variants);
}

TEST(WireShape, LeavesOutTheFieldThatDoesNotCount) {
  v1::CreateEventRequest other = Request();
  other.set_request_id("9876543210");
  EXPECT_EQ(HashOf(other), HashOf(Request()));
  EXPECT_NE(HashOf(other.SerializeAsString(), 0), HashOf(Request().SerializeAsString(), 0));
}

TEST(WireShape, KnowsNothingOfFieldsThatTheTypeDoesNotHave) {
  auto with = [](auto add) {
    v1::CreateEventRequest request = Request();
    auto* days = request.mutable_event()->mutable_period()->mutable_dated()->mutable_first_day();
    add(*days->GetReflection()->MutableUnknownFields(days));
    return HashOf(request.SerializeAsString());
  };
  EXPECT_FALSE(with([](auto& unknown) { unknown.AddVarint(9, 1); }).has_value());
  EXPECT_FALSE(with([](auto& unknown) { unknown.AddVarint(9000, 1); }).has_value());
  EXPECT_FALSE(with([](auto& unknown) { unknown.AddLengthDelimited(1, "x"); }).has_value());
  EXPECT_FALSE(with([](auto& unknown) { unknown.AddFixed32(1, 1); }).has_value());
  EXPECT_TRUE(with([](auto& unknown) { unknown.AddVarint(1, 2025); }).has_value());
}

TEST(WireShape, TakesNumbersPackedAndOneByOne) {
  v1::CreateEventRequest request;
  auto* unknown = request.GetReflection()->MutableUnknownFields(&request);
  unknown->AddVarint(v1::CreateEventRequest::kOverridesFieldNumber, 2);
  EXPECT_TRUE(HashOf(request.SerializeAsString()).has_value());
  EXPECT_TRUE(HashOf(Request().SerializeAsString()).has_value());
}

TEST(WireShape, NeverReadsBeyondTheBytes) {
  const std::string bytes = Request().SerializeAsString();
  for (size_t length = 0; length < bytes.size(); ++length) {
    // On the heap, so that the address sanitizer sees its end.
    const std::string cut(bytes.data(), length);
    HashOf(std::string(cut.begin(), cut.end()));
  }
}

}  // namespace
}  // namespace taqvim::rpc
