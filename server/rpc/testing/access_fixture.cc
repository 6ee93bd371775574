#include "server/rpc/testing/access_fixture.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/text_format.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::rpc::testing {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

namespace {

constexpr char kTitle[] = " title { key: 'en' value: 'A title' } ";

const MethodDescriptor& Find(const std::string& method) {
  const auto* found = DescriptorPool::generated_pool()->FindMethodByName("taqvim.v1." + method);
  if (found == nullptr) std::abort();
  return *found;
}

std::unique_ptr<Message> New(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

}  // namespace

AccessFixture::AccessFixture() {
  Create("DirectoryService.CreateOrganization",
         absl::StrCat("organization_id: 'third' organization { country: 'AZ'", kTitle, "}"));
  Enter("own");
  Enter("foreign");
}

void AccessFixture::Enter(const std::string& id) {
  const auto create = [&](const std::string& method, const std::string& request) {
    Create(method, absl::StrReplaceAll(request, {{"$ID", id}, {"$TITLE", kTitle}}));
  };
  create("DirectoryService.CreateOrganization",
         "organization_id: '$ID' organization { country: 'AZ' $TITLE }");
  create("VenueService.CreateVenue",
         "venue_id: '$ID' venue { organization: 'organizations/$ID' country: 'KZ' city: 'Astana' "
         "time_zone: 'Asia/Almaty' booking_policy: BOOKING_POLICY_APPROVAL $TITLE }");
  create("VenueService.CreateSpace",
         "parent: 'venues/$ID' space_id: 'hall' space { seats: 100 $TITLE }");
  create("VenueService.CreateClosure",
         "parent: 'venues/$ID' closure_id: 'repair' closure { period { dated { "
         "first_day { year: 2030 month: 1 day: 1 } last_day { year: 2030 month: 1 day: 2 } } } }");
  create("DirectoryService.CreateParticipant",
         "participant_id: '$ID' participant { organization: 'organizations/$ID' $TITLE }");
  create("DirectoryService.CreateAgreement",
         "agreement_id: '$ID' agreement { parties: 'organizations/$ID' "
         "parties: 'organizations/third' $TITLE }");
  create("AccessService.CreateGrant",
         "grant_id: '$ID' grant { principal: 'somebody-$ID' role: ROLE_VIEWER }");
  create("EventService.CreateEvent",
         "event_id: '$ID' event { owner: 'organizations/$ID' $TITLE activity { form: "
         "ACTIVITY_FORM_TALK } period { timed { "
         "start { year: 2030 month: 5 day: 10 hours: 18 } "
         "end { year: 2030 month: 5 day: 10 hours: 20 } } } "
         "bookings { id: 'hall' space: 'venues/$ID/spaces/hall' } }");
  create("EventService.ConfirmEvent", "name: 'events/$ID'");
  create("DirectoryService.CreateParticipant",
         "participant_id: 'guest-$ID' participant { organization: 'organizations/$ID' "
         "booking_policy: BOOKING_POLICY_APPROVAL $TITLE }");
  create("EventService.CreateEvent",
         "event_id: 'guest-$ID' event { owner: 'organizations/third' $TITLE activity { form: "
         "ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' period { timed { "
         "start { year: 2030 month: 6 day: 10 hours: 18 } "
         "end { year: 2030 month: 6 day: 10 hours: 20 } } } "
         "bookings { id: 'guest' participant: 'participants/guest-$ID' } }");
  create("EventService.ConfirmEvent", "name: 'events/guest-$ID'");
}

void AccessFixture::Create(const std::string& method, const std::string& request) {
  const Outcome outcome = CallText(method, request);
  ASSERT_TRUE(outcome.status.ok()) << method << ": " << outcome.status.error_message();
  const auto response = New(Find(method).output_type());
  ASSERT_TRUE(response->ParseFromString(outcome.response));
  const auto* resource = response->GetDescriptor()->field(0);
  const Message& created = response->GetReflection()->GetMessage(*response, resource);
  const auto text = [&](const char* field) {
    const auto* descriptor = created.GetDescriptor()->FindFieldByName(field);
    return descriptor == nullptr ? "" : created.GetReflection()->GetString(created, descriptor);
  };
  etags_[text("name")] = text("etag");
}

std::unique_ptr<Message> AccessFixture::Request(const std::string& method,
                                                const std::string& text) {
  auto request = New(Find(method).input_type());
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << text;
  return request;
}

Outcome AccessFixture::CallText(const std::string& method, const std::string& request,
                                const std::string& secret) {
  return CallMessage(method, *Request(method, request), secret);
}

Outcome AccessFixture::CallMessage(const std::string& method, const Message& request,
                                   const std::string& secret) {
  grpc::ClientContext context;
  const bool has_scheme = secret.find(' ') != std::string::npos;
  if (!secret.empty()) context.AddMetadata("authorization", (has_scheme ? "" : "Bearer ") + secret);
  return Call("taqvim.v1." + method, request.SerializeAsString(), context);
}

std::string AccessFixture::TokenOf(const std::string& principal,
                                   const std::vector<std::string>& grants) {
  std::string request = absl::StrCat("access_token { principal: '", principal, "' }");
  for (const std::string& grant : grants) absl::StrAppend(&request, " grants { ", grant, " }");
  return Do<v1::CreateAccessTokenResponse>("AccessService.CreateAccessToken", request).secret();
}

}  // namespace taqvim::rpc::testing
