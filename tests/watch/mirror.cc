#include "tests/watch/mirror.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/support/sqlite_file.h"

namespace taqvim::watching {
namespace {

constexpr absl::Duration kMirrorPatience = absl::Seconds(150);

// Whose pattern of names it is tells the type: `venues/a/spaces/b` is a space.
const google::protobuf::FieldDescriptor* TypeOf(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  const auto& type = *v1::Resource::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (absl::StartsWith(parts[parts.size() - 2], type.field(i)->name())) return type.field(i);
  }
  return nullptr;
}

}  // namespace

Mirror::Mirror(std::string name, std::vector<std::string> command, const std::string& server,
               const testing::TempDir& dir)
    : name_(std::move(name)),
      file_(dir.Path(name_ + ".db")),
      log_(dir.Path(name_ + ".log")),
      command_(std::move(command)) {
  command_.push_back(server);
  command_.push_back(file_);
}

void Mirror::Start() { process_ = std::make_unique<testing::Process>(command_, log_); }

void Mirror::Kill() {
  process_->Signal(SIGKILL);
  process_->Wait();
}

bool Mirror::WaitFor(const std::string& token) const {
  const absl::Time deadline = absl::Now() + kMirrorPatience;
  while (absl::Now() < deadline && !process_->Ended()) {
    if (testing::RunSql(file_, "SELECT token FROM position") == token) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  ADD_FAILURE() << name_ << " is not where the server is:\n" << testing::ReadFile(log_);
  return false;
}

State Mirror::Read() const {
  State state;
  const std::string rows = testing::RunSql(file_, "SELECT name, json(json) FROM resources");
  for (const absl::string_view row : absl::StrSplit(rows, '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(row, absl::MaxSplits('|', 1));
    v1::Resource& resource = state[parts.first];
    auto* held = resource.GetReflection()->MutableMessage(&resource, TypeOf(parts.first));
    const auto parsed = google::protobuf::util::JsonStringToMessage(parts.second, held);
    EXPECT_TRUE(parsed.ok()) << parsed.ToString() << "\n" << parts.second;
  }
  return state;
}

}  // namespace taqvim::watching
