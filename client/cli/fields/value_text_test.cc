#include "client/cli/fields/value_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/fields/assign.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {
namespace {

v1::Booking BookingOf(const std::string& text) {
  v1::Booking booking;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &booking)) << text;
  return booking;
}

constexpr char kHall[] = "space: 'venues/v/spaces/hall' expected_attendance: 90";
constexpr char kTimed[] =
    " period { timed { start { year: 2035 month: 5 day: 4 hours: 18 } "
    "end { year: 2035 month: 5 day: 4 hours: 20 } } }";

TEST(StructureText, IsReadAsTheSame) {
  for (const std::string& text : std::vector<std::string>{
           kHall, absl::StrCat(kHall, kTimed),
           "id: 'b2' participant: 'participants/p' "
           "role { key: 'en' value: 'First, \"solo\" violin' } set_up { seconds: 7200 }",
           "venue: 'venues/v' excepted_spaces: 'venues/v/spaces/a' "
           "excepted_spaces: 'venues/v/spaces/b'"}) {
    const v1::Booking booking = BookingOf(text);
    v1::Event event;
    const auto status = Assign({v1::Event::descriptor()->FindFieldByName("bookings")},
                               StructureText(booking), &event);
    ASSERT_TRUE(status.ok()) << StructureText(booking) << status;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(event.bookings(0), booking))
        << StructureText(booking);
  }
}

TEST(StructureText, IsWithinBracesWherePairsCannotSayIt) {
  v1::CultureDays days;
  days.add_stops()->set_city("Astana");
  EXPECT_EQ(StructureText(days), R"({"stops": [{"city": "Astana"}]})");
}

TEST(ChangedStructureText, KeepsWhatStaysAsItWasTyped) {
  const v1::Booking hall = BookingOf(kHall);
  v1::Booking other = hall;
  other.set_space("venues/v/spaces/foyer");
  EXPECT_EQ(ChangedStructureText("space=v/hall,expected_attendance=90", hall, other),
            "space=venues/v/spaces/foyer,expected_attendance=90");
  EXPECT_EQ(ChangedStructureText("expected-attendance=90,space=v/hall", hall, hall),
            "expected-attendance=90,space=v/hall");
  other.set_venue("venues/w");
  EXPECT_EQ(ChangedStructureText("space=v/hall,expected-attendance=90", hall, other),
            "venue=venues/w,expected-attendance=90");
  EXPECT_EQ(ChangedStructureText(R"({"space": "v/hall", "expected_attendance": 90})", hall, other),
            "venue=venues/w,expected-attendance=90");
  const v1::Booking timed = BookingOf(absl::StrCat(kHall, kTimed));
  v1::Booking later = timed;
  later.mutable_period()->mutable_timed()->mutable_end()->set_hours(21);
  EXPECT_EQ(ChangedStructureText("start=2035-05-04 18:00..20:00,space=v/hall", timed, later),
            "start=2035-05-04T18:00,end=2035-05-04T21:00,space=v/hall");
}

TEST(ChangeOfElement, SaysTheElementByItsIdAndWhatDiffers) {
  const v1::Booking hall = BookingOf(absl::StrCat("id: 'b2' ", kHall));
  v1::Booking other = hall;
  other.set_venue("venues/w");
  EXPECT_EQ(ChangeOfElement(hall, other), "id=b2,venue=venues/w");
  // Pairs clear nothing.
  other = hall;
  other.clear_expected_attendance();
  EXPECT_EQ(ChangeOfElement(hall, other), std::nullopt);
  other = hall;
  other.clear_id();
  EXPECT_EQ(ChangeOfElement(hall, other), std::nullopt);
}

}  // namespace
}  // namespace taqvim::cli
