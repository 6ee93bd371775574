// Texts that would like to be taken for markup, and what of a page is.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace taqvim::web {

// What others may have written.
const std::vector<std::string>& Hostile();

// Some letters that mean something in markup, bytes that are no UTF-8, and others, between two x.
std::string RandomHostile(std::mt19937& random);

// The tags of a page with the names of their attributes, in order: all that a browser makes
// elements of.
std::string Skeleton(const std::string& html);

}  // namespace taqvim::web
