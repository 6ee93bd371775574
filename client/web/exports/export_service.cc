#include "client/web/exports/export_service.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/web/exports/atom_feed.h"
#include "client/web/exports/programme_table.h"
#include "client/web/exports/schedule_xml.h"
#include "client/web/http/conditional.h"
#include "client/web/pages/request_context.h"

namespace taqvim::web {
namespace {

constexpr absl::Duration kAskAgain = absl::Seconds(30);

struct Form {
  absl::string_view file;
  const char* type;
  std::string (*make)(const PublishedEvent&, const PageContext&);
};

constexpr Form kForms[] = {
    {kChangesFile, "application/atom+xml; charset=utf-8",
     [](const PublishedEvent& programme, const PageContext& context) {
       return AtomFeed(&programme, context);
     }},
    {kScheduleXmlFile, "application/xml; charset=utf-8", ScheduleXml},
    {kTableFile, "text/csv; charset=utf-8; header=present", ProgrammeTable},
};

// Which form of which programme's id; nullptr of none. An empty id is all of the schedule.
std::pair<const Form*, std::string> Asked(absl::string_view path) {
  if (path == absl::StrCat("/", kChangesFile)) return {&kForms[0], ""};
  if (!absl::ConsumePrefix(&path, "/programmes/")) return {nullptr, ""};
  const std::pair<absl::string_view, absl::string_view> parts = {
      path.substr(0, path.find('/')), path.substr(std::min(path.find('/'), path.size()))};
  for (const Form& form : kForms) {
    const bool is_it = parts.second == absl::StrCat("/", form.file);
    if (is_it && !parts.first.empty()) return {&form, std::string(parts.first)};
  }
  return {nullptr, ""};
}

std::optional<std::string> Made(const Form& form, const std::string& id,
                                const PageContext& context) {
  if (id.empty()) return AtomFeed(nullptr, context);
  const PublishedEvent* programme = context.schedule.FindEvent(absl::StrCat("events/", id));
  if (programme == nullptr || !programme->event.has_culture_days()) return std::nullopt;
  return form.make(*programme, context);
}

Response Sent(const Form& form, const std::string& id, std::string bytes) {
  Response response;
  response.headers = {{"Content-Type", form.type},
                      {"ETag", StrongEtag(bytes)},
                      // Kept, and asked for again each time: what is taken back is gone at once.
                      {"Cache-Control", "public, no-cache"},
                      {"Access-Control-Allow-Origin", "*"},
                      {"Cross-Origin-Resource-Policy", "cross-origin"}};
  if (form.file == kTableFile) {
    response.headers.Add("Content-Disposition",
                         absl::StrCat("attachment; filename=\"", id, ".csv\""));
  }
  response.body = MakeBytes(std::move(bytes));
  return response;
}

}  // namespace

ExportService::ExportService(const Copy& copy, const FeedSite& site,
                             std::function<absl::Time()> now)
    : copy_(copy), site_(site), now_(std::move(now)) {}

bool ExportService::Answers(absl::string_view path) { return Asked(path).first != nullptr; }

Response ExportService::Answer(const Request& request) const {
  if (request.method != "GET") return MethodNotAllowed({"GET"});
  const absl::Time now = now_();
  const auto [form, id] = Asked(request.path);
  Request by_address = request;
  by_address.headers.Remove("accept-language");
  std::optional<std::string> bytes;
  const absl::Status shown =
      WithContext(copy_, site_, by_address, now, [&, form = form, id = id](const auto& context) {
        if (form != nullptr) bytes = Made(*form, id, context);
      });
  if (!shown.ok()) return TryLater(503, shown.message(), kAskAgain);
  if (!bytes) return TextResponse(404, "There is nothing of that name, or it is not public.");
  return Conditional(request, Sent(*form, id, *std::move(bytes)), now);
}

}  // namespace taqvim::web
