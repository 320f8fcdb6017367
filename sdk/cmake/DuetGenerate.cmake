# duet_generate(TARGET PROTOS ... [IMPORT_DIRS ...] [LIBRARIES ...] [UNKNOWN_FIELDS] [WARN_OF_UNSUPPORTED_RULES])
#
# Makes models, rules and service bases of .proto files. A plugin that links TARGET includes what
# items/v1/items.proto gives as "items/v1/items.duet.hpp".
#
# PROTOS are paths from here; their names in `import` begin below one of IMPORT_DIRS, or here. Google's files, those of
# buf.validate and duet/options.proto need no import directory. LIBRARIES are the TARGETs of files that these import.
# UNKNOWN_FIELDS: every message keeps the fields that it does not know. WARN_OF_UNSUPPORTED_RULES: a rule that Duet
# cannot enforce is told and left out, where it would otherwise end the build.
function(duet_generate target)
  cmake_parse_arguments(ARG "UNKNOWN_FIELDS;WARN_OF_UNSUPPORTED_RULES" "" "PROTOS;IMPORT_DIRS;LIBRARIES" ${ARGN})
  if(NOT ARG_PROTOS OR ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "duet_generate(${target}): write PROTOS and the .proto files after the name of the target")
  endif()
  find_program(PROTOC protoc REQUIRED DOC "The compiler of .proto files (package protobuf-compiler)")
  # In the source tree, or where it is installed.
  if(TARGET protoc-gen-duet)
    set(generator $<TARGET_FILE:protoc-gen-duet>)
  else()
    find_program(PROTOC_GEN_DUET protoc-gen-duet HINTS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../../bin)
    if(NOT PROTOC_GEN_DUET)
      message(FATAL_ERROR "duet_generate(${target}): there is no protoc-gen-duet; install protobuf's headers and archives "
                          "(libprotobuf-dev), with which it is built, or an SDK that has it")
    endif()
    set(generator ${PROTOC_GEN_DUET})
  endif()
  find_path(DUET_PROTO_DIR duet/options.proto NO_DEFAULT_PATH REQUIRED
            PATHS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../proto ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../../share/duet/proto)

  set(roots)
  foreach(dir ${ARG_IMPORT_DIRS} ${CMAKE_CURRENT_SOURCE_DIR} ${DUET_PROTO_DIR})
    cmake_path(ABSOLUTE_PATH dir NORMALIZE)
    list(APPEND roots ${dir})
  endforeach()
  list(REMOVE_DUPLICATES roots)
  list(TRANSFORM roots PREPEND -I OUTPUT_VARIABLE imports)

  set(options)
  if(ARG_UNKNOWN_FIELDS)
    list(APPEND options --duet_opt=unknown_fields=keep)
  endif()
  if(ARG_WARN_OF_UNSUPPORTED_RULES)
    list(APPEND options --duet_opt=unsupported_rules=warn)
  endif()

  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target})
  file(MAKE_DIRECTORY ${out})
  set(headers)
  foreach(proto ${ARG_PROTOS})
    cmake_path(ABSOLUTE_PATH proto NORMALIZE)
    set(name)
    foreach(root ${roots})
      cmake_path(IS_PREFIX root ${proto} is_below)
      if(is_below AND NOT name)
        cmake_path(RELATIVE_PATH proto BASE_DIRECTORY ${root} OUTPUT_VARIABLE name)
      endif()
    endforeach()
    if(NOT name)
      message(FATAL_ERROR "duet_generate(${target}): ${proto} is in none of IMPORT_DIRS")
    endif()
    string(REGEX REPLACE "\\.proto$" "" stem ${name})
    string(MAKE_C_IDENTIFIER ${stem} depfile)
    add_custom_command(
      OUTPUT ${out}/${stem}.duet.hpp ${out}/${stem}.contract.hpp
      COMMAND ${PROTOC} --plugin=protoc-gen-duet=${generator} ${imports}
              --duet_out=${out} ${options} --dependency_out=${out}/${depfile}.d ${name}
      DEPENDS ${proto} ${generator}
      DEPFILE ${out}/${depfile}.d
      COMMENT "Making ${stem}.duet.hpp"
      VERBATIM)
    list(APPEND headers ${out}/${stem}.duet.hpp ${out}/${stem}.contract.hpp)
  endforeach()

  add_custom_target(${target}_headers DEPENDS ${headers})
  add_library(${target} INTERFACE)
  add_dependencies(${target} ${target}_headers)
  target_include_directories(${target} INTERFACE ${out})
  target_link_libraries(${target} INTERFACE Duet::sdk ${ARG_LIBRARIES})
endfunction()
