// Whether the schedule lists when all events take place as the model has it.
#pragma once

#include <string>

#include "tests/property/model/world.h"
#include "tests/property/subject.h"

namespace taqvim::property {

// What differs of a year before now and one after it; empty when nothing does.
std::string CompareAgenda(const World& world, Subject& subject);

}  // namespace taqvim::property
