#include "client/cli/command/command_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <memory>

#include "absl/strings/str_join.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/command/model.h"
#include "client/cli/command/request.h"
#include "google/protobuf/util/message_differencer.h"
#include "taqvim/v1/event_requests.pb.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;
using ::testing::HasSubstr;

v1::Event StoredEvent() {
  v1::Event event;
  event.set_name("events/gala");
  event.set_etag("e");
  for (const char* id : {"b1", "b2"}) {
    v1::Booking& booking = *event.add_bookings();
    booking.set_id(id);
    booking.set_space(std::string("venues/v/spaces/") + id);
    booking.set_time_zone("Asia/Samarkand");
  }
  return event;
}

// What was typed is changed, and the changed line is typed again.
class CommandWordsTest : public ::testing::Test {
 protected:
  const Command& CommandOf(const std::vector<std::string>& words) const {
    return *FindCommand(*model_.FindGroup(words[0]), words[1]);
  }
  Arguments Parsed(const std::vector<std::string>& words) const {
    std::vector<const Flag*> flags = PointersTo(CommandOf(words).flags());
    for (const Flag& flag : GlobalFlags()) flags.push_back(&flag);
    auto arguments = ParseArguments({words.begin() + 2, words.end()}, flags);
    EXPECT_TRUE(arguments.ok()) << arguments.status();
    return *std::move(arguments);
  }
  std::unique_ptr<Message> Build(const std::vector<std::string>& words) const {
    const ReadResource read = [this](const std::string&) {
      auto event = contract_.New(*contract_.FindMessage("Event"));
      event->ParseFromString(StoredEvent().SerializeAsString());
      return absl::StatusOr<std::unique_ptr<Message>>(std::move(event));
    };
    auto request = BuildRequest(contract_, Catalog::Embedded(), CommandOf(words), Parsed(words),
                                {absl::UnixEpoch(), absl::UTCTimeZone()}, read);
    EXPECT_TRUE(request.ok()) << request.status();
    return *std::move(request);
  }

  // The line after that change of the event; empty when there is none. It asks for what the
  // change made.
  std::string Changed(const std::vector<std::string>& words,
                      const std::function<void(v1::Event&)>& change) const {
    const auto before = Build(words);
    const auto* field = CommandOf(words).resource;
    std::unique_ptr<Message> after(before->New());
    after->CopyFrom(*before);
    Message* event = after->GetReflection()->MutableMessage(after.get(), field);
    v1::Event changed;
    changed.ParseFromString(event->SerializeAsString());
    change(changed);
    event->ParseFromString(changed.SerializeAsString());
    const auto arguments = ChangedArguments(CommandOf(words), Parsed(words), *before, *after);
    if (!arguments) return "";
    std::vector<std::string> line = CommandWords(CommandOf(words), *arguments);
    const std::string text = absl::StrJoin(line, " ");
    line.erase(line.begin());
    // Only of an update is there more: what is changed, and the etag.
    const auto again = Build(line);
    const auto& asked = again->GetReflection()->GetMessage(*again, field);
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(asked, *event))
        << text << "\n"
        << asked.DebugString() << event->DebugString();
    return text;
  }

  const Contract& contract_ = Contract::Embedded();
  const Model& model_ = Model::Embedded();
};

void MoveAnHour(v1::Event& event) {
  event.mutable_period()->mutable_timed()->mutable_start()->set_hours(20);
  event.mutable_period()->mutable_timed()->mutable_end()->set_hours(22);
}

TEST_F(CommandWordsTest, AreTheArgumentsAndThenTheFlagsInTheirOrder) {
  const std::vector<std::string> words = {"holds",  "prioritize", "--order=-1",   "gala",
                                          "-ojson", "--dry-run",  "--quiet=false"};
  EXPECT_EQ(absl::StrJoin(CommandWords(CommandOf(words), Parsed(words)), " "),
            "taqvim holds prioritize gala --order=-1 -o json --dry-run --quiet=false");
}

TEST_F(CommandWordsTest, OfATimeThatChangesSayItAnewWhereItStood) {
  const std::vector<std::string> words = {
      "activities", "create", "gala",   "--title", "en=The gala", "--start", "2035-05-04 19:00",
      "--end",      "21:00",  "--form", "concert", "--owner",     "o"};
  EXPECT_EQ(Changed(words, MoveAnHour),
            "taqvim activities create gala --title en=The gala --start 2035-05-04T20:00 "
            "--end 2035-05-04T22:00 --form concert --owner o");
  EXPECT_THAT(Changed({"activities", "create", "--title", "en=x", "--start",
                       "2035-05-04 19:00..21:00", "--form", "talk", "--owner", "o"},
                      MoveAnHour),
              HasSubstr("--title en=x --start 2035-05-04T20:00 --end 2035-05-04T22:00 --form"));
  EXPECT_EQ(Changed({"events", "update", "gala", "--start", "2035-05-04 19:00", "--end", "21:00"},
                    MoveAnHour),
            "taqvim events update gala --start 2035-05-04T20:00 --end 2035-05-04T22:00");
}

TEST_F(CommandWordsTest, OfOneOfSeveralBookingsThatAreTypedChangeThatOne) {
  const std::vector<std::string> words = {
      "events",    "create",   "--title",   "en=x",
      "--owner",   "o",        "--booking", "space=v/a,set-up=1h",
      "--booking", "space=v/b"};
  EXPECT_EQ(
      Changed(words,
              [](v1::Event& event) { event.mutable_bookings(1)->set_space("venues/v/spaces/c"); }),
      "taqvim events create --title en=x --owner o --booking space=v/a,set-up=1h --booking "
      "space=venues/v/spaces/c");
  EXPECT_THAT(
      Changed(words,
              [](v1::Event& event) { event.mutable_bookings(0)->set_space("venues/v/spaces/c"); }),
      HasSubstr("--booking space=venues/v/spaces/c,set-up=1h --booking space=v/b"));
}

TEST_F(CommandWordsTest, OfAnUpdateSayTheBookingByItsId) {
  const auto move = [](v1::Event& event) {
    event.mutable_bookings(1)->set_space("venues/w/spaces/x");
  };
  EXPECT_EQ(Changed({"events", "update", "gala", "--booking", "id=b2,space=v/c"}, move),
            "taqvim events update gala --booking id=b2,space=venues/w/spaces/x");
  EXPECT_EQ(Changed({"events", "update", "gala", "--booking", "space=v/b2,set-up=1h"}, move),
            "taqvim events update gala --booking space=v/b2,set-up=1h --booking "
            "id=b2,space=venues/w/spaces/x");
  EXPECT_EQ(
      Changed({"events", "update", "gala", "--remove-booking", "b1", "--add-booking", "space=v/c"},
              move),
      "taqvim events update gala --remove-booking b1 --add-booking space=venues/w/spaces/x");
  EXPECT_EQ(Changed({"events", "update", "gala", "--replace-bookings", "space=v/a",
                     "--replace-bookings", "space=v/b"},
                    move),
            "taqvim events update gala --replace-bookings space=v/a --replace-bookings "
            "space=venues/w/spaces/x");
}

TEST_F(CommandWordsTest, OverrideAFile) {
  const testing::TempDir dir;
  const std::string path = dir.Path("gala.yaml");
  std::ofstream(path) << "title: {en: Gala}\nowner: o\nbookings: [{space: v/a}]\n"
                         "period: {timed: {start: 2035-05-04T19:00, end: 2035-05-04T21:00}}\n";
  EXPECT_EQ(Changed({"events", "create", "-f", path},
                    [](v1::Event& event) {
                      MoveAnHour(event);
                      event.mutable_bookings(0)->set_space("venues/v/spaces/c");
                    }),
            "taqvim events create -f " + path +
                " --start 2035-05-04T20:00 --end 2035-05-04T22:00 "
                "--replace-bookings space=venues/v/spaces/c");
}

TEST_F(CommandWordsTest, AreNoneWhereNoLineWouldDo) {
  const std::vector<std::string> words = {"events", "create", "--title", "en=x", "--owner", "o"};
  EXPECT_EQ(Changed(words, [](v1::Event& event) { (*event.mutable_title())["kk"] = "y"; }), "");
  EXPECT_EQ(Changed(words, [](v1::Event& event) { event.clear_owner(); }), "");
  const std::vector<std::string> piped = {"events", "create", "-f", "-"};
  const auto request = contract_.New(*CommandOf(piped).method->input_type());
  EXPECT_FALSE(ChangedArguments(CommandOf(piped), Parsed(piped), *request, *request));
  const std::vector<std::string> title = {"events", "create", "--title", "en=@-", "--owner", "o"};
  EXPECT_FALSE(ChangedArguments(CommandOf(title), Parsed(title), *request, *request));
}

}  // namespace
}  // namespace taqvim::cli
