/* The right symbol with something else behind it. */
#include "plain.h"

const duet_plugin* duet_plugin_v1(void) {
  static duet_plugin table = PLAIN_TABLE;
  table.magic = 0x12345678u;
  return &table;
}
