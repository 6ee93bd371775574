// Whether the table of methods is that of the contract: a part of methods.h.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/descriptor_database.h"
#include "server/rpc/calls/methods.h"

namespace taqvim::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

constexpr absl::string_view kFolder = "taqvim/v1/";

// Of which revision a read is at least, it is asked: by a field of all reads, or of those
// that go on after a revision, by that.
void CheckLeastRevision(const MethodDescriptor& declared, std::vector<std::string>& faults) {
  const google::protobuf::Descriptor& request = *declared.input_type();
  const bool reads =
      declared.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
  const bool asks = request.FindFieldByName("min_revision_token") != nullptr;
  const bool follows = request.FindFieldByName("after_revision_token") != nullptr;
  if (asks != (reads && !follows)) {
    faults.push_back(
        absl::StrCat(declared.full_name(), asks ? " has a min_revision_token, but is no read"
                                                : " is a read without min_revision_token"));
  }
}

void CheckEntry(const Method& method, std::vector<std::string>& faults) {
  const MethodDescriptor* declared =
      DescriptorPool::generated_pool()->FindMethodByName(method.name);
  if (declared == nullptr) {
    faults.push_back(absl::StrCat(method.name, " is served and not declared"));
  } else if (declared->input_type() != method.request->GetDescriptor() ||
             declared->output_type() != method.response->GetDescriptor()) {
    faults.push_back(absl::StrCat(method.name, " is served with other messages than declared"));
  } else if (method.revision == nullptr) {
    faults.push_back(absl::StrCat(method.name, " answers without a revision token"));
  } else {
    CheckLeastRevision(*declared, faults);
  }
  if (method.access == nullptr) {
    faults.push_back(absl::StrCat(method.name, " has no row in server/access/methods.cc"));
  }
}

// Rows for what is no method protect nothing: they are misspelt.
void CheckRows(std::vector<std::string>& faults) {
  for (const access::MethodAccess& row : access::MethodTable()) {
    const std::string name(row.method);
    if (DescriptorPool::generated_pool()->FindMethodByName(name) == nullptr) {
      faults.push_back(absl::StrCat(name, " has a row in server/access/methods.cc, but is none"));
    }
  }
}

}  // namespace

std::vector<const ServiceDescriptor*> ContractServices() {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::sort(files.begin(), files.end());
  std::vector<const ServiceDescriptor*> services;
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, kFolder)) continue;
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

absl::Status CheckMethods(const std::vector<Method>& methods,
                          const std::vector<const ServiceDescriptor*>& services) {
  std::vector<std::string> faults;
  absl::flat_hash_set<std::string> served;
  for (const Method& method : methods) {
    CheckEntry(method, faults);
    if (!served.insert(method.name).second) {
      faults.push_back(absl::StrCat(method.name, " is served twice"));
    }
  }
  CheckRows(faults);
  for (const ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string& name = service->method(i)->full_name();
      if (!served.contains(name)) faults.push_back(absl::StrCat(name, " is declared, not served"));
    }
  }
  if (faults.empty()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "The methods of the server are not those of the contract: ", absl::StrJoin(faults, "; "),
      "."));
}

}  // namespace taqvim::rpc
