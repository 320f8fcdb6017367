/* A plugin that does not like its settings. */
#include "plain.h"

static duet_code create(const duet_host* host, duet_str settings, void** instance, duet_error* error) {
  (void)host;
  (void)settings;
  (void)instance;
  plain_fail(error, 3, "limits.page_size", "must be at least 1");
  return 3;
}

const duet_plugin* duet_plugin_v1(void) {
  static duet_plugin table = PLAIN_TABLE;
  table.create = create;
  return &table;
}
