// A server over two institutions that have nothing to do with each other.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "server/rpc/testing/server_fixture.h"

namespace taqvim::rpc::testing {

// For `own` and `foreign` alike there are an organization, its venue with a space
// `hall` and a closure `repair`, a participant, an agreement with the organization
// `third`, a grant to nobody of note, and a tentative event that the organization
// owns, that books the hall, and whose approval the venue has been asked for: all
// of that id. And `guest-` with that id are a participant that approves its bookings and
// an event of `third` whose approval it has been asked for.
class AccessFixture : public ServerFixture {
 protected:
  AccessFixture();

  // Calls a method such as `EventService.GetEvent` with a request as protobuf
  // text, as whom the secret says; without one, as an admin. It is shown as a bearer token,
  // or as its kind says: `FeedKey SECRET`.
  Outcome CallText(const std::string& method, const std::string& request,
                   const std::string& secret = "");
  Outcome CallMessage(const std::string& method, const google::protobuf::Message& request,
                      const std::string& secret = "");
  // The same, which must succeed, and what is answered.
  template <class Response>
  Response Do(const std::string& method, const std::string& request,
              const std::string& secret = "") {
    const Outcome outcome = CallText(method, request, secret);
    EXPECT_TRUE(outcome.status.ok()) << method << ": " << outcome.status.error_message();
    Response response;
    EXPECT_TRUE(response.ParseFromString(outcome.response));
    return response;
  }
  // The request of a method, from text.
  static std::unique_ptr<google::protobuf::Message> Request(const std::string& method,
                                                            const std::string& text);

  // The secret of a new token of the principal, with grants as protobuf text, such
  // as `role: ROLE_VIEWER`.
  std::string TokenOf(const std::string& principal, const std::vector<std::string>& grants);
  // The etag of a resource of this world.
  const std::string& Etag(const std::string& name) { return etags_[name]; }

 private:
  void Enter(const std::string& id);
  // Creates a resource and keeps its etag.
  void Create(const std::string& method, const std::string& request);

  std::map<std::string, std::string> etags_;
};

}  // namespace taqvim::rpc::testing
