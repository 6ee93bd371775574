// Accessors for what descriptors say beside types: comments and AIP annotations. They
// work on dynamic and generated descriptors alike, but for comments, which only the
// embedded descriptors have.
#pragma once

#include <string>

#include "google/protobuf/descriptor.h"

namespace taqvim::cli {

// A comment as text: lines joined into paragraphs, paragraphs separated by an
// empty line, no newline at the end.
std::string CommentText(const google::protobuf::SourceLocation& location);

template <class AnyDescriptor>
std::string CommentOf(const AnyDescriptor& descriptor) {
  google::protobuf::SourceLocation location;
  return descriptor.GetSourceLocation(&location) ? CommentText(location) : "";
}

bool IsRequired(const google::protobuf::FieldDescriptor& field);
bool IsOptional(const google::protobuf::FieldDescriptor& field);
// Set by the server alone.
bool IsOutputOnly(const google::protobuf::FieldDescriptor& field);

// Whether the message is a resource, with a google.api.resource option.
bool IsResource(const google::protobuf::Descriptor& message);
// Of a resource: the pattern of its names, such as `venues/{venue}/spaces/{space}`.
std::string NamePattern(const google::protobuf::Descriptor& resource);
// Of a resource: such as `space` and `spaces`, in snake case.
std::string SingularName(const google::protobuf::Descriptor& resource);
std::string PluralName(const google::protobuf::Descriptor& resource);

// Of a resource: whether files of `taqvim apply` have entries of it, as they have of all that
// says which set of files keeps it.
bool IsApplied(const google::protobuf::Descriptor& resource);

// Whether the string field holds names of resources, of one kind or of any.
bool HoldsNames(const google::protobuf::FieldDescriptor& field);

// The resource whose names the string field holds; nullptr when it holds none,
// or any.
const google::protobuf::Descriptor* ReferencedResource(
    const google::protobuf::FieldDescriptor& field);

// The resource that the field, singular or repeated, holds; nullptr when it
// holds none.
const google::protobuf::Descriptor* HeldResource(const google::protobuf::FieldDescriptor& field);

// The singular string field of that name; nullptr when there is none.
const google::protobuf::FieldDescriptor* FindString(const google::protobuf::Descriptor& message,
                                                    const std::string& name);

}  // namespace taqvim::cli
