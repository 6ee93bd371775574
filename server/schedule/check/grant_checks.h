// Validators that grants and tokens share: a grant is created alone or with a token.
#pragma once

#include <string_view>

#include "server/base/field_errors.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::schedule {

// Adds what is wrong with whom a grant or token is for.
void CheckPrincipal(std::string_view principal, FieldErrors& errors);

// Adds what is wrong with the role of a grant and where it counts.
void CheckRole(const v1::Grant& grant, FieldErrors& errors);

}  // namespace taqvim::schedule
