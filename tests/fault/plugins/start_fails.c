/* A plugin that cannot begin its work. */
#include "plain.h"

static duet_code start(void* self, duet_error* error) {
  (void)self;
  plain_fail(error, 14, "", "the store cannot be reached");
  return 14;
}

const duet_plugin* duet_plugin_v1(void) {
  static duet_plugin table = PLAIN_TABLE;
  table.start = start;
  return &table;
}
