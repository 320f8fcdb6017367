/* Base types of the plugin ABI: text, pairs, bytes, codes and errors. Plain C11; also valid C++20.
 *
 * Thread tags, used on every function of the ABI:
 *   [any]      from any thread; must not block
 *   [control]  one call at a time per plugin instance, on a host control thread
 *   [data]     calls for one duet_call never overlap; calls for different ones run at the same time
 *
 * No function of the ABI throws or unwinds through its caller.
 */
#ifndef DUET_ABI_BASE_H
#define DUET_ABI_BASE_H

#include <stddef.h>
#include <stdint.h>

/* May `member` of *`table` be used? False where the peer was built before the member existed or left it NULL. */
#define DUET_HAS(type, table, member) \
  ((table)->size >= offsetof(type, member) + sizeof((table)->member) && (table)->member)

/* The same for members that are no pointers. */
#define DUET_HAS_FIELD(type, table, member) ((table)->size >= offsetof(type, member) + sizeof((table)->member))

#ifdef __cplusplus
extern "C" {
#endif

/* UTF-8 text (binary for the values of "-bin" metadata). Not terminated. Borrowed: valid as long as the owner says. */
typedef struct duet_str {
  const char *data;
  size_t size;
} duet_str;

typedef struct duet_kv {
  duet_str key, value;
} duet_kv;

/* Bytes that can change hands without a copy. Whoever owns the slice calls release(owner) exactly once, from any
 * thread; it never throws. A NULL release marks borrowed bytes: the receiver copies what it wants to keep. */
typedef struct duet_slice {
  const uint8_t *data;
  size_t size;
  void *owner;
  void (*release)(void *owner);
} duet_slice;

/* A gRPC status code, 0 to 16 (https://grpc.io/docs/guides/status-codes). Any other value counts as UNKNOWN (2). */
typedef int32_t duet_code;

/* Names one call in progress. A handle is never reused: a stale one is detected, counted and ignored. 0 names none. */
typedef uint64_t duet_call;

/* Where a [control] function explains a failure. The caller allocates it and sets `size`; both texts are terminated. */
typedef struct duet_error {
  uint32_t size;
  duet_code code;
  char field[120]; /* the settings field at fault ("limits.page_size"), or empty */
  char message[384];
} duet_error;

#ifdef __cplusplus
}
#endif
#endif
