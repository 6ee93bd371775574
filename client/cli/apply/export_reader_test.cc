#include "client/cli/apply/export_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/contract/annotations.h"
#include "client/cli/fields/values.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A schedule of some resources.
class ExportReaderTest : public ::testing::Test {
 protected:
  v1::Event& AddEvent(const std::string& id, const std::string& day = "") {
    auto& event = Add<v1::Event>("events/" + id);
    (*event.mutable_title())["en"] = id;
    event.set_state(v1::EVENT_STATE_CONFIRMED);
    if (!day.empty()) {
      auto& dated = *event.mutable_period()->mutable_dated();
      EXPECT_TRUE(SetText(*dated.GetDescriptor()->FindFieldByName("first_day"), day, &dated).ok());
    }
    return event;
  }
  template <class Resource>
  Resource& Add(const std::string& name) {
    auto resource = std::make_unique<Resource>();
    resource->set_name(name);
    auto& added = *resource;
    there_[name] = std::move(resource);
    return added;
  }

  static std::unique_ptr<google::protobuf::Message> Copy(
      const google::protobuf::Message& resource) {
    std::unique_ptr<google::protobuf::Message> copy(resource.New());
    copy->CopyFrom(resource);
    return copy;
  }

  // Whether the event is of those that the filter means, of the fields that are used here.
  static bool Matches(const v1::Event& event, const ListFilter& filter) {
    bool by_host = false, hosted = false, planned = false;
    for (const auto& [field, text] : filter) {
      if (field == "programme" && event.programme() != text && event.name() != text) return false;
      if (field == "hosts") {
        by_host = true;
        hosted |= event.host() == text;
      }
      if (field == "states") {
        planned |= text == (event.state() == v1::EVENT_STATE_CONFIRMED ? "confirmed" : "");
      }
    }
    return planned && (hosted || !by_host);
  }

  ExportCalls Calls() {
    return {.get = [this](const ApplyKind&, const std::string& name)
                -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
              const auto found = there_.find(name);
              if (found == there_.end()) return absl::NotFoundError(name);
              return Copy(*found->second);
            },
            .list = [this](const ApplyKind& kind, const ListFilter& filter)
                -> absl::StatusOr<std::vector<std::unique_ptr<google::protobuf::Message>>> {
              std::vector<std::unique_ptr<google::protobuf::Message>> list;
              for (const auto& [name, resource] : there_) {
                if (FindKindOf(name) != &kind) continue;
                const auto* event = dynamic_cast<const v1::Event*>(resource.get());
                if (event == nullptr || Matches(*event, filter)) list.push_back(Copy(*resource));
              }
              return list;
            }};
  }

  static std::vector<std::string> NamesOf(const ExportReader& reader) {
    std::vector<std::string> names;
    for (const auto* resource : reader.InOrder()) {
      names.push_back(GetText(*resource, *FindString(*resource->GetDescriptor(), "name")));
    }
    return names;
  }
  std::vector<std::string> Exported(const std::string& name) {
    ExportReader reader(Calls());
    EXPECT_TRUE(reader.Add(name).ok());
    EXPECT_TRUE(reader.AddReferences().ok());
    left_out_ = reader.left_out();
    return NamesOf(reader);
  }

  std::map<std::string, std::unique_ptr<google::protobuf::Message>> there_;
  std::vector<std::string> left_out_;
};

TEST_F(ExportReaderTest, FollowsAllThatAProgrammeRefersTo) {
  Add<v1::Organization>("organizations/o");
  Add<v1::Organization>("organizations/other");
  Add<v1::Venue>("venues/library").set_organization("organizations/o");
  Add<v1::Space>("venues/library/spaces/hall");
  Add<v1::Space>("venues/library/spaces/attic");
  AddEvent("days").mutable_culture_days();
  auto& gala = AddEvent("gala", "2035-10-10");
  gala.set_programme("events/days");
  gala.add_bookings()->set_space("venues/library/spaces/hall");
  AddEvent("tour", "2035-10-09").set_host("events/gala");
  AddEvent("elsewhere", "2035-10-09");
  EXPECT_THAT(Exported("events/days"),
              ElementsAre("organizations/o", "venues/library", "venues/library/spaces/hall",
                          "events/days", "events/tour", "events/gala"));
  EXPECT_THAT(left_out_, IsEmpty());
}

TEST_F(ExportReaderTest, LeavesOutWhatIsClosedOrMayNotBeSeen) {
  AddEvent("days").mutable_culture_days();
  auto& closed = AddEvent("closed");
  closed.clear_title();
  closed.set_programme("events/days");
  auto& gala = AddEvent("gala");
  gala.set_programme("events/days");
  gala.set_owner("organizations/secret");
  EXPECT_THAT(Exported("events/days"), ElementsAre("events/days", "events/gala"));
  EXPECT_THAT(left_out_, ElementsAre("events/closed", "organizations/secret"));
}

TEST_F(ExportReaderTest, TakesOfAllWhatIsPlanned) {
  Add<v1::Organization>("organizations/o");
  AddEvent("gala");
  AddEvent("off").set_state(v1::EVENT_STATE_CANCELLED);
  ExportReader reader(Calls());
  ASSERT_TRUE(reader.AddAll().ok());
  EXPECT_THAT(NamesOf(reader), ElementsAre("organizations/o", "events/gala"));
}

TEST_F(ExportReaderTest, RefusesWhatIsNoName) {
  ExportReader reader(Calls());
  EXPECT_TRUE(absl::IsInvalidArgument(reader.Add("gala")));
  EXPECT_TRUE(absl::IsNotFound(reader.Add("events/none")));
}

}  // namespace
}  // namespace taqvim::cli
