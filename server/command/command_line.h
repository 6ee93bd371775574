// What the commands of taqvimd on a data file have in common.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <ostream>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/database/store_place.h"

namespace taqvim::command {

enum ExitCode : int { kDone = 0, kNotDone = 1, kUnusable = 2 };

// Prints the sentence to standard error; returns the code.
int Say(const absl::Status& status, int code);
// The code when what was printed has been written, else kNotDone, with a sentence.
int Finish(std::ostream& out, int code);

// Adds `--store` and `--store-password-file`, for what works on a database, too.
void AddStore(CLI::App& app, database::StorePlace& store);

// What is done instead where the server has its schedule in a PostgreSQL database (`--store`); a
// sentence.
struct InDatabase {
  absl::string_view instead;
};

// Adds `--config`, whose other keys are the server's, and `--help`. Parses, and
// returns the exit code when that was all: help is printed to `out`, what is wrong to
// standard error.
std::optional<int> Parse(CLI::App& app, int argc, const char* const* argv, std::ostream& out,
                         InDatabase in_database = {});

}  // namespace taqvim::command
