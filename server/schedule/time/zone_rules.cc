#include "server/schedule/time/zone_rules.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

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
void ReadNames(std::string_view file, Parse parse, ZoneRules::Names& names) {
  std::ifstream stream(DatabaseFile(file));
  for (std::string line; std::getline(stream, line);) {
    if (auto name = parse(line); name && !IsNoPlace(*name)) names.insert(*std::move(name));
  }
}

ZoneRules::Names ReadNames() {
  ZoneRules::Names names({"UTC"});
  ReadNames("tzdata.zi", NameInLine, names);
  if (names.size() == 1) ReadNames("zone1970.tab", NameInRow, names);
  return names;
}

// All that was ever read of zones. Abseil never forgets a zone either.
class KnownZones {
 public:
  static KnownZones& Get() {
    static KnownZones* const kKnown = new KnownZones();
    return *kKnown;
  }

  // The zone by what its file holds now.
  std::optional<absl::TimeZone> Load(const std::string& name) {
    std::string bytes = BytesOf(name);
    absl::MutexLock lock(&mutex_);
    std::vector<Content>& known = known_[name];
    for (const Content& content : known) {
      if (content.bytes == bytes) return content.zone;
    }
    Content content{.bytes = std::move(bytes), .zone = std::nullopt};
    absl::TimeZone zone;
    if (absl::LoadTimeZone(NameOfReading(name, known.size()), &zone)) content.zone = zone;
    known.push_back(std::move(content));
    return known.back().zone;
  }

 private:
  struct Content {
    std::string bytes;
    std::optional<absl::TimeZone> zone;
  };

  absl::Mutex mutex_;
  // By name, all contents that its file ever had.
  std::map<std::string, std::vector<Content>> known_ ABSL_GUARDED_BY(mutex_);
};

struct InForce {
  absl::Mutex mutex;
  std::shared_ptr<const ZoneRules> rules ABSL_GUARDED_BY(mutex) = ZoneRules::Read(nullptr);
};

InForce& TheOnesInForce() {
  static InForce* const kInForce = new InForce();
  return *kInForce;
}

thread_local const GivenZoneRules* given = nullptr;

}  // namespace

std::string NameOf(const absl::TimeZone& zone) {
  const std::string full = zone.name();
  absl::string_view name = full;
  if (!absl::ConsumePrefix(&name, kFile)) return full;
  while (absl::ConsumePrefix(&name, kAgain)) continue;
  return std::string(name);
}

std::shared_ptr<const ZoneRules> ZoneRules::Read(const ZoneRules* before) {
  Names names = ReadNames();
  if (before == nullptr) return std::shared_ptr<const ZoneRules>(new ZoneRules(std::move(names)));
  if (names.size() == 1) names = before->names_;
  std::shared_ptr<ZoneRules> read(new ZoneRules(std::move(names)));
  absl::ReaderMutexLock before_lock(&before->mutex_);
  absl::MutexLock lock(&read->mutex_);
  for (const auto& [name, zone] : before->zones_) {
    if (!read->names_.contains(name)) continue;
    read->zones_.emplace(name, KnownZones::Get().Load(name).value_or(zone));
  }
  return read;
}

std::optional<absl::TimeZone> ZoneRules::Find(std::string_view name) const {
  if (!names_.contains(AbslView(name))) return std::nullopt;
  {
    absl::ReaderMutexLock lock(&mutex_);
    const auto zone = zones_.find(AbslView(name));
    if (zone != zones_.end()) return zone->second;
  }
  std::string key(name);
  const auto zone = KnownZones::Get().Load(key);
  if (!zone) return std::nullopt;
  absl::MutexLock lock(&mutex_);
  return zones_.try_emplace(std::move(key), *zone).first->second;
}

std::shared_ptr<const ZoneRules> ZonesInForce::Get() {
  InForce& in_force = TheOnesInForce();
  absl::ReaderMutexLock lock(&in_force.mutex);
  return in_force.rules;
}

void ZonesInForce::Use(std::shared_ptr<const ZoneRules> rules) {
  InForce& in_force = TheOnesInForce();
  absl::MutexLock lock(&in_force.mutex);
  in_force.rules = std::move(rules);
}

GivenZoneRules::GivenZoneRules(std::shared_ptr<const ZoneRules> rules)
    : rules_(std::move(rules)), outer_(given) {
  given = this;
}

GivenZoneRules::~GivenZoneRules() { given = outer_; }

std::shared_ptr<const ZoneRules> GivenZoneRules::OfThread() {
  return given != nullptr ? given->rules_ : ZonesInForce::Get();
}

}  // namespace taqvim::schedule
