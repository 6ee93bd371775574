#include "server/schedule/stored/zone_version.h"

#include <cstdlib>
#include <fstream>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "proto/status_macros.h"

namespace taqvim::schedule {
namespace {

// The first line of tzdata.zi is `# version 2025b`. Versions are years and letters, and grow in the
// order of the alphabet.
std::string Installed() {
  const char* folder = std::getenv("TZDIR");
  std::ifstream file(
      absl::StrCat(folder == nullptr ? "/usr/share/zoneinfo" : folder, "/tzdata.zi"));
  std::string line;
  std::getline(file, line);
  absl::string_view version = line;
  return absl::ConsumePrefix(&version, "# version ") ? std::string(version) : "";
}

class InForce {
 public:
  static InForce& Get() {
    static InForce& version = *new InForce();
    return version;
  }
  std::string Version() const {
    absl::MutexLock lock(&mutex_);
    return version_;
  }
  void Read() {
    absl::MutexLock lock(&mutex_);
    version_ = Installed();
  }

 private:
  InForce() : version_(Installed()) {}

  mutable absl::Mutex mutex_;
  std::string version_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::string ZoneVersionInForce() { return InForce::Get().Version(); }
void ReadZoneVersion() { InForce::Get().Read(); }

absl::Status GoByZoneVersion(storage::Transaction& transaction, const std::string& version) {
  if (version.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto topic, transaction.Find(storage::Kind::kTopic, kZoneVersionTopic));
  if (topic != nullptr && topic->body == version) return absl::OkStatus();
  if (topic != nullptr && topic->body > version) {
    return absl::UnavailableError(absl::StrCat(
        "The time zone data of this server is of version ", version, ", and others go by ",
        topic->body, " already: install that, and start the server again."));
  }
  storage::Mutation mutation;
  mutation.puts.push_back({.id = topic == nullptr ? transaction.NewId() : topic->id,
                           .kind = storage::Kind::kTopic,
                           .name = std::string(kZoneVersionTopic),
                           .body = version});
  return transaction.Apply(std::move(mutation));
}

}  // namespace taqvim::schedule
