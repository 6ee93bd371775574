# Manual pages of programs whose help is of CLI11, by help2man from that help; compressed as
# Debian has them. Programs are not run where a sanitizer is in them.
find_program(HELP2MAN help2man REQUIRED)
find_program(GZIP gzip REQUIRED)

# taqvim_manual(target COMPONENT name [COMMANDS command...]): a page of section 8 for the program
# and for each of its commands, that says `name - ` and the first sentence of its help.
function(taqvim_manual target)
  cmake_parse_arguments(arg "" "COMPONENT" "COMMANDS" ${ARGN})
  if(TAQVIM_SANITIZE)
    return()
  endif()
  set(folder ${CMAKE_BINARY_DIR}/manual/man8)
  file(MAKE_DIRECTORY ${folder})
  set(script ${PROJECT_SOURCE_DIR}/cmake/manual_page.sh)
  set(pages ${folder}/${target}.8.gz)
  add_custom_command(
    OUTPUT ${folder}/${target}.8.gz
    COMMAND ${script} ${folder} ${PROJECT_VERSION} $<TARGET_FILE:${target}>
    DEPENDS ${target} ${script} VERBATIM)
  foreach(command IN LISTS arg_COMMANDS)
    list(APPEND pages ${folder}/${target}-${command}.8.gz)
    add_custom_command(
      OUTPUT ${folder}/${target}-${command}.8.gz
      COMMAND ${script} ${folder} ${PROJECT_VERSION} $<TARGET_FILE:${target}> ${command}
      DEPENDS ${target} ${script} VERBATIM)
  endforeach()
  add_custom_target(${target}_manual ALL DEPENDS ${pages})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man8 COMPONENT ${arg_COMPONENT})
endfunction()
