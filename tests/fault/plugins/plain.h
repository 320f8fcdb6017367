/* The parts that plugins on the bare ABI share: a contract of one method, and a table to begin from. */
#ifndef DUET_TESTS_FAULT_PLAIN_H
#define DUET_TESTS_FAULT_PLAIN_H

#include <duet/abi/plugin.h>
#include <string.h>

#define TEXT(literal) \
  { (literal), sizeof(literal) - 1 }

/* A FileDescriptorSet by hand:
 *
 *   file { name: "plain.proto" package: "plain.v1" dependency: "google/api/annotations.proto"
 *          message_type { name: "Message" }
 *          service { name: "Plain" method { name: "Echo" input_type: ".plain.v1.Message" output_type:
 * ".plain.v1.Message" options { [google.api.http] { post: "/plain/echo" body: "*" } } } } syntax: "proto3" }
 */
static const char kDescriptorSet[] =
    "\x0a\x97\x01"
    "\x0a\x0bplain.proto"
    "\x12\x08plain.v1"
    "\x1a\x1cgoogle/api/annotations.proto"
    "\x22\x09\x0a\x07Message"
    "\x32\x4d"
    "\x0a\x05Plain"
    "\x12\x44"
    "\x0a\x04\x45\x63ho"
    "\x12\x11.plain.v1.Message"
    "\x1a\x11.plain.v1.Message"
    "\x22\x16\x82\xd3\xe4\x93\x02\x10"
    "\x22\x0b/plain/echo"
    "\x3a\x01*"
    "\x62\x06proto3";

static const duet_method kMethods[] = {
    {sizeof(duet_method), DUET_UNARY, DUET_PROTOBUF | DUET_JSON, 0, TEXT("plain.v1.Plain/Echo"), 64},
};

static const duet_description kDescription = {
    sizeof(duet_description),
    TEXT("com.example.plain"),
    TEXT("1.0.0"),
    {(const uint8_t*)kDescriptorSet, sizeof kDescriptorSet - 1, NULL, NULL},
    {NULL, 0, NULL, NULL},
    kMethods,
    1,
    sizeof(duet_method),
};

typedef struct plain_instance {
  const duet_host* host;
} plain_instance;

static plain_instance plain_only;

static inline const duet_description* plain_describe(duet_error* error) {
  (void)error;
  return &kDescription;
}

static inline duet_code plain_create(const duet_host* host, duet_str settings, void** instance, duet_error* error) {
  (void)settings;
  (void)error;
  plain_only.host = host;
  *instance = &plain_only;
  return 0;
}

static inline duet_code plain_start(void* self, duet_error* error) {
  (void)self;
  (void)error;
  return 0;
}

static inline duet_code plain_stop(void* self, int64_t deadline_ns, duet_error* error) {
  (void)self;
  (void)deadline_ns;
  (void)error;
  return 0;
}

static inline void plain_destroy(void* self) { (void)self; }

/* Answers with the request's body, whatever the encoding. */
static inline void plain_invoke(void* self, duet_call call, const duet_request* request, void* state) {
  const duet_host* host = ((plain_instance*)self)->host;
  duet_reply reply;
  (void)state;
  memset(&reply, 0, sizeof reply);
  reply.size = sizeof reply;
  reply.body = request->body;
  reply.n_body = request->n_body;
  host->finish(host->host, call, &reply);
}

static inline void plain_fail(duet_error* error, duet_code code, const char* field, const char* message) {
  error->code = code;
  strncpy(error->field, field, sizeof error->field - 1);
  strncpy(error->message, message, sizeof error->message - 1);
}

#define PLAIN_TABLE                                                                                                \
  {                                                                                                                \
    DUET_ABI_MAGIC, sizeof(duet_plugin), DUET_ABI_MINOR, 0, plain_describe, plain_create, plain_start, plain_stop, \
        plain_destroy, plain_invoke, NULL, NULL, NULL                                                              \
  }

#endif
