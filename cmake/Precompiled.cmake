# Headers compiled ahead, each once for many sources: reading them took half of the time of
# a source. Those of libraries that are not ours for all; for what is about the contract
# also what is generated from it, of which most sources include most.
#
# A source must still include what it names: TAQVIM_PRECOMPILED=OFF shows what does not.
option(TAQVIM_PRECOMPILED "Compile the headers of libraries ahead" ON)

set(precompiled_headers
    <algorithm> <array> <atomic> <cstdint> <functional> <map> <memory> <optional> <set>
    <string> <string_view> <tuple> <utility> <vector>
    <absl/container/flat_hash_map.h> <absl/container/flat_hash_set.h>
    <absl/functional/any_invocable.h> <absl/functional/function_ref.h>
    <absl/status/status.h> <absl/status/statusor.h> <absl/strings/cord.h>
    <absl/strings/match.h> <absl/strings/str_cat.h> <absl/strings/str_format.h>
    <absl/strings/str_join.h> <absl/strings/str_split.h> <absl/synchronization/mutex.h>
    <absl/time/civil_time.h> <absl/time/clock.h> <absl/time/time.h>
    <google/protobuf/descriptor.h> <google/protobuf/descriptor.pb.h>
    <google/protobuf/dynamic_message.h> <google/protobuf/map_field_inl.h>
    <google/protobuf/message.h> <google/protobuf/timestamp.pb.h>
    <google/protobuf/util/message_differencer.h> <google/protobuf/util/time_util.h>
    <grpcpp/grpcpp.h>)

# With all that these import.
set(precompiled_contract
    access_service change_service directory_service errors event_service schedule_service
    venue_service)
list(TRANSFORM precompiled_contract REPLACE "(.+)" "<taqvim/v1/\\1.pb.h>")

# taqvim_precompiled, taqvim_precompiled_contract and taqvim_precompiled_test, whose headers
# others use.
function(taqvim_precompile_headers)
  set(source ${CMAKE_BINARY_DIR}/precompiled.cc)
  file(WRITE ${source}.new "")
  file(COPY_FILE ${source}.new ${source} ONLY_IF_DIFFERENT)
  add_library(taqvim_precompiled OBJECT ${source})
  target_link_libraries(taqvim_precompiled PRIVATE taqvim_options gRPC::grpc++)
  target_precompile_headers(taqvim_precompiled PRIVATE ${precompiled_headers})
  add_library(taqvim_precompiled_contract OBJECT ${source})
  target_link_libraries(taqvim_precompiled_contract PRIVATE taqvim_options taqvim_proto)
  target_precompile_headers(taqvim_precompiled_contract PRIVATE ${precompiled_headers}
                            ${precompiled_contract})
  if(BUILD_TESTING)
    add_library(taqvim_precompiled_test OBJECT ${source})
    target_link_libraries(taqvim_precompiled_test PRIVATE taqvim_options taqvim_proto
                                                          GTest::gmock GTest::gtest)
    target_precompile_headers(taqvim_precompiled_test PRIVATE ${precompiled_headers}
                              ${precompiled_contract} <gmock/gmock.h> <gtest/gtest.h>)
  endif()
endfunction()

# Lets the target use the headers of the other.
function(taqvim_use_precompiled name from)
  if(TAQVIM_PRECOMPILED)
    target_precompile_headers(${name} REUSE_FROM ${from})
  endif()
endfunction()
