/* A sound plugin on the bare ABI: one method that answers what it was sent. */
#include "plain.h"

static const duet_plugin kTable = PLAIN_TABLE;

const duet_plugin* duet_plugin_v1(void) { return &kTable; }
