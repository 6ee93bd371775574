#include "server/schedule/time/zone_data.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

// Abseil keeps what it once read under a name. It reads a file anew that goes by
// another one: `file:./Asia/Almaty`, with a `./` for each reading.
constexpr char kFile[] = "file:";
constexpr char kAgain[] = "./";

std::string DatabaseFile(std::string_view file) {
  const char* directory = std::getenv("TZDIR");
  return Cat(directory == nullptr ? "/usr/share/zoneinfo" : directory, "/", file);
}

std::string BytesOf(const std::string& zone) {
  std::ifstream stream(DatabaseFile(zone), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string NameOfReading(const std::string& zone, size_t reading) {
  if (reading == 0) return zone;
  std::string name = kFile;
  for (size_t i = 0; i < reading; ++i) name += kAgain;
  return name + zone;
}

// The zones that stand for an offset, whose names have its sign reversed, and
// the one for machines that were not set up.
bool IsNoPlace(std::string_view name) {
  return name == "Factory" || absl::StartsWith(AbslView(name), "Etc/GMT+") ||
         absl::StartsWith(AbslView(name), "Etc/GMT-");
}

// In tzdata.zi, lines `Z name ...` define zones and `L target name` links.
std::optional<std::string> NameInLine(const std::string& line) {
  const std::vector<absl::string_view> words = absl::StrSplit(line, absl::MaxSplits(' ', 3));
  if (words.size() >= 2 && words[0] == "Z") return std::string(words[1]);
  if (words.size() >= 3 && words[0] == "L") return std::string(words[2]);
  return std::nullopt;
}

// In the tables by country, the third column names the zone.
std::optional<std::string> NameInRow(const std::string& line) {
  const std::vector<absl::string_view> columns = absl::StrSplit(line, '\t');
  if (line.empty() || line[0] == '#' || columns.size() < 3) return std::nullopt;
  return std::string(columns[2]);
}

template <class Parse>
void ReadNames(std::string_view file, Parse parse, ZoneData::Names& names) {
  std::ifstream stream(DatabaseFile(file));
  for (std::string line; std::getline(stream, line);) {
    if (auto name = parse(line); name && !IsNoPlace(*name)) names.insert(*std::move(name));
  }
}

ZoneData::Names ReadNames() {
  ZoneData::Names names({"UTC"});
  ReadNames("tzdata.zi", NameInLine, names);
  if (names.size() == 1) ReadNames("zone1970.tab", NameInRow, names);
  return names;
}

}  // namespace

std::string NameOf(const absl::TimeZone& zone) {
  const std::string full = zone.name();
  absl::string_view name = full;
  if (!absl::ConsumePrefix(&name, kFile)) return full;
  while (absl::ConsumePrefix(&name, kAgain)) continue;
  return std::string(name);
}

ZoneData& ZoneData::Get() {
  static ZoneData* const kData = new ZoneData();
  return *kData;
}

ZoneData::ZoneData() : reading_{.names = ReadNames(), .zones = {}} {}

std::optional<absl::TimeZone> ZoneData::Load(const std::string& name) {
  std::vector<Content>& known = known_[name];
  std::string bytes = BytesOf(name);
  for (const Content& content : known) {
    if (content.bytes == bytes) return content.zone;
  }
  Content content{.bytes = std::move(bytes), .zone = std::nullopt};
  absl::TimeZone zone;
  if (absl::LoadTimeZone(NameOfReading(name, known.size()), &zone)) content.zone = zone;
  known.push_back(std::move(content));
  return known.back().zone;
}

std::optional<absl::TimeZone> ZoneData::Find(std::string_view name) {
  {
    absl::ReaderMutexLock lock(&mutex_);
    auto zone = reading_.zones.find(AbslView(name));
    if (zone != reading_.zones.end()) return zone->second;
    if (!reading_.names.contains(AbslView(name))) return std::nullopt;
  }
  absl::MutexLock lock(&mutex_);
  std::string key(name);
  auto zone = Load(key);
  if (zone) reading_.zones.try_emplace(std::move(key), *zone);
  return zone;
}

ZoneData::Names ZoneData::names() const {
  absl::ReaderMutexLock lock(&mutex_);
  return reading_.names;
}

ZoneData::Reading ZoneData::ReadAgain() {
  Names names = ReadNames();
  absl::MutexLock lock(&mutex_);
  Reading before = reading_;
  // What cannot be read, as it is just being installed, stays as it was.
  if (names.size() > 1) reading_.names = std::move(names);
  absl::erase_if(reading_.zones,
                 [&](const auto& zone) { return !reading_.names.contains(zone.first); });
  for (auto& [name, zone] : reading_.zones) zone = Load(name).value_or(zone);
  return before;
}

void ZoneData::Restore(Reading before) {
  absl::MutexLock lock(&mutex_);
  reading_ = std::move(before);
}

}  // namespace taqvim::schedule
