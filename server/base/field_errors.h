// `FieldErrors`: what is wrong with the fields of a request.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "taqvim/v1/errors.pb.h"

namespace taqvim::schedule {

// What is wrong with a field, and what would be right, as one or two sentences.
struct FieldViolation {
  // The path from the request, such as `event.bookings[2].period.timed.end`.
  std::string field;
  std::string description;
  v1::ErrorReason reason = v1::ERROR_REASON_INVALID_FIELD;
  // What the field refers to and is not there; empty when that is not the matter.
  std::string missing = {};
};

// Collects the violations of one request, with the path to where it is now.
// At most 100 are kept, and all are counted. Not thread-safe.
class FieldErrors {
 public:
  // The field is relative to the scopes that are open; empty for the innermost
  // scope itself.
  void Add(std::string_view field, std::string_view description,
           v1::ErrorReason reason = v1::ERROR_REASON_INVALID_FIELD);
  // REFERENCE_NOT_FOUND: the field refers to `name`, which does not exist or
  // cannot be used; the description follows the name.
  void AddMissing(std::string_view field, std::string_view name, std::string_view description);
  // What was found and is not among the old ones, relative to the scopes that are
  // open. Neither refers to what is missing.
  void AddNew(const FieldErrors& found, const FieldErrors& old);
  bool empty() const { return violations_.empty(); }
  // How many were added, also those that were not kept.
  int count() const { return count_; }
  // Whether no more are kept: a long list of writes or bookings need not be
  // looked at any further.
  bool full() const { return violations_.size() >= kKept; }
  const std::vector<FieldViolation>& violations() const { return violations_; }
  size_t size() const { return violations_.size(); }
  // OK when there are none; else INVALID_ARGUMENT with a BadRequest of the first
  // violations, up to 4 KiB. The reason is that of the first violation, and so is
  // the ResourceInfo of what is missing; the message has the first and says how
  // many more there are.
  absl::Status ToStatus() const;

  // Prefixes the paths of all fields added while it lives: `event`, or with an
  // index `bookings[2]`. Scopes end in the reverse order of their beginning.
  class Scope {
   public:
    Scope(FieldErrors& errors, std::string_view part);
    Scope(FieldErrors& errors, std::string_view part, int index);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    FieldErrors& errors_;
    size_t length_;
  };

 private:
  static constexpr size_t kKept = 100;

  void Keep(std::string_view field, FieldViolation violation);

  std::string path_;
  std::vector<FieldViolation> violations_;
  int count_ = 0;
};

// REFERENCE_NOT_FOUND: the field refers to what does not exist or is archived.
void AddNotFound(std::string_view field, std::string_view name, FieldErrors& errors);

}  // namespace taqvim::schedule
