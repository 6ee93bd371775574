// What is written of a resource is read again as the same: resources of any content, as the
// contract lets callers make them.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/apply/apply_plan.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/apply_document.h"
#include "google/protobuf/reflection.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Texts that YAML could take for something else.
constexpr const char* kTexts[] = {
    "Gala",   "~",          "null",       "yes",     "false",          "0x1F",
    "1e3",    "- a",        "a: b",       "# no",    "'quoted'",       "\"double\"",
    "{a: b}", "[a]",        "line\nline", " space ", "tab\tin",        "Құрманғазы",
    "نوروز",  "50 %",       "@home",      "&anchor", "*alias",         "!tag",
    "--- a",  "trailing\n", "|",          ">",       "2035-10-10",     "12:30",
    "\\back", "? key",      "a, b",       "…",       "e\xCC\x81 mark", "x #y",
    "colon:", "%percent",   "`tick`",     "\r\n",    "multi\n\nblank", "😀"};

// Makes resources at random, and always the same ones of one seed.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::unique_ptr<Message> Make(const ApplyKind& kind) {
    std::unique_ptr<Message> resource(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(kind.resource)->New());
    Fill(resource.get());
    resource->GetReflection()->SetString(resource.get(), FindString(*kind.resource, "name"),
                                         Name(*kind.resource));
    return resource;
  }

 private:
  int Below(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }

  std::string Name(const Descriptor& resource) {
    std::string name = NamePattern(resource);
    for (const std::string& variable : PatternVariables(name)) {
      const std::string hole = absl::StrCat("{", variable, "}");
      name.replace(name.find(hole), hole.size(), absl::StrCat("id-", Below(9)));
    }
    return name;
  }

  // A value of a field that is written as one text, in that text.
  std::string Text(const FieldDescriptor& field) {
    if (const Descriptor* resource = ReferencedResource(field)) return Name(*resource);
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM:
        return EnumWord(*field.enum_type()->value(1 + Below(field.enum_type()->value_count() - 1)));
      case FieldDescriptor::CPPTYPE_BOOL:
        return "true";
      case FieldDescriptor::CPPTYPE_STRING:
        return kTexts[Below(std::size(kTexts))];
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Known(field.message_type()->full_name());
      default:
        return absl::StrCat(1 + Below(1000));
    }
  }

  std::string Known(const std::string& type) {
    const std::string day = absl::StrCat("20", 30 + Below(9), "-0", 1 + Below(9), "-1", Below(9));
    if (type == "google.type.Date") return day;
    if (type == "google.type.DateTime") return absl::StrCat(day, "T1", Below(9), ":30");
    if (type == "google.type.TimeOfDay") return absl::StrCat("1", Below(9), ":15");
    if (type == "google.protobuf.Duration") return absl::StrCat(1 + Below(90), "m");
    EXPECT_EQ(type, "google.protobuf.Timestamp");
    return absl::StrCat(day, "T00:00:0", Below(9), "Z");
  }

  void Fill(Message* message) {
    const Descriptor& type = *message->GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const bool is_server = IsOutputOnly(field) || field.name() == "etag";
      // Of a oneof the last that is chosen counts.
      if (is_server || Below(3) == 0) continue;
      const int count = field.is_repeated() ? 1 + Below(3) : 1;
      for (int k = 0; k < count; ++k) FillOne(field, message);
    }
  }

  void FillOne(const FieldDescriptor& field, Message* message) {
    if (field.is_map()) {
      EXPECT_TRUE(
          SetMapEntry(field, absl::StrCat("k", Below(5)), kTexts[Below(std::size(kTexts))], message)
              .ok());
    } else if (IsText(field)) {
      const std::string text = Text(field);
      EXPECT_TRUE(SetText(field, text, message).ok()) << field.full_name() << " " << text;
    } else {
      const auto* reflection = message->GetReflection();
      Fill(field.is_repeated() ? reflection->AddMessage(message, &field)
                               : reflection->MutableMessage(message, &field));
    }
  }

  std::mt19937 random_;
};

std::vector<std::string> FieldsOf(const Message& resource) {
  std::vector<std::string> names;
  for (int i = 0; i < resource.GetDescriptor()->field_count(); ++i) {
    names.push_back(resource.GetDescriptor()->field(i)->name());
  }
  return names;
}

// What is printed of the resource, read as a file.
std::vector<WantedResource> PrintedAndRead(const Message& resource) {
  ApplyDocument document;
  document.Add(resource);
  auto wanted = ParseWanted(document.Text(), "printed");
  EXPECT_TRUE(wanted.ok()) << wanted.status() << "\n" << document.Text();
  return wanted.ok() ? *std::move(wanted) : std::vector<WantedResource>();
}

// What is other in the file, and what it would change.
std::vector<FieldDifference> DifferencesOf(const Message& resource) {
  const auto wanted = PrintedAndRead(resource);
  EXPECT_EQ(wanted.size(), 1);
  if (wanted.empty()) return {};
  auto differences = Differences(resource, *wanted[0].body, FieldsOf(resource));
  const auto read = [&](const ApplyKind&,
                        const std::string&) -> absl::StatusOr<std::unique_ptr<Message>> {
    std::unique_ptr<Message> copy(resource.New());
    copy->CopyFrom(resource);
    return copy;
  };
  const auto plan = PlanApply(read, wanted);
  EXPECT_TRUE(plan.ok()) << plan.status();
  if (!plan.ok()) return differences;
  const auto& changes = plan->front().differences;
  differences.insert(differences.end(), changes.begin(), changes.end());
  return differences;
}

TEST(ApplyDocument, OfAnyResourceIsUnchangedForApply) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    for (const ApplyKind& kind : ApplyKinds()) {
      const auto resource = Maker(seed).Make(kind);
      for (const FieldDifference& one : DifferencesOf(*resource)) {
        ADD_FAILURE() << "seed " << seed << ", " << kind.key << ": " << one.field << ": "
                      << one.before << " -> " << one.after;
      }
    }
  }
}

}  // namespace
}  // namespace taqvim::cli
