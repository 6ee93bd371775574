#include "server/schedule/check/publicity_fields.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/check/contact_fields.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::map<std::string, std::string> Wrong(const std::string& event,
                                         Demand demand = Demand::kRequired) {
  FieldErrors errors;
  CheckPublicity(FromText<v1::Event>(event), demand, errors);
  return ViolationsOf(errors);
}

bool IsRight(const std::string& address) {
  FieldErrors errors;
  CheckWebAddress("web_address", address, errors);
  return errors.empty();
}

TEST(CheckWebAddress, TakesAddressesOfTheWebAlone) {
  for (const char* right : {"", "https://example.org", "HTTP://example.org:8080/a?b=c#d",
                            "https://[2001:db8::1]/", "https://xn--80aaa.example/%D0%B0"}) {
    EXPECT_TRUE(IsRight(right)) << right;
  }
  for (const char* wrong :
       {"example.org", "https://", "https:///path", "javascript:alert(1)", "ftp://example.org",
        "https://example.org/a b", "https://example.org/\n", " https://example.org",
        "https://example.org/\xd0\xb0", "https://example.org/\"><script>",
        "https://example.org/{id}"}) {
    EXPECT_FALSE(IsRight(wrong)) << wrong;
  }
  EXPECT_TRUE(IsRight("https://a/" + std::string(1990, 'a')));
  EXPECT_FALSE(IsRight("https://a/" + std::string(1991, 'a')));
}

TEST(CheckPublicity, TakesAllThatIsRight) {
  EXPECT_THAT(Wrong(R"(
      web_address: 'https://example.org/gala'
      pictures { address: 'https://example.org/gala.jpg' text { key: 'en' value: 'The hall' } }
      spoken_languages: 'kk' spoken_languages: 'uz-Cyrl'
      admission { kind: ADMISSION_KIND_TICKETED address: 'https://example.org/t' sold_out: true }
      labels: 'jazz' labels: 'children'
      contact { name: 'The desk' email: 'desk@example.org' telephone: '+7 7172 700 200' }
      partners { organization: 'organizations/museum' role: PARTNER_ROLE_LENDER }
      partners { name: 'A bank' role: PARTNER_ROLE_SPONSOR }
      works { title { key: 'az' value: 'Leyli' } creator: 'Hajibeyov' })"),
              IsEmpty());
  EXPECT_THAT(Wrong(""), IsEmpty());
}

TEST(CheckPublicity, NamesEachThingThatIsWrong) {
  EXPECT_THAT(
      Wrong(R"(
      web_address: 'gala' pictures {} pictures { address: 'x' } spoken_languages: 'not a tag'
      admission {} labels: 'a' labels: 'a' labels: '' contact {} partners {}
      partners { name: '' role: PARTNER_ROLE_SPONSOR }
      partners { organization: 'venues/a' role: PARTNER_ROLE_SPONSOR } works {})"),
      ElementsAre(Pair("admission.kind", HasSubstr("required")),
                  Pair("contact", HasSubstr("says nothing")), Pair("labels[1]", HasSubstr("twice")),
                  Pair("labels[2]", HasSubstr("empty")), Pair("partners[0]", HasSubstr("nobody")),
                  Pair("partners[0].role", HasSubstr("required")),
                  Pair("partners[1].name", HasSubstr("empty")),
                  Pair("partners[2].organization", HasSubstr("organizations/")),
                  Pair("pictures[0].address", HasSubstr("required")),
                  Pair("pictures[1].address", HasSubstr("no address")),
                  Pair("spoken_languages[0]", HasSubstr("no language tag")),
                  Pair("web_address", HasSubstr("no address")),
                  Pair("works[0].title", HasSubstr("required"))));
}

TEST(CheckPublicity, TakesTheChangedPartsOfAMessageByThemselves) {
  EXPECT_THAT(Wrong("admission { sold_out: true } contact {}", Demand::kOptional), IsEmpty());
}

TEST(CheckContact, KnowsMailAddresses) {
  for (const char* wrong : {"desk", "@example.org", "desk@", "de sk@example.org"}) {
    EXPECT_THAT(Wrong(std::string("contact { email: '") + wrong + "' }"),
                ElementsAre(Pair("contact.email", HasSubstr("no mail address"))))
        << wrong;
  }
}

TEST(CheckBookings, KnowRolesOfParticipantsAlone) {
  const auto wrong = [](const std::string& booking) {
    FieldErrors errors;
    CheckChange(
        FromText<v1::Event>("bookings { " + booking + " role { key: 'en' value: 'conductor' } }"),
        errors);
    return ViolationsOf(errors);
  };
  EXPECT_THAT(wrong("participant: 'participants/leyla'"), IsEmpty());
  EXPECT_THAT(wrong("space: 'venues/a/spaces/b'"),
              ElementsAre(Pair("bookings[0].role", HasSubstr("participant"))));
}

TEST(Venue, HasItsPlaceOnEarth) {
  const auto wrong = [](const std::string& coordinates) {
    FieldErrors errors;
    CheckChange(FromText<v1::Venue>("coordinates { " + coordinates + " }"), errors);
    return ViolationsOf(errors);
  };
  EXPECT_THAT(wrong("latitude: 51.1 longitude: 71.4"), IsEmpty());
  EXPECT_THAT(wrong("latitude: -90 longitude: 180"), IsEmpty());
  EXPECT_THAT(wrong("latitude: 90.01 longitude: -181"),
              ElementsAre(Pair("coordinates.latitude", HasSubstr("90")),
                          Pair("coordinates.longitude", HasSubstr("180"))));
  EXPECT_THAT(wrong("latitude: nan"), ElementsAre(Pair("coordinates.latitude", HasSubstr("90"))));
}

TEST(CheckPublicity, TakesWordsOnceAndWithoutBlanksAroundThem) {
  EXPECT_THAT(Wrong("spoken_languages: ['kk', 'en', 'kk'] labels: ['open air', ' jazz']"),
              ElementsAre(Pair("labels[1]", HasSubstr("blank")),
                          Pair("spoken_languages[2]", HasSubstr("twice"))));
}

}  // namespace
}  // namespace taqvim::schedule
