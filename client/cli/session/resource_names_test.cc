#include "client/cli/session/resource_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/testing/scripted_server.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Listing : public ::testing::Test {
 protected:
  Listing() {
    server_.Answer<v1::ListSpacesRequest, v1::ListSpacesResponse>(
        [](const v1::ListSpacesRequest& request) -> absl::StatusOr<v1::ListSpacesResponse> {
          v1::ListSpacesResponse response;
          const bool first = request.page_token().empty();
          v1::Space& space = *response.add_spaces();
          space.set_name(first ? "venues/library/spaces/hall" : "venues/library/spaces/corner");
          (*space.mutable_title())["en"] = first ? "Hall" : "Corner";
          if (first) (*space.mutable_title())["kk"] = "Зал";
          if (first) response.set_next_page_token("second");
          return response;
        });
  }

  // `name title`, each.
  std::vector<std::string> Names(const std::string& resource, const Kind* kind = nullptr,
                                 bool patient = true, size_t limit = 50) {
    std::vector<std::string> names;
    SpecialCommand command;
    command.run = [&](Session& session, const Arguments&) -> absl::StatusOr<int> {
      const auto& type = *session.contract.FindMessage(resource);
      const auto all = [](absl::string_view) { return true; };
      for (const ResourceName& name :
           ListNames(session, type, kind, all, limit, [&] { return patient; })) {
        names.push_back(name.name + " " + name.title);
      }
      return 0;
    };
    GlobalOptions options;
    options.languages = {"kk", "en"};
    RunCommand(server_, command, {}, options);
    return names;
  }

  ScriptedServer server_;
};

TEST_F(Listing, FollowsPagesAndTitlesInTheLanguageThatWasChosen) {
  EXPECT_THAT(Names("Space"),
              ElementsAre("venues/library/spaces/hall Зал", "venues/library/spaces/corner Corner"));
  EXPECT_EQ(server_.Asked<v1::ListSpacesRequest>()[0].parent(), "venues/-");
}

TEST_F(Listing, EndsWhenItHasEnoughOrPatienceHasAnEnd) {
  EXPECT_THAT(Names("Space", nullptr, false), ElementsAre("venues/library/spaces/hall Зал"));
  EXPECT_THAT(Names("Space", nullptr, true, 1), ElementsAre("venues/library/spaces/hall Зал"));
  EXPECT_EQ(server_.Asked<v1::ListSpacesRequest>().size(), 2u);
}

TEST_F(Listing, AsksForTheKindThatIsMeant) {
  server_.Answer<v1::ListEventsRequest, v1::ListEventsResponse>(
      [](const v1::ListEventsRequest&) -> absl::StatusOr<v1::ListEventsResponse> {
        v1::ListEventsResponse response;
        response.add_events()->set_name("events/gala");
        return response;
      });
  for (const Kind& kind : Catalog::Embedded().kinds) {
    EXPECT_THAT(Names("Event", &kind), ElementsAre("events/gala "));
  }
  for (const v1::ListEventsRequest& asked : server_.Asked<v1::ListEventsRequest>()) {
    EXPECT_EQ(asked.filter().kinds_size(), 1);
  }
}

TEST_F(Listing, TellsTheTextsInAFieldOnce) {
  server_.Answer<v1::ListVenuesRequest, v1::ListVenuesResponse>(
      [](const v1::ListVenuesRequest&) -> absl::StatusOr<v1::ListVenuesResponse> {
        v1::ListVenuesResponse response;
        for (const char* city : {"Baku", "Astana", "Baku", "", "Almaty"}) {
          response.add_venues()->set_city(city);
        }
        return response;
      });
  std::vector<std::string> cities;
  SpecialCommand command;
  command.run = [&](Session& session, const Arguments&) -> absl::StatusOr<int> {
    const auto& city = *session.contract.FindMessage("Venue")->FindFieldByName("city");
    const auto wanted = [](absl::string_view text) { return text != "Almaty"; };
    cities = ListTexts(session, city, wanted, 50, [] { return true; });
    return 0;
  };
  RunCommand(server_, command, {});
  EXPECT_THAT(cities, ElementsAre("Baku", "Astana"));
}

TEST_F(Listing, IsSilentWhereTheServerIs) { EXPECT_THAT(Names("Venue"), IsEmpty()); }

}  // namespace
}  // namespace taqvim::cli
