/* What a plugin offers to the host, and the one symbol that a plugin exports. */
#ifndef DUET_ABI_PLUGIN_H
#define DUET_ABI_PLUGIN_H

#include "description.h"
#include "host.h"
#include "version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Life of an instance: describe -> create -> start -> (invoke ...)* -> stop -> destroy. A plugin that failed to start
 * is destroyed without stop. A library may have several instances at once. Static storage. */
typedef struct duet_plugin {
  uint32_t magic; /* DUET_ABI_MAGIC */
  uint32_t size;
  uint16_t minor_built;  /* DUET_ABI_MINOR that the plugin was built with */
  uint16_t minor_needed; /* the lowest host minor that it works with; a host below that refuses it */

  /* [control] Pure: no I/O, no threads, the same answer each time. NULL and an error text if the plugin contradicts
   * itself (two methods of one name, a route that names no field). */
  const duet_description *(*describe)(duet_error *error);

  /* [control] `settings` is a JSON object. On OK (0) *instance is what the other functions get as `self`. */
  duet_code (*create)(const duet_host *host, duet_str settings, void **instance, duet_error *error);
  /* [control] OK = ready for calls. */
  duet_code (*start)(void *self, duet_error *error);
  /* [control] After the last call has finished. Joins the plugin's threads before `deadline_ns` (CLOCK_MONOTONIC). An
   * instance that fails to stop is never destroyed, because its threads may still run: its memory stays. */
  duet_code (*stop)(void *self, int64_t deadline_ns, duet_error *error);
  /* [control] Frees the instance. */
  void (*destroy)(void *self);

  /* [data] Begins a call. Leads to exactly one host->finish(call), before or after it returns. `state` is the method's
   * state_bytes: valid until finish() was called and the last callback returned. */
  void (*invoke)(void *self, duet_call call, const duet_request *request, void *state);
  /* [data] The caller is gone or the deadline has passed. At most once; finish() is still owed. May be NULL. */
  void (*on_cancel)(void *self, duet_call call, void *state);
  /* [data] Asked for by host->resume(). May be NULL if the plugin never asks. */
  void (*on_resume)(void *self, duet_call call, void *state, uint64_t tag);

  /* [any] A table of its own for a feature that not every plugin has, or NULL. May be NULL. */
  const void *(*extension)(const char *id);

  /* Since 1.1. */

  /* [data] Asked for by host->receive(): the next piece, borrowed until it returns, and `end` != 0 when the body ends
   * with it. An empty piece with `end` is usual. Of a stream each piece is a message, and its end comes alone: `end`
   * and an empty piece that is none. May be NULL if no method has DUET_RAW_REQUEST or streams requests without
   * DUET_WAITS. */
  void (*on_receive)(void *self, duet_call call, void *state, duet_slice piece, int end);
  /* [data] After host->send() has returned RESOURCE_EXHAUSTED: there is room again. May be NULL if no method has
   * DUET_RAW_REPLY or streams answers without DUET_WAITS. */
  void (*on_sendable)(void *self, duet_call call, void *state);
} duet_plugin;

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const duet_plugin *
duet_plugin_v1(void);

#ifdef __cplusplus
}
#endif
#endif
