// Includes of gRPC's callback handlers for generated services, which gRPC 1.51 and
// newer versions have in different headers.
#pragma once

#if __has_include(<grpcpp/impl/server_callback_handlers.h>)
#include <grpcpp/impl/proto_utils.h>
#include <grpcpp/impl/server_callback_handlers.h>
#else
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#endif
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/support/server_callback.h>
