// Failures of a database after which a store answers nothing any more.
#pragma once

#include "absl/status/status.h"
#include "storage/engine/log/head.h"
#include "storage/resource.h"
#include "storage/revision.h"

namespace taqvim::storage::postgres {

// Each fails the head and returns what callers are told; an operator is told what is to be done.
// A server that starts anew loads its memory from the database as that is then.
absl::Status FailForDatabase(const absl::Status& cause, Head& head);
// The schema's epoch is not the one with which the server began.
absl::Status FailForEpoch(Head& head);
// The log does not have the revision that memory has: after a restore, or a failover to a standby
// that had not received all.
absl::Status FailForHistory(const Revision& last, Head& head);
// What follows the revision was given up before this server read it.
absl::Status FailForTrimmedLog(const Revision& last, const Revision& given_up, Head& head);
// The log does not have the revision after that one, though it has later ones.
absl::Status FailForGap(const Revision& last, Head& head);
// Memory has a resource that the tables do not have.
absl::Status FailForRow(ResourceId id, Head& head);

// What is said of a constraint that refused what memory allowed.
absl::Status WhatDisagrees(const absl::Status& error);

}  // namespace taqvim::storage::postgres
