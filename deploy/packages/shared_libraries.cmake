# Read by cpack: adds to what the packages of programs depend on the shared libraries of these, as
# dpkg-shlibdeps names them. CPACK_TAQVIM_PROGRAMS has them, as COMPONENT=FILE.
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps REQUIRED)
set(folder ${CPACK_PACKAGE_DIRECTORY}/shared-libraries)
# It asks for the control file of a source package, and reads nothing in it.
file(WRITE ${folder}/debian/control "")
foreach(program IN LISTS CPACK_TAQVIM_PROGRAMS)
  string(REGEX MATCH "^([^=]+)=(.+)$" found ${program})
  set(depends CPACK_DEBIAN_${CMAKE_MATCH_1}_PACKAGE_DEPENDS)
  execute_process(
    COMMAND ${DPKG_SHLIBDEPS} -O ${CMAKE_MATCH_2} WORKING_DIRECTORY ${folder}
    OUTPUT_VARIABLE libraries OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_VARIABLE told
    RESULT_VARIABLE result)
  # That it is not unpacked yet is no more than a warning.
  if(result)
    message(FATAL_ERROR "dpkg-shlibdeps ${CMAKE_MATCH_2}: ${told}")
  endif()
  string(REPLACE "shlibs:Depends=" "" libraries "${libraries}")
  set(${depends} "${${depends}}, ${libraries}")
endforeach()
file(REMOVE_RECURSE ${folder})
