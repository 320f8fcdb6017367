// The layout of the ABI, pinned: whoever changes it has to change this file too, and to think of the plugins that are
// out there. Within a major version tables grow at their ends only.
#include <doctest/doctest.h>

#include <cstddef>
#include <type_traits>

#include <duet/abi/ext/pattern.h>
#include <duet/abi/plugin.h>

static_assert(sizeof(void*) == 8, "the numbers below are those of 64-bit machines");

static_assert(DUET_ABI_MAGIC == 0x31545544u && DUET_ABI_MAJOR == 1 && DUET_ABI_MINOR == 2);

static_assert(sizeof(duet_str) == 16 && offsetof(duet_str, size) == 8);
static_assert(sizeof(duet_kv) == 32 && offsetof(duet_kv, value) == 16);
static_assert(sizeof(duet_slice) == 32 && offsetof(duet_slice, size) == 8 && offsetof(duet_slice, owner) == 16 &&
              offsetof(duet_slice, release) == 24);
static_assert(sizeof(duet_error) == 512 && offsetof(duet_error, code) == 4 && offsetof(duet_error, field) == 8 &&
              offsetof(duet_error, message) == 128);
static_assert(sizeof(duet_code) == 4 && std::is_signed_v<duet_code>);
static_assert(sizeof(duet_call) == 8);

static_assert(sizeof(duet_request) == 176 && offsetof(duet_request, client_subject) == 160);
static_assert(offsetof(duet_request, method) == 4 && offsetof(duet_request, door) == 8 &&
              offsetof(duet_request, encoding) == 12 && offsetof(duet_request, reply_encoding) == 16 &&
              offsetof(duet_request, json_flags) == 20 && offsetof(duet_request, deadline_ns) == 24 &&
              offsetof(duet_request, request_id) == 32 && offsetof(duet_request, peer) == 48 &&
              offsetof(duet_request, metadata) == 64 && offsetof(duet_request, n_metadata) == 72 &&
              offsetof(duet_request, path) == 80 && offsetof(duet_request, n_path) == 88 &&
              offsetof(duet_request, query) == 96 && offsetof(duet_request, n_query) == 104 &&
              offsetof(duet_request, body_field) == 112 && offsetof(duet_request, reply_field) == 128 &&
              offsetof(duet_request, body) == 144 && offsetof(duet_request, n_body) == 152);

static_assert(sizeof(duet_reply) == 120 && offsetof(duet_reply, flags) == 112);
static_assert(offsetof(duet_reply, code) == 4 && offsetof(duet_reply, http_status) == 8 &&
              offsetof(duet_reply, message) == 16 && offsetof(duet_reply, details) == 32 &&
              offsetof(duet_reply, metadata) == 64 && offsetof(duet_reply, n_metadata) == 72 &&
              offsetof(duet_reply, trailers) == 80 && offsetof(duet_reply, n_trailers) == 88 &&
              offsetof(duet_reply, body) == 96 && offsetof(duet_reply, n_body) == 104);

static_assert(sizeof(duet_method) == 64 && offsetof(duet_method, max_body_bytes) == 40 &&
              offsetof(duet_method, cache_control) == 48);
static_assert(offsetof(duet_method, kind) == 4 && offsetof(duet_method, encodings) == 8 &&
              offsetof(duet_method, flags) == 12 && offsetof(duet_method, full_name) == 16 &&
              offsetof(duet_method, state_bytes) == 32);

static_assert(sizeof(duet_description) == 120);
static_assert(offsetof(duet_description, id) == 8 && offsetof(duet_description, version) == 24 &&
              offsetof(duet_description, descriptor_set) == 40 && offsetof(duet_description, settings_schema) == 72 &&
              offsetof(duet_description, methods) == 104 && offsetof(duet_description, n_methods) == 112 &&
              offsetof(duet_description, method_stride) == 116);

static_assert(sizeof(duet_host) == 96 && offsetof(duet_host, receive) == 64 && offsetof(duet_host, send) == 72 &&
              offsetof(duet_host, take) == 80 && offsetof(duet_host, wait_sendable) == 88);
static_assert(offsetof(duet_host, minor) == 4 && offsetof(duet_host, host) == 8 &&
              offsetof(duet_host, extension) == 16 && offsetof(duet_host, log_enabled) == 24 &&
              offsetof(duet_host, log) == 32 && offsetof(duet_host, finish) == 40 &&
              offsetof(duet_host, cancelled) == 48 && offsetof(duet_host, resume) == 56);

static_assert(sizeof(duet_plugin) == 104 && offsetof(duet_plugin, on_receive) == 88 &&
              offsetof(duet_plugin, on_sendable) == 96);
static_assert(offsetof(duet_plugin, size) == 4 && offsetof(duet_plugin, minor_built) == 8 &&
              offsetof(duet_plugin, minor_needed) == 10 && offsetof(duet_plugin, describe) == 16 &&
              offsetof(duet_plugin, create) == 24 && offsetof(duet_plugin, start) == 32 &&
              offsetof(duet_plugin, stop) == 40 && offsetof(duet_plugin, destroy) == 48 &&
              offsetof(duet_plugin, invoke) == 56 && offsetof(duet_plugin, on_cancel) == 64 &&
              offsetof(duet_plugin, on_resume) == 72 && offsetof(duet_plugin, extension) == 80);

static_assert(sizeof(duet_ext_pattern) == 24);
static_assert(offsetof(duet_ext_pattern, compile) == 8 && offsetof(duet_ext_pattern, matches) == 16);

static_assert(DUET_DOOR_REST == 1 && DUET_DOOR_GRPC == 2);
static_assert(DUET_PROTOBUF == 1 && DUET_JSON == 2);
static_assert(DUET_JSON_WRITE_DEFAULTS == 1 && DUET_JSON_IGNORE_UNKNOWN == 2);
static_assert(DUET_UNARY == 0 && DUET_CLIENT_STREAM == 1 && DUET_SERVER_STREAM == 2 && DUET_BIDI_STREAM == 3);
static_assert(DUET_MAY_BLOCK == 1 && DUET_INLINE == 2 && DUET_IDEMPOTENT == 4 && DUET_RAW_REQUEST == 8 &&
              DUET_RAW_REPLY == 16);
static_assert(DUET_LOG_TRACE == 0 && DUET_LOG_DEBUG == 1 && DUET_LOG_INFO == 2 && DUET_LOG_WARN == 3 &&
              DUET_LOG_ERROR == 4);

TEST_CASE("a member beyond the size of an older table is not looked at") {
  duet_host host{};
  host.size = offsetof(duet_host, resume);
  host.cancelled = [](void*, duet_call) { return 0; };
  host.resume = [](void*, duet_call, uint64_t, int64_t) -> duet_code { return 0; };
  CHECK(DUET_HAS(duet_host, &host, cancelled));
  CHECK_FALSE(DUET_HAS(duet_host, &host, resume));
  host.size = sizeof host;
  CHECK(DUET_HAS(duet_host, &host, resume));
  CHECK_FALSE(DUET_HAS(duet_host, &host, log));
}
