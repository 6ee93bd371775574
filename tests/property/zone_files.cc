#include "tests/property/zone_files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "server/schedule/time/zone_rules.h"
#include "tests/property/generator/scenes.h"
#include "tests/property/model/civil_arithmetic.h"

namespace taqvim::property {
namespace {

void Copy(const std::string& from, const std::string& to) {
  std::filesystem::create_directories(std::filesystem::path(to).parent_path());
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

}  // namespace

ZoneFiles::ZoneFiles() {
  const char* system = std::getenv("TZDIR");
  system_ = system == nullptr ? "/usr/share/zoneinfo" : system;
  std::ofstream names(directory_.File("tzdata.zi"));
  names << "Z " << kMovingZone << " 5 - +05\n";
  for (const Scene& scene : Scenes()) {
    for (const char* zone : scene.zones) {
      Copy(system_ + "/" + zone, directory_.File(zone));
      names << "Z " << zone << " 0 - -\n";
    }
  }
  names.close();
  Install(Scenes().front().zones.front());
  setenv("TZDIR", directory_.path().c_str(), 1);
  schedule::ZonesInForce::Use(schedule::ZonesInForce::ReadInstalled());
}

ZoneFiles::~ZoneFiles() {
  setenv("TZDIR", system_.c_str(), 1);
  schedule::ZonesInForce::Use(schedule::ZonesInForce::ReadInstalled());
}

void ZoneFiles::Install(const std::string& place) {
  Copy(system_ + "/" + place, directory_.File(kMovingZone));
}

}  // namespace taqvim::property
