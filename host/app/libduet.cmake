# libduet.a: the host as a library, Duet::host.
#
# All of the host, gRPC, protobuf and Pistache are linked into one relocatable object in which only duet::Host stays
# visible, so that a program can have other copies of them beside it. It is an archive and not a shared library because
# Debian's archives of gRPC and protobuf are not position-independent enough for one (thread-local storage).
set(modules app config plugins describe transcode rest grpc net tls core base protos grpc_protos)
set(module_targets)
set(module_files)
foreach(module ${modules})
  list(APPEND module_targets duet_${module})
  list(APPEND module_files $<TARGET_FILE:duet_${module}>)
endforeach()

# The C library's own archive part, with pthread_atfork() and atexit(): a weak name pulls nothing out of an archive.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libc_nonshared.a
                OUTPUT_VARIABLE libc_nonshared OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

set(libduet ${CMAKE_BINARY_DIR}/libduet.a)
set(object ${CMAKE_CURRENT_BINARY_DIR}/libduet.o)
add_custom_command(OUTPUT ${libduet} VERBATIM DEPENDS ${module_targets}
  COMMAND ${CMAKE_LINKER} -r --force-group-allocation -u _ZN4duet4HostC1Ev -o ${object}
          --start-group ${module_files} ${PISTACHE_A} ${GRPC_ARCHIVES} ${PROTOBUF_A} ${RE2_A} ${ABSL_ARCHIVES} ${libc_nonshared}
          --end-group
  # Twice: what Debian's archives carry as unique symbols can only be made local once it is weak.
  COMMAND ${CMAKE_OBJCOPY} --weaken ${object}
  COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=_ZN4duet4Host* --keep-global-symbol=_ZNK4duet4Host* ${object}
  COMMAND ${CMAKE_COMMAND} -E rm -f ${libduet}
  COMMAND ${CMAKE_AR} rcs ${libduet} ${object})
add_custom_target(libduet_archive ALL DEPENDS ${libduet})

add_library(libduet INTERFACE)
add_library(Duet::host ALIAS libduet)
add_dependencies(libduet libduet_archive)
target_include_directories(libduet INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/../include)
target_link_libraries(libduet INTERFACE ${libduet} duet_sdk OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB
                                        PkgConfig::BROTLI PkgConfig::ZSTD wslay Threads::Threads ${CMAKE_DL_LIBS})
