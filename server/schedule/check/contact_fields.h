// Validators of how one reaches somebody: addresses on the web, contacts.
#pragma once

#include <string_view>

#include "server/base/field_errors.h"
#include "server/base/texts.h"
#include "taqvim/v1/publicity.pb.h"

namespace taqvim::schedule {

// An address on the web: http or https, a host, no blanks, at most 2,000 bytes. An empty
// one is left to whoever demands it.
void CheckWebAddress(std::string_view field, std::string_view address, FieldErrors& errors);

// A contact that is set: at least one of its fields, where all is demanded.
void CheckContact(const v1::Contact& contact, Demand demand, FieldErrors& errors);

}  // namespace taqvim::schedule
