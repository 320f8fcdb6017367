# duet_module(NAME SOURCES ... USES ... LIBRARIES ...)
#
# One folder of the host is one module: a static library duet_NAME. USES names the modules it may include (a floor at or
# below its own); LIBRARIES names what it is built on. Code below host/ is included as "core/call.hpp".
function(duet_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_library(duet_${name} STATIC ${ARG_SOURCES})
  target_include_directories(duet_${name} PUBLIC ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../host)
  list(TRANSFORM ARG_USES PREPEND duet_)
  target_link_libraries(duet_${name} PUBLIC ${ARG_USES} PRIVATE ${ARG_LIBRARIES})
endfunction()

# duet_test(NAME SOURCES ... LIBRARIES ...): a doctest program, run by ctest under its name.
function(duet_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../tests)
  target_link_libraries(${name} PRIVATE duet_test_main ${ARG_LIBRARIES})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
