/* A plugin that cannot do without a host that is newer than any. */
#include "plain.h"

const duet_plugin* duet_plugin_v1(void) {
  static duet_plugin table = PLAIN_TABLE;
  table.minor_built = 999;
  table.minor_needed = 999;
  return &table;
}
