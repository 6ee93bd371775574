// What stands around the content of every page: head, top, foot.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "client/markup/markup_writer.h"
#include "client/web/pages/context.h"

namespace taqvim::web {

struct Alternate {
  // Such as `application/atom+xml`.
  std::string type;
  std::string title;
  // On this site.
  std::string path;
};

struct PageHead {
  // Of the page alone; that of the site is put behind it.
  std::string title;
  // For those who list pages; a sentence or two without markup.
  std::string description;
  // Of the page, without a language.
  std::string path;
  // JSON-LD of schema.org; empty for none.
  std::string json_ld;
  // Whether those who list pages may list it.
  bool is_listed = true;
  // What is looked for, to stand in the box for searching.
  std::string query;
  // The same as something else, such as a feed of what changes.
  std::vector<Alternate> alternates;
  // The web address of a picture of what it is about; empty for none.
  std::string picture;
  // For a screen that nobody touches: without what leads elsewhere, and loaded again after so many
  // seconds. 0: for readers.
  int reloaded_after = 0;
};

// The page as HTML without script, which has a copy in each language of the interface. Texts that
// others wrote make no element and no attribute in it.
std::string RenderPage(const PageContext& context, const PageHead& head,
                       absl::FunctionRef<void(markup::MarkupWriter&)> content);

// The style of all pages and their icon, and where they are: their addresses change with them.
const std::string& StyleSheet();
const std::string& StylePath();
const std::string& Icon();
const std::string& IconPath();

}  // namespace taqvim::web
