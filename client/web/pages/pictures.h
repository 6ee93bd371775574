// Pictures of events on pages.
#pragma once

#include <vector>

#include "client/web/pages/context.h"

namespace taqvim::web {

// Those that may be shown: at hosts that the operator lists.
std::vector<const v1::Picture*> ShownPictures(const v1::Event& event, const FeedSite& site);

// Each with what it shows in words, loaded when it comes into sight, without telling its host from
// which page; nothing for none.
void WritePictures(markup::MarkupWriter& out, const v1::Event& event, const PageContext& context);

}  // namespace taqvim::web
