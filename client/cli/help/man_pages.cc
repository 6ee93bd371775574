#include "client/cli/help/man_pages.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/contract/well_known.h"
#include "client/cli/fields/values.h"
#include "client/cli/help/flag_help.h"
#include "client/cli/help/help.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;

// The text as roff prints it, whatever it begins with.
std::string Escaped(absl::string_view text) {
  std::string escaped = absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}});
  const bool looks_like_macro = !escaped.empty() && (escaped[0] == '.' || escaped[0] == '\'');
  return looks_like_macro ? "\\&" + escaped : escaped;
}

std::string Bold(absl::string_view text) { return absl::StrCat("\\fB", Escaped(text), "\\fR"); }

// The paragraphs, each behind the macro but for the first.
std::string Paragraphs(absl::string_view text, absl::string_view macro) {
  std::string all;
  for (absl::string_view paragraph : absl::StrSplit(text, "\n\n", absl::SkipWhitespace())) {
    if (!all.empty()) absl::StrAppend(&all, macro, "\n");
    const std::string line =
        absl::StrReplaceAll(absl::StripAsciiWhitespace(paragraph), {{"\n", " "}});
    absl::StrAppend(&all, Escaped(line), "\n");
  }
  return all;
}

// A term, and what is said of it.
std::string Term(const std::string& term, absl::string_view says) {
  const std::string paragraphs = Paragraphs(says, ".IP");
  return absl::StrCat(".TP\n", term, "\n", paragraphs.empty() ? "\\&\n" : paragraphs);
}

// What values of the field look like: those of an enum, the parts of a structure.
std::string Form(const FieldDescriptor& field) {
  if (field.is_map()) return "";
  std::string terms;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const auto& type = *field.enum_type();
    for (int i = 0; i < type.value_count(); ++i) {
      if (type.value(i)->number() == 0) continue;
      absl::StrAppend(&terms, Term(Bold(EnumWord(*type.value(i))), CommentOf(*type.value(i))));
    }
  } else if (!IsText(field)) {
    for (const Flag& part : FlagsOf(*field.message_type())) {
      const std::string value = part.value_name.empty() ? "true" : part.value_name;
      absl::StrAppend(&terms, Term(absl::StrCat(Bold(part.name + "="), Escaped(value)),
                                   FirstSentence(part.description)));
    }
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const TextType* type = FindTextType(*field.message_type());
    return Paragraphs(absl::StrCat("It is ", type->description, "."), ".IP");
  }
  return terms.empty() ? "" : absl::StrCat(".RS\n", terms, ".RE\n");
}

std::string FlagTerm(const Flag& flag) {
  std::string term;
  if (flag.positional) {
    term = Bold(flag.value_name);
  } else {
    if (flag.letter != 0) term = Bold(absl::StrCat("-", std::string(1, flag.letter))) + ", ";
    absl::StrAppend(&term, Bold("--" + flag.name), flag.value_name.empty() ? "" : " ",
                    Escaped(flag.value_name), flag.repeatable ? " ..." : "");
  }
  std::string text = Term(term, flag.description);
  const bool says_form = !flag.path.empty() && flag.change == ListChange::kOne;
  if (!says_form) return text;
  const std::string form = Form(*flag.path.back());
  // A paragraph of its own below the term.
  const bool is_paragraph = !form.empty() && !absl::StartsWith(form, ".RS");
  return absl::StrCat(text, is_paragraph ? ".IP\n" : "", form);
}

std::string Flags(const std::vector<Flag>& flags, bool positional) {
  std::string text;
  for (const bool required : {true, false}) {
    for (const Flag& flag : flags) {
      if (flag.hidden || flag.positional != positional || flag.required != required) continue;
      absl::StrAppend(&text, FlagTerm(flag));
    }
  }
  if (text.empty()) return "";
  return absl::StrCat(".SH ", positional ? "ARGUMENTS" : "OPTIONS", "\n", text);
}

std::string Examples(const std::vector<Example>& examples) {
  std::string text;
  for (const Example& example : examples) {
    absl::StrAppend(&text, text.empty() ? "" : ".PP\n", Paragraphs(example.says, ".PP"),
                    ".PP\n.nf\n.RS\n");
    for (absl::string_view line :
         absl::StrSplit(BreakCommand(example.command), '\n', absl::SkipEmpty())) {
      absl::StrAppend(&text, Escaped(line.substr(4)), "\n");
    }
    absl::StrAppend(&text, ".RE\n.fi\n");
  }
  return text.empty() ? "" : ".SH EXAMPLES\n" + text;
}

class Pages {
 public:
  Pages(const Model& model, const Catalog& catalog, const std::vector<SpecialCommand>& specials,
        absl::string_view version)
      : model_(model), catalog_(catalog), specials_(specials), version_(version) {}

  std::vector<ManPage> All() {
    Add("", 1, "keep the schedule of culture days, exhibitions and commemorative events",
        Overview());
    for (const Group& group : model_.groups()) {
      for (const Command& command : group.commands) AddCommand(command);
    }
    for (const SpecialCommand& special : specials_) AddSpecial(special);
    for (const Topic& topic : catalog_.topics) {
      Add(topic.name, 7, topic.summary, ".SH DESCRIPTION\n" + Paragraphs(topic.text, ".PP"));
    }
    return std::move(pages_);
  }

 private:
  // `events create` is in taqvim-events-create.
  static std::string NameOf(absl::string_view title) {
    return title.empty() ? "taqvim"
                         : absl::StrCat("taqvim-", absl::StrReplaceAll(title, {{" ", "-"}}));
  }

  void Add(const std::string& title, int section, const std::string& summary,
           const std::string& body) {
    const std::string name = NameOf(title);
    absl::string_view says = summary;
    if (absl::EndsWith(says, ".")) says.remove_suffix(1);
    std::string text = absl::StrCat(".TH ", Escaped(absl::AsciiStrToUpper(name)), " ", section,
                                    " \"\" \"taqvim ", Escaped(version_), "\" Taqvim\n");
    absl::StrAppend(&text, ".SH NAME\n", Escaped(name), " \\- ", Escaped(says), "\n", body);
    if (!title.empty()) absl::StrAppend(&text, ".SH SEE ALSO\n.BR taqvim (1)\n");
    pages_.push_back({absl::StrCat("man", section, "/", name, ".", section), std::move(text)});
  }

  void AddCommand(const Command& command) {
    Add(command.title(), 1, FirstSentence(command.description()),
        absl::StrCat(".SH SYNOPSIS\n", Escaped(UsageLine(command)), "\n.SH DESCRIPTION\n",
                     Paragraphs(command.description(), ".PP"), Flags(command.flags(), true),
                     Flags(command.flags(), false), kGlobal,
                     Examples(ExamplesOf(model_, catalog_, command))));
  }

  void AddSpecial(const SpecialCommand& special) {
    const std::string usage = absl::StrCat("taqvim ", special.name,
                                           special.arguments.empty() ? "" : " ", special.arguments);
    Add(special.name, 1, special.summary,
        absl::StrCat(".SH SYNOPSIS\n", Escaped(usage), " [flags]\n.SH DESCRIPTION\n",
                     Paragraphs(absl::StrCat(special.summary, "\n\n", special.description), ".PP"),
                     Flags(special.flags, false), kGlobal, Examples(special.examples)));
  }

  std::string Overview() const {
    std::string text =
        ".SH SYNOPSIS\ntaqvim GROUP VERB [NAME] [flags]\n.SH COMMANDS\n"
        "Each has a page of its own, such as\n.BR taqvim\\-events\\-create (1).\n";
    for (const Group& group : model_.groups()) {
      absl::StrAppend(&text, ".SS ", Escaped(group.name), "\n", Paragraphs(group.summary, ".PP"));
      for (const auto& [verb, says] : VerbRows(group, specials_)) {
        absl::StrAppend(&text, Term(Bold(absl::StrCat(group.name, " ", verb)), says));
      }
    }
    absl::StrAppend(&text, ".SS others\n");
    for (const auto& [name, special] : SpecialsOf(specials_, "")) {
      absl::StrAppend(&text, Term(Bold(name), special->summary));
    }
    absl::StrAppend(&text, Flags(GlobalFlags(), false), ".SH TOPICS\n");
    for (const Topic& topic : catalog_.topics) {
      absl::StrAppend(&text, Term(absl::StrCat(Bold(NameOf(topic.name)), "(7)"), topic.summary));
    }
    return text;
  }

  static constexpr char kGlobal[] =
      ".PP\nEvery command also takes the global options of\n.BR taqvim (1).\n";

  const Model& model_;
  const Catalog& catalog_;
  const std::vector<SpecialCommand>& specials_;
  const absl::string_view version_;
  std::vector<ManPage> pages_;
};

}  // namespace

std::vector<ManPage> ManPages(const Model& model, const Catalog& catalog,
                              const std::vector<SpecialCommand>& specials,
                              absl::string_view version) {
  return Pages(model, catalog, specials, version).All();
}

}  // namespace taqvim::cli
