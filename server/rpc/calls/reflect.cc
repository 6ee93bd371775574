// One question about the contract, and its answer: a part of reflection.h.
#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "server/rpc/calls/reflection.h"

namespace taqvim::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

const DescriptorPool& Pool() { return *DescriptorPool::generated_pool(); }

void SetError(absl::StatusCode code, absl::string_view message, ServerReflectionResponse& answer) {
  auto* error = answer.mutable_error_response();
  error->set_error_code(static_cast<int>(code));
  error->set_error_message(std::string(message));
}

// Adds the file and all that it needs; a file that was sent before only when it
// is the one that was asked for.
void AddFile(const FileDescriptor& file, bool asked_for, SentFiles& sent,
             ServerReflectionResponse& answer) {
  const bool first = sent.insert(file.name()).second;
  if (!first && !asked_for) return;
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  answer.mutable_file_descriptor_response()->add_file_descriptor_proto(proto.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) {
    AddFile(*file.dependency(i), false, sent, answer);
  }
}

void AnswerFile(const FileDescriptor* file, absl::string_view what, SentFiles& sent,
                ServerReflectionResponse& answer) {
  if (file != nullptr) return AddFile(*file, true, sent, answer);
  SetError(absl::StatusCode::kNotFound, absl::StrCat("This server knows no ", what, "."), answer);
}

const FileDescriptor* FileOfExtension(const grpc::reflection::v1::ExtensionRequest& request) {
  const Descriptor* type = Pool().FindMessageTypeByName(request.containing_type());
  if (type == nullptr) return nullptr;
  const auto* extension = Pool().FindExtensionByNumber(type, request.extension_number());
  return extension == nullptr ? nullptr : extension->file();
}

void AnswerExtensionNumbers(const std::string& name, ServerReflectionResponse& answer) {
  const Descriptor* type = Pool().FindMessageTypeByName(name);
  if (type == nullptr) {
    return SetError(absl::StatusCode::kNotFound,
                    absl::StrCat("This server knows no message ", name, "."), answer);
  }
  auto* numbers = answer.mutable_all_extension_numbers_response();
  numbers->set_base_type_name(name);
  std::vector<const FieldDescriptor*> extensions;
  Pool().FindAllExtensions(type, &extensions);
  for (const FieldDescriptor* extension : extensions) {
    numbers->add_extension_number(extension->number());
  }
  std::sort(numbers->mutable_extension_number()->begin(),
            numbers->mutable_extension_number()->end());
}

void AnswerServices(const std::vector<std::string>& services, ServerReflectionResponse& answer) {
  auto* list = answer.mutable_list_services_response();
  for (const std::string& name : services) list->add_service()->set_name(name);
}

}  // namespace

ServerReflectionResponse Reflect(const ServerReflectionRequest& question,
                                 const std::vector<std::string>& services, SentFiles& sent) {
  ServerReflectionResponse answer;
  answer.set_valid_host(question.host());
  *answer.mutable_original_request() = question;
  switch (question.message_request_case()) {
    case ServerReflectionRequest::kFileByFilename:
      AnswerFile(Pool().FindFileByName(question.file_by_filename()),
                 absl::StrCat("file ", question.file_by_filename()), sent, answer);
      break;
    case ServerReflectionRequest::kFileContainingSymbol:
      AnswerFile(Pool().FindFileContainingSymbol(question.file_containing_symbol()),
                 absl::StrCat("symbol ", question.file_containing_symbol()), sent, answer);
      break;
    case ServerReflectionRequest::kFileContainingExtension:
      AnswerFile(FileOfExtension(question.file_containing_extension()), "such extension", sent,
                 answer);
      break;
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      AnswerExtensionNumbers(question.all_extension_numbers_of_type(), answer);
      break;
    case ServerReflectionRequest::kListServices:
      AnswerServices(services, answer);
      break;
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      SetError(absl::StatusCode::kInvalidArgument,
               "The question asks nothing; set one of the fields of message_request.", answer);
  }
  return answer;
}

}  // namespace taqvim::rpc
