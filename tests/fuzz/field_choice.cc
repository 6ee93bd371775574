// Choices of fields, any text: what is chosen is in the message, another application leaves
// it as it is, and what the message has besides goes.
#include "client/cli/fields/field_choice.h"

#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "proto/check.h"
#include "taqvim/v1/event.pb.h"
#include "tests/fuzz/input.h"

namespace v1 = taqvim::v1;
using google::protobuf::util::MessageDifferencer;

namespace {

// One with texts, maps, lists, messages in messages and times.
const v1::Event& Gala() {
  static const auto* gala = [] {
    auto* event = new v1::Event;
    event->set_name("events/gala");
    (*event->mutable_title())["en"] = "Gala";
    (*event->mutable_title())["kk"] = "Гала";
    event->mutable_period()->mutable_timed()->mutable_start()->set_year(2035);
    for (const char* id : {"hall", "foyer"}) {
      v1::Booking& booking = *event->add_bookings();
      booking.set_id(id);
      booking.mutable_set_up()->set_seconds(3600);
    }
    event->add_labels("music");
    event->mutable_create_time()->set_seconds(1);
    return event;
  }();
  return *gala;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const std::string text(input.Rest());
  const auto choice = taqvim::cli::FieldChoice::Parse(*v1::Event::descriptor(), text);
  if (!choice.ok()) {
    CHECK(!choice.status().message().empty());
    return 0;
  }
  v1::Event once = Gala();
  choice->Apply(&once);
  v1::Event twice = once;
  choice->Apply(&twice);
  CHECK(MessageDifferencer::Equals(once, twice));
  // Nothing is there that was not; a list has as many as before, or none.
  CHECK(once.bookings_size() == 0 || once.bookings_size() == Gala().bookings_size());
  v1::Event merged = Gala();
  merged.clear_bookings();
  merged.clear_labels();
  v1::Event others = merged;
  once.clear_bookings();
  once.clear_labels();
  merged.MergeFrom(once);
  CHECK(MessageDifferencer::Equals(merged, others));
  return 0;
}
