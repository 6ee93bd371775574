#include "client/cli/testing/grown_contract.h"

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.pb.h"
#include "proto/check.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorSet;
using google::protobuf::compiler::MultiFileErrorCollector;
using google::protobuf::compiler::SourceTree;

constexpr char kOwn[] = TAQVIM_PROTO_DIRECTORY;
constexpr char kImports[] = TAQVIM_PROTO_DIRECTORY "/node_modules/google-proto-files";

// The files as they lie there, with what was added.
class GrownTree final : public SourceTree {
 public:
  explicit GrownTree(const std::vector<Addition>& additions) : additions_(additions) {}

  google::protobuf::io::ZeroCopyInputStream* Open(const std::string& name) override {
    std::string text = TextOf(name);
    if (text.empty()) return nullptr;
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    const std::string& kept = *texts_.back();
    return new google::protobuf::io::ArrayInputStream(kept.data(), static_cast<int>(kept.size()));
  }

 private:
  std::string TextOf(const std::string& name) const {
    std::string text = Read(absl::StrCat(kOwn, "/", name));
    if (text.empty()) text = Read(absl::StrCat(kImports, "/", name));
    for (const Addition& addition : additions_) {
      if (addition.file == name) text.insert(PlaceOf(addition, text), addition.text);
    }
    return text;
  }

  static size_t PlaceOf(const Addition& addition, const std::string& text) {
    if (addition.behind.empty()) return text.size();
    const size_t line = text.find(addition.behind + "\n");
    CHECK(line != std::string::npos);
    return line + addition.behind.size() + 1;
  }

  // Empty when there is none.
  static std::string Read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  const std::vector<Addition>& additions_;
  std::vector<std::unique_ptr<std::string>> texts_;
};

// Says what is wrong with an addition.
class Errors final : public MultiFileErrorCollector {
 public:
  void AddError(const std::string& file, int line, int column,
                const std::string& message) override {
    std::cerr << file << ":" << line + 1 << ":" << column + 1 << ": " << message << "\n";
  }
};

// The file behind all that it imports.
void Add(const FileDescriptor& file, std::set<std::string>* added, FileDescriptorSet* set) {
  if (!added->insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) Add(*file.dependency(i), added, set);
  auto* proto = set->add_file();
  file.CopyTo(proto);
  file.CopyJsonNameTo(proto);
  file.CopySourceCodeInfoTo(proto);
}

std::set<std::string> FilesOf(const std::vector<Addition>& additions) {
  std::set<std::string> files;
  for (const auto* service : Contract::Embedded().services()) {
    files.insert(service->file()->name());
  }
  for (const auto* message : Contract::Embedded().Messages()) files.insert(message->file()->name());
  for (const Addition& addition : additions) files.insert(addition.file);
  return files;
}

}  // namespace

std::unique_ptr<Contract> Grow(const std::vector<Addition>& additions) {
  GrownTree tree(additions);
  Errors errors;
  google::protobuf::compiler::Importer importer(&tree, &errors);
  FileDescriptorSet set;
  std::set<std::string> added;
  for (const std::string& name : FilesOf(additions)) {
    const FileDescriptor* file = importer.Import(name);
    CHECK(file != nullptr);
    Add(*file, &added, &set);
  }
  return std::make_unique<Contract>(set.SerializeAsString(), "taqvim.v1");
}

}  // namespace taqvim::cli
