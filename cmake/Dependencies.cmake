# The libraries that Duet is built on, as Debian packages them. The host links gRPC, protobuf, abseil and Pistache
# statically, so that no plugin can collide with its copies; spdlog, fmt and toml++ are used as headers.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(BROTLI REQUIRED IMPORTED_TARGET libbrotlienc libbrotlidec)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
find_package(wslay CONFIG REQUIRED)
pkg_check_modules(XXHASH REQUIRED libxxhash)  # used as a header
find_program(PROTOC protoc REQUIRED)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
set(GRPC_PROTO_DIR /usr/share/grpc-proto CACHE PATH "Where the package grpc-proto keeps its .proto files")

set(DUET_STATIC_DIR /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE})
function(duet_static_library out name)
  find_library(${name}_ARCHIVE lib${name}.a PATHS ${DUET_STATIC_DIR} REQUIRED)
  set(${out} ${${name}_ARCHIVE} PARENT_SCOPE)
endfunction()

duet_static_library(PROTOBUF_A protobuf)
add_library(duet_protobuf INTERFACE)
target_link_libraries(duet_protobuf INTERFACE ${PROTOBUF_A} ZLIB::ZLIB Threads::Threads)

if(DUET_SANITIZE STREQUAL "thread")
  # With it protobuf's headers lay out their maps in another way than its archive does, which was built without.
  target_compile_options(duet_protobuf INTERFACE -U__SANITIZE_THREAD__)
endif()

duet_static_library(RE2_A re2)
add_library(duet_re2 INTERFACE)
target_link_libraries(duet_re2 INTERFACE ${RE2_A} Threads::Threads)

set(GRPC_ARCHIVES)
foreach(name grpc++ grpc gpr address_sorting upb cares)
  duet_static_library(archive ${name})
  list(APPEND GRPC_ARCHIVES ${archive})
endforeach()
file(GLOB ABSL_ARCHIVES ${DUET_STATIC_DIR}/libabsl_*.a)
list(FILTER ABSL_ARCHIVES EXCLUDE REGEX "absl_flags|gtest|mock")
add_library(duet_grpcxx INTERFACE)
# zlib is named inside the group too: CMake may put the library itself before it, where nothing asks for it yet.
target_link_libraries(duet_grpcxx INTERFACE
                      -Wl,--start-group ${GRPC_ARCHIVES} ${RE2_A} ${ABSL_ARCHIVES} -lz -Wl,--end-group
                      duet_protobuf OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS})

duet_static_library(PISTACHE_A pistache)
add_library(duet_pistache INTERFACE)
target_link_libraries(duet_pistache INTERFACE ${PISTACHE_A} OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

add_library(duet_spdlog INTERFACE)
target_compile_definitions(duet_spdlog INTERFACE SPDLOG_HEADER_ONLY SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
target_link_libraries(duet_spdlog INTERFACE Threads::Threads)

add_library(duet_tomlplusplus INTERFACE)
target_compile_definitions(duet_tomlplusplus INTERFACE TOML_HEADER_ONLY=1)

# Boost is used as headers only: DLL, Beast, Process.
find_package(Boost 1.81 REQUIRED)
add_library(duet_boost INTERFACE)
target_link_libraries(duet_boost INTERFACE Boost::headers ${CMAKE_DL_LIBS})
target_compile_definitions(duet_boost INTERFACE BOOST_DLL_USE_STD_FS BOOST_ERROR_CODE_HEADER_ONLY)
