// What the program was built with: a part of contract.h and catalog.h.
#include "client/cli/contract/catalog.h"
#include "client/cli/contract/contract.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/stubs/logging.h"
#include "proto/embed.h"

TAQVIM_EMBED(taqvim_descriptors, TAQVIM_DESCRIPTORS_PATH);
TAQVIM_EMBED(taqvim_catalog, TAQVIM_CATALOG_PATH);

namespace taqvim::cli {

const Contract& Contract::Embedded() {
  static const auto* contract =
      new Contract({taqvim_descriptors_begin,
                    static_cast<size_t>(taqvim_descriptors_end - taqvim_descriptors_begin)},
                   "taqvim.v1");
  return *contract;
}

// The build has parsed it once already, in pack_catalog.cc.
const Catalog& Catalog::Embedded() {
  static const auto* catalog = [] {
    google::protobuf::Value data;
    GOOGLE_CHECK(data.ParseFromArray(taqvim_catalog_begin,
                                     static_cast<int>(taqvim_catalog_end - taqvim_catalog_begin)));
    auto parsed = Parse(data);
    GOOGLE_CHECK(parsed.ok()) << parsed.status().ToString();
    return new Catalog(*std::move(parsed));
  }();
  return *catalog;
}

}  // namespace taqvim::cli
