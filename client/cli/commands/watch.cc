#include "client/cli/commands/watch.h"

#include <memory>
#include <ostream>
#include <utility>

#include "absl/synchronization/notification.h"
#include "client/cli/command/command_builder.h"
#include "client/cli/command/request.h"
#include "client/cli/output/watch_lines.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/text/interrupts.h"
#include "client/cli/text/usage_error.h"
#include "client/subscriber.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

// A server that has never answered may not be one.
constexpr int kFirstAttempts = 5;

// Its flags and its request are made from the contract, as those of other methods.
const Command& FromContract() {
  static const auto* command =
      new Command(BuildCommand(*Contract::Embedded().FindMethod("WatchChanges"),
                               Catalog::Embedded(), "changes", "watch", nullptr, nullptr));
  return *command;
}

absl::StatusOr<v1::WatchChangesRequest> RequestFrom(Session& session, const Arguments& arguments) {
  const ReadResource read = [&](const std::string& name) { return GetResource(session, name); };
  RequestNotes notes;
  const auto built = BuildRequest(session.contract, session.catalog, FromContract(), arguments,
                                  ReadAtFor(session.options), read, &notes);
  for (const std::string& note : notes.times) session.err << note << "\n";
  if (!built.ok()) return built.status();
  v1::WatchChangesRequest request;
  if (!request.ParseFromString((*built)->SerializeAsString())) {
    return absl::InternalError("The contract of this program and of its library differ.");
  }
  if (request.snapshot() && !request.after_revision_token().empty()) {
    return UsageError(
        "--after-revision-token goes on where an earlier watch ended, --snapshot begins anew: give "
        "one.");
  }
  return request;
}

client::SubscriberOptions OptionsFrom(const v1::WatchChangesRequest& request) {
  client::SubscriberOptions options;
  options.token = request.after_revision_token();
  options.snapshot = request.snapshot();
  options.filter = request.filter();
  options.include_before = request.include_before();
  if (request.has_progress_interval()) {
    options.progress_interval = absl::Seconds(request.progress_interval().seconds()) +
                                absl::Nanoseconds(request.progress_interval().nanos());
  }
  return options;
}

class Watch {
 public:
  Watch(Session& session, client::SubscriberOptions options)
      : session_(session), printer_(session.options, session.catalog, session.out, session.err) {
    options.on_interruption = [this](const client::Interruption& interruption) {
      Note(interruption);
    };
    subscriber_ = std::make_unique<client::Subscriber>(
        session.client().channel(), std::move(options), [this](const client::Delivery& told) {
          answered_ = true;
          return printer_.Print(told);
        });
    made_.Notify();
  }

  void Stop() { subscriber_->Stop(); }

  absl::StatusOr<int> Wait() {
    absl::Status ended = subscriber_->Wait();
    const std::string token = subscriber_->token();
    if (client::IsNobodyReading(ended)) return ended;
    if (!token.empty()) session_.err << "Go on later with --after-revision-token " << token << "\n";
    if (!never_answered_.ok()) return never_answered_;
    if (!ended.ok()) return ended;
    return kExitOk;
  }

 private:
  void Note(const client::Interruption& interruption) {
    made_.WaitForNotification();
    if (!answered_ && interruption.failures >= kFirstAttempts) {
      never_answered_ = interruption.status;
      subscriber_->Stop();
    } else if (session_.options.verbose || (answered_ && interruption.failures == 0)) {
      session_.err << "The stream broke (" << interruption.status.message()
                   << "); going on where it was.\n";
    }
  }

  Session& session_;
  WatchPrinter printer_;
  // The subscriber's thread's, until that has ended.
  bool answered_ = false;
  absl::Status never_answered_;
  absl::Notification made_;
  std::unique_ptr<client::Subscriber> subscriber_;
};

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto request, RequestFrom(session, arguments));
  Watch watch(session, OptionsFrom(request));
  const OnInterrupt on_interrupt([&watch] { watch.Stop(); });
  return watch.Wait();
}

}  // namespace

SpecialCommand WatchCommand() {
  SpecialCommand command;
  command.name = "changes watch";
  command.summary = "Shows every change as it is made, until it is interrupted.";
  command.description =
      "Begins now, or with all that is there (--snapshot), or after the token with which an "
      "earlier "
      "watch ended, and misses and repeats nothing from there on. It connects again by itself; "
      "where it cannot go on, because the server no longer keeps what followed, or was restored "
      "from an older copy, it says so and starts over with all that is there. Ctrl-C ends it, and "
      "it says how to go on.\n\n"
      "With -o json each line is a WatchChangesResponse of one change, or of one resource of a "
      "snapshot, or of none. The last change of a revision has a token in `revision_token`: "
      "whoever goes "
      "on after the last token that it kept misses no change of a revision. A line {\"startOver\": "
      "{...}} says that what was told before counts no more, and why.";
  command.flags = FromContract().flags();
  command.examples = {
      {"What happens from now on", "taqvim changes watch"},
      {"All events of a building, and then what changes, for a program",
       "taqvim changes watch --snapshot --resource-kind event --venue astana-library -o json"},
      {"Go on where an earlier one ended, which is kept in a file",
       "taqvim changes watch --after-revision-token \"$(cat last-token)\""},
  };
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
