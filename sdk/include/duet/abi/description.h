/* What a plugin offers, as plain data: its identity, its contract and its methods. */
#ifndef DUET_ABI_DESCRIPTION_H
#define DUET_ABI_DESCRIPTION_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* duet_method.kind. Since 1.2 the host serves all four. What streams is messages: the plugin asks for each of the
 * request's with host->receive() and gives each of the answer's with host->send(). A request that does not stream is in
 * duet_request.body as ever, and so is an answer that does not in duet_reply.body. */
enum { DUET_UNARY = 0, DUET_CLIENT_STREAM = 1, DUET_SERVER_STREAM = 2, DUET_BIDI_STREAM = 3 };

/* Encodings of a body; duet_method.encodings is a mask of those that the plugin reads and writes. A method without
 * DUET_JSON is given whole messages only: no path, no query, body_field "*" and no reply_field. What it does not speak
 * the host translates for it.
 *
 * DUET_BYTES, since 1.2 and over REST only, is for google.api.HttpBody: of a request it means that the body is the data
 * of the HttpBody that body_field names ("*" the request itself), whose content_type is the metadata "content-type"; of
 * a reply, that the body is the data of the HttpBody that reply_field names (or of the whole answer), and the plugin
 * sends its content_type as metadata "content-type". A plugin without it gets and gives HttpBody as any other message.
 */
enum { DUET_PROTOBUF = 1, DUET_JSON = 2, DUET_BYTES = 4 };

/* duet_method.flags */
enum {
  DUET_MAY_BLOCK = 1,  /* waits for disks, networks or locks: never run on a door's thread */
  DUET_INLINE = 2,     /* returns within microseconds: may run on a door's thread */
  DUET_IDEMPOTENT = 4, /* calling twice is as good as calling once */

  /* Since 1.1; over REST only. The body is bytes of any media type, in pieces as they come or go, instead of a message:
   * the plugin asks for them with host->receive() or gives them with host->send(). */
  DUET_RAW_REQUEST = 8,
  DUET_RAW_REPLY = 16,

  /* Since 1.2; for methods that stream. invoke() waits with host->take() and host->wait_sendable() for as long as the
   * stream lasts: it gets a thread of its own. */
  DUET_WAITS = 32
};

typedef struct duet_method {
  uint32_t size;
  uint32_t kind;
  uint32_t encodings;
  uint32_t flags;
  duet_str full_name;   /* "items.v1.Items/GetItem"; also a method of a service in the descriptor set */
  uint32_t state_bytes; /* zeroed memory, 64-byte aligned, that comes with every callback of a call; may be 0 */
  /* Since 1.1. */
  uint64_t max_body_bytes; /* of a request body over REST; 0 = what the host's configuration says */
  duet_str cache_control;  /* the field Cache-Control of answers to GET over REST (RFC 9111), or empty */
} duet_method;

/* All of it has static storage: it stays valid for the life of the process. */
typedef struct duet_description {
  uint32_t size;
  duet_str id;                /* reverse domain name: "com.example.items" */
  duet_str version;           /* SemVer: "1.4.2" */
  duet_slice descriptor_set;  /* google.protobuf.FileDescriptorSet; HTTP rules are google.api.http options in it.
                                 Imports of google/api and google/protobuf may be left out. */
  duet_slice settings_schema; /* FileDescriptorSet whose last message is the settings model, or empty */
  const duet_method *methods;
  uint32_t n_methods;
  uint32_t method_stride; /* sizeof(duet_method) as the plugin knew it: rows may grow */
} duet_description;

#ifdef __cplusplus
}
#endif
#endif
