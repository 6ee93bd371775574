// Packs the descriptors of the contract for the command line: of where things stand in the .proto
// files, what has a comment alone, which a program reads in half the time. Run by the build.
//
//   pack_descriptors OUTPUT DESCRIPTOR_SET
//
// Ends with 1 and a sentence where a file cannot be read or written.
#include <algorithm>
#include <fstream>
#include <iostream>

#include "google/protobuf/descriptor.pb.h"

namespace {

using google::protobuf::SourceCodeInfo;

bool HasNoComment(const SourceCodeInfo::Location& location) {
  return location.leading_comments().empty();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "pack_descriptors OUTPUT DESCRIPTOR_SET\n";
    return 2;
  }
  google::protobuf::FileDescriptorSet set;
  std::ifstream input(argv[2], std::ios::binary);
  if (!input || !set.ParseFromIstream(&input)) {
    std::cerr << argv[2] << " cannot be read as a FileDescriptorSet.\n";
    return 1;
  }
  for (auto& file : *set.mutable_file()) {
    auto& locations = *file.mutable_source_code_info()->mutable_location();
    locations.erase(std::remove_if(locations.begin(), locations.end(), HasNoComment),
                    locations.end());
  }
  std::ofstream output(argv[1], std::ios::binary);
  if (set.SerializeToOstream(&output) && output.flush()) return 0;
  std::cerr << argv[1] << " cannot be written.\n";
  return 1;
}
