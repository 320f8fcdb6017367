/* One call: what the host hands to a plugin, and what the plugin answers. */
#ifndef DUET_ABI_CALL_H
#define DUET_ABI_CALL_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* duet_request.door */
enum { DUET_DOOR_REST = 1, DUET_DOOR_GRPC = 2 };

/* duet_request.json_flags */
enum {
  DUET_JSON_WRITE_DEFAULTS = 1, /* write fields that have their default value too */
  DUET_JSON_IGNORE_UNKNOWN = 2  /* skip unknown fields and query parameters instead of refusing them */
};

/* Everything in it stays valid and unchanged until the plugin has called finish() for the call and has returned from
 * the callback it is in. */
typedef struct duet_request {
  uint32_t size;
  uint32_t method; /* row of duet_description.methods */
  uint32_t door;
  uint32_t encoding;       /* of the body: one of the method's encodings */
  uint32_t reply_encoding; /* the same for the answer */
  uint32_t json_flags;
  int64_t deadline_ns;     /* CLOCK_MONOTONIC; 0 = none */
  duet_str request_id;     /* names the call in logs and error answers */
  duet_str peer;           /* "192.0.2.7:41234" */
  const duet_kv *metadata; /* lower-case keys, in the order received, repeats kept */
  size_t n_metadata;
  const duet_kv *path; /* google.api.http: field path -> decoded text of a template variable */
  size_t n_path;
  const duet_kv *query; /* field path -> decoded text, in the order received */
  size_t n_query;
  duet_str body_field;    /* google.api.http `body`: "*" the whole message, "name" a top-level field, "" no body */
  duet_str reply_field;   /* google.api.http `response_body`: a top-level field, or "" for the whole message */
  const duet_slice *body; /* the body in pieces; all borrowed */
  size_t n_body;
  /* Since 1.1. */
  duet_str client_subject; /* of the client's verified certificate, as in RFC 4514 ("CN=alice,O=Example"), or empty */
} duet_request;

/* duet_reply.flags */
enum {
  DUET_REPLY_UNCOMPRESSED = 1 /* this message is not worth compressing: it is so already, or secrets lie beside what
                                 callers may choose */
};

/* The answer to a call. The texts, pairs and borrowed slices in it need to live only until finish() returns; slices
 * with a release function belong to the host from then on, whether finish() succeeds or not. */
typedef struct duet_reply {
  uint32_t size;
  duet_code code;          /* 0 = OK: `body` is the answer; else `message` and `details` tell the error */
  uint32_t http_status;    /* what REST answers; 0 = by the code */
  duet_str message;        /* for the caller to read; never internal detail */
  duet_slice details;      /* serialized google.rpc.Status, or empty */
  const duet_kv *metadata; /* response headers / initial metadata */
  size_t n_metadata;
  const duet_kv *trailers;
  size_t n_trailers;
  const duet_slice *body;
  size_t n_body;
  /* Since 1.2. */
  uint32_t flags;
} duet_reply;

#ifdef __cplusplus
}
#endif
#endif
