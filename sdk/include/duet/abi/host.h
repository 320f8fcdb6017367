/* What the host offers to a plugin. Every function is [any], but for those that say otherwise, and never re-enters the
 * plugin on the caller's stack. */
#ifndef DUET_ABI_HOST_H
#define DUET_ABI_HOST_H

#include "call.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Levels of log(). */
enum { DUET_LOG_TRACE = 0, DUET_LOG_DEBUG = 1, DUET_LOG_INFO = 2, DUET_LOG_WARN = 3, DUET_LOG_ERROR = 4 };

/* Valid from create() until destroy() returns. `host` is passed as the first argument of each function. */
typedef struct duet_host {
  uint32_t size;
  uint32_t minor; /* DUET_ABI_MINOR of the host */
  void *host;

  /* A table of its own for a feature that not every host has ("duet.pattern/1", see ext/), or NULL. */
  const void *(*extension)(void *host, const char *id);

  /* Would log() at this level write anything? */
  int (*log_enabled)(void *host, int level);
  /* Writes one line to the host's log. `call` (or 0) adds its request id. */
  void (*log)(void *host, duet_call call, int level, duet_str message, const duet_kv *fields, size_t n_fields);

  /* Answers a call: exactly once for each invoke(), from any thread, also after on_cancel(). From then on the handle is
   * stale. Returns 0; FAILED_PRECONDITION (9) for a handle that is stale already; INVALID_ARGUMENT (3) for a reply that
   * cannot be read, after which the call is finished with INTERNAL. */
  duet_code (*finish)(void *host, duet_call call, const duet_reply *reply);

  /* Has the caller gone away or the deadline passed? Then nobody waits for the answer. */
  int (*cancelled)(void *host, duet_call call);

  /* Asks for on_resume(call, tag) on a host thread after `delay_ns` (0 = as soon as possible). A call has one pending
   * resume: a later one takes its place. Returns 0; FAILED_PRECONDITION (9) for a stale handle; UNIMPLEMENTED (12) to a
   * plugin without on_resume(). */
  duet_code (*resume)(void *host, duet_call call, uint64_t tag, int64_t delay_ns);

  /* Since 1.1: bodies in pieces, for methods with DUET_RAW_REQUEST or DUET_RAW_REPLY; since 1.2 streams of messages,
   * for methods of the kinds that stream. The body, or a message, is in the encoding of the request or of its reply. */

  /* Asks for the next piece of the request's body, or for its next message: on_receive() brings it, once for each call
   * of this. The host reads no further ahead than a bounded buffer. Returns 0; FAILED_PRECONDITION (9) for a stale
   * handle; UNIMPLEMENTED (12) where the method or the plugin does not receive. */
  duet_code (*receive)(void *host, duet_call call);

  /* Sends the next piece of the reply's body, or its next message; its slices are treated as those of a reply. The
   * first one may bring `head`, of which status, metadata (content-type too) and flags count; later it is NULL, or of
   * it flags alone count. With no slice at all only the head is sent; a message without bytes is one empty slice.
   * finish() ends the body: with an error the client of a raw body sees it cut off, that of a stream of messages gets
   * it. Not at the same time as another send() or finish() of the call. Returns 0; RESOURCE_EXHAUSTED (8) if the piece
   * was taken, but the client lags behind: wait for on_sendable() before the next; CANCELLED (1) if nobody waits any
   * more; else as receive(). */
  duet_code (*send)(void *host, duet_call call, const duet_reply *head, const duet_slice *piece, size_t n_piece);

  /* Since 1.2: streams of messages for handlers that hold a thread meanwhile; only within invoke() of a method with
   * DUET_WAITS. */

  /* Waits for the next message and gives it, to be released by the plugin; or sets *end != 0 when there are no more.
   * In place of receive(). Returns 0; CANCELLED (1) if nobody waits for the answer any more; FAILED_PRECONDITION (9)
   * for a stale handle; UNIMPLEMENTED (12) where the method does not wait or does not receive. */
  duet_code (*take)(void *host, duet_call call, duet_slice *message, int *end);

  /* After send() has returned RESOURCE_EXHAUSTED: waits until there is room again. In place of on_sendable(). Returns
   * as take() does. */
  duet_code (*wait_sendable)(void *host, duet_call call);
} duet_host;

#ifdef __cplusplus
}
#endif
#endif
