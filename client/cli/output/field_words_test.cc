#include "client/cli/output/field_words.h"

#include <gtest/gtest.h>

#include "client/cli/command/model.h"

namespace taqvim::cli {
namespace {

class FieldWords : public ::testing::Test {
 protected:
  // A sentence of the server about a field of that command's request.
  std::string Translated(const std::string& group, const std::string& verb,
                         const std::string& field, const std::string& sentence) const {
    return WithFlags(sentence, field, FindCommand(*model_.FindGroup(group), verb)->flags());
  }

  const Model& model_ = Model::Embedded();
};

TEST_F(FieldWords, AreFlagsWhereTheSentenceTellsToSendThem) {
  EXPECT_EQ(Translated("bookings", "approve", "booking",
                       "is required: the id of a booking, or send a venue or a participant for "
                       "all its open ones"),
            "is required: the id of a booking, or send --venue or --participant for all its open "
            "ones");
  EXPECT_EQ(Translated("events", "publish", "names",
                       "are required: the events, or send a programme with all of its events"),
            "are required: the events, or send --programme with all of its events");
  EXPECT_EQ(Translated("events", "update", "event.contact",
                       "says nothing; set name, email or telephone, or leave it out"),
            "says nothing; set --contact-name, --contact-email or --contact-telephone, or leave "
            "it out");
}

TEST_F(FieldWords, OfDurationsAreAsFlagsTakeThem) {
  EXPECT_EQ(Translated("events", "create", "event.bookings[0].set_up",
                       "is 7776000s; it must be 0 to 2678400s (31 days)"),
            "is 90d; it must be 0 to 31d (31 days)");
  EXPECT_EQ(Translated("events", "create", "event.title", "is s, 5sec or 90s."),
            "is s, 5sec or 1m30s.");
}

TEST_F(FieldWords, OfPartsOfAStructureAreAsPairsNameThem) {
  EXPECT_EQ(Translated("events", "create", "event.bookings[0].set_up",
                       "is for timed periods; for a dated one send set_up_days"),
            "is for timed periods; for a dated one send set-up-days");
}

TEST_F(FieldWords, AreFlagsWhereTheyAreSpelledAsFields) {
  EXPECT_EQ(Translated("culture-days", "create", "event.culture_days.host_country",
                       "is required beside guest_country: the country that receives it."),
            "is required beside --guest-country: the country that receives it.");
  EXPECT_EQ(Translated("occurrences", "list", "window.first_day", "is required without `name`"),
            "is required without NAME");
  EXPECT_EQ(Translated("changes", "list", "from_oldest",
                       "cannot be given with after_revision_token; leave one of them out"),
            "cannot be given with --after-revision-token; leave one of them out");
}

TEST_F(FieldWords, AreValuesAsTheFlagTakesThem) {
  EXPECT_EQ(Translated("events", "create", "overrides[0]",
                       "CONFLICT_RULE_RESOURCE_BUSY cannot be overridden; only "
                       "CONFLICT_RULE_VENUE_CLOSED, CONFLICT_RULE_HOLD_AHEAD"),
            "resource-busy cannot be overridden; only venue-closed, hold-ahead");
}

TEST_F(FieldWords, StayWhereTheyAreOrdinaryWordsOrHaveNoFlag) {
  for (const char* sentence :
       {"is required: at least one language", "must be unset for culture days; set at least one",
        "is empty; send a text", "is required: send the etag last read", "set one of culture_days",
        "`", "ends. Or set", "has 3 entries; send 1 to 20"}) {
    EXPECT_EQ(Translated("events", "update", "event.title", sentence), sentence);
  }
  EXPECT_EQ(Translated("events", "update", "event.bookings[0]",
                       "books nothing; set one of space, venue, participant"),
            "books nothing; set one of space, venue, participant");
}

}  // namespace
}  // namespace taqvim::cli
