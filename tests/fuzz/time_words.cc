// Days and times as people say them, any text at any time in zones whose clocks skip and
// repeat: what is read is in a form that means the same whenever it is read, or stays as
// it was given.
#include "client/cli/text/time_words.h"

#include <string>

#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace cli = taqvim::cli;

namespace {

constexpr const char* kZones[] = {"UTC", "Asia/Almaty", "Europe/Berlin", "Pacific/Apia",
                                  "Australia/Lord_Howe"};

absl::TimeZone ZoneNamed(const char* name) {
  absl::TimeZone zone;
  CHECK(absl::LoadTimeZone(name, &zone));
  return zone;
}

// What was counted from today says so, and is no word any more.
void CheckPhrase(const std::string& text, const cli::TimePhrase& read) {
  if (read.from_today) CHECK(!read.told.empty() && !cli::DependsOnToday(read.text));
  if (read.told.empty() && !cli::ParseLocalTimeForm(read.text)) CHECK(read.text == text);
}

void CheckDay(const std::string& text, const cli::ReadAt& at, absl::CivilDay from) {
  const cli::TimePhrase read = cli::ReadDay(text, at, from);
  CheckPhrase(text, read);
  CHECK(cli::ReadDay(read.text, at, from).text == read.text);
  if (!read.from_today) return;
  CHECK(cli::DependsOnToday(text));
  CHECK(cli::ParseDayForm(read.text).has_value());
}

void CheckLocalTime(const std::string& text, const cli::ReadAt& at,
                    const cli::LocalTimeForm& start) {
  const auto read = cli::ReadLocalTime(text, at, start);
  if (!read.ok()) return;
  CheckPhrase(text, *read);
  const auto local = cli::ParseLocalTimeForm(read->text);
  if (!local) return;
  const std::string form = cli::FormatLocalTimeForm(*local);
  CHECK(cli::FormatLocalTimeForm(*cli::ParseLocalTimeForm(form)) == form);
  CHECK(cli::ReadLocalTime(read->text, at)->text == read->text);
}

void CheckInstant(const std::string& text, const cli::ReadAt& at) {
  const auto read = cli::ReadInstant(text, at);
  if (!read.ok() || read->told.empty()) return;
  absl::Time time;
  std::string error;
  CHECK(absl::ParseTime(absl::RFC3339_full, read->text, &time, &error));
  CHECK(cli::ReadInstant(read->text, at)->text == read->text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const cli::ReadAt at{absl::FromUnixSeconds(static_cast<int64_t>(input.Number(4))),
                       ZoneNamed(kZones[input.Byte() % std::size(kZones)])};
  const absl::CivilDay from = absl::ToCivilDay(at.now, at.zone) + input.Within(-400, 400);
  const cli::LocalTimeForm start{from, {input.Within(0, 23), input.Within(0, 59), 0}, {}};
  const std::string text(input.Rest());
  CheckDay(text, at, from);
  CheckLocalTime(text, at, start);
  CheckInstant(text, at);
  const std::string advice = cli::AdviceOn(text);
  CHECK(advice.empty() || (advice.front() == ' ' && advice.back() == '.'));
  return 0;
}
