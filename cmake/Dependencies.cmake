# Everything comes from Debian's packages; deploy/install-dependencies.sh names them.
#
# Protobuf first and in MODULE mode: Debian's gRPC configuration looks for a
# Protobuf target, and Debian ships no Protobuf configuration.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Protobuf 3.21 MODULE REQUIRED)
find_package(gRPC 1.51 CONFIG REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(yaml-cpp 0.7 CONFIG REQUIRED)
find_package(CLI11 2.1 CONFIG REQUIRED)
# Headers alone: the web server parses HTTP with Beast and waits with Asio.
find_package(Boost 1.81 CONFIG REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc)
pkg_check_modules(icu_i18n REQUIRED IMPORTED_TARGET icu-i18n)
# The store on PostgreSQL.
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
# Codes that cameras read, on pages.
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)
# The numbers that the programs tell of themselves; without its own HTTP server.
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)
if(BUILD_TESTING OR NOT DEFINED BUILD_TESTING)
  find_package(GTest REQUIRED)
  find_package(ZLIB REQUIRED)
  pkg_check_modules(nghttp2 REQUIRED IMPORTED_TARGET libnghttp2)
  pkg_check_modules(ical REQUIRED IMPORTED_TARGET libical)
endif()

# Calls between the server and these libraries are then calls like any other:
# bookings come in 4 of 100 faster; and it runs where they are not installed.
option(TAQVIM_STATIC "Put gRPC, Protobuf, Abseil, SQLite and jemalloc into the programs" OFF)
if(TAQVIM_STATIC)
  get_property(targets DIRECTORY PROPERTY IMPORTED_TARGETS)
  foreach(target ${targets})
    foreach(property IMPORTED_LOCATION IMPORTED_LOCATION_NONE IMPORTED_LOCATION_RELEASE
                     INTERFACE_LINK_LIBRARIES)
      get_target_property(libraries ${target} ${property})
      list(TRANSFORM libraries REPLACE
           "/(lib(grpc|gpr|upb|address_sorting|protobuf|absl|sqlite3|xxhash|jemalloc)[^/]*)\\.so[.0-9]*$"
           "/\\1.a")
      if(libraries)
        set_target_properties(${target} PROPERTIES ${property} "${libraries}")
      endif()
    endforeach()
  endforeach()
endif()
