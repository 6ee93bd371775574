#include "storage/postgres/log/database_failure.h"

#include "absl/strings/str_cat.h"

namespace taqvim::storage::postgres {

absl::Status FailForDatabase(const absl::Status& cause, Head& head) {
  head.Fail(absl::UnavailableError("The store has stopped, because of its database; whoever runs "
                                   "the server finds more in its log."),
            cause);
  return head.failure();
}

absl::Status FailForEpoch(Head& head) {
  return FailForDatabase(
      absl::FailedPreconditionError(
          "The tables of the database were brought forward, and this server is too old to write "
          "them; start the Taqvim that brought them there, or a newer one, in its place."),
      head);
}

absl::Status FailForHistory(const Revision& last, Head& head) {
  return FailForDatabase(
      absl::DataLossError(absl::StrCat(
          "The database has another history than this server followed: it does not have revision ",
          last.number,
          " as that was. It was restored, or a standby that lacked some of it was made the "
          "primary. Start the server again, which then goes on from what the database has; what "
          "was answered and is not there is lost.")),
      head);
}

absl::Status FailForTrimmedLog(const Revision& last, const Revision& given_up, Head& head) {
  return FailForDatabase(
      absl::FailedPreconditionError(absl::StrCat("This server is at revision ", last.number,
                                                 ", and the log is given up to ", given_up.number,
                                                 ", so it cannot follow; start it again.")),
      head);
}

absl::Status FailForGap(const Revision& last, Head& head) {
  return FailForDatabase(absl::DataLossError(absl::StrCat(
                             "The database is damaged: its log has no revision ", last.number + 1,
                             ", though it has later ones; restore it from a backup.")),
                         head);
}

absl::Status FailForRow(ResourceId id, Head& head) {
  return FailForDatabase(
      absl::DataLossError(absl::StrCat("The database is damaged: it has no row of resource ", id,
                                       ", which this server knows; restore it from a backup.")),
      head);
}

absl::Status WhatDisagrees(const absl::Status& error) {
  return absl::FailedPreconditionError(absl::StrCat(
      "A constraint of the database refused what this server allowed (", error.message(),
      "), so they differ. The write is not done. Report this, and start the server again."));
}

}  // namespace taqvim::storage::postgres
