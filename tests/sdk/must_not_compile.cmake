# cmake -DSOURCE=... -DCOMPILER=... -DINCLUDES=... -P must_not_compile.cmake: the compiler refuses the source, with as
# many errors as its first line says and the text that stands there: "// error: <text>" or "// 2 errors: <text>".

file(READ ${SOURCE} source)
if(NOT source MATCHES "^// (([0-9]+) errors|error): ([^\n]+)\n")
  message(FATAL_ERROR "${SOURCE}: the first line must be '// error: ' and the compiler's message")
endif()
set(expected "${CMAKE_MATCH_3}")
set(wanted 1)
if(CMAKE_MATCH_2)
  set(wanted ${CMAKE_MATCH_2})
endif()
list(TRANSFORM INCLUDES PREPEND -I)
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${COMPILER} -std=c++20 -fsyntax-only -fmessage-length=0 ${INCLUDES} ${SOURCE}
  ERROR_VARIABLE output OUTPUT_QUIET)
# CMake's lists have meanings of their own for some characters.
string(REGEX REPLACE "[][;]" "?" lines "${output}")
string(REGEX REPLACE "[][;]" "?" text "${expected}")
string(REGEX MATCHALL "[^\n]* error: [^\n]*" errors "${lines}")
list(LENGTH errors count)
string(FIND "${errors}" "${text}" found)
if(NOT count EQUAL wanted OR found EQUAL -1)
  message(NOTICE "${output}")
  message(FATAL_ERROR "${SOURCE}: expected ${wanted} error(s) with '${expected}'; there are ${count}, as above")
endif()
