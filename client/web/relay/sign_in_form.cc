#include "client/web/relay/sign_in_form.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/web/http/target.h"
#include "client/web/relay/session_cookie.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

constexpr size_t kMostBytes = 4 * 1024;

using Fields = std::vector<std::pair<std::string, std::string>>;

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("This is no ", what, " with a secret, and a device if you like."));
}

absl::StatusOr<Fields> FieldsOfJson(const std::string& body) {
  google::protobuf::Struct object;
  if (!google::protobuf::util::JsonStringToMessage(body, &object).ok()) return Malformed("JSON");
  Fields fields;
  for (const auto& [name, value] : object.fields()) {
    if (value.kind_case() != google::protobuf::Value::kStringValue) return Malformed("JSON");
    fields.emplace_back(name, value.string_value());
  }
  return fields;
}

absl::StatusOr<Fields> FieldsOfForm(const std::string& body) {
  // A form is written as what follows the question mark of an address is.
  auto target = ParseTarget(absl::StrCat("/?", body));
  if (!target.ok() || target->query.empty()) return Malformed("form");
  return std::move(target->query);
}

absl::StatusOr<SignInForm> FormWith(const Fields& fields) {
  SignInForm form;
  for (const auto& [name, value] : fields) {
    std::string* const field = name == "secret"   ? &form.secret
                               : name == "device" ? &form.device
                                                  : nullptr;
    if (field == nullptr || !field->empty()) {
      return absl::InvalidArgumentError(
          "There are fields besides a secret and a device, or one comes twice.");
    }
    *field = std::string(absl::StripAsciiWhitespace(value));
  }
  if (!IsSecret(form.secret)) {
    return absl::InvalidArgumentError(
        "There is no secret of an invitation or an access token; it is one long word that begins "
        "with taqvim_.");
  }
  if (form.device.empty()) form.device = "browser";
  return form;
}

std::string TypeOf(const Request& request) {
  const absl::string_view value = request.headers.Find("Content-Type").value_or("");
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(value.substr(0, value.find(';'))));
}

}  // namespace

absl::StatusOr<SignInForm> ReadSignInForm(const Request& request) {
  if (request.body.size() > kMostBytes) {
    return absl::InvalidArgumentError("What signs in has 4 KiB at most.");
  }
  const std::string type = TypeOf(request);
  if (type == "application/json") {
    ASSIGN_OR_RETURN(const Fields fields, FieldsOfJson(request.body));
    return FormWith(fields);
  }
  if (type == "application/x-www-form-urlencoded") {
    ASSIGN_OR_RETURN(const Fields fields, FieldsOfForm(request.body));
    ASSIGN_OR_RETURN(SignInForm form, FormWith(fields));
    form.is_of_page = true;
    return form;
  }
  return absl::UnimplementedError("Send application/json or application/x-www-form-urlencoded.");
}

}  // namespace taqvim::web
