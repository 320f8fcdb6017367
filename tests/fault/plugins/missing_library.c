/* A plugin that needs a library which is not installed. */
#include "plain.h"

int absent_function(void);

static const duet_plugin kTable = PLAIN_TABLE;

const duet_plugin* duet_plugin_v1(void) { return absent_function() != 0 ? &kTable : 0; }
