/* A plugin that was linked without what it calls. */
#include "plain.h"

int nobody_defines_this(void);

static const duet_plugin kTable = PLAIN_TABLE;

const duet_plugin* duet_plugin_v1(void) { return nobody_defines_this() != 0 ? &kTable : 0; }
