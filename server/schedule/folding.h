// Texts as they are compared.
#pragma once

#include <string>
#include <string_view>

namespace taqvim::schedule {

// The text in the form in which texts that count as the same are equal: without
// regard to ASCII case.
std::string Folded(std::string_view text);

}  // namespace taqvim::schedule
