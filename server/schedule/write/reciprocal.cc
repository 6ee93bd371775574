#include "server/schedule/write/reciprocal.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/event_state.h"

namespace taqvim::schedule {
namespace {

constexpr char kField[] = "culture_days.reciprocal";

const std::string& ReciprocalOf(const v1::Event& event) {
  return event.culture_days().reciprocal();
}

bool SameCountries(const v1::Event& before, const v1::Event& after) {
  return before.culture_days().guest_country() == after.culture_days().guest_country() &&
         before.culture_days().host_country() == after.culture_days().host_country();
}

bool Mirrors(const v1::CultureDays& a, const v1::CultureDays& b) {
  return a.guest_country() == b.host_country() && a.host_country() == b.guest_country();
}

class Linker {
 public:
  Linker(Drafts& drafts, const access::Rights& rights, FieldErrors& errors)
      : drafts_(drafts), rights_(rights), errors_(errors) {}

  absl::Status Run() {
    // Drawing in adds drafts, which are then in order already.
    const size_t count = drafts_.all().size();
    for (size_t i = 0; i < count; ++i) {
      RETURN_IF_ERROR(Unlink(*drafts_.all()[i]));
    }
    for (size_t i = 0; i < count; ++i) {
      RETURN_IF_ERROR(Link(*drafts_.all()[i]));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Unlink(Draft& draft);
  absl::Status Link(const Draft& draft);
  absl::Status Join(const Draft& draft, const v1::Event& other);
  static void SetOn(Draft& other, const std::string& name, const Draft& draft);

  Drafts& drafts_;
  const access::Rights& rights_;
  FieldErrors& errors_;
};

void Linker::SetOn(Draft& other, const std::string& name, const Draft& draft) {
  if (!other.written) {
    other.item = draft.item;
    other.path = draft.path;
    other.written = true;
  }
  other.after.mutable_culture_days()->set_reciprocal(name);
  *other.after.mutable_update_time() = draft.after.update_time();
}

// Frees the one that the draft no longer names.
absl::Status Linker::Unlink(Draft& draft) {
  if (!draft.after.has_culture_days()) return absl::OkStatus();
  if (!draft.live()) draft.after.mutable_culture_days()->clear_reciprocal();
  const std::string& old = ReciprocalOf(draft.before);
  if (old.empty() || old == ReciprocalOf(draft.after)) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto other, drafts_.Open(old));
  if (other != nullptr && ReciprocalOf(other->after) == draft.name()) SetOn(*other, "", draft);
  return absl::OkStatus();
}

absl::Status Linker::Link(const Draft& draft) {
  const std::string& name = ReciprocalOf(draft.after);
  const bool same = name == ReciprocalOf(draft.before) && SameCountries(draft.before, draft.after);
  if (name.empty() || same) return absl::OkStatus();
  FieldErrors::Scope scope(errors_, draft.path);
  // Only what is linked is drawn in: of all drafts it is asked whether they may be as they are.
  ASSIGN_OR_RETURN(auto other, drafts_.Final(name));
  if (other == nullptr) {
    errors_.AddMissing(kField, name, "does not exist; create it first.");
  } else if (!rights_.SeesAllOf(*other)) {
    // Whether it fits would tell of which countries it is.
    errors_.Add(kField, absl::StrCat(name, " is not shown to you; ask its owner to link them."));
  } else if (!other->has_culture_days() || name == draft.name()) {
    errors_.Add(kField, absl::StrCat(name, " is not other culture days."));
  } else if (!IsLive(*other)) {
    return IllegalState(
        draft.name(), absl::StrCat("cannot be answered by ", name, ", which is no longer planned"));
  } else {
    return Join(draft, *other);
  }
  return absl::OkStatus();
}

absl::Status Linker::Join(const Draft& draft, const v1::Event& other) {
  const v1::CultureDays& days = draft.after.culture_days();
  if (!Mirrors(days, other.culture_days())) {
    errors_.Add(kField, absl::StrCat(other.name(), " is not of ", days.host_country(), " in ",
                                     days.guest_country(), ", so it does not answer these."));
    return absl::OkStatus();
  }
  const std::string& answered = ReciprocalOf(other);
  if (answered.empty()) {
    ASSIGN_OR_RETURN(auto opened, drafts_.Open(other.name()));
    SetOn(*opened, draft.name(), draft);
  } else if (answered != draft.name()) {
    errors_.Add(kField, absl::StrCat(other.name(), " answers ", answered,
                                     " already; clear its reciprocal first."));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LinkReciprocals(Drafts& drafts, const access::Rights& rights, FieldErrors& errors) {
  return Linker(drafts, rights, errors).Run();
}

}  // namespace taqvim::schedule
