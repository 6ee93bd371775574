// Configuration data of the command line (proto/cli.yaml, cli_columns.yaml, cli_help.yaml), for
// what descriptors cannot say: kinds of events, other names of commands, columns of tables,
// examples, topics of help.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace google::protobuf {
class Value;
}  // namespace google::protobuf

namespace taqvim::cli {

// A group of commands for the resources of one kind.
struct Kind {
  std::string group;     // such as `exhibitions`
  std::string resource;  // the message, such as `Event`
  std::string field;     // the member of its oneof, such as `exhibition`
  // What lists of the kind ask for: a field of the list request and its value.
  std::string filter_field;
  std::string filter_value;
};

// Another command for a method, in a group and under a verb of its own.
struct Alias {
  std::string group;
  std::string verb;
  std::string method;      // such as `ListEvents`
  std::string positional;  // the field given by place, which is then required; may be empty
  std::string says;        // what it does, instead of what the method does
};

// A column of a table.
struct Column {
  std::string title;
  // Fields, as paths from the row's message. The first that is set is shown.
  std::vector<std::string> paths;
  // The fields with the time zone in which instants are shown, and of local times;
  // of several, the first that is set counts. None for UTC.
  std::vector<std::string> zone = {};
  // Whether it is shown in wide tables alone, and for programs.
  bool wide = false;
  // Which columns are left out first where there is no room for all, 1 before 2; 0 for never, and
  // 8 and 9 for those that are left out only where not even wrapping texts to single words helps.
  int leave_out = 0;
  // Whether its cells have the tones of the catalog.
  bool coloured = false;
  // The only texts that it shows; all where it is empty.
  std::vector<std::string> only = {};
  // What it says instead of a value, where there is one; the value itself where it is empty.
  std::string says = {};
  // Whether it says the zone of the times in other columns, and nothing where they are all in
  // one that the reader chose.
  bool of_times = false;
};

// A command line in help, and what it does.
struct Example {
  std::string says;
  std::string command;
};

// A page of help that is about no command, `taqvim help NAME`.
struct Topic {
  std::string name;
  std::string summary;
  std::string text;
};

// How a method is called for several names at once.
struct Several {
  // As which write of a batch, a member of EventWrite; empty for one call after the other.
  std::string write;
  // In which states events are to which it can be done, of those that a programme has; empty
  // for all.
  std::vector<std::string> states;
};

// The write of a batch that can be said with flags.
struct OneWrite {
  std::string list;    // the field of the request, such as `writes`
  std::string member;  // of its elements, such as `create`
  std::string method;  // whose flags say it, such as `CreateEvent`
};

// What an update does that sets a bool field.
struct SevereField {
  // What is said at a terminal before it; `{names}` is what it does it to.
  std::string says;
  // How it is undone, said after it; `{command}` undoes it.
  std::string undone;
};

// What helps where a rule refuses a write: a flag, for commands that have it, and a
// sentence that says so.
struct Remedy {
  std::string flag;
  std::string says;
};

// A heading of the overview in help, with the groups of commands under it.
struct Section {
  std::string title;
  std::vector<std::string> groups;
};

// Other words by which people call commands, in the order in which they count.
struct Synonyms {
  // Groups, by other names in the plural: `halls` are `spaces`.
  std::map<std::string, std::string> groups;
  // The group in which a verb is looked for that a group lacks, by group.
  std::map<std::string, std::string> kin;
  // Verbs by other verbs: what is meant if the group has it, with flags besides, such as
  // `update --archived=false`.
  std::map<std::string, std::vector<std::string>> verbs;
  // Whole commands, by one or two words.
  std::map<std::string, std::string> commands;
  // Flags by other names, of commands that have the flag and none of that name.
  std::map<std::string, std::string> flags;
};

struct Catalog {
  // How help orders the groups.
  std::vector<Section> sections;
  std::vector<Kind> kinds;
  std::vector<Alias> aliases;
  // What a group is about that no resource or kind explains, by group.
  std::map<std::string, std::string> group_summaries;
  // Where values come from that are no names of resources and no enums, by name of field: a
  // field of a resource that the server has, such as `Venue.city`, or `time-zones`.
  std::map<std::string, std::string> values_from;
  // Names of flags instead of those of their fields, by name of field.
  std::map<std::string, std::string> flag_names;
  // What commands are called instead of what follows from their methods, by
  // method: group and verb, such as `bookings pending`.
  std::map<std::string, std::string> commands;
  Synonyms synonyms;
  // The flags that people use most, by method, or by command where a kind has others.
  std::map<std::string, std::vector<std::string>> most_used;
  // Columns by message, such as `Event`, or by group, such as `exhibitions`.
  std::map<std::string, std::vector<Column>> columns;
  // In which tone words are shown in coloured columns: `green`, `yellow`, `red` or `dim`.
  std::map<std::string, std::string> tones;
  // Fields given by place, by method.
  std::map<std::string, std::vector<std::string>> positionals;
  // How many items a list shows unless it is asked for another number, by method.
  std::map<std::string, int> limits;
  // Methods that take several names at once.
  std::map<std::string, Several> several;
  // What is said at a terminal before a method is called that cannot be undone, by method;
  // `{names}` is what it is called for.
  std::map<std::string, std::string> severe;
  // The same of fields that updates set, by name.
  std::map<std::string, SevereField> severe_fields;
  // Methods of which people see on a terminal what comes next, in order of time: lists of
  // events.
  std::vector<std::string> upcoming;
  // The bool field of a response that means "refused", by method.
  std::map<std::string, std::string> refused_when;
  // The field of a response whose event may still wait to be approved, of which those
  // who must do so are then named, by method.
  std::map<std::string, std::string> approvals_in;
  // The bool field of a request that asks for what others may have to approve, by method; empty
  // for one that always does. What then waits has an exit code of its own.
  std::map<std::string, std::string> waits_when;
  // The bool field of an update that does something though no field is changed, by method.
  std::map<std::string, std::string> acts_alone;
  // What is to be done when the answer of a method could not be printed and its
  // loss is more than that of words, by method; `{name}` is what was written.
  std::map<std::string, std::string> lost_answers;
  // Where on a site the secret of an answer is used, by method: a path with `{secret}` in it.
  std::map<std::string, std::string> secret_addresses;
  // The write that can be said with flags, by method of the batch.
  std::map<std::string, OneWrite> one_write;
  // Which values of an enum make sense in a field, by its name; others take all.
  std::map<std::string, std::vector<std::string>> values_of;
  // As which write of a batch a refused request is sent to CheckEvents, by method: a
  // member of EventWrite, or the request's own field of writes.
  std::map<std::string, std::string> checked_as;
  // Key fields of the elements of a list where they have no id, or none is given, by
  // message; none where nothing tells them apart.
  std::map<std::string, std::vector<std::string>> list_keys;
  // Fields of lists of texts in which a comma separates values, by name.
  std::set<std::string> comma_lists;
  // What helps against refusals, by rule, such as `approval-needed`.
  std::map<std::string, Remedy> remedies;
  // Examples by command, such as `events create`.
  std::map<std::string, std::vector<Example>> examples;
  std::vector<Topic> topics;

  // The data that the program was built with.
  static const Catalog& Embedded();
  // Of the data as a tree, in which every scalar is a text. INVALID_ARGUMENT with the key for data
  // of another form.
  static absl::StatusOr<Catalog> Parse(const google::protobuf::Value& data);
};

}  // namespace taqvim::cli
