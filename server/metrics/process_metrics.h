// What the system says of this process.
#pragma once

#include "server/metrics/sheet.h"

namespace taqvim::metrics {

// Processor time, resident and virtual memory, threads, open descriptors and how many there may
// be, and when it was started, by the names that Prometheus's own libraries have for them
// (`process_...`; proc(5) says where they are from). What the system does not tell is left out.
void TellProcess(Sheet& sheet);

}  // namespace taqvim::metrics
