#include "tests/soak/writers.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/time/clock.h"
#include "tests/support/taqvimd.h"

namespace taqvim::soak {
namespace {

constexpr int kAccounted = 4;
constexpr int kPatient = 2;

}  // namespace

void Pulse::Begin(int writing) {
  absl::MutexLock lock(&mutex_);
  writing_ = writing;
  beats_ = 0;
  last_ = absl::Now();
  longest_ = absl::ZeroDuration();
}

void Pulse::Leave() {
  absl::MutexLock lock(&mutex_);
  --writing_;
}

void Pulse::Beat() {
  absl::MutexLock lock(&mutex_);
  const absl::Time now = absl::Now();
  longest_ = std::max(longest_, now - last_);
  last_ = now;
  ++beats_;
}

void Pulse::Await(int count) {
  absl::MutexLock lock(&mutex_);
  const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return beats_ >= count || writing_ == 0;
  };
  mutex_.Await(absl::Condition(&reached));
}

absl::Duration Pulse::longest_pause() const {
  absl::MutexLock lock(&mutex_);
  return longest_;
}

std::vector<std::string> BookedSpaces() {
  std::vector<std::string> spaces = crash::kHalls;
  spaces.push_back(crash::kStage);
  spaces.insert(spaces.end(), watching::kHalls.begin(), watching::kHalls.end());
  return spaces;
}

Writers::Writers(std::string address, uint64_t seed)
    : address_(std::move(address)), random_(seed), taken_(kPatient) {
  for (int i = 0; i < kPatient; ++i) {
    patient_.push_back(
        std::make_unique<watching::Writer>(testing::OwnChannel(address_), slots_, random_()));
  }
}

void Writers::WriteAccounted(int writes, uint64_t seed, std::vector<crash::Write>* written) {
  const auto client = testing::ConnectOnce(address_);
  std::mt19937_64 random(seed);
  for (int i = 0; i < writes; ++i) {
    written->push_back(crash::NewWrite(numbers_, random));
    crash::Send(*client, written->back());
    if (written->back().acknowledged()) pulse_->Beat();
    if (written->back().unknown()) return;
  }
}

void Writers::Begin(const Task& task) {
  written_.assign(kAccounted, {});
  pulse_->Begin(kAccounted);
  for (auto& written : written_) {
    threads_.emplace_back([this, &written, writes = task.writes, seed = random_()] {
      WriteAccounted(writes, seed, &written);
      pulse_->Leave();
    });
  }
  if (task.patient_writes == 0) return;
  for (auto& writer : patient_) {
    threads_.emplace_back([&writer, writes = task.patient_writes] { writer->Write(writes); });
  }
}

std::vector<crash::Write> Writers::Join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  std::vector<crash::Write> all;
  for (auto& written : written_) std::move(written.begin(), written.end(), std::back_inserter(all));
  written_.clear();
  return all;
}

std::vector<watching::Acknowledged> Writers::TakeAcknowledged() {
  std::vector<watching::Acknowledged> all;
  for (size_t i = 0; i < patient_.size(); ++i) {
    const auto& acknowledged = patient_[i]->acknowledged();
    all.insert(all.end(), acknowledged.begin() + static_cast<ptrdiff_t>(taken_[i]),
               acknowledged.end());
    taken_[i] = acknowledged.size();
  }
  return all;
}

void Writers::Forget() {
  for (auto& writer : patient_) writer->Forget();
}

}  // namespace taqvim::soak
