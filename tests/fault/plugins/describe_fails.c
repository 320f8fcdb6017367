/* A plugin that contradicts itself. */
#include "plain.h"

static const duet_description* describe(duet_error* error) {
  plain_fail(error, 13, "", "two methods are named Echo");
  return NULL;
}

const duet_plugin* duet_plugin_v1(void) {
  static duet_plugin table = PLAIN_TABLE;
  table.describe = describe;
  return &table;
}
