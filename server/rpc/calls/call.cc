#include "server/rpc/calls/call.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/support/slice.h>
#include <xxhash.h>

#include <chrono>
#include <memory>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/request_limits.h"
#include "server/rpc/calls/call_parts.h"
#include "server/rpc/calls/position.h"
#include "server/rpc/calls/replayed.h"
#include "server/rpc/calls/weight.h"
#include "server/rpc/wire/decode.h"
#include "server/rpc/wire/status.h"
#include "server/schedule/stored/zone_version.h"
#include "server/schedule/time/zone_rules.h"

namespace taqvim::rpc {
namespace {

// Apart from the same request of another method.
WireShape::Hash WithMethod(const Method& method, WireShape::Hash request) {
  const XXH128_hash_t name = XXH3_128bits(method.name.data(), method.name.size());
  return {request[0] ^ name.low64, request[1] ^ name.high64};
}

// Adds a text field to the bytes of a message.
void AppendField(std::string& bytes, int number, const std::string& text) {
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  google::protobuf::internal::WireFormatLite::WriteString(number, text, &coded);
}

// By which rules of zones a call judges; null for those in force when it runs. They are
// read before it is queued: a write may run several times, and has no other effects. What
// is booked from then on follows them, as what was booked by the old ones after the times
// were derived again would stay so.
std::shared_ptr<const schedule::ZoneRules> ZonesOf(const Method& method, bool dry_run) {
  if (!method.reads_zones) return nullptr;
  auto installed = schedule::ZonesInForce::ReadInstalled();
  if (dry_run) return installed;
  schedule::ZonesInForce::Use(std::move(installed));
  return nullptr;
}

// How long until the caller gives up. gRPC counts by a clock that nobody sets, and says it by the
// wall clock as it is now.
absl::Duration TimeoutOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteDuration();
  return absl::FromChrono(deadline - std::chrono::system_clock::now());
}

schedule::Caller CallerOf(const absl::StatusOr<access::Identity>& identity) {
  static const access::Rights& none = *new access::Rights();
  if (!identity.ok()) return {"", none};
  return {.principal = identity->principal,
          .rights = *identity->rights,
          .capped = identity->capped,
          .token = identity->token,
          .read_only = identity->read_only,
          .expires = identity->expires};
}

}  // namespace

Call::Call(const Method& method, Serving& serving, const Authenticator& authenticator,
           grpc::CallbackServerContext& context)
    : method_(method),
      serving_(serving),
      authenticator_(authenticator),
      context_(context),
      identity_(authenticator.Authenticate(context)),
      caller_(CallerOf(identity_)),
      start_(absl::Now()),
      request_(method.request->New(&arena_)) {}

Call::~Call() {
  pass_.GiveBack();
  if (counted_) serving_.in_flight.Leave();
}

void Call::LetIn(Next serve) {
  if (!AsksOthers(serving_, method_, identity_)) return LetInNow(std::move(serve));
  serving_.directory.Confirm(
      [this, serve = std::make_shared<Next>(std::move(serve))](const absl::Status& status) {
        if (!status.ok()) return Refuse(status);
        identity_ = authenticator_.Authenticate(context_);
        caller_.emplace(CallerOf(identity_));
        LetInNow(std::move(*serve));
      });
}

void Call::LetInNow(Next serve) {
  if (!identity_.ok()) return Refuse(schedule::Unauthenticated(), identity_.status());
  const absl::Status status = CheckCaller();
  status.ok() ? serve() : Refuse(status);
}

absl::Status Call::CheckCaller() {
  const auto use = method_.write ? Limits::Use::kWrite : Limits::Use::kRead;
  account_ = authenticator_.AccountOf(*identity_, context_);
  RETURN_IF_ERROR(Admit(serving_, method_, account_, use, start_, pass_));
  RETURN_IF_ERROR(access::CheckKind(*method_.access, identity_->kind));
  RETURN_IF_ERROR(access::CheckRole(*method_.access, caller_->rights));
  if (identity_->read_only && method_.writes_for_good() && !method_.access->of_own_tokens) {
    return access::OnlyReads(*method_.access);
  }
  // What would be refused whatever it says is not read.
  const bool in_vain = method_.write != nullptr && serving_.store.full();
  return in_vain ? schedule::Overloaded(kRetryAfterOverload) : absl::OkStatus();
}

void Call::Serve(const grpc::ByteBuffer& request) {
  counted_ = serving_.in_flight.Enter();
  if (!counted_) return Refuse(schedule::ShuttingDown(kRetryAfterStop));
  absl::Status status = Decode(request);
  if (status.ok() && identity_->feed != nullptr) {
    status = access::KeepToFeed(*identity_->feed, *request_);
  }
  if (status.ok()) status = method_.receive(*request_);
  if (!status.ok()) return Refuse(status);
  auto least = LeastRevision(method_, *request_, serving_.tokens);
  if (!least.ok()) return Refuse(least.status());
  least_ = *least;
  if (method_.list) return List();
  method_.read ? Read() : Write();
}

absl::Status Call::Decode(const grpc::ByteBuffer& request) {
  const absl::StatusOr<grpc::Slice> bytes = BytesOf(request);
  if (!bytes.ok()) return bytes.status();
  request_bytes_ = bytes->size();
  const absl::string_view text = TextOf(*bytes);
  if (method_.writes != nullptr &&
      !serving_.limits.AdmitsBatch(CountField(text, method_.writes->number()))) {
    return serving_.limits.StatusOf(Limits::Limit::kBatch);
  }
  const auto hash = DecodeRequest(text, *method_.type, *request_);
  if (hash.ok()) request_hash_ = *hash;
  return hash.status();
}

void Call::Read() {
  storage::ReadOptions options{
      .account = account_, .timeout = TimeoutOf(context_), .cancelled = [this] {
        return cancelled_.load(std::memory_order_relaxed);
      }};
  auto read = [this](storage::Snapshot& snapshot) {
    const schedule::GivenZoneRules zones(schedule::ZonesInForce::Get());
    RETURN_IF_ERROR(CheckBefore(snapshot));
    ASSIGN_OR_RETURN(auto answer, method_.read(snapshot, *caller_, *request_));
    answer_ = std::move(answer);
    revision_ = snapshot.revision();
    if (snapshot.Hurries()) {
      serving_.log.WarnSeldom("A read took so long that its page may have ended early.",
                              method_.name, {{"method", method_.name}});
    }
    return absl::OkStatus();
  };
  serving_.store.Read(std::move(options), read, [this](const absl::Status& status) {
    status.ok() ? Answer(std::move(answer_), revision_) : Refuse(status);
  });
}

void Call::List() {
  auto list = [this] {
    auto page = method_.list(serving_, *identity_, *request_);
    page.ok() ? Answer(std::move(page->response), page->upto) : Refuse(page.status());
  };
  if (!serving_.hub.RunWhereLogIsRead(list)) Refuse(schedule::Overloaded(kRetryAfterStop));
}

void Call::Write() {
  storage::WriteOptions options = MakeWriteOptions();
  auto write = [this, zones = ZonesOf(method_, options.dry_run),
                version = ZoneVersion(options.dry_run)](
                   storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    const schedule::GivenZoneRules given(zones ? zones : schedule::ZonesInForce::Get());
    RETURN_IF_ERROR(schedule::GoByZoneVersion(transaction, version));
    RETURN_IF_ERROR(CheckBefore(transaction));
    return method_.write(transaction, *caller_, *request_);
  };
  serving_.store.Write(std::move(options), write, [this](storage::WriteOutcome outcome) {
    if (!outcome.status.ok()) return Refuse(outcome.status);
    if (outcome.replayed) {
      auto shown = AsSeenNow(*method_.response, caller_->rights, std::move(outcome.answer));
      if (!shown.ok()) return Refuse(shown.status());
      outcome.answer = *std::move(shown);
    }
    if (!ValidateOnly() && method_.access->ChangesRights(*request_)) {
      return CountRights(std::move(outcome));
    }
    Answer(std::move(outcome.answer), outcome.revision);
  });
}

// A server alone goes by what it has.
std::string Call::ZoneVersion(bool dry_run) const {
  if (!serving_.directory.follows()) return "";
  if (method_.reads_zones && !dry_run) schedule::ReadZoneVersion();
  return schedule::ZoneVersionInForce();
}

absl::Status Call::CheckBefore(storage::Snapshot& store) const {
  RETURN_IF_ERROR(access::CheckScope(*method_.access, caller_->rights, store, *request_));
  return least_.has_value() ? CheckReached(store, *least_) : absl::OkStatus();
}

void Call::CountRights(storage::WriteOutcome outcome) {
  answer_ = std::move(outcome.answer);
  revision_ = outcome.revision;
  serving_.directory.CountIn(revision_.number, [this](const absl::Status& status) {
    status.ok() ? Answer(std::move(answer_), revision_)
                : Refuse(schedule::OutcomeUnknown(), status);
  });
}

storage::WriteOptions Call::MakeWriteOptions() {
  storage::WriteOptions options;
  options.principal = std::string(caller_->principal);
  options.account = account_;
  options.method = method_.name;
  options.dry_run = method_.dry_run || ValidateOnly();
  options.timeout = TimeoutOf(context_);
  options.cancelled = [this] { return cancelled_.load(std::memory_order_relaxed); };
  options.limits = schedule::kRequestLimits;
  options.weight = WeightOf(method_, *request_, request_bytes_);
  if (method_.request_id == nullptr) return options;
  const auto& reflection = *request_->GetReflection();
  request_id_ = reflection.GetString(*request_, method_.request_id);
  if (request_id_.empty() || options.dry_run) return options;
  // Which id a request has is the store's business from here, and no part of what is asked.
  reflection.ClearField(request_, method_.request_id);
  options.request_id = request_id_;
  options.request_hash = WithMethod(method_, request_hash_);
  return options;
}

bool Call::ValidateOnly() const {
  return method_.validate_only != nullptr &&
         request_->GetReflection()->GetBool(*request_, method_.validate_only);
}

void Call::Answer(std::string answer, const storage::Revision& revision) {
  AppendField(answer, method_.revision->number(), serving_.tokens.Encode(revision));
  const grpc::Slice slice(answer);
  TellEnd(absl::OkStatus(), absl::OkStatus(), revision.number);
  SendAnswer(grpc::ByteBuffer(&slice, 1));
}

void Call::Refuse(const absl::Status& status) { Refuse(status, status); }

void Call::Refuse(const absl::Status& status, const absl::Status& cause) {
  const absl::Status told = ForCaller(status, request_id_);
  TellEnd(told, cause, 0);
  SendRefusal(ToGrpc(told));
}

void Call::TellEnd(const absl::Status& status, const absl::Status& cause, int64_t revision) const {
  TellCallEnd(serving_, {.what = status.ok() ? "Answered a call." : "Refused a call.",
                         .method = method_,
                         .told = status,
                         .cause = cause,
                         .principal = caller_->principal,
                         .token = caller_->token,
                         .start = start_,
                         .request_id = request_id_,
                         .revision = revision,
                         .authenticator = authenticator_,
                         .context = &context_});
}

}  // namespace taqvim::rpc
