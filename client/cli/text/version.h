#pragma once

namespace taqvim::cli {

// The version of the project, as CMake knows it.
inline constexpr char kVersion[] = TAQVIM_VERSION;

}  // namespace taqvim::cli
