// A command of the command line: a method under a group and a verb, with its flags.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/contract/catalog.h"
#include "client/cli/fields/flags.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {

// What is known of the method is public; its flags are made when they are first asked for, as
// most commands of a run are never called. Thread-safe while it is not changed.
struct Command {
  // Of a command that is otherwise complete.
  using MakeFlags = std::function<std::vector<Flag>(const Command&)>;
  explicit Command(MakeFlags make_flags);

  std::string group;
  std::string verb;
  const google::protobuf::MethodDescriptor* method = nullptr;
  // Set in the group of a kind.
  const Kind* kind = nullptr;
  // Set when it is another command for its method.
  const Alias* alias = nullptr;
  // The field of the request that holds a resource to be written; nullptr when
  // there is none.
  const google::protobuf::FieldDescriptor* resource = nullptr;
  // The mask of an update; nullptr for other methods.
  const google::protobuf::FieldDescriptor* update_mask = nullptr;
  // The bool field that does something though nothing is updated; nullptr when there is none.
  const google::protobuf::FieldDescriptor* acts_alone = nullptr;
  // The repeated field of the response that its pages are made of; nullptr when
  // it has no pages.
  const google::protobuf::FieldDescriptor* items = nullptr;
  // What its answer is about: the items of its pages, or the resource that it holds, alone or in
  // a list; nullptr for an answer about nothing.
  const google::protobuf::Descriptor* answers = nullptr;
  // Whether it can be given several names; and then as which write of a batch, a member of
  // EventWrite, unless each is called for by itself.
  bool takes_several = false;
  std::string batched_as;
  // Of a batch: the command whose flags make one of its writes; nullptr where none does.
  std::shared_ptr<const Command> one_write = nullptr;
  // The list of writes, and the member of its elements which that write is.
  FieldPath one_write_path;
  // Whether it lists events, of which people see what comes next.
  bool lists_upcoming = false;
  // Whether it changes nothing, so that its answer is what it is for.
  bool is_read = false;
  // The path to the name of the one resource that the method is about; empty
  // when there is none.
  FieldPath name;

  // All flags but the global ones. They stay where they are while it or a copy of it lives.
  const std::vector<Flag>& flags() const;
  // Such as `events create`.
  std::string title() const { return group + " " + verb; }
  // What it does, in sentences.
  std::string description() const;

 private:
  // Shared by copies.
  struct MadeOnce;

  MakeFlags make_flags_;
  std::shared_ptr<MadeOnce> made_;
};

}  // namespace taqvim::cli
