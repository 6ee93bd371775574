#include "client/cli/output/watch_lines.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <sstream>

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::WatchChangesResponse Response(const std::string& text) {
  v1::WatchChangesResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
  return response;
}

// A revision that creates an event and deletes a venue.
constexpr char kTwoChanges[] = R"(
  revision_token: "t7"
  revisions {
    number: 7 revision_token: "t7" principal: "ada" create_time { seconds: 1760119200 }
    changes {
      name: "events/gala" resource_kind: RESOURCE_KIND_EVENT kind: CHANGE_KIND_CREATED
      after { event { name: "events/gala" state: EVENT_STATE_TENTATIVE
                      title { key: "en" value: "Gala\x1b[31m" } } }
    }
    changes { name: "venues/old" resource_kind: RESOURCE_KIND_VENUE kind: CHANGE_KIND_DELETED }
  })";

class WatchLines : public ::testing::Test {
 protected:
  std::string Print(const v1::WatchChangesResponse& response, bool begins_snapshot = false,
                    const absl::Status& reason = absl::OkStatus()) {
    options_.languages = {"en"};
    std::ostringstream out;
    WatchPrinter printer(options_, Catalog::Embedded(), out, err_);
    EXPECT_TRUE(printer.Print({response, begins_snapshot, reason}).ok());
    return out.str();
  }

  GlobalOptions options_;
  std::ostringstream err_;
};

TEST_F(WatchLines, AreOneForEachChangeUnderHeaders) {
  EXPECT_EQ(Print(Response(kTwoChanges)),
            "REVISION  TIME               WHAT     NAME         TITLE      STATE      FROM  BY\n"
            "7         2025-10-10 18:00Z  created  events/gala  Gala [31m  tentative        ada\n"
            "7         2025-10-10 18:00Z  deleted  venues/old                               ada\n");
}

TEST_F(WatchLines, ShowInColourWhatComesAndWhatGoes) {
  options_.color = true;
  const std::string lines = Print(Response(kTwoChanges));
  EXPECT_THAT(lines, HasSubstr("\033[32m7         2025-10-10 18:00Z  created"));
  EXPECT_THAT(lines, HasSubstr("\033[31m7         2025-10-10 18:00Z  deleted"));
}

TEST_F(WatchLines, AreNamesAloneForScripts) {
  options_.format = Format::kName;
  EXPECT_EQ(Print(Response(kTwoChanges)), "events/gala\nvenues/old\n");
}

TEST_F(WatchLines, OfARevisionHaveItsTokenOnlyOnTheLast) {
  options_.format = Format::kJson;
  const std::string lines = Print(Response(kTwoChanges));
  const std::string first = lines.substr(0, lines.find('\n'));
  const std::string last = lines.substr(lines.find('\n') + 1);
  EXPECT_THAT(first, HasSubstr(R"("name":"events/gala")"));
  EXPECT_THAT(first, Not(HasSubstr("t7")));
  EXPECT_THAT(last, HasSubstr(R"({"revisionToken":"t7","revisions":[)"));
  EXPECT_THAT(last, HasSubstr(R"("name":"venues/old")"));
}

TEST_F(WatchLines, SayHowFarTheStreamIsAndShowNothingOfItToPeople) {
  const auto progress = Response(R"(revision_token: "t9")");
  EXPECT_EQ(Print(progress), "");
  options_.format = Format::kJson;
  EXPECT_EQ(Print(progress), "{\"revisionToken\":\"t9\"}\n");
}

TEST_F(WatchLines, OfASnapshotHaveNoTokenUntilItsMark) {
  options_.format = Format::kJson;
  EXPECT_EQ(Print(Response(R"(resources { venue { name: "venues/a" } })"), true),
            "{\"resources\":[{\"venue\":{\"name\":\"venues/a\"}}]}\n");
  EXPECT_EQ(Print(Response(R"(
              revisions { number: 8 revision_token: "t8" changes { name: "venues/a" } })")),
            "{\"revisions\":[{\"number\":\"8\",\"changes\":[{\"name\":\"venues/a\"}]}]}\n");
  EXPECT_EQ(Print(Response(R"(revision_token: "t8" snapshot_complete: true)")),
            "{\"revisionToken\":\"t8\",\"snapshotComplete\":true}\n");
}

TEST_F(WatchLines, ShowASnapshotToPeopleAsWhatIsThere) {
  EXPECT_EQ(Print(Response(R"(
              resources { venue { name: "venues/a" title { key: "en" value: "A" } } }
              revision_token: "t8" snapshot_complete: true)"),
                  true),
            "REVISION  TIME  WHAT  NAME      TITLE  STATE  FROM  BY\n"
            "                      venues/a  A\n");
  EXPECT_THAT(err_.str(), HasSubstr("That is all that is there"));
}

TEST_F(WatchLines, SayThatAndWhyASnapshotStartsOver) {
  const absl::Status reason = absl::OutOfRangeError("No longer kept.");
  const auto page = Response(R"(resources { venue { name: "venues/a" } })");
  Print(page, true, reason);
  EXPECT_THAT(err_.str(), HasSubstr("Starting over with all that is there: No longer kept."));
  options_.format = Format::kJson;
  EXPECT_THAT(Print(page, true, reason),
              HasSubstr("{\"startOver\":{\"code\":11,\"message\":\"No longer kept.\"}}\n"));
}

}  // namespace
}  // namespace taqvim::cli
