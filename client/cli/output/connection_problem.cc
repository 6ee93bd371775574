#include "client/cli/output/connection_problem.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/cli/text/text.h"
#include "client/error.h"

namespace taqvim::cli {
namespace {

// What to look at first.
enum class Cause { kNobody, kAddress, kSocket, kTls, kTrust, kTime, kOther };

struct Known {
  // What gRPC, the system or OpenSSL says.
  absl::string_view says;
  // The same for people, behind a colon.
  absl::string_view why;
  Cause cause;
};

// The first that is in the message counts.
constexpr std::array kKnown = {
    Known{"Connection refused", "the connection was refused, so no server listens there",
          Cause::kNobody},
    Known{"No such file or directory", "there is no such socket", Cause::kSocket},
    Known{"Permission denied", "you may not use that socket", Cause::kSocket},
    Known{"DNS resolution failed", "no host of that name is known", Cause::kAddress},
    Known{"Network is unreachable", "no network leads there", Cause::kAddress},
    Known{"No route to host", "no network leads there", Cause::kAddress},
    Known{"certificate verify failed",
          "its certificate is not of an authority that is trusted here, or is no longer valid",
          Cause::kTrust},
    Known{"is not in peer certificate", "its certificate is for another name", Cause::kTrust},
    Known{"wrong version number", "it does not speak TLS, and the context says that it does",
          Cause::kTls},
    Known{"Ssl handshake failed", "the two sides do not agree about TLS", Cause::kTls},
    Known{"http1.x server", "what answers there is no gRPC server", Cause::kAddress},
    Known{"http2 header with status", "what answers there is no gRPC server", Cause::kAddress},
    Known{"SETTINGS frame", "something is there and does not answer", Cause::kTls},
    Known{"Connection reset", "it ended the connection at once", Cause::kTls},
    Known{"Socket closed", "it ended the connection at once", Cause::kTls},
    Known{"timed out", "it did not answer in time", Cause::kTime},
    Known{"Deadline Exceeded", "it did not answer in time", Cause::kTime},
};

const Known* Find(absl::string_view message) {
  const auto found = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) {
    return absl::StrContains(message, one.says);
  });
  return found == kKnown.end() ? nullptr : &*found;
}

// How what gRPC says begins, where it says it in its own words.
constexpr std::array<absl::string_view, 7> kBeginnings = {"failed to connect to all addresses",
                                                          "connections to all backends failing",
                                                          "DNS resolution failed",
                                                          "Deadline Exceeded",
                                                          "Socket closed",
                                                          "Received http2 header with status",
                                                          "Connection reset by peer"};

struct Part {
  size_t begin = 0;
  size_t size = 0;
};

// The part of the message that is gRPC's, up to the end of its sentence: others may have said
// before it what it was about, and behind it what became of the rest. Empty when there is none.
Part PartOfGrpc(absl::string_view message) {
  for (const absl::string_view beginning : kBeginnings) {
    const size_t begin = message.find(beginning);
    if (begin == absl::string_view::npos) continue;
    size_t end = std::min(message.find(". ", begin), message.size());
    if (end == message.size() && message.back() == '.') --end;
    return {begin, end - begin};
  }
  return {};
}

Cause CauseOf(const absl::Status& status) {
  if (absl::IsDeadlineExceeded(status)) return Cause::kTime;
  const Known* known = Find(status.message());
  return known == nullptr ? Cause::kOther : known->cause;
}

bool IsSocket(const GlobalOptions& options) { return absl::StartsWith(options.server, "unix:"); }

// How to name another server, or to mend how this one is named.
std::string HowToChoose(const GlobalOptions& options) {
  if (!options.context.empty()) {
    return absl::StrCat("The address is that of the context \"", options.context,
                        "\": `taqvim context update ", options.context,
                        " --address HOST:PORT` changes it, and --context names another.");
  }
  return "--server HOST:PORT or $TAQVIM_SERVER names another server, and `taqvim context create` "
         "keeps one.";
}

std::string AboutTls(const GlobalOptions& options, Cause cause) {
  const std::string how =
      options.context.empty()
          ? absl::StrCat("`taqvim context create NAME --address ", options.server,
                         " --ca FILE` says with which authority; --server alone never speaks TLS.")
          : absl::StrCat("`taqvim context update ", options.context,
                         "` changes --tls, --ca, --server-name and --certificate.");
  const char* question = cause == Cause::kTrust
                             ? "Ask whoever runs it for the file with its authority"
                             : "Do both sides speak TLS, or neither";
  return absl::StrCat(question, cause == Cause::kTrust ? ". " : "? ", how);
}

}  // namespace

bool IsConnectionProblem(const absl::Status& status) {
  const bool no_answer = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  return no_answer && client::DecodeError(status).reason.empty();
}

std::string ConnectionSentence(const absl::Status& status, const GlobalOptions& options) {
  const absl::string_view message = status.message();
  const Part part = PartOfGrpc(message);
  if (part.size == 0) return Printable(message);
  const Known* known = Find(message.substr(part.begin, part.size));
  const bool late = CauseOf(status) == Cause::kTime;
  const std::string sentence =
      late ? absl::StrCat(part.begin == 0 ? "The" : "the", " server at ", options.server,
                          " did not answer in time")
           : absl::StrCat(part.begin == 0 ? "No" : "no", " Taqvim server answers at ",
                          options.server, ": ",
                          known != nullptr ? known->why : message.substr(part.begin, part.size));
  const absl::string_view rest = message.substr(part.begin + part.size);
  return Printable(absl::StrCat(message.substr(0, part.begin), sentence, ". It was tried for ",
                                absl::FormatDuration(options.timeout), " (--timeout)",
                                rest.empty() ? "." : rest));
}

std::string ConnectionAdvice(const absl::Status& status, const GlobalOptions& options) {
  const Cause cause = CauseOf(status);
  switch (cause) {
    case Cause::kTime:
      return "Give it longer, such as --timeout 2m, or ask for less at once.";
    case Cause::kTls:
    case Cause::kTrust:
      if (!IsSocket(options)) return AboutTls(options, cause);
      break;
    case Cause::kSocket:
      return absl::StrCat(
          "The socket is beside the data file while taqvimd runs, and is its "
          "user's alone. ",
          HowToChoose(options));
    case Cause::kAddress:
      return absl::StrCat("Is the address right? ", HowToChoose(options));
    default:
      break;
  }
  return absl::StrCat("Is taqvimd running? `taqvimd --data FILE --listen HOST:PORT` starts it. ",
                      HowToChoose(options));
}

}  // namespace taqvim::cli
