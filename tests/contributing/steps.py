"""Follows the steps of CONTRIBUTING.md in a copy of the tree; see follow.sh.

    steps.py COPY kind method

Each edit below is one of a step there: a file, a line that stands in it, and what comes
before or after that line. A step names no other files than those that are edited here, so
that neither is forgotten when the other changes.
"""

import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclass
class Edit:
    path: str
    # A line or several, as they stand in the file, and once.
    at: str
    before: str = ""
    after: str = ""
    instead: str | None = None

    def apply(self, copy: pathlib.Path) -> None:
        file = copy / self.path
        text = file.read_text()
        if text.count(self.at) != 1:
            sys.exit(f"{self.path} has {text.count(self.at)} times, and not once:\n{self.at}")
        middle = self.at if self.instead is None else self.instead
        file.write_text(text.replace(self.at, self.before + middle + self.after))


# Residencies: somebody works for a time at a venue, on something that has a name.
KIND = [
    Edit(
        "proto/taqvim/v1/event.proto",
        "    Activity activity = 17;\n",
        after="    // Somebody who works at a place for a time.\n    Residency residency = 99;\n",
    ),
    Edit(
        "proto/taqvim/v1/event_kind.proto",
        "  EVENT_KIND_ACTIVITY = 4;\n",
        after="  // Residencies.\n  EVENT_KIND_RESIDENCY = 5;\n",
    ),
    Edit(
        "proto/taqvim/v1/event_kind.proto",
        "// What form an activity has.\n",
        before="// A residency: somebody works at a place for a time. It has days.\n"
        "message Residency {\n"
        "  // What is worked on, 1 to 500 bytes.\n"
        "  string work = 1 [(google.api.field_behavior) = REQUIRED];\n"
        "}\n\n",
    ),
    Edit(
        "server/schedule/event/event_kinds.cc",
        "constexpr EventKindRules kKinds[] = {\n",
        before="constexpr KindField kResidencyRequired[] = {\n"
        '    {v1::Residency::kWorkFieldNumber, "what is worked on"},\n'
        "};\n\n",
    ),
    Edit(
        "server/schedule/event/event_kinds.cc",
        "     .required = kActivityRequired,\n     .one_of = {}},\n",
        after="    {.field = Event::kResidency,\n"
        "     .kind = v1::EVENT_KIND_RESIDENCY,\n"
        '     .phrase = "a residency",\n'
        "     .period = PeriodRule::kDated,\n"
        "     .in_programme = true,\n"
        "     .repeats = false,\n"
        "     .required = kResidencyRequired,\n"
        "     .one_of = {}},\n",
    ),
    Edit(
        "server/schedule/check/kind_fields.cc",
        "template <class KindMessage>\nvoid CheckKindMessage(",
        before="void CheckKind(const v1::Residency& residency, Demand, FieldErrors& errors) {\n"
        "  constexpr TextRule kWorkRule = {.min_bytes = 1, .max_bytes = 500};\n"
        '  if (!residency.work().empty()) CheckText("work", residency.work(), kWorkRule, errors);\n'
        "}\n\n",
    ),
    Edit(
        "server/schedule/check/kind_fields.cc",
        "    case v1::Event::KIND_NOT_SET:\n",
        before="    case v1::Event::kResidency:\n"
        '      return CheckKindMessage(rules, "residency", event.residency(), demand, errors);\n',
    ),
    Edit(
        "server/schedule/check/event_fields.cc",
        'set one of culture_days, exhibition, commemoration, activity");\n',
        instead='set one of culture_days, exhibition, commemoration, activity, "\n'
        '                     "residency");\n',
    ),
    Edit(
        "server/access/redact.cc",
        "      {v1::Activity::descriptor(), {}},\n",
        after="      {v1::Residency::descriptor(), {}},\n",
    ),
    Edit("server/access/redact.cc", '"activity", "expire_time",', instead='"activity", "residency", "expire_time",'),
    Edit(
        "server/access/public_form.cc",
        '      {v1::Activity::descriptor(), {"form"}},\n',
        after='      {v1::Residency::descriptor(), {"work"}},\n',
    ),
    Edit("server/access/public_form.cc", '"culture_days",', instead='"culture_days", "residency",'),
    Edit(
        "proto/cli.yaml",
        "    filter: {field: filter.kinds, value: activity}\n",
        after="  - group: residencies\n"
        "    resource: Event\n"
        "    field: residency\n"
        "    filter: {field: filter.kinds, value: residency}\n",
    ),
    Edit("proto/cli.yaml", "      - activities\n", after="      - residencies\n"),
    Edit(
        "tests/privacy/secrets.cc",
        "  } else if (event.has_culture_days()) {\n    const int pair",
        before="  } else if (event.has_residency()) {\n"
        '    event.mutable_residency()->set_work(absl::StrCat("Work ", calls_));\n',
    ),
    Edit(
        "server/schedule/check/event_fields_test.cc",
        "  EXPECT_THAT(Wrong(CultureDays(kStop)), IsEmpty());\n}\n",
        after="\nTEST(Residency, NeedsAWorkAndDays) {\n"
        "  EXPECT_THAT(Wrong(\"residency { work: 'A libretto' }\", kDated), IsEmpty());\n"
        '  EXPECT_EQ(Wrong("residency {}", kDated).count("residency.work"), 1);\n'
        "  EXPECT_THAT(Wrong(\"residency { work: 'A libretto' }\", kTimed), Not(IsEmpty()));\n"
        "}\n",
    ),
    Edit(
        "server/schedule/check/event_fields_test.cc",
        "using ::testing::IsEmpty;\n",
        after="using ::testing::Not;\n",
    ),
]

# VenueService.CountSpaces: how many spaces a venue has.
METHOD = [
    Edit(
        "proto/taqvim/v1/venue_service.proto",
        "  rpc ListSpaces(ListSpacesRequest) returns (ListSpacesResponse) {\n"
        "    option idempotency_level = NO_SIDE_EFFECTS;\n"
        "  }\n",
        after="  // Counts the spaces of a venue, without the archived ones; at most 1,000.\n"
        "  rpc CountSpaces(CountSpacesRequest) returns (CountSpacesResponse) {\n"
        "    option idempotency_level = NO_SIDE_EFFECTS;\n"
        "  }\n",
    ),
    Edit(
        "proto/taqvim/v1/venue_service.proto",
        "// A page of spaces.\n",
        before="// Of which venue the spaces are counted.\n"
        "message CountSpacesRequest {\n"
        "  // The venue, `venues/{venue}`.\n"
        "  string parent = 1 [\n"
        "    (google.api.field_behavior) = REQUIRED,\n"
        '    (google.api.resource_reference).type = "taqvim.dev/Venue"\n'
        "  ];\n"
        "  // The `revision_token` of an answer that this one must not be older than; see\n"
        "  // GetEvent.\n"
        "  string min_revision_token = 2 [(google.api.field_behavior) = OPTIONAL];\n"
        "}\n\n"
        "// How many spaces there are.\n"
        "message CountSpacesResponse {\n"
        "  // How many.\n"
        "  int32 count = 1;\n"
        "  // The revision that this answer stands for: an opaque token.\n"
        "  string revision_token = 2;\n"
        "}\n\n",
    ),
    Edit(
        "server/schedule/check/requests.h",
        "absl::Status Validate(const v1::ListSpacesRequest& request);\n",
        after="absl::Status Validate(const v1::CountSpacesRequest& request);\n",
    ),
    Edit(
        "server/schedule/check/validate_venues.cc",
        "absl::Status Validate(const v1::CreateSpaceRequest& request) {\n",
        before="absl::Status Validate(const v1::CountSpacesRequest& request) {\n"
        "  FieldErrors errors;\n"
        '  CheckName(Kind::kVenue, "parent", request.parent(), true, errors);\n'
        "  return errors.ToStatus();\n"
        "}\n",
    ),
    Edit("server/schedule/api.h", "TAQVIM_READ(ListSpaces);\n", after="TAQVIM_READ(CountSpaces);\n"),
    Edit(
        "server/schedule/methods/spaces.cc",
        "absl::StatusOr<v1::CreateSpaceResponse> CreateSpace(storage::Transaction& transaction,\n",
        before="absl::StatusOr<v1::CountSpacesResponse> CountSpaces(storage::Snapshot& snapshot, const Caller&,\n"
        "                                                    const v1::CountSpacesRequest& request) {\n"
        "  ASSIGN_OR_RETURN(const auto venue, snapshot.Find(Kind::kVenue, request.parent()));\n"
        "  if (!venue) return NotFound(request.parent());\n"
        "  ASSIGN_OR_RETURN(const auto spaces,\n"
        "                   snapshot.List({.kind = Kind::kSpace,\n"
        "                                  .name_prefix = NamePrefix(Kind::kSpace, request.parent()),\n"
        "                                  .show_archived = false,\n"
        "                                  .limit = 1000}));\n"
        "  v1::CountSpacesResponse response;\n"
        "  response.set_count(static_cast<int>(spaces.size()));\n"
        "  return response;\n"
        "}\n\n",
    ),
    Edit(
        "server/access/methods.cc",
        '    {"taqvim.v1.VenueService.ListSpaces", kPublic},\n',
        after='    {"taqvim.v1.VenueService.CountSpaces", kViews},\n',
    ),
    Edit(
        "server/rpc/calls/methods.cc",
        '      Read("taqvim.v1.VenueService.ListSpaces", schedule::ListSpaces),\n',
        after='      Read("taqvim.v1.VenueService.CountSpaces", schedule::CountSpaces),\n',
    ),
    Edit(
        "proto/cli.yaml",
        "  GetCaller: grants mine\n",
        after="  CountSpaces: spaces count\n",
    ),
    Edit(
        "proto/cli_help.yaml",
        "  spaces list:\n",
        before="  spaces count:\n"
        "    - says: How many a building has.\n"
        "      command: taqvim spaces count --venue astana-library\n",
    ),
    Edit(
        "server/rpc/calls/access_matrix_test.cc",
        '    {"VenueService.ListSpaces", kPublicToo, "parent: \'venues/$T\'"},\n',
        after='    {"VenueService.CountSpaces", kWithAnyRole, "parent: \'venues/$T\'"},\n',
    ),
    Edit(
        "server/schedule/methods/spaces_test.cc",
        "TEST_F(ListSpacesTest, OfOneVenueOrOfAll) {\n",
        before="TEST_F(ListSpacesTest, AreCounted) {\n"
        '  AddSpace(venue_, "hall");\n'
        "  EXPECT_EQ(Run(CountSpaces, \"parent: 'venues/library'\")->count(), 1);\n"
        "  EXPECT_EQ(Run(CountSpaces, \"parent: 'venues/nowhere'\").status().code(),\n"
        "            absl::StatusCode::kNotFound);\n"
        "}\n\n",
    ),
    Edit(
        "tests/privacy/questions.cc",
        '      {"taqvim.v1.VenueService.ListSpaces", MakeList<v1::ListSpacesRequest>()},\n',
        after='      {"taqvim.v1.VenueService.CountSpaces",\n'
        "       Make<v1::CountSpacesRequest>([](Random& random, const Maker&, auto& request) {\n"
        '         request.set_parent(Numbered(random, "venues/v", 4));\n'
        "       })},\n",
    ),
]

SECTIONS = {"kind": ("A kind of event", KIND), "method": ("A method", METHOD)}


def files_named(section: str) -> set[str]:
    """The files that the steps of a section of CONTRIBUTING.md name."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    found = re.search(rf"^### {section}$(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        sys.exit(f"CONTRIBUTING.md has no section '{section}'.")
    steps = re.findall(r"^\d+\. (.*?)(?=^\d+\. |^$)", found.group(1), re.MULTILINE | re.DOTALL)
    return {path for step in steps for path in re.findall(r"`([\w./]+\.(?:cc|h|proto|yaml))`", step)}


def main() -> int:
    copy = pathlib.Path(sys.argv[1])
    for name in sys.argv[2:]:
        section, edits = SECTIONS[name]
        named, edited = files_named(section), {edit.path for edit in edits}
        if named != edited:
            sys.exit(
                f"The steps of '{section}' in CONTRIBUTING.md and those followed here differ in "
                + ", ".join(sorted(named ^ edited))
            )
        for edit in edits:
            edit.apply(copy)
        code = [str(copy / path) for path in sorted(edited) if path.endswith((".cc", ".h"))]
        subprocess.run(["clang-format", "-i", *code], check=True)
        print(f"{section}: {len(edits)} edits in {len(edited)} files.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
