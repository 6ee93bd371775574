// Tells the thread sanitizer how gRPC hands operations from thread to thread.
//
// Debian's gRPC is compiled without the sanitizer, which therefore does not see
// that what was written before an operation was started is there when it has
// completed. As with Abseil's locks (absl_for_tsan.cc), the functions here take
// the place of gRPC's, say what happens, and call the real ones. An operation is
// known by its tag.
#include <dlfcn.h>
#include <grpc/grpc.h>
#include <sanitizer/tsan_interface.h>

#include <cstdio>
#include <cstdlib>

namespace {

template <class Function>
Function* Next(Function*, const char* name) {
  void* function = dlsym(RTLD_NEXT, name);
  if (function == nullptr) {
    std::fprintf(stderr, "grpc_for_tsan.cc: this gRPC has no %s\n", name);
    std::abort();
  }
  return reinterpret_cast<Function*>(function);
}

grpc_event Completed(grpc_event event) {
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(event.tag);
  return event;
}

}  // namespace

extern "C" {

grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops, size_t count, void* tag,
                                      void* reserved) {
  static const auto real = Next(&grpc_call_start_batch, "grpc_call_start_batch");
  __tsan_release(tag);
  return real(call, ops, count, tag, reserved);
}

grpc_event grpc_completion_queue_next(grpc_completion_queue* queue, gpr_timespec deadline,
                                      void* reserved) {
  static const auto real = Next(&grpc_completion_queue_next, "grpc_completion_queue_next");
  return Completed(real(queue, deadline, reserved));
}

grpc_event grpc_completion_queue_pluck(grpc_completion_queue* queue, void* tag,
                                       gpr_timespec deadline, void* reserved) {
  static const auto real = Next(&grpc_completion_queue_pluck, "grpc_completion_queue_pluck");
  return Completed(real(queue, tag, deadline, reserved));
}

}  // extern "C"
