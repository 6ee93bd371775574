// View of the change log: filters and redacts revisions for one subscription.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/schedule/event/event_filter.h"
#include "server/watch/interest.h"
#include "storage/revision.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::watch {

// The token of a revision.
using Tokens = std::function<std::string(const storage::Revision&)>;

// Reads images of events, each once however many views ask for it. For one
// thread, and for as long as the images stay where they are.
class EventReader {
 public:
  // DATA_LOSS when it is damaged.
  absl::StatusOr<const v1::Event*> Read(const std::string& body);

 private:
  absl::flat_hash_map<const std::string*, std::unique_ptr<v1::Event>> events_;
};

// One way to see the log: with these rights, through this filter. Immutable;
// thread-safe. Pure.
class View {
 public:
  explicit View(const Interest& interest);

  // What matches of an entry of the log, which is not in parts, as the bytes of a message
  // Revision; empty when nothing does. `token` is that of the entry's revision.
  absl::StatusOr<std::string> Tell(const storage::LogEntry& entry, std::string_view token,
                                   EventReader& reader) const;
  // The same in pieces, to be put one after the other: the fields of the entry's
  // revision but its changes and, without a token, that it continues; and the field of a
  // change, added to `out` if it matches.
  std::string TellHead(const storage::LogEntry& entry, std::string_view token) const;
  absl::Status TellChange(const storage::Change& change, EventReader& reader,
                          std::string& out) const;
  // A resource as the bytes of a message Resource; empty when it does not match.
  absl::StatusOr<std::string> Show(storage::Kind kind, const std::string& body) const;
  // Whether resources of the kind can match.
  bool Wants(storage::Kind kind) const;

 private:
  // What is seen of an image.
  struct Sight {
    bool matches = false;
    // A message Resource.
    std::string resource;
  };
  struct Sights {
    std::optional<Sight> before;
    std::optional<Sight> after;
  };

  absl::StatusOr<Sights> Look(const storage::Change& change, EventReader& reader) const;
  absl::StatusOr<Sights> LookInPublic(const storage::Change& change, EventReader& reader) const;
  // Nothing when it is not there for the public.
  absl::StatusOr<Sight> InPublic(storage::Kind kind, const std::string& body,
                                 EventReader& reader) const;
  absl::StatusOr<Sights> LookAtEvent(const storage::Change& change, EventReader& reader) const;
  // An event that is closed to the viewer, or is shown as if it were.
  Sight LookAt(const v1::Event& event, const std::string& body, bool conceal) const;

  const bool include_before_;
  const std::shared_ptr<const access::Rights> rights_;
  const bool sees_everything_;
  std::array<bool, v1::ResourceKind_ARRAYSIZE> kinds_;
  std::optional<schedule::EventMatcher> events_;
};

}  // namespace taqvim::watch
